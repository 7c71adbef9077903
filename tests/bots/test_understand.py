"""What residents say is understood: item, intent, who, how much, and whether life is in danger."""

from datetime import date

import pytest

from bots.understand import Context, understand

TODAY = date(2026, 11, 25)


def heard(text, **context):
    return understand(text, Context(TODAY, **context))


@pytest.mark.parametrize(
    ("text", "intent", "item"),
    [
        ("底保怎么申请", "ask_how_where", "subsistence-allowance"),
        ("地保要带什么", "ask_materials", "subsistence-allowance"),
        ("dibao zenme ban", "ask_how_where", "subsistence-allowance"),
        ("林时救助多少钱", "ask_amount", "temporary-relief"),
        ("臨時救助怎麼申請", "ask_how_where", "temporary-relief"),
        ("我要给我妈申请尊老金", "apply", "old-age-allowance"),
        ("我申请的低保到哪一步了", "ask_progress", "subsistence-allowance"),
        ("我孙子爸爸坐牢妈妈跑了，有没有钱", "ask_eligibility", "unattended-child-allowance"),
        ("领证要带什么", "ask_materials", "marriage-registration"),
        ("尊老金这个月没到账", "report_payment_problem", "old-age-allowance"),
    ],
)
def test_item_and_intent_are_heard(text, intent, item):
    found = heard(text)
    assert (found.intent, found.item) == (intent, item)


@pytest.mark.parametrize(
    ("text", "department"),
    [
        ("医保怎么报销", "medical-insurance"),
        ("驾照到期了怎么换", "transport"),
        ("退休工资什么时候涨", "social-security"),
        ("残疾证在哪里评", "disabled-federation"),
    ],
)
def test_what_is_not_ours_names_whose_it_is(text, department):
    found = heard(text)
    assert (found.intent, found.department, found.item) == ("out_of_scope", department, None)


@pytest.mark.parametrize(
    ("text", "danger"),
    [
        ("我真的不想活了", "suicide"),
        ("低保停了我也不活了", "suicide"),
        ("药攒够了", "suicide"),
        ("我老公掐我脖子，我躲在厕所", "violence"),
        ("我妈天天打我，我才十三岁", "child"),
        ("邻居家着火了", "fire"),
        ("我奶奶昨天出门到现在没回来", "missing"),
        ("我爸突然口齿不清，半边动不了", "medical"),
    ],
)
def test_danger_is_heard(text, danger):
    found = heard(text)
    assert found.intent == "crisis"
    assert found.crisis is not None
    assert found.crisis == danger or {found.crisis, danger} <= {"violence", "child", "elder"}


@pytest.mark.parametrize(
    "text",
    [
        "跳楼价处理的轮椅能补贴吗",
        "我妈不想活动，整天躺着",
        "想死你了，孙子快回来",
        "累死了，跑了三趟",
        "笑死我了",
        "他打我电话没接到",
        "反家暴告诫书怎么申请",
        "火化要多少钱",
        "着火了怎么理赔",
        "人没了要办什么手续",
    ],
)
def test_what_only_sounds_like_danger_alarms_nobody(text):
    assert heard(text).crisis is None


def test_hardship_is_not_an_alarm_but_is_noticed():
    found = heard("家里断粮了，走投无路")
    assert found.crisis is None
    assert found.low


def test_a_pronoun_means_what_was_spoken_of_last():
    found = heard("那要多少钱", item="subsistence-allowance")
    assert (found.intent, found.item) == ("ask_amount", "subsistence-allowance")
    assert found.from_context
    assert heard("那要多少钱").item is None


def test_two_questions_in_one_breath_are_both_heard():
    found = heard("低保要带什么，去哪办？")
    assert {found.intent, *found.also} == {"ask_materials", "ask_how_where"}


def test_what_was_said_besides_is_kept():
    slots = heard("我妈八十二岁，想下周三上午约个助浴").slots
    assert slots["age"] == 82
    assert slots["person"] == "mother"
    assert slots["day"] == "2026-12-02"
    assert slots["part_of_day"] == "上午"


@pytest.mark.parametrize("text", ["", " ", "。", "????", "🙂", "a" * 5000, "\x00", "[]{}%s"])
def test_anything_may_be_sent(text):
    assert heard(text).intent


def test_no_number_of_a_person_is_kept():
    assert "3206" not in heard("我身份证320699194903070016低保怎么办").text
