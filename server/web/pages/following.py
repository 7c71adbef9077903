"""Following a case: where it is, what next, who, by when; answering, signing, withdrawing."""

from typing import Any
from uuid import UUID

from sanic import Blueprint, HTTPResponse, Request

from server.casework import benefits, cases, contests, corrections, decisions, letters, reserve
from server.casework.cases import CaseView
from server.catalogue import vocabulary
from server.core.actors import Actor, Role
from server.core.errors import Invalid, NotFound
from server.registry import consents, files
from server.web import access, page, sign_in, uploads
from server.web.access import only
from server.web.finishing import finish
from server.web.pages.answers import read
from server.web.pages.showing import field_texts, show, texts_of, typed

blueprint = Blueprint("following")
_DECIDED = frozenset({"approved", "refused", "closed"})


@blueprint.get("/cases")
@only(Role.RESIDENT)
async def listed(request: Request, by: Actor) -> HTTPResponse:
    """One's applications; no programme, no sum, because somebody may look over the shoulder."""
    found = [await cases.view(case.case_no, by) for case in await cases.of_account(by)]
    return await show(request, "cases.html", views=found, is_kept=request.args.get("kept") == "1")


@blueprint.get("/cases/<case_no:str>")
@only(Role.RESIDENT)
async def case_page(request: Request, case_no: str, by: Actor) -> HTTPResponse:
    """Everything about one case."""
    view = await cases.view(case_no, by)
    if view.case.stage == "draft":
        return page.see(f"/cases/{case_no}/form")
    return await _show(request, view, {}, {})


async def _show(
    request: Request,
    view: CaseView,
    wrong: dict[str, str],
    told: dict[str, str],
    *,
    status: int = 200,
) -> HTTPResponse:
    if not view.is_mine:
        return await show(
            request,
            "sign.html",
            status=status,
            view=view,
            case=view.case,
            wording=consents.current_wording(),
            registers=view.item.registers_of(view.item.lane(view.case.lane)),
            wrong=wrong,
            me=next(signer for signer in view.signers if signer.is_me),
        )
    rounds = await corrections.rounds_of(view.case)
    return await show(
        request,
        "case.html",
        status=status,
        view=view,
        case=view.case,
        rounds=rounds,
        asked=rounds[-1] if rounds and view.case.stage == "correction" else None,
        **await _results(view, access.visitor(request)),
        facts={p.fact: vocabulary.of(p.fact) for r in rounds for p in r.points},
        lane=view.item.lane(view.case.lane),
        wording=consents.current_wording(),
        registers=view.item.registers_of(view.item.lane(view.case.lane)),
        wrong=wrong,
        told=told,
    )


async def _results(view: CaseView, by: Actor) -> dict[str, Any]:
    """What the office wrote, paid and answered."""
    case = view.case
    return {
        "decision": await decisions.of_case(case) if case.stage in _DECIDED else None,
        "letters": await letters.of_case(case),
        "contests": await contests.mine(case.case_no, by),
        "given": await reserve.of_case(case),
        "instalments": await benefits.instalments_of(case),
    }


@blueprint.post("/cases/<case_no:str>/points/<point:uuid>", stream=True)
@only(Role.RESIDENT)
async def answer(request: Request, case_no: str, point: UUID, by: Actor) -> HTTPResponse:
    """Answer one point: in words, by photo, by pledge, or that it cannot be had."""
    async with uploads.received(request) as upload:
        told = upload.fields
        try:
            file_id = await _photo(request, case_no, upload, by) if _sent(told, upload) else None
            given = _answer(point, told, file_id)
            await finish(lambda: corrections.answer(case_no, {point: given}, by))
        except Invalid as refused:
            words = texts_of(request, refused) or field_texts(request, {"": refused.code})
            wrong = {str(point): next(iter(words.values()))}
            view = await cases.view(case_no, by)
            return await _show(request, view, wrong, told, status=422)
    return page.see(f"/cases/{case_no}?answered=1")


def _sent(told: dict[str, str], upload: uploads.Upload) -> bool:
    return told.get("way") == "photo" and upload.size > 0


async def _photo(request: Request, case_no: str, upload: uploads.Upload, by: Actor) -> UUID:
    await cases.mine(case_no, by)
    kept = await files.keep(
        case_no,
        "correction",
        upload.name,
        upload.chunks(),
        by=by,
        storage=sign_in.world_of(request).storage,
    )
    return kept.id


def _answer(point: UUID, told: dict[str, str], file_id: UUID | None) -> corrections.Answer:
    way = told.get("way", "")
    text = told.get(f"text-{way}", "").strip()
    value: Any = None
    fact = vocabulary.find(told.get("fact", ""))
    if way == "told" and fact is not None and fact.type == "int":
        given = read(told, [fact])
        if given.wrong:
            raise corrections.CorrectionInvalid(fields={str(point): given.wrong[fact.key]})
        value = given.values.get(fact.key)
    return corrections.Answer(way, text, value, file_id)


@blueprint.post("/cases/<case_no:str>/sign")
@only(Role.RESIDENT)
async def sign(request: Request, case_no: str, by: Actor) -> HTTPResponse:
    """Another adult agrees to be looked up."""
    try:
        words = {name: typed(request, name) for name in ("signature", "drawing")}
        await cases.sign(case_no, by, **words)
    except Invalid as refused:
        view = await cases.view(case_no, by)
        return await _show(request, view, texts_of(request, refused), {}, status=422)
    return page.see(f"/cases/{case_no}")


@blueprint.get("/cases/<case_no:str>/withdraw")
@only(Role.RESIDENT)
async def ask_withdraw(request: Request, case_no: str, by: Actor) -> HTTPResponse:
    """Is this what you want?"""
    view = await cases.view(case_no, by)
    if not view.is_mine:
        raise NotFound
    if not view.can_withdraw:
        return page.see(f"/cases/{case_no}")
    return await show(request, "withdraw.html", view=view, case=view.case)


@blueprint.post("/cases/<case_no:str>/withdraw")
@only(Role.RESIDENT)
async def withdraw(_: Request, case_no: str, by: Actor) -> HTTPResponse:
    """Take it back."""
    await cases.withdraw(case_no, by)
    return page.see(f"/cases/{case_no}")
