"""Regions: where somebody lives, from the province down to the village."""

import msgspec
from sanic import Blueprint, Request

from server.core.errors import NotFound
from server.registry import regions
from server.web.access import anyone
from server.web.api.shapes import Answer, RegionCode
from server.web.endpoint import endpoint

blueprint = Blueprint("api_regions", url_prefix="/regions")


class RegionsAsked(msgspec.Struct, forbid_unknown_fields=True):
    """Which region's parts are wanted; without it, the prefecture served."""

    parent: RegionCode | None = None


class RegionView(Answer, frozen=True):
    """One region."""

    code: str
    name: str
    level: int
    is_invented: bool


class RegionList(Answer, frozen=True):
    """The parts of a region, in the order of their sound."""

    parent: RegionView
    regions: list[RegionView]


class OfficeView(Answer, frozen=True):
    """Where a person can be met."""

    name: str
    address: str
    phone: str
    hours: str


class RegionInFull(Answer, frozen=True):
    """One region, what it is part of, and its office."""

    region: RegionView
    path: str
    office: OfficeView | None


def view(region: regions.Region) -> RegionView:
    """A region as it is shown."""
    return RegionView(
        code=region.code, name=region.name, level=region.level, is_invented=region.is_invented
    )


@blueprint.get("/")
@anyone
@endpoint()
async def listed(request: Request, query: RegionsAsked) -> RegionList:
    """The parts of a region; without `parent`, of the prefecture served."""
    parent = regions.of(query.parent or request.app.ctx.settings.home_region)
    parts = regions.children_of(parent.code)
    return RegionList(parent=view(parent), regions=[view(part) for part in parts])


@blueprint.get("/<code:str>")
@anyone
@endpoint()
async def one(code: str) -> RegionInFull:
    """One region, where it lies, and its office."""
    try:
        region = regions.of(code)
    except regions.RegionUnknown:
        raise NotFound from None  # the address itself names it: there is no such page
    office = regions.office_for(region.code)
    return RegionInFull(
        region=view(region),
        path=regions.path_name(region.code),
        office=OfficeView(
            name=office.name, address=office.address, phone=office.phone, hours=office.hours
        ),
    )
