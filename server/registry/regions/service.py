"""Reading regions: a few thousand rows, cached whole in each process."""

from dataclasses import dataclass, field

from server.core import database
from server.core.errors import Invalid

CHANNEL = "regions"
NATION = "100000"
_WIDTHS = (14, 12, 9, 6)


class RegionUnknown(Invalid):
    """No such region code."""

    code = "regions.unknown"


@dataclass(frozen=True)
class Region:
    """One area. Level: 0 nation, 1 province, 2 city, 3 county, 4 township, 5 village, 6 grid."""

    code: str
    name: str
    level: int
    kind: str
    parent_code: str | None
    is_statutory: bool
    is_invented: bool
    replaced_by: str | None


@dataclass(frozen=True)
class Office:
    """Who serves a region."""

    region_code: str
    name: str
    address: str
    phone: str
    hours: str


@dataclass
class _Cache:
    regions: dict[str, Region] = field(default_factory=dict)
    children: dict[str, list[Region]] = field(default_factory=dict)
    offices: dict[tuple[str, str], Office] = field(default_factory=dict)


_known = _Cache()


async def reload() -> None:
    """Read all regions and offices; called at start and on NOTIFY."""
    rows = await database.fetch(
        "SELECT code, name, level, kind, parent_code, is_statutory, is_invented, replaced_by"
        " FROM regions ORDER BY pinyin, code"
    )
    offices = await database.fetch(
        "SELECT region_code, name, address, phone, hours, service FROM region_offices"
    )
    fresh = _Cache()
    for row in rows:
        region = Region(**row)
        fresh.regions[region.code] = region
        if region.parent_code and not region.replaced_by:
            fresh.children.setdefault(region.parent_code, []).append(region)
    for row in offices:
        service = row.pop("service")
        fresh.offices[row["region_code"], service] = Office(**row)
    _known.regions, _known.children, _known.offices = fresh.regions, fresh.children, fresh.offices


def of(code: str) -> Region:
    """That region, or the one that took its place. Raises RegionUnknown."""
    region = _known.regions.get(code)
    if region is None:
        raise RegionUnknown(fields={"region": "field.region_unknown"})
    return of(region.replaced_by) if region.replaced_by else region


def chain_of(code: str) -> tuple[str, ...]:
    """The region and all it lies in, nearest first, ending with the nation."""
    chain: list[str] = []
    region: Region | None = of(code)
    while region is not None:
        chain.append(region.code)
        region = _known.regions.get(region.parent_code) if region.parent_code else None
    return tuple(chain)


def ancestor(code: str, level: int) -> Region | None:
    """The region of a level that contains this one, or None."""
    return next((r for r in map(of, chain_of(code)) if r.level == level), None)


def children_of(code: str) -> list[Region]:
    """What lies directly inside, by pinyin; without what has been merged away."""
    return list(_known.children.get(code, ()))


def is_within(code: str, area: str) -> bool:
    """Whether a region lies in an area, or is it."""
    return area in chain_of(code)


def path_name(code: str) -> str:
    """The names from city to place, joined: 南通市示范县望江镇向阳村."""
    names = [of(part).name for part in chain_of(code) if of(part).level >= 2]  # noqa: PLR2004
    return "".join(reversed(names))


def office_for(code: str, service: str = "assistance") -> Office:
    """The nearest office that serves a region. Raises RegionUnknown where none is known."""
    for part in chain_of(code):
        office = _known.offices.get((part, service))
        if office is not None:
            return office
    raise RegionUnknown(fields={"region": "field.region_without_office"})
