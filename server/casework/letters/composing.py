"""Putting a letter into words from the case as it stands and the verdict frozen with it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec

from server.casework import cases, corrections, decisions
from server.casework.cases import Case
from server.casework.decisions import Decision
from server.casework.letters.capitals import in_capitals
from server.casework.letters.content import APPEALED, TITLES, Content, Section, Sum
from server.casework.letters.rules import LITIGATION_MONTHS, REVIEW_DAYS
from server.catalogue.estimates import Estimate
from server.catalogue.items import Item
from server.catalogue.rules import Verdict
from server.core import clock
from server.core.money import yuan
from server.registry import people, regions

_WAYS = {"told": "说明", "photo": "拍照", "pledge": "书面承诺", "cannot": "没有办法取得"}
_SAYS = {Verdict.MEETS: "符合", Verdict.UNCLEAR: "不能确定", Verdict.DOES_NOT: "不符合"}


@dataclass(frozen=True)
class Numbered:
    """What the series gave a letter before its words were known."""

    kind: str
    office_code: str
    doc_no: str
    verify_code: str
    issued_at: datetime
    replaces: str = ""
    reason: str = ""


async def compose(case: Case, given: Numbered) -> Content:
    """The letter's words. Reads only; the caller freezes them."""
    body = await _BODIES[given.kind](case, given)
    person = await people.of(case.applicant_id)
    office = regions.office_for(given.office_code)
    sections = body.sections
    if given.replaces:
        why = f"本文书更正并取代 {given.replaces}。更正的原因：{given.reason}"
        sections = (Section("更正说明", (why,)), *sections)
    return Content(
        kind=given.kind,
        title=TITLES[given.kind],
        issuer=office.name,
        doc_no=given.doc_no,
        addressee=person.name,
        id_no=person.masked_id_no,
        opening=body.opening,
        sections=sections,
        sums=body.sums,
        decision=body.decision,
        remedy=_remedy(case) if given.kind in APPEALED else (),
        contact=f"{office.name}，{office.address}，电话 {office.phone}，{office.hours}",
        issued_on=clock.local(given.issued_at).date(),
        office_code=given.office_code,
        verify_code=given.verify_code,
        replaces=given.replaces,
    )


@dataclass(frozen=True)
class _Body:
    opening: str
    sections: tuple[Section, ...]
    sums: tuple[Sum, ...] = ()
    decision: str = ""


def _opening(case: Case, item: Item, rest: str) -> str:
    sent = _day(case.submitted_at) if case.submitted_at else ""
    return f"您于 {sent} 提交的{item.title}申请（编号 {case.case_no}），{rest}"


async def _acceptance(case: Case, _: Numbered) -> _Body:
    item = cases.item_of(case)
    limit = item.lane(case.lane).decide_within
    count = int(cases.parameters_of(case).value(limit.parameter, limit.otherwise))
    unit = {"workdays": "个工作日", "days": "天", "hours": "小时"}[limit.unit]
    until = f"{_last_day(case.decide_by)}前（{count} {unit}）" if case.decide_by else ""
    if case.due_is_provisional:
        until += "。这个日子跨到还没有公布放假安排的年份，是暂定的，公布后重算"
    return _Body(
        _opening(case, item, "已经收齐，现予受理。"),
        (
            Section("受理日期", (_day(case.accepted_at) if case.accepted_at else "",)),
            Section("最晚什么时候有结果", (until + "。要延长，会先写明原因告诉您。",)),
            Section(
                "您不用做什么",
                ("不用再开证明，办理不收钱。家里情况有变化，请告诉我们。",),
            ),
        ),
    )


async def _correction(case: Case, _: Numbered) -> _Body:
    asked = (await corrections.rounds_of(case))[-1]
    points = tuple(
        f"{number}．{point.label}：{point.words}（任选一样：{_ways(point.ways)}）"
        for number, point in enumerate(asked.points, 1)
    )
    return _Body(
        _opening(case, cases.item_of(case), "有下面的事情请您说明。要问的一次问完。"),
        (
            Section(f"请您说明的 {len(points)} 项", points),
            Section(
                "什么时候以前",
                (f"{_last_day(asked.answer_by)}前。到期没有答，也不会只因为这个不批。",),
            ),
            Section("怎么答", ("在手机上答，打电话说，到窗口说，或者请工作人员上门取。",)),
        ),
    )


def _ways(ways: tuple[str, ...]) -> str:
    return "、".join(_WAYS[way] for way in ways)


async def _not_accepted(case: Case, _: Numbered) -> _Body:
    steps = await cases.steps_of(case)
    reason = next((step.note for step in reversed(steps) if step.step == "not_accept"), "")
    return _Body(
        _opening(case, cases.item_of(case), "经审查，决定不予受理。"),
        (Section("理由", (reason or "",)),),
        decision="不予受理。",
    )


async def _grant(case: Case, _: Numbered) -> _Body:
    item, decision, verdict = await _decided(case)
    granted = decision.amount_fen or 0
    notes = _differences(verdict, granted) if item.lane(case.lane).pays != "nothing" else []
    if decision.reason:
        notes.append(decision.reason)
    return _Body(
        _opening(case, item, "经调查核实和审核，作出如下决定。"),
        (
            *_facts(verdict),
            _basis(item, verdict),
            *((Section("说明", tuple(notes)),) if notes else ()),
            Section("接下来", _after(item.lane(case.lane).pays)),
        ),
        sums=_sums(verdict),
        decision=_given(case, item, decision),
    )


def _differences(verdict: Estimate, granted: int) -> list[str]:
    """Why the sum is not the one the rules come to."""
    if verdict.amount_fen is None:
        lacking = "、".join(verdict.missing_parameters) or "有的情况"
        return [f"当地还没有核定或查明：{lacking}。金额由决定人按实际困难确定。"]
    if verdict.amount_fen != granted:
        return [f"按规定测算 {yuan(verdict.amount_fen)} 元，决定 {yuan(granted)} 元。"]
    return []


def _after(pays: str) -> tuple[str, ...]:
    told = "情况有变化，请在一个月内告诉我们。"
    return (told,) if pays == "nothing" else (f"钱打到您申请时填的账户。{told}",)


def _given(case: Case, item: Item, decision: Decision) -> str:
    """What is granted: a recognition, so much at once, or so much a month and from which on."""
    lane, granted = item.lane(case.lane), decision.amount_fen or 0
    if lane.pays == "nothing":
        return f"同意：{item.title}。"
    sum_of = f"{yuan(granted)} 元（人民币{in_capitals(granted)}）"
    if lane.pays == "once" or case.submitted_at is None or decision.decided_at is None:
        return f"给予{item.title} {sum_of}。"
    asked, decided = clock.local(case.submitted_at), clock.local(decision.decided_at)
    first = lane.first_day(asked_on=asked.date(), decided_on=decided.date())
    return f"给予{item.title}每月 {sum_of}，从 {first.year} 年 {first.month} 月起。"


async def _refusal(case: Case, _: Numbered) -> _Body:
    item, decision, verdict = await _decided(case)
    reasons = [item.refusal_words(code) for code in decision.reason_codes]
    if decision.reason:
        reasons.append(decision.reason)
    elsewhere = [f"{other.title}：{other.words}（{other.where}）" for other in item.other_help]
    return _Body(
        _opening(case, item, "经调查核实和审核，作出如下决定。"),
        (
            Section("理由", tuple(reasons)),
            *_facts(verdict),
            _basis(item, verdict),
            *((Section("还可以问的帮助", tuple(elsewhere)),) if elsewhere else ()),
            Section("情况变了", ("随时可以再申请，这次的决定不影响下一次。",)),
        ),
        decision=f"这次不给予{item.title}。",
    )


async def _decided(case: Case) -> tuple[Item, Decision, Estimate]:
    decision = await decisions.of_case(case)
    if decision is None or decision.outcome is None:
        raise LookupError(f"{case.case_no} has no decision to write of")
    verdict = msgspec.json.decode(decision.verdict, type=Estimate)
    return cases.item_of(case), decision, verdict


def _facts(verdict: Estimate) -> tuple[Section, ...]:
    lines = [f"{reason.text}（{_SAYS[reason.verdict]}）" for reason in verdict.reasons]
    return (Section("查明的情况", tuple(lines)),) if lines else ()


def _basis(item: Item, verdict: Estimate) -> Section:
    clauses = [reason.clause for reason in verdict.reasons if reason.clause]
    named = dict.fromkeys([*clauses, *(basis.doc for basis in item.basis)])
    return Section("依据", tuple(named))


def _sums(verdict: Estimate) -> tuple[Sum, ...]:
    if verdict.amount_fen is None:
        return ()
    lines = [Sum(f"{s.label}（{s.expression}）", yuan(s.result_fen)) for s in verdict.steps]
    return (*lines, Sum("合计", yuan(verdict.amount_fen), is_total=True))


def _remedy(case: Case) -> tuple[str, ...]:
    county = regions.of(case.county_code).name
    return (
        f"不服这个决定，可以从收到的第二天起 {REVIEW_DAYS} 日内，向{county}人民政府申请行政复议；",
        f"也可以从收到的第二天起 {LITIGATION_MONTHS} 个月内，向有管辖权的人民法院提起行政诉讼。",
        "最后一天是节假日的，顺延到下一个工作日。拿不准，先打 12345 问。",
    )


def _day(moment: datetime) -> str:
    on = clock.local(moment)
    return f"{on.year} 年 {on.month} 月 {on.day} 日"


def _last_day(until: datetime | None) -> str:
    return _day(until - timedelta(microseconds=1)) if until else ""


_BODIES = {
    "acceptance": _acceptance,
    "correction": _correction,
    "not_accepted": _not_accepted,
    "grant": _grant,
    "refusal": _refusal,
}
