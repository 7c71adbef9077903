"""The console's tables: navigation, acts, sections."""

from pathlib import Path

from server.core.actors import Role
from server.web.console import acts, parts, places
from tests.factories.registry import a_staff_member

TEMPLATES = Path(__file__).parents[2] / "templates"


def test_no_act_takes_anothers_name_or_address():
    assert len({act.code for act in acts.ACTS}) == len(acts.ACTS)
    assert len({act.path for act in acts.ACTS}) == len(acts.ACTS)


def test_an_act_that_does_something_says_so_afterwards():
    assert [act.code for act in acts.ACTS if act.do and not act.said] == []


def test_every_template_of_the_tables_is_there():
    named = [act.template for act in acts.ACTS if act.template]
    named += [part.template for part in parts.PARTS]

    assert [name for name in named if not (TEMPLATES / name).is_file()] == []


async def test_the_navigation_shows_what_a_role_may_open(db):
    clerk = await a_staff_member("张伟")

    found = await places.entries(clerk, 3)

    assert [(entry.path, entry.count) for entry in found][:1] == [("/console/queue", "3")]
    mine = {place.path for place in places.PLACES if Role.CLERK in place.roles}
    assert {entry.path for entry in found} == mine


async def test_nothing_waiting_is_no_number(db):
    clerk = await a_staff_member("张伟")

    found = await places.entries(clerk, 0)

    assert {entry.count for entry in found} == {""}
