"""Values in people's words: days, registers, answers, stages; one object a request's language."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from server.catalogue import vocabulary
from server.catalogue.vocabulary import UNKNOWN, FactDef
from server.core import clock, money
from server.core.privacy import mask_card
from server.core.text.locales import SOURCE, translations

ENGLISH = "en"
_NOON, _HOUR = 12, 3600
# From which hour on which part of the day is said.
_PARTS = ((18, "晚上"), (13, "下午"), (12, "中午"), (6, "上午"), (0, "凌晨"))


_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")


def marked(text: str) -> str:
    """Mark a text for the catalogues; it is looked up where it is shown."""
    return text


REGISTERS = {
    "public-security": marked("公安（户口、身份）"),
    "civil-affairs": marked("民政（救助、婚姻）"),
    "medical-insurance": marked("医保（看病花费、报销）"),
    "social-security": marked("人社（养老金、社保）"),
    "tax": marked("税务（工资、劳务收入）"),
    "real-estate": marked("自然资源（房产）"),
    "vehicles": marked("公安交管（车辆）"),
    "market": marked("市场监管（店铺、公司）"),
    "banks": marked("银行（存款、理财）"),
    "housing-fund": marked("公积金"),
    "disability": marked("残联（残疾证）"),
    "agriculture": marked("农业农村（补贴、承包地）"),
    "veterans": marked("退役军人（优抚）"),
    "education": marked("教育（学籍）"),
    "courts": marked("法院（赡养、抚养判决）"),
    "prisons": marked("司法（服刑）"),
}
YES, NO = marked("有"), marked("没有")
# The life situations of the menu, each with what is meant by it.
GROUP_WORDS = {
    "urgent": (marked("突然出事、突然花了一大笔"), marked("火灾、车祸、大病、断粮")),
    "income": (marked("家里收入低，日子长期紧"), marked("低保、低保边缘、没人养的老人")),
    "spending": (marked("看病、上学花得太多"), marked("收入不算低，可花光了")),
    "disabled": (marked("家里有残疾的人"), marked("生活补贴、护理补贴")),
    "child": (marked("孩子没人管、有难处"), marked("不张榜，只有经办的人知道")),
    "elder": (marked("家里有老人"), marked("高龄津贴、护理补贴、服务券")),
    "funeral": (marked("家里有人走了"), marked("减免、奖补")),
}
STEPS = {
    "submit": (marked("收到您的申请"), ""),
    "ask_correction": (marked("请您说明"), marked("要问的一次问完")),
    "resubmit": (marked("您答完了"), ""),
    "accept": (marked("正式收下，开始算日子"), ""),
    "not_accept": (marked("没有受理"), ""),
    "start_checking": (marked("开始核对"), ""),
    "report_linked": (marked("有人替您说过"), ""),
    "open_conference": (marked("几家单位一起商量"), ""),
    "visit_due": (marked("该去看看您过得怎么样"), ""),
    "give_aid": (marked("先帮上了"), marked("有收条")),
    "pay_instalment": (marked("付了一笔"), ""),
    "convert": (marked("换了一种办法接着办"), marked("受理的日子照算")),
    "start_surveying": (marked("安排上门"), ""),
    "end_surveying": (marked("上门看过"), ""),
    "propose_grant": (marked("写好意见"), ""),
    "propose_refusal": (marked("写好意见"), ""),
    "close_publicity": (marked("公示期满"), ""),
    "reinvestigate": (marked("公示时有人提出不同意见，重新核对"), ""),
    "send_back": (marked("退回再核对"), ""),
    "refer_up": (marked("送到县里"), ""),
    "step_in": (marked("由县里接着办"), marked("镇上的人要回避")),
    "grant": (marked("批准了"), ""),
    "refuse": (marked("没有批准"), ""),
    "close": (marked("办完了"), ""),
    "withdraw": (marked("您撤回了申请"), ""),
}
SERVICES = {
    "in_app": marked("您在手机上点了“我收到了”"),
    "handed_over": marked("当面交给您或家里人，签了字"),
    "post": marked("邮寄送到"),
    "left": marked("留在家里，有见证人"),
    "public_notice": marked("公告送达"),
}
LETTERS = tuple(
    map(
        marked,
        ("受理通知书", "一次性补正告知书", "不予受理告知书", "救助确认通知书", "不予救助告知书"),
    )
)
# Relations as registers name them.
RELATIONS = tuple(
    map(marked, ("户主", "本人", "配偶", "夫", "妻", "子", "女", "子女", "父", "母", "其他"))
)
# What is still to come, in order; which of them a lane has, its definition says.
AHEAD = (
    ("accepted", marked("正式收下，开始算日子"), marked("镇（街道）的工作人员")),
    ("checking", marked("核对情况"), marked("查到的和您说的放在一起看")),
    ("surveying", marked("上门看一次"), marked("两个人来，不算您跑路")),
    ("publicity", marked("在村（社区）张贴"), marked("只写姓名、类别和金额，不写病和门牌")),
    ("reviewing", marked("由另一个人来定"), marked("经办的人不能自己定")),
    ("approved", marked("钱到您的账户"), marked("定下来以后安排打款")),
)


@dataclass(frozen=True)
class Words:
    """How a language says values."""

    language: str

    def text(self, words: str) -> str:
        """A text of the catalogue or of a definition in this language, its figures kept."""
        if not words or self.language == SOURCE:
            return words
        known = translations(self.language)
        said = known.gettext(words)
        pattern = _NUMBER.sub("{}", words)
        if said != words or pattern == words:
            return said
        told = known.gettext(pattern)
        return told.format(*_NUMBER.findall(words)) if told != pattern else words

    def day(self, moment: datetime | date) -> str:
        """A day with its weekday: 12 月 2 日（周三）."""
        on = clock.local(moment).date() if isinstance(moment, datetime) else moment
        if self.language == ENGLISH:
            return f"{on:%a} {on.day} {on:%b}" + ("" if _this_year(on) else f" {on.year}")
        year = "" if _this_year(on) else f"{on.year} 年 "
        return f"{year}{on.month} 月 {on.day} 日（周{'一二三四五六日'[on.weekday()]}）"

    def due(self, moment: datetime) -> str:
        """The last day of a period that ends at 24:00 of it."""
        return self.day(moment - timedelta(seconds=1))

    def until(self, moment: datetime) -> str:
        """A moment that hours lead up to, and how many are left: holidays count too."""
        hours = round((moment - clock.now()).total_seconds() / _HOUR)
        left = marked("还有 {} 小时") if hours > 0 else marked("马上就到")
        if moment <= clock.now():
            left = marked("已经过了，请打电话催")
        return f"{self.day(moment)} {self.at(moment)}，{self.text(left).format(max(hours, 0))}"

    def plain_day(self, moment: datetime | date) -> str:
        """A day without its weekday, for sources."""
        on = clock.local(moment).date() if isinstance(moment, datetime) else moment
        if self.language == ENGLISH:
            return f"{on.day} {on:%b} {on.year}"
        return f"{on.year} 年 {on.month} 月 {on.day} 日"

    def at(self, moment: datetime) -> str:
        """A clock time: 上午 9:30."""
        local = clock.local(moment)
        if self.language == ENGLISH:
            return f"{local:%H:%M}"
        part = next(name for hour, name in _PARTS if local.hour >= hour)
        return f"{part} {local.hour - _NOON if local.hour > _NOON else local.hour}:{local:%M}"

    def register(self, code: str) -> str:
        """Who keeps a register."""
        return self.text(REGISTERS.get(code, code))

    def value(self, fact: FactDef, value: Any) -> str:
        """An answer as it is read back to its owner."""
        if value is None or value == UNKNOWN:
            return self.text(marked("说不清"))
        if fact.type == "bool":
            return self.text(YES if value else NO)
        if fact.type == "choice":
            return self.text(next((c.label for c in fact.choices if c.value == value), str(value)))
        if fact.type == "account":
            return mask_card(str(value))
        return self._number(fact, value) if fact.type == "int" else str(value)

    def _number(self, fact: FactDef, value: int) -> str:
        if fact.is_money:
            return self.text(marked("{} 元")).format(money.yuan_short(value))
        return self.text(marked("{} 口人")).format(value) if fact.unit == "people" else str(value)

    def label(self, key: str) -> str:
        """What a fact is called."""
        return self.text(vocabulary.of(key).label)

    def step(self, step: str) -> tuple[str, str]:
        """What a step of the past is called, and its hint."""
        title, hint = STEPS.get(step, (step, ""))
        return self.text(title), self.text(hint)

    def service(self, method: str) -> str:
        """How a letter reached its addressee."""
        return SERVICES.get(method, method)

    def ahead(self, stage: str, stages: Sequence[str]) -> list[tuple[str, str]]:
        """What is still to come after a stage in a lane that has these optional stages."""
        optional = {"checking", "surveying", "publicity"}
        path = [entry for entry in AHEAD if entry[0] not in optional or entry[0] in stages]
        codes = [code for code, _, _ in path]
        if stage in {"refused", "not_accepted", "withdrawn", "closed"}:
            return []
        here = {"county_review": "reviewing", "surveying": "checking"}.get(stage, stage)
        after = codes.index(here) + 1 if here in codes else 0
        return [(self.text(title), self.text(hint)) for _, title, hint in path[after:]]


def options(fact: FactDef) -> list[tuple[str, str]]:
    """The answers a question offers, but for "cannot tell"."""
    if fact.type == "bool":
        return [("yes", YES), ("no", NO)]
    return [(choice.value, choice.label) for choice in fact.choices]


def _this_year(on: date) -> bool:
    return on.year == clock.today().year
