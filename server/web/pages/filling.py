"""Filling in: one section a page (in care mode one question), kept as one goes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sanic import Blueprint, HTTPResponse, Request

from server.casework import cases, contests
from server.casework.cases import Known, Review
from server.catalogue import vocabulary
from server.catalogue.vocabulary import FactDef
from server.core.actors import Actor, Role
from server.core.errors import NotFound
from server.web import page
from server.web.access import only
from server.web.pages.answers import Typed, as_typed, read
from server.web.pages.showing import field_texts, show, typed, words_of
from server.web.pages.words import Words

blueprint = Blueprint("filling")


@dataclass(frozen=True)
class Step:
    """One page of the form: a section, or one question of it."""

    section: str
    title: str
    keys: tuple[str, ...]
    is_optional: bool
    is_single: bool

    def address(self, case_no: str) -> str:
        """Where this page is."""
        question = f"?q={self.keys[0]}" if self.is_single else ""
        return f"/cases/{case_no}/form/{self.section}{question}"


@dataclass(frozen=True)
class KnownAnswer:
    """What a register says of a question, and when it said so."""

    words: str
    where: str
    on: str


@blueprint.get("/cases/<case_no:str>/form")
@only(Role.RESIDENT)
async def resume(request: Request, case_no: str, by: Actor) -> HTTPResponse:
    """Where one left off: the first page with an open question, else the review."""
    review = await cases.review(case_no, by)
    if review.case.stage != "draft":
        return page.see(f"/cases/{case_no}")
    steps = steps_of(review, is_care=page.is_care(request))
    answered = {a.fact.key for s in review.sections for a in s.answers if a.is_answered}
    fresh = not answered
    waiting = (s for s in steps if fresh or (not s.is_optional and not set(s.keys) <= answered))
    following = next(waiting, None)
    return page.see(following.address(case_no) if following else f"/cases/{case_no}/review")


@blueprint.get("/cases/<case_no:str>/form/<section:str>")
@only(Role.RESIDENT)
async def ask(request: Request, case_no: str, section: str, by: Actor) -> HTTPResponse:
    """One page of questions with what is known and kept."""
    review = await cases.review(case_no, by)
    if review.case.stage != "draft":
        return page.see(f"/cases/{case_no}")
    return await _show(request, review, section, None)


@blueprint.post("/cases/<case_no:str>/form/<section:str>")
@only(Role.RESIDENT)
async def keep(request: Request, case_no: str, section: str, by: Actor) -> HTTPResponse:
    """Keep what is right, say what is not, go on; `do` says where."""
    review = await cases.review(case_no, by)
    if review.case.stage != "draft":
        return page.see(f"/cases/{case_no}")
    step = _step(request, review, section)
    given = read(request.form or {}, [vocabulary.of(key) for key in step.keys])
    await _save(case_no, given, by)
    if page.is_part(request):
        return await _saved(request, case_no, by)
    doing = typed(request, "do")
    if doing != "later":
        _name_missing(given, step, review)
    if given.wrong:
        return await _show(request, review, section, given, status=422)
    if doing == "later":
        return page.see("/cases?kept=1")
    return page.see(_next(request, review, step))


async def _save(case_no: str, given: Typed, by: Actor) -> None:
    saved = await cases.save(case_no, given.values, by)
    given.wrong.update({key.removeprefix("facts."): code for key, code in saved.wrong.items()})
    known = await cases.known_of(await cases.mine(case_no, by))
    for key in given.values.keys() & known.derived.keys():
        await _contest(case_no, known, key, by)


async def _contest(case_no: str, known: Known, key: str, by: Actor) -> None:
    """Whoever answers beside a register says that it is wrong about them: somebody must look."""
    below = vocabulary.of(key).derived_from
    for fact in known.all_facts:
        mine = by.person_id is not None and fact.subject_id == by.person_id
        if mine and fact.register and fact.key in below and not fact.contested_at:
            words = "填写时说与登记的不一样"
            await contests.contest(case_no, fact.id, words=words, by=by)


async def _saved(request: Request, case_no: str, by: Actor) -> HTTPResponse:
    case = await cases.mine(case_no, by)
    return await show(request, "_saved.html", saved_at=case.saved_at)


def _name_missing(given: Typed, step: Step, review: Review) -> None:
    """A required question left open is named; what a register knows needs no answer."""
    from_register = {
        a.fact.key for s in review.sections for a in s.answers if a.source == "register"
    }
    if not step.is_optional:
        for key in step.keys:
            if key in given.blank - from_register:
                given.wrong.setdefault(key, "field.missing")


def _next(request: Request, review: Review, step: Step) -> str:
    steps = steps_of(review, is_care=page.is_care(request))
    case_no = review.case.case_no
    if typed(request, "then") == "review":
        return f"/cases/{case_no}/review"
    same = [number for number, one in enumerate(steps) if one.section == step.section]
    place = steps.index(step) if step in steps else same[-1]
    later = steps[place + 1 :]
    return later[0].address(case_no) if later else f"/cases/{case_no}/review"


def steps_of(review: Review, *, is_care: bool) -> list[Step]:
    """The pages of a form, in order."""
    steps = []
    for section in review.sections:
        keys = tuple(answer.fact.key for answer in section.answers)
        groups = [(key,) for key in keys] if is_care else [keys]
        steps += [
            Step(section.code, section.title, group, section.optional, is_care) for group in groups
        ]
    return steps


def _step(request: Request, review: Review, section: str) -> Step:
    wanted = request.args.get("q") or ""
    steps = steps_of(review, is_care=bool(wanted) or page.is_care(request))
    fitting = [one for one in steps if one.section == section]
    chosen = next((one for one in fitting if wanted in one.keys), None)
    if not fitting:
        raise NotFound
    return chosen or fitting[0]


async def _show(
    request: Request, review: Review, section: str, given: Typed | None, *, status: int = 200
) -> HTTPResponse:
    step = _step(request, review, section)
    steps = steps_of(review, is_care=step.is_single)
    place = steps.index(step)
    case_no, words = review.case.case_no, words_of(request)
    known = await cases.known_of(review.case)
    kept = {a.fact.key: a for s in review.sections for a in s.answers}
    wrong = field_texts(request, given.wrong if given else {})
    return await show(
        request,
        "form.html",
        status=status,
        review=review,
        case=review.case,
        step=step,
        place=place,
        steps=steps,
        questions=[
            _question(vocabulary.of(key), kept[key], given, wrong, known, words)
            for key in step.keys
        ],
        wrong=wrong,
        labels={key: words.text(vocabulary.of(key).question) for key in step.keys},
        previous=steps[place - 1].address(case_no) if place else "/cases",
        household=known.household if "household.size" in step.keys else None,
        then="review" if request.args.get("then") == "review" else typed(request, "then"),
    )


def _question(
    fact: FactDef,
    kept: Any,
    given: Typed | None,
    wrong: Mapping[str, str],
    known: Known,
    words: Words,
) -> dict[str, Any]:
    text, unsure = "", False
    if given is not None:
        text, unsure = given.texts.get(fact.key, ""), fact.key in given.unsure
    elif kept.is_answered and kept.source == "declared":
        text, unsure = as_typed(fact, kept.value)
    elif fact.key == "household.size" and known.household.source.startswith("register:"):
        text = str(len(known.household.members))
    return {
        "fact": fact,
        "typed": text,
        "unsure": unsure,
        "wrong": wrong.get(fact.key, ""),
        "known": _known(fact, known, words) if kept.source == "register" else None,
    }


def _known(fact: FactDef, known: Known, words: Words) -> KnownAnswer:
    below = [f for f in known.all_facts if f.register and f.key in fact.derived_from]
    where = "、".join(dict.fromkeys(words.register(f.register) for f in below))
    on: date | None = min((f.as_of for f in below), default=None)
    said = words.value(fact, known.derived.get(fact.key))
    return KnownAnswer(said, where, words.plain_day(on) if on else "")
