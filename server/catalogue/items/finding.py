"""Finding an item by what people call it: no exact name needed, the same answer every time."""

from collections.abc import Iterable

from server.catalogue.items.definition import Item

_NOISE = str.maketrans("", "", " 　，。？！、,.?!的了吗呢啊我想要能不能怎么办申请")
_SHORTEST = 2


def search(text: str, among: Iterable[Item]) -> list[Item]:
    """Items that a few words may mean, best first; nothing where nothing fits."""
    wanted = text.strip().lower().translate(_NOISE)
    if not wanted:
        return []
    scored = [(_score(wanted, item), item) for item in among]
    fitting = [(score, item) for score, item in scored if score > 0]
    return [item for _, item in sorted(fitting, key=lambda found: (-found[0], found[1].code))]


def _score(wanted: str, item: Item) -> int:
    """A name said in full counts most, then a name within the words, then shared pairs."""
    names = [item.title, *item.colloquial]
    if wanted in names:
        return 1000
    inside = max((len(name) for name in names if name in wanted), default=0)
    within = max((len(wanted) for name in names if wanted in name), default=0)
    if inside or within:
        return 100 + max(inside, within)
    spoken = item.life_title + item.summary + "".join(lane.life_title for lane in item.lanes)
    pairs = {wanted[at : at + _SHORTEST] for at in range(len(wanted) - 1)}
    shared = sum(pair in spoken or any(pair in name for name in names) for pair in pairs)
    return shared if shared * 2 >= len(pairs) else 0
