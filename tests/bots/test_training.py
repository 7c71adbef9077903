"""The phrases are many, readable and apart from the set they are measured with."""

import re
from collections import Counter

from bots import phrases
from bots.evaluate import report
from bots.evaluate.own import FOLDER, Share, read
from bots.evaluate.perturb import PERTURBATIONS
from bots.understand import tidy

INTENTS = {
    "ask_eligibility",
    "ask_amount",
    "ask_materials",
    "ask_how_where",
    "ask_time_limit",
    "ask_general",
    "apply",
    "ask_progress",
    "book_service",
    "complain_or_appeal",
    "talk_to_person",
    "report_change",
    "report_payment_problem",
    "crisis",
    "small_talk",
    "out_of_scope",
}
ITEMS = {
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
    "home-services",
    "marriage-registration",
    "adoption",
    "street-assistance",
    "burial",
    "elder-preferential-card",
    "care-institution",
    "ability-assessment",
    "social-organisation",
    "volunteering-charity",
    "place-names",
    "household-check",
    "office",
}


def test_there_are_several_thousand_for_every_intent_and_item():
    found = phrases.all_phrases()
    assert len(found) > 4000
    assert {one.intent for one in found} - {"unsaid"} == INTENTS
    items = Counter(one.item for one in found)
    assert set(items) >= ITEMS
    assert min(items[one] for one in ITEMS) > 40


def test_alternatives_are_spelled_out():
    assert phrases.spelled_out("(我妈|我爸)八十") == ["我妈八十", "我爸八十"]
    assert phrases.spelled_out("没有") == ["没有"]


def test_no_phrase_is_left_with_a_mark_of_its_pattern():
    assert [one.text for one in phrases.all_phrases() if re.search(r"[|{}]", one.text)] == []


def test_training_and_evaluation_hardly_share_a_sentence():
    """By character trigrams: the set was written by somebody who has not seen the training."""
    trained = {tidy(one.text) for one in phrases.all_phrases()}
    asked = [tidy(line["text"]) for line in read()]
    if not asked:
        return
    known = [_trigrams(text) for text in trained]
    index: dict[str, list[int]] = {}
    for place, grams in enumerate(known):
        for gram in grams:
            index.setdefault(gram, []).append(place)
    alike = 0
    for text in asked:
        grams = _trigrams(text)
        shared = Counter(place for gram in grams for place in index.get(gram, ()))
        alike += any(2 * n > 1.6 * len(grams | known[place]) for place, n in shared.items())
    assert alike / len(asked) < 0.1


def _trigrams(text):
    return {text[place : place + 3] for place in range(max(1, len(text) - 2))}


def test_the_report_speaks_of_everything(tmp_path):
    assert list(report(tmp_path)) == [f"no evaluation set in {tmp_path}"]
    line = '{"text": "低保怎么办", "intent": "ask_how_where", "item": "subsistence-allowance", "scope": "in", "crisis": null}'
    (tmp_path / "a.jsonl").write_text(line, encoding="utf-8")
    told = "\n".join(report(tmp_path))
    assert all(word in told for word in ("item", "intent", "scope", "calm", *PERTURBATIONS))


def test_the_interval_is_wilson_s():
    low, high = Share(95, 100).interval
    assert (round(low, 3), round(high, 3)) == (0.888, 0.978)
    assert FOLDER.parts == ("tests", "bots", "evaluation")


def test_each_change_is_the_same_every_time():
    for change in PERTURBATIONS.values():
        assert change("低保一个月多少钱，去哪办？") == change("低保一个月多少钱，去哪办？")
    assert PERTURBATIONS["traditional"]("补贴医疗") == "補貼醫療"
