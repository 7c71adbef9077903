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


@pytest.mark.parametrize("name", ["opinions", "tickets"])
def test_beside_a_linear_svm_it_is_not_worse_and_quicker(name):
    found = compare(name, sets()[name], splits=6)
    assert found.ours >= found.theirs - max(found.error, 0.01)
    assert found.ours_us < found.theirs_us / 3
