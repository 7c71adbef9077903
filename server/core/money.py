"""Money: integers in fen; text for people only at the edge."""

from decimal import ROUND_HALF_UP, Decimal


def yuan(fen: int) -> str:
    """Fen as yuan with thousands separators and two decimals: 820000 -> `8,200.00`."""
    sign = "-" if fen < 0 else ""
    whole, rest = divmod(abs(fen), 100)
    return f"{sign}{whole:,}.{rest:02d}"


def yuan_short(fen: int) -> str:
    """Fen as yuan for phones: no decimals when there are none (820000 -> `8,200`)."""
    return yuan(fen).removesuffix(".00")


def share(fen: int, ratio: Decimal) -> int:
    """A part of an amount, rounded half up to whole fen."""
    return int((Decimal(fen) * ratio).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def from_yuan(text: str) -> int:
    """What a person typed in yuan, as fen. Raises ValueError on anything but a plain amount."""
    cleaned = text.strip().replace(",", "").replace("，", "").removesuffix("元").strip()
    if not cleaned.isascii():
        cleaned = cleaned.translate({0xFF10 + n: str(n) for n in range(10)} | {0xFF0E: "."})
    whole, _, rest = cleaned.partition(".")
    if not whole.isdigit() or not (rest == "" or rest.isdigit()) or len(rest) > 2:  # noqa: PLR2004
        raise ValueError(text)
    return int(whole) * 100 + int((rest + "00")[:2])
