"""Named people whose situation is worth showing; demo and tests use them by code."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from server.sandbox.population.people import Household, Person, id_no_for
from server.sandbox.population.records import facts_for

_DIVISION = "320699"
_DIED = date(2025, 12, 20)
_XIANGYANG, _SHIQIAO, _LIUAN, _XINCHENG = (
    "320699100201",
    "320699100202",
    "320699101201",
    "320699001001",
)
_HOUSE = {"share_percent": 50, "area_m2": 86, "use": "village_house", "region": _SHIQIAO}
_OLD_CAR = {"kind": "小型轿车", "displacement_ml": 1598, "bought_on": "2015-04-22"}
_NOMINAL_SHARE = {
    "role": "shareholder",
    "name_kind": "商贸有限公司",
    "share_percent": 5,
    "registered_capital_fen": 50_000_000,
    "status": "open",
}


@dataclass(frozen=True)
class _Who:
    name: str
    born: date
    is_female: bool
    relation: str = "户主"
    money: dict[str, int] = field(default_factory=dict)
    benefits: tuple[str, ...] = ()
    coverage: dict[str, str] = field(default_factory=dict)
    is_alive: bool = True
    marriage: str = "unknown"
    stale_days: dict[str, int] = field(default_factory=dict)
    lives_in: str = ""
    holds: dict[str, dict[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True)
class Story:
    """A household with a point."""

    code: str
    why: str
    region: str
    who: tuple[_Who, ...]
    has_mobile: bool = True


def _money(**yuan: int) -> dict[str, int]:
    return {name: amount * 100 for name, amount in yuan.items()}


STORIES = (
    Story(
        "li-xiuying",
        "寡居，儿子打零工，看病自付很多：多半可以",
        _XIANGYANG,
        (
            _Who(
                "李秀英",
                date(1962, 3, 8),
                True,
                money=_money(pension=268, medical=61240, deposits=8000),
                marriage="widowed",
            ),
            _Who("季帆", date(1990, 6, 1), False, "子", money=_money(base=3200, deposits=4346)),
        ),
    ),
    Story(
        "zhang-jianguo",
        "收入高于当地线：多半不够，仍可申请",
        _SHIQIAO,
        (
            _Who(
                "张建国",
                date(1975, 5, 20),
                False,
                money=_money(base=9800, medical=35000, deposits=90000),
            ),
            _Who("吴敏", date(1977, 9, 12), True, "配偶", money=_money(base=7600, deposits=60000)),
        ),
    ),
    Story(
        "wang-guilan",
        "已是低保，收入财产不用再查",
        _LIUAN,
        (
            _Who(
                "王桂兰",
                date(1958, 11, 2),
                True,
                money=_money(pension=210, medical=42000),
                benefits=("subsistence-allowance",),
            ),
        ),
    ),
    Story(
        "chen-jing",
        "儿子上大学，银行没有接通",
        _XINCHENG,
        (
            _Who(
                "陈静",
                date(1979, 1, 15),
                True,
                money=_money(base=2600, medical=12000),
                coverage={"banks": "not_covered"},
            ),
            _Who("周浩然", date(2006, 8, 30), False, "子"),
        ),
    ),
    Story(
        "chen-jing-2",
        "与另一位陈静同名：名字对、号码不同的人不能混",
        _XINCHENG,
        (_Who("陈静", date(1983, 7, 7), True, money=_money(base=5200, deposits=32000)),),
    ),
    Story(
        "ayinuer",
        "长名字，医院在外省，医保查不到自付",
        _XIANGYANG,
        (
            _Who(
                "阿依努尔·买买提艾力",
                date(1988, 2, 28),
                True,
                money=_money(base=2900),
                coverage={"medical-insurance": "not_covered"},
            ),
        ),
    ),
    Story(
        "wang-yan",
        "名字里有生僻字",
        _SHIQIAO,
        (
            _Who(
                "王䶮",
                date(1969, 4, 4),
                False,
                money=_money(pension=900, medical=48000, deposits=15000),
            ),
            _Who("㛃小妹", date(1971, 10, 9), True, "配偶", money=_money(pension=300)),
        ),
    ),
    Story(
        "sun-changgeng",
        "八十多岁，只有座机，女儿帮忙",
        _LIUAN,
        (
            _Who(
                "孙长庚",
                date(1941, 12, 1),
                False,
                money=_money(pension=980, medical=26000, deposits=52000),
            ),
            _Who("孙梅", date(1968, 3, 3), True, "女", money=_money(base=3900)),
        ),
        has_mobile=False,
    ),
    Story(
        "zhao-deming",
        "公安登记已去世，账户还有人用",
        _SHIQIAO,
        (_Who("赵德明", date(1936, 1, 1), False, is_alive=False),),
    ),
    Story(
        "he-qiuju",
        "存款登记有误，本人要求更正",
        _XIANGYANG,
        (
            _Who(
                "何秋菊",
                date(1966, 9, 23),
                True,
                money=_money(pension=450, medical=39000, deposits=180000),
            ),
        ),
    ),
    Story(
        "qian-bonian",
        "刚性支出困难家庭，三口人",
        _XINCHENG,
        (
            _Who(
                "钱伯年",
                date(1972, 2, 2),
                False,
                money=_money(base=3100, medical=58000, deposits=6000),
                benefits=("rigid-expenditure",),
            ),
            _Who("沈玉芬", date(1974, 5, 5), True, "配偶", money=_money(deposits=2000)),
            _Who("钱小雨", date(2012, 6, 18), True, "女"),
        ),
    ),
    Story(
        "lu-jianguo",
        "女儿在外地，老两口看病",
        _LIUAN,
        (
            _Who(
                "陆建国",
                date(1955, 8, 8),
                False,
                money=_money(pension=1200, medical=33000, deposits=20000),
            ),
            _Who(
                "黄玉珍", date(1957, 3, 17), True, "配偶", money=_money(pension=260, medical=9000)
            ),
        ),
    ),
    Story(
        "xu-hong",
        "收入只比当地线高一点：要人工看",
        _SHIQIAO,
        (
            _Who(
                "徐红",
                date(1981, 4, 11),
                True,
                money=_money(base=3300, medical=26000, deposits=21000),
                marriage="divorced",
            ),
            _Who("徐子涵", date(2013, 9, 2), True, "女"),
        ),
    ),
    Story(
        "ma-jianping",
        "社保数据是四十天前的，退休金刚调过",
        _LIUAN,
        (
            _Who(
                "马建平",
                date(1961, 7, 30),
                False,
                money=_money(pension=1580, medical=30500, deposits=12000),
                stale_days={"social-security": 40},
            ),
        ),
    ),
    Story(
        "dong-wei",
        "户口在崇川，带着孩子住在新城社区，有居住证",
        "320613001001",
        (
            _Who(
                "董伟",
                date(1986, 10, 21),
                False,
                money=_money(base=3600, medical=41000, deposits=3000),
                marriage="divorced",
                lives_in=_XINCHENG,
            ),
            _Who("董安", date(2017, 5, 6), False, "子", lives_in=_XINCHENG),
        ),
    ),
    Story(
        "gu-xiuying",
        "车管查得丈夫名下有 2015 年的轿车，申报没有：入户时问清楚",
        _SHIQIAO,
        (
            _Who(
                "顾秀英",
                date(1963, 6, 14),
                True,
                money=_money(pension=260, medical=38000, deposits=9000),
                holds={"real-estate": {"real_estate.dwellings": [_HOUSE]}},
            ),
            _Who(
                "季长福",
                date(1961, 2, 20),
                False,
                "配偶",
                money=_money(pension=310, medical=4000),
                holds={
                    "vehicles": {"vehicles.owned": [_OLD_CAR]},
                    "real-estate": {"real_estate.dwellings": [_HOUSE]},
                    "agriculture": {
                        "agriculture.contracted_land": 2000,
                        "agriculture.subsidies_year": 36_000,
                    },
                },
            ),
            _Who(
                "季帆",
                date(2009, 4, 9),
                False,
                "孙子",
                holds={
                    "education": {
                        "education.stage": "upper_secondary",
                        "education.is_enrolled": True,
                    }
                },
            ),
        ),
    ),
    Story(
        "tang-weimin",
        "挂名股东、优抚金、残疾证、儿子在服刑：查得的不都算数",
        _XINCHENG,
        (
            _Who(
                "唐卫民",
                date(1956, 11, 8),
                False,
                money=_money(pension=420, medical=29000, deposits=11000),
                marriage="divorced",
                holds={
                    "market": {"market.interests": [_NOMINAL_SHARE]},
                    "veterans": {
                        "veterans.category": "rural_retired_soldier",
                        "veterans.allowance_monthly": 76_000,
                    },
                    "disability": {
                        "disability.categories": ["physical"],
                        "disability.level": 2,
                        "disability.valid_until": "2031-06-30",
                    },
                    "courts": {
                        "courts.support_judgments": [
                            {
                                "role": "receiver",
                                "kind": "parent_support",
                                "monthly_fen": 30_000,
                                "until": "",
                            }
                        ]
                    },
                },
            ),
            _Who(
                "唐磊",
                date(1988, 1, 19),
                False,
                "子",
                holds={"prisons": {"prisons.serving": True, "prisons.until": "2028-03-01"}},
            ),
        ),
    ),
)


def household_of(story: Story, number: int) -> Household:
    """The people of a story, with numbers, phones and what registers say."""
    members = [_person(story, who, number, place) for place, who in enumerate(story.who)]
    return Household(f"H{number:05d}", story.region, members)


def _person(story: Story, who: _Who, number: int, place: int) -> Person:
    mobile = f"1390000{number:02d}{place:02d}"
    phone = mobile if story.has_mobile or place else f"0513-000002{number:02d}"
    person = Person(
        name=who.name,
        id_no=id_no_for(_DIVISION, who.born, 10 + number, is_female=who.is_female),
        phone=phone,
        born_on=who.born,
        is_female=who.is_female,
        region=story.region,
        relation=who.relation,
        facts=facts_for(who.money, who.benefits),
        coverage=dict(who.coverage),
        stale_days=dict(who.stale_days),
        lives_in=who.lives_in,
    )
    is_married = "配偶" in {other.relation for other in story.who}
    for register, told in who.holds.items():
        person.facts[register].update(told)
    couple = is_married and who.relation in {"户主", "配偶"}
    person.facts["civil-affairs"]["marriage.status"] = "married" if couple else who.marriage
    if not who.is_alive:
        person.die(_DIED)
    return person
