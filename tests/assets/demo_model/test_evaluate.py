"""The demo model answers what it is shown as able to do."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from corpus import MAKERS
from corpus.arithmetic import is_held_out
from engine.hardware import DEMO_DIRECTORY
from evaluate import questions


def test_every_skill_is_asked_equally_often() -> None:
    tasks = [example.task for example in questions(1, len(MAKERS) * 2, held_out=False)]
    assert tasks.count("sum") == tasks.count("sort") == 2


def test_held_out_questions_are_pairs_that_training_never_shows() -> None:
    for example in questions(1, 20, held_out=True):
        left, right = [int(word) for word in example.answer.split() if word.isdigit()][:2]
        assert is_held_out(left, right) or is_held_out(right, left)


@pytest.mark.parametrize(
    ("arguments", "floor"), [([], 0.9), (["--held-out"], 0.85)], ids=["all skills", "held-out sums"]
)
def test_the_demo_model_answers_nearly_all_it_is_asked(arguments: list[str], floor: float) -> None:
    command = [sys.executable, str(DEMO_DIRECTORY / "evaluate.py"), "--seed", "31", "--count", "60", "--json"]
    printed = subprocess.run([*command, *arguments], capture_output=True, text=True, check=True).stdout
    report = json.loads(printed)
    assert report["accuracy"] >= floor
    assert 1 < report["mean_steps"] < 48
