"""What stays after an account is closed, why and how long; what goes at once."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Kept:
    """One kind of data that the law keeps."""

    what: str
    how_long: str


KEPT = (
    Kept("办过的申请、决定和文书", "办结后一般不少于 10 年，以当地档案规定为准；只存档，不再用"),
    Kept("救助发放的记录", "和申请一起存档"),
    Kept("您签过的同意书", "和申请一起存档；撤回的不再查"),
    Kept("谁看过您资料的记录", "3 年"),
    Kept("登录和访问的日志", "不少于 1 年"),
)
ERASED = (
    "登录用的手机号和微信",
    "微信消息的许可",
    "怎么告诉您的选择",
    "没有交上来的草稿",
)
