"""The whole way, as README gives it: the demo model answers in the terminal and in the window."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from corpus.stories import fits

ROOT = Path(__file__).resolve().parents[2]


def _said(module: str, *arguments: str) -> list[dict[str, object]]:
    """What `python -m MODULE` printed, a JSON object a line."""
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def _answers(*prompts: str) -> list[object]:
    events = _said("engine", "chat", "--model", "demo", "--json", "--seed", "3", *prompts)
    return [event["text"] for event in events if event["event"] == "TurnFinished"]


def test_the_demo_adds() -> None:
    assert _answers("What is 17 plus 25?") == ["17 plus 25 is 42."]


def test_the_demo_remembers_a_name_and_turns_its_own_list_round() -> None:
    answers = _answers(
        "My name is Anna.", "What is my name?", "Sort these words: tiger, apple, mirror.", "And backwards?"
    )
    assert answers == [
        "Nice to meet you, Anna.",
        "Your name is Anna.",
        "In order: apple, mirror, tiger.",
        "Backwards: tiger, mirror, apple.",
    ]


def test_a_story_runs_over_more_than_one_canvas_and_the_same_seed_tells_it_again() -> None:
    def told() -> list[dict[str, object]]:
        prompt = "Tell me a story about a fox named Mia."
        return _said("engine", "chat", "--model", "demo", "--json", "--seed", "5", prompt)

    first, second = told(), told()
    assert first[-1]["event"] == "TurnFinished"
    assert fits(str(first[-1]["text"]), {"animal": "fox", "name": "Mia"})
    assert sum(event["event"] == "CanvasCommitted" for event in first) == 2
    assert [e["ids"] for e in first if e["event"] == "StepTaken"] == [
        e["ids"] for e in second if e["event"] == "StepTaken"
    ]


def test_thinking_shows_a_thought_beside_the_answer() -> None:
    last = _said(
        "engine", "chat", "--model", "demo", "--json", "--seed", "3", "--thinking", "What is 17 plus 25?"
    )[-1]
    assert "The ones" in str(last["thought"])
    assert "The ones" not in str(last["text"])
    assert last["text"] == "17 plus 25 is 42."


@pytest.mark.parametrize("prompt", ["What is the capital of France?"])
def test_the_window_answers_by_itself(prompt: str, tmp_path: Path) -> None:
    (report,) = _said("app", "--selftest", prompt, "--json", "--screenshots", str(tmp_path))
    assert report["answer"] == "The capital of France is Paris."
    assert {path.name for path in tmp_path.glob("*.png")} >= {"empty-light.png", "finished-dark.png"}
    assert all(isinstance(report[key], int | float) for key in ("startup_ms", "ready_ms", "first_step_ms"))
