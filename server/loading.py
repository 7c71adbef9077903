"""What `onetrip migrate` loads after the tables: regions, work days, parameters, items."""

from server.catalogue import items, parameters
from server.registry import regions, workdays


async def load_files() -> None:
    """Take over the data files of the tree; what is already there by digest stays untouched."""
    await regions.load_files()
    await workdays.load_official()
    await parameters.import_files()
    await items.import_files()
