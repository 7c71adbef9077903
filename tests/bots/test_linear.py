"""The classifier alone, and beside another library's on the same splits."""

import json
import subprocess
import sys

import pytest

from bots.evaluate import compare, fit, measure, sets
from bots.evaluate.anybody import macro_f1

PAIRS = [("苹果很甜", "fruit"), ("香蕉软", "fruit"), ("汽车快", "car"), ("火车长", "car")] * 3


def test_the_same_pairs_give_the_same_model():
    texts = ["苹果", "汽车", "火", "x"]
    assert [fit(PAIRS)(text) for text in texts] == [fit(PAIRS)(text) for text in texts]


def test_it_learns_what_it_is_shown():
    predict = fit(PAIRS)
    assert [predict(text) for text, _ in PAIRS] == [label for _, label in PAIRS]
    assert predict("") in {"fruit", "car"}


def test_one_label_is_a_label():
    assert fit([("a", "only"), ("b", "only")])("c") == "only"


def test_macro_f1_weighs_labels_alike():
    assert macro_f1(["a", "a", "b"], ["a", "a", "b"]) == 1
    assert macro_f1(["a", "a", "b"], ["a", "a", "a"]) == pytest.approx(0.4)


def test_a_report_says_how_well_and_how_fast():
    found = measure(PAIRS, PAIRS)
    assert found.accuracy == found.macro_f1 == 1
    assert 0 < found.p50_us <= found.p99_us


def test_anybody_s_labels_from_files(tmp_path):
    for name in ("a", "b"):
        lines = (json.dumps({"text": text, "label": label}) for text, label in PAIRS)
        (tmp_path / f"{name}.jsonl").write_text("\n".join(lines), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "bots.evaluate", "--train", tmp_path / "a.jsonl", "--test", tmp_path / "b.jsonl"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "macro F1 1.0000" in done.stdout


@pytest.mark.parametrize("name", ["opinions", "tickets", "departments"])
def test_beside_a_linear_svm_it_is_not_worse_quicker_and_smaller(name):
    found = compare(name, sets()[name], splits=6)
    assert found.ours >= found.theirs - max(found.error, 0.01)
    assert found.ours_us < found.theirs_us / 4
    assert found.ours_kb < found.theirs_kb / 4


def test_long_texts_and_many_labels_add_up():
    pairs = [(f"word{number} " * 300, f"label{number}") for number in range(40)] * 2
    predict = fit(pairs)
    assert [predict(text) for text, _ in pairs] == [label for _, label in pairs]


def test_a_rare_label_is_not_drowned():
    pairs = [(f"天气很好 {number}", "often") for number in range(60)]
    pairs += [("我要投诉他", "rare"), ("投诉窗口", "rare")]
    assert fit(pairs)("我想投诉") == "rare"


@pytest.mark.parametrize("text", ["", " ", "\x00", "🙂" * 9000, "a", "٣"])
def test_any_text_gets_a_label(text):
    assert fit(PAIRS)(text) in {"fruit", "car"}


def test_texts_without_a_feature_are_learnt_from_without_complaint():
    assert fit([("", "a"), ("", "b"), ("x", "b")])("x") == "b"
