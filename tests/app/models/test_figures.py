from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QApplication

from app.models.figures import figures, summed, tokens_held
from app.models.turn import Turn
from engine import FinishReason, TurnOptions, TurnStats


def _turn(*, steps: int = 12, first_text_seconds: float | None = 0.25) -> Turn:
    turn = Turn("One", TurnOptions())
    stats = TurnStats(
        prompt_tokens=1200, reused_tokens=1000, new_tokens=300, canvases=2, steps=steps, seconds=1.5,
        first_text_seconds=first_text_seconds, tokens_per_second=200.0, seed=7,
    )  # fmt: skip
    turn.recall("text", "", FinishReason.END, stats)
    return turn


def test_the_figures_of_an_answer_are_what_was_measured(qapp: QApplication) -> None:
    assert figures(_turn()) == [
        "1,200 prompt tokens, 1,000 of them reused",
        "First text after 0.25 s",
        "300 tokens in 1.5 s, prompt included",
        "200.0 tokens a second",
        "6.0 steps a block",
        "25.0 tokens a step",
        "Seed 7",
    ]


def test_what_was_not_measured_is_not_told(qapp: QApplication) -> None:
    assert not any("First" in line for line in figures(_turn(first_text_seconds=None)))
    assert figures(_turn(steps=0)) == figures(Turn("One", TurnOptions())) == []
    assert summed([Turn("One", TurnOptions()), _turn(steps=0)]) == []
    assert not any("First" in line for line in summed([_turn(first_text_seconds=None)]))


def test_a_conversation_has_the_sum(qapp: QApplication) -> None:
    assert summed([_turn()])[0] == "This conversation: 1 answer, 300 tokens, 12 steps, 2 s"
    slower = _turn(steps=36, first_text_seconds=0.5)
    assert summed([_turn(), slower, _turn(first_text_seconds=0.75)]) == [
        "This conversation: 3 answers, 900 tokens, 60 steps, 4 s",
        "First text after 0.50 s (median)",
        "200.0 tokens a second",
        "10.0 steps a block",
        "15.0 tokens a step",
    ]


def test_the_room_that_a_conversation_takes_up_is_that_of_its_last_measured_turn(qapp: QApplication) -> None:
    waiting = Turn("Two", TurnOptions())
    assert tokens_held([_turn(), waiting]) == 1500
    assert tokens_held([waiting]) == 0


def test_what_was_left_out_and_goes_are_told(qapp: QApplication) -> None:
    turn = _turn()
    stats = turn.stats
    assert stats is not None
    turn.recall("the drop", "", FinishReason.END, replace(stats, dropped=2, runs=3))
    lines = figures(turn)
    assert "Without the oldest 2 questions, for want of room" in lines
    assert "Written in 3 goes" in lines
    assert not [line for line in lines if line.startswith("Seed")]
    turn.recall("the drop", "", FinishReason.END, replace(stats, runs=3, earlier_seeds=(4, 9)))
    assert "Written in 3 goes · seeds 4, then 9, then 7" in figures(turn)
    turn.recall("the drop", "", FinishReason.END, replace(stats, dropped=1))
    assert "Without the oldest 1 question, for want of room" in figures(turn)
