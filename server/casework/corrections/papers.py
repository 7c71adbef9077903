"""Photographs and papers that answer a correction: kept once, opened by whom the case is for."""

from collections.abc import Iterable
from uuid import UUID

from server.casework import cases
from server.casework.cases import Case
from server.connectors import Storage
from server.core.actors import Actor
from server.core.errors import Conflict
from server.registry import files
from server.registry.files import File

PURPOSE = "correction"
MOST = 40


class NothingAsked(Conflict):
    """Nobody waits for a paper of this case."""

    code = "corrections.nothing_asked"


class PapersFull(Conflict):
    """The case has forty papers already."""

    code = "corrections.papers_full"


async def keep_paper(
    case_no: str, name: str, chunks: Iterable[bytes], *, by: Actor, storage: Storage
) -> File:
    """Keep what answers a question; the same bytes sent again are one paper, even after the end.

    Not inside a transaction. Raises CaseUnknown, NothingAsked, PapersFull, and what `files.keep`
    raises.
    """
    case = await cases.mine(case_no, by)
    if case.stage != "correction":
        same = await files.same(case_no, PURPOSE, name, chunks, by=by)
        if same is None:
            raise NothingAsked
        return same
    if len(await papers_of(case)) >= MOST:
        raise PapersFull
    return await files.keep_once(case_no, PURPOSE, name, chunks, by=by, storage=storage)


async def papers_of(case: Case) -> list[File]:
    """What was sent in for a case, oldest first."""
    return [one for one in await files.of_case(case.case_no) if one.purpose == PURPOSE]


async def look(
    case: Case, file_id: UUID, *, by: Actor, storage: Storage, small: bool = False
) -> tuple[File, bytes]:
    """One paper of a case the caller let see; audited. Raises FileUnknown, FileDamaged, Away."""
    if file_id not in {one.id for one in await papers_of(case)}:
        raise files.FileUnknown
    return await files.look(case.case_no, file_id, by=by, storage=storage, small=small)
