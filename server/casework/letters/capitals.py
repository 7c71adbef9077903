"""Amounts in the capital numerals of Chinese bank notes, which nobody can alter with a pen."""

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿")


def in_capitals(fen: int) -> str:
    """820000 -> 捌仟贰佰元整."""
    yuan, rest = divmod(fen, 100)
    whole = f"{_whole(yuan)}元" if yuan else ""
    if not rest:
        return (whole or "零元") + "整"
    jiao, last = divmod(rest, 10)
    tail = f"{_DIGITS[jiao]}角" if jiao else ("零" if yuan else "")
    return whole + tail + (f"{_DIGITS[last]}分" if last else "整")


def _whole(yuan: int) -> str:
    said, is_gap = "", False
    for place in range(len(str(yuan)) - 1, -1, -1):
        digit = yuan // 10**place % 10
        if digit:
            said += ("零" if is_gap else "") + _DIGITS[digit] + _PLACES[place % 4]
        is_gap = not digit and bool(said)
        if place % 4 == 0 and yuan // 10**place % 10_000:
            said += _GROUPS[place // 4]
            is_gap = is_gap and place > 0
    return said
