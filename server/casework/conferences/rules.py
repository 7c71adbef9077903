"""When a conference is called for; it is proposed, people open it."""

from dataclasses import dataclass

# In the words of every screen. The first five a computer can see, the others only people know.
TRIGGERS = {
    "two_kinds": "同一家有两种以上的难处",
    "above_limit": "金额超过镇级限额",
    "third_time": "一年内第三次求助",
    "minor": "家里有未成年人",
    "still_in_need": "帮过以后还是困难",
    "mental_illness": "有精神障碍",
    "violence": "有家庭暴力",
    "public_attention": "受到社会关注",
}
DEPARTMENTS = {
    "medical-insurance": "医保",
    "education": "教育",
    "human-resources": "人社",
    "housing": "住建",
    "health": "卫健",
    "disabled-federation": "残联",
    "charity": "慈善",
    "womens-federation": "妇联",
    "justice": "司法",
    "police": "公安",
    "other": "其他单位",
}
_THIRD = 2


@dataclass(frozen=True)
class Seen:
    """What is looked at: sum and limit in fen, earlier cases, children, kinds of trouble."""

    sum_fen: int | None
    limit_fen: int | None
    earlier: int
    has_minor: bool
    kinds: int
    was_helped_before: bool


def computed(seen: Seen) -> tuple[str, ...]:
    """The triggers that hold, in the order of the list."""
    above = seen.sum_fen is not None and (seen.limit_fen is None or seen.sum_fen > seen.limit_fen)
    holds = {
        "two_kinds": seen.kinds > 1,
        "above_limit": above,
        "third_time": seen.earlier >= _THIRD,
        "minor": seen.has_minor,
        "still_in_need": seen.was_helped_before,
    }
    return tuple(name for name in TRIGGERS if holds.get(name, False))
