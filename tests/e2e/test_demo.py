"""The whole way, as README gives it: the demo model answers in the terminal."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from corpus.stories import fits

ROOT = Path(__file__).resolve().parents[2]


def _told(*arguments: str) -> list[dict[str, object]]:
    """What the chat printed, a JSON object a line."""
    done = subprocess.run(
        [sys.executable, "-m", "engine", "chat", "--model", "demo", "--json", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def _answers(*prompts: str) -> list[object]:
    return [event["text"] for event in _told("--seed", "3", *prompts) if event["event"] == "TurnFinished"]


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
        return _told("--seed", "5", "Tell me a story about a fox named Mia.")

    first, second = told(), told()
    assert first[-1]["event"] == "TurnFinished"
    assert fits(str(first[-1]["text"]), {"animal": "fox", "name": "Mia"})
    assert sum(event["event"] == "CanvasCommitted" for event in first) == 2
    assert [e["ids"] for e in first if e["event"] == "StepTaken"] == [
        e["ids"] for e in second if e["event"] == "StepTaken"
    ]


def test_thinking_shows_a_thought_beside_the_answer() -> None:
    last = _told("--seed", "3", "--thinking", "What is 17 plus 25?")[-1]
    assert "The ones" in str(last["thought"])
    assert "The ones" not in str(last["text"])
    assert last["text"] == "17 plus 25 is 42."
