"""Invented names: common ones, characters few fonts have, and long minority names."""

import random

_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
_FEMALE = "芳娜敏静丽艳娟秀霞桂英兰玉萍红云梅燕玲珍"
_MALE = "伟强磊军洋勇杰涛明超刚平建文华志国庆林峰"
_RARE = ("䶮", "㛃", "𬭚")
_LONG = (
    "阿依古丽·吐尔逊", "买买提江·阿不都热合曼", "古丽巴哈尔·艾山江", "扎西旺堆·次仁多吉",
    "迪丽娜尔·玉素甫艾力",
)  # fmt: skip
_SHARE_RARE, _SHARE_LONG = 0.01, 0.006


def surname(dice: random.Random) -> str:
    """A family name."""
    return dice.choice(_SURNAMES)


def given(dice: random.Random, *, is_female: bool) -> str:
    """What comes after the family name."""
    if dice.random() < _SHARE_RARE:
        return dice.choice(_RARE)
    return "".join(dice.choices(_FEMALE if is_female else _MALE, k=dice.choice((1, 2, 2))))


def long_name(dice: random.Random) -> str:
    """A long name, now and then; empty otherwise."""
    return dice.choice(_LONG) if dice.random() < _SHARE_LONG else ""
