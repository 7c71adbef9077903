"""Colleagues' notes on a case: never the resident's page, always in the archive."""

from datetime import datetime
from typing import Annotated

import msgspec
from sanic import Blueprint

from server.casework import desk
from server.core.actors import CASE_ROLES, Actor, Role
from server.web.access import only
from server.web.api.shapes import Answer, Asked
from server.web.endpoint import endpoint

blueprint = Blueprint("api_staff_notes", url_prefix="/staff")
_CASES = tuple(CASE_ROLES)
Words = Annotated[str, msgspec.Meta(min_length=1, max_length=1000)]


class NoteWanted(Asked, frozen=True):
    """Words for colleagues; nobody changes or removes them."""

    words: Words


class NoteLine(Answer, frozen=True):
    """What a colleague wrote down."""

    words: str
    author: str
    written_at: datetime


class Notes(Answer, frozen=True):
    """A case's notes, newest first."""

    notes: list[NoteLine]


@blueprint.get("/cases/<case_no:str>/notes")
@only(*_CASES, Role.AUDITOR)
@endpoint()
async def notes(case_no: str, by: Actor) -> Notes:
    """What colleagues wrote; reading counts as opening the case."""
    found = await desk.notes_of(await desk.opened(case_no, by))
    return Notes(notes=[msgspec.convert(vars(note), NoteLine) for note in found])


@blueprint.post("/cases/<case_no:str>/notes")
@only(*_CASES)
@endpoint(key="optional")
async def write(case_no: str, asked: NoteWanted, by: Actor) -> None:
    """Add a note."""
    await desk.write_note(case_no, asked.words, by)
