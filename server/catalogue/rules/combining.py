"""Which programmes may be had at once: one answer for each pair, nothing left to guess.

`both`: at once, in full. `one`: only one; the first of the pair in `keeps` stays, or the person
chooses where `keeps` is empty. `higher`: only one, the higher sum. `difference`: both, the second
less what the first pays. `local`: the place says (`combine.<a>.<b>`), and until it does nobody is
refused on it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Literal

Answer = Literal["both", "one", "higher", "difference", "local"]
PROGRAMMES = (
    "subsistence-allowance",
    "destitute-support",
    "temporary-relief",
    "low-income-margin",
    "rigid-expenditure",
    "disability-living-allowance",
    "disability-care-allowance",
    "orphan-allowance",
    "unattended-child-allowance",
    "child-in-difficulty",
    "old-age-allowance",
    "elder-care-allowance",
    "elder-care-voucher",
    "funeral-benefit",
    "ecological-burial-award",
)


@dataclass(frozen=True)
class Combination:
    """What a pair of programmes is to each other, who stays, where it says so."""

    answer: Answer
    clause: str
    words: str
    keeps: str = ""


_RECOGNISED = "低收入人口分层认定（国办发〔2023〕39号）"
_DESTITUTE = "特困人员认定办法（民发〔2021〕43号）"
_TWO = "国发〔2015〕52号"
_CHILD = "民发〔2019〕62号"
_OLD = "财社〔2014〕113号"
_VOUCHER = "养老服务消费补贴项目通知（2025年7月）"


def _one(clause: str, words: str, keeps: str = "") -> Combination:
    return Combination("one", clause, words, keeps)


_TABLE: dict[frozenset[str], Combination] = {}


def _set(first: str, others: Mapping[str, Combination]) -> None:
    for other, combination in others.items():
        _TABLE[frozenset((first, other))] = combination


_set(
    "destitute-support",
    {
        "subsistence-allowance": _one(
            _DESTITUTE, "特困供养和低保不能同时领，特困供养的待遇更高", "destitute-support"
        ),
        "low-income-margin": _one(_RECOGNISED, "已是特困，不再认低保边缘", "destitute-support"),
        "rigid-expenditure": _one(_RECOGNISED, "已是特困，不再认刚性支出困难", "destitute-support"),
        "disability-living-allowance": _one(
            _TWO, "特困供养已经包含，不再领生活补贴", "destitute-support"
        ),
        "disability-care-allowance": _one(
            _TWO, "特困供养已经包含照料护理，不再领护理补贴", "destitute-support"
        ),
        "orphan-allowance": _one(_DESTITUTE, "孤儿和特困选一样，选了儿童保障的不再认特困"),
        "unattended-child-allowance": _one(
            _DESTITUTE, "事实无人抚养和特困选一样，选了儿童保障的不再认特困"
        ),
        "child-in-difficulty": Combination(
            "difference", _CHILD, "困境儿童的补贴，减去特困的生活费再发"
        ),
        "old-age-allowance": Combination(
            "local", "老年人权益保障法第三十三条", "高龄津贴和特困能不能都领，看当地"
        ),
        "elder-care-allowance": _one(
            _OLD, "特困供养已经包含照料护理，不再领养老护理补贴", "destitute-support"
        ),
        "elder-care-voucher": _one(_VOUCHER, "特困供养的老人不发消费券", "destitute-support"),
    },
)
_set(
    "subsistence-allowance",
    {
        "low-income-margin": _one(_RECOGNISED, "已是低保，不再认低保边缘", "subsistence-allowance"),
        "rigid-expenditure": _one(
            _RECOGNISED, "已是低保，不再认刚性支出困难", "subsistence-allowance"
        ),
        "orphan-allowance": Combination(
            "local", "国办发〔2010〕54号", "孤儿在低保家里算人口，孤儿的那一份领不领，看当地"
        ),
        "unattended-child-allowance": Combination(
            "difference", _CHILD, "先算低保，孩子的补贴减去低保里孩子那一份再发"
        ),
        "child-in-difficulty": Combination(
            "difference", _CHILD, "先算低保，孩子的补贴减去低保里孩子那一份再发"
        ),
    },
)
_set(
    "low-income-margin",
    {
        "rigid-expenditure": _one(
            _RECOGNISED, "低保边缘和刚性支出困难只认一样，低保边缘在先", "low-income-margin"
        )
    },
)
_set(
    "disability-living-allowance",
    {
        "orphan-allowance": _one(_TWO, "孤儿不再领残疾人生活补贴", "orphan-allowance"),
        "unattended-child-allowance": Combination(
            "difference", _CHILD, "残疾人生活补贴算已领，孩子的补贴减去它再发；全额领的不再领残补"
        ),
        "child-in-difficulty": Combination(
            "difference", _CHILD, "残疾人生活补贴算已领，孩子的补贴减去它再发"
        ),
    },
)
_set(
    "disability-care-allowance",
    {"elder-care-allowance": Combination("higher", _TWO, "两种护理补贴只能领一样，领高的那样")},
)
_set(
    "orphan-allowance",
    {
        "unattended-child-allowance": _one(_CHILD, "父母都不在了，按孤儿", "orphan-allowance"),
        "child-in-difficulty": _one(_CHILD, "孤儿按孤儿的标准", "orphan-allowance"),
    },
)
_set(
    "unattended-child-allowance",
    {
        "child-in-difficulty": _one(
            _CHILD, "事实无人抚养的标准更高，按它发", "unattended-child-allowance"
        )
    },
)
_CHILDREN = ("orphan-allowance", "unattended-child-allowance", "child-in-difficulty")
_ELDERS = ("old-age-allowance", "elder-care-allowance", "elder-care-voucher")
for _child in _CHILDREN:
    _set(
        _child,
        {
            _elder: _one("年龄不同，不会同时有", "孩子和老人的待遇不会是同一个人")
            for _elder in _ELDERS
        },
    )
_TOGETHER = Combination("both", "没有互斥的规定", "可以同时有")
for _pair in combinations(PROGRAMMES, 2):
    _TABLE.setdefault(frozenset(_pair), _TOGETHER)


def combination(first: str, second: str) -> Combination:
    """What two programmes are to each other for one person; the order does not matter.

    Raises KeyError for a programme that is not in the table.
    """
    return _TABLE[frozenset((first, second))]


def not_simply_both(code: str) -> list[tuple[str, Combination]]:
    """The other programmes that a person cannot simply have beside this one, in table order."""
    pairs = [(other, _TABLE.get(frozenset((code, other)))) for other in PROGRAMMES]
    return [(other, found) for other, found in pairs if found and found.answer != "both"]


def settled(held: Mapping[str, int], local: Mapping[str, Any]) -> dict[str, int]:
    """What somebody gets of sums that each programme would pay alone, by the month, in fen.

    `local` answers the pairs that are the place's (`combine.a.b` -> both or one); an answer that
    is missing takes nothing away.
    """
    kept = dict(held)
    for first, second in combinations(PROGRAMMES, 2):
        if first in kept and second in kept:
            _settle(kept, first, second, local)
    return kept


def _settle(kept: dict[str, int], first: str, second: str, local: Mapping[str, Any]) -> None:
    found = combination(first, second)
    answer = found.answer
    if answer == "local":
        answer = local.get(f"combine.{first}.{second}", "both")
    if answer == "difference":
        kept[second] = max(0, kept[second] - kept[first])
    elif answer in {"one", "higher"}:
        better = first if kept[first] >= kept[second] else second
        stays = found.keeps or better
        del kept[second if stays == first else first]
