"""A case's parts as the page shows them: head, facts, verdict, rounds, decision, timeline."""

from typing import Any

from server.casework.desk import Note, StaffCase
from server.catalogue.rules import Verdict
from server.core import clock
from server.core.money import yuan
from server.core.privacy import mask_phone
from server.registry import regions
from server.web import case_words
from server.web.console import words

_SAYS = {Verdict.MEETS: "符合", Verdict.UNCLEAR: "不确定", Verdict.DOES_NOT: "不符合"}
_REACHES = {"landline": "座机 ", "abroad": "境外 ", "none": "没有电话"}
_WAYS = {"told": "说明", "photo": "拍照", "pledge": "承诺", "cannot": "没有办法取得"}
_PATH = ("submitted", "checking", "publicity", "reviewing", "county_review", "approved")


def head(seen: StaffCase) -> dict[str, Any]:
    """Who this is, and how far it is."""
    case, person = seen.case, seen.applicant
    age = clock.today().year - person.born_on.year
    return {
        "case_no": case.case_no,
        "name": person.name,
        "item": seen.item.title,
        "lane": seen.item.lane(case.lane).title,
        "id_no": person.masked_id_no,
        "about": f"{'女' if person.gender == 'female' else '男'}，{age} 岁",
        "phone": words_phone(person.reach, person.phone),
        "place": regions.path_name(case.region_code).removeprefix("南通市"),
        "steps": _steps(seen),
        "due": case_words.due(case.due_at, provisional=case.due_is_provisional),
    }


def words_phone(reach: str | None, phone: str | None) -> str:
    """How somebody is called, as it may be shown."""
    kind = _REACHES.get(reach or "", "")
    return f"{kind}{mask_phone(phone)}" if phone else kind


def _steps(seen: StaffCase) -> list[dict[str, Any]]:
    stage = "submitted" if seen.case.stage == "correction" else seen.case.stage
    stage = "checking" if stage in {"accepted", "surveying"} else stage
    done = {step.to_stage for step in seen.steps}
    # What this lane does not have is not shown as still to come.
    optional = {"checking", "publicity"} - set(seen.item.lane(seen.case.lane).stages)
    shown = [s for s in _PATH if s in done or s not in optional | {"county_review"}]
    if stage not in shown:
        shown = [s for s in shown if s in done] + [stage]
    return [
        {
            "words": case_words.STAGES[name],
            "is_here": name == stage,
            "is_done": name in done and name != stage,
        }
        for name in shown
    ]


def verdict(seen: StaffCase) -> dict[str, Any]:
    """One sentence, each rule with its figures, the sum."""
    live = seen.live
    sentence = {
        Verdict.MEETS: "符合现行规定",
        Verdict.UNCLEAR: "还不能定",
        Verdict.DOES_NOT: "照现有情况不符合",
    }[live.verdict]
    if live.amount_fen is not None and live.verdict is not Verdict.DOES_NOT:
        sentence += f"，按规定可救助 {yuan(live.amount_fen)} 元"
    missing = "、".join(live.missing_parameters)
    changed = seen.frozen is not None and seen.frozen.verdict != live.verdict
    return {
        "look": "is-meets" if live.verdict is Verdict.MEETS else "",
        "words": sentence,
        "more": (f"当地还没有核定：{missing}，报县级。" if missing else "")
        + ("查得之后与提交时的估算不同。" if changed else ""),
        "version": f"规则 {seen.item.version} 版 · {seen.item.effective_from:%Y-%m-%d} 起",
        "rules": [
            {
                "text": reason.text,
                "figures": "",
                "says": _SAYS[reason.verdict],
                "clause": reason.clause,
                "is_open": reason.verdict is not Verdict.MEETS,
            }
            for reason in live.reasons
        ],
        "sums": _sums(seen),
        "route": _route(seen),
        "missing": [
            {"question": gap.question, "from": "我们查" if "register" in gap.from_[0] else "问本人"}
            for gap in live.missing
        ],
    }


def _sums(seen: StaffCase) -> list[dict[str, str]]:
    live = seen.live
    lines = [
        {
            "label": f"{step.label}（{step.expression}）",
            "figure": yuan(step.result_fen),
            "look": "" if step.adds else "sum",
        }
        for step in live.steps
    ]
    if live.amount_fen is not None:
        lines.append({"label": "合计", "figure": yuan(live.amount_fen), "look": "total"})
    return lines


def _route(seen: StaffCase) -> str:
    if seen.limit_fen is None:
        return "镇级限额没有核定，由县级审批。"
    return f"镇级限额 {yuan(seen.limit_fen)} 元，超过的由县级审批。"


def rounds(seen: StaffCase) -> list[dict[str, Any]]:
    """Lists already asked, with their answers."""
    pictures = {one.id for one in seen.papers if one.is_picture}
    return [
        {
            "when": f"{words.moment(found.asked_at)} 发出，"
            f"请在 {words.last_day(found.answer_by)} 前说明",
            "points": [
                {
                    "label": point.label,
                    "words": point.words,
                    "answer": _answer(point),
                    "file_url": f"/console/cases/{seen.case.case_no}/files/{point.file_id}"
                    if point.file_id
                    else "",
                    "has_small": point.file_id in pictures,
                    "state": "已答" if point.kind else "等答复",
                }
                for point in found.points
            ],
        }
        for found in seen.rounds
    ]


def _answer(point: Any) -> str:
    if point.kind is None:
        return ""
    way = _WAYS[point.kind]
    return f"{way}：{point.answer}" if point.answer else way


def opinion(seen: StaffCase) -> dict[str, str] | None:
    """The handler's opinion."""
    made = seen.decision
    if made is None:
        return None
    outcome = "不予救助"
    if made.proposed_outcome == "grant" and made.proposed_fen:
        outcome = f"拟救助 {yuan(made.proposed_fen)} 元"
    when = words.moment(made.proposed_at)
    return {"when": when, "outcome": outcome, "words": made.opinion}


def decision(seen: StaffCase) -> dict[str, Any] | None:
    """The decision, with reasons and remedy."""
    made = seen.decision
    if made is None or made.outcome is None or made.decided_at is None:
        return None
    granted = made.amount_fen if made.outcome == "grant" else None
    return {
        "when": f"{words.moment(made.decided_at)} · {made.decision_no}",
        "outcome": f"批准 {yuan(granted)} 元" if granted else "不予批准",
        "reasons": [seen.item.refusal_words(code) for code in made.reason_codes],
        "words": made.reason or "",
        "remedy": "" if granted else "已告知：60 日内可申请行政复议，6 个月内可起诉。",
    }


def publicity(seen: StaffCase) -> dict[str, str] | None:
    """How long the poster hangs."""
    if seen.poster is None:
        return None
    until = words.last_day(seen.poster.until)
    return {"when": f"到 {until}", "words": "只张贴掩名、类别和金额；到期自动结束。"}


def deadlines(seen: StaffCase) -> list[dict[str, str]]:
    """Every period that runs, with its unit."""
    case = seen.case
    pairs = []
    for label, until in (("受理", case.accept_by), ("办结", case.decide_by)):
        found = case_words.due(until, provisional=case.due_is_provisional)
        running = label == "办结" or case.accepted_at is None
        if found and running and case.stage in case_words.STAGES and case.due_at is not None:
            pairs.append({"label": label, "words": f"{found.date}，{found.words}"})
    if case.publicity_until:
        pairs.append({"label": "公示", "words": f"到 {words.last_day(case.publicity_until)}"})
    return pairs or [{"label": "期限", "words": "没有在走的期限"}]


def deadline_note(seen: StaffCase) -> str:
    """Why a deadline is only provisional."""
    if seen.case.due_is_provisional:
        return "跨到还没有公布放假安排的年份，按周一至周五暂算，不计超期，公布后重算。"
    return "已按国办放假和调休安排计算。"


def timeline(seen: StaffCase) -> list[dict[str, str]]:
    """What happened, newest first."""
    return [
        {
            "at": step.at.isoformat(),
            "when": words.moment(step.at),
            "words": f"{step.actor_name or '本人'} {words.STEPS.get(step.step, step.step)}",
            "note": step.note or "",
        }
        for step in reversed(seen.steps)
    ]


def notes(found: list[Note]) -> list[dict[str, str]]:
    """Colleagues' notes, newest first."""
    return [
        {"words": note.words, "author": note.author, "when": words.moment(note.written_at)}
        for note in found
    ]
