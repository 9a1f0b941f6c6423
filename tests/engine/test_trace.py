"""Traces as they are recorded; the turn is of a scripted network."""

from __future__ import annotations

from dataclasses import replace

from engine.events import CanvasCommitted, CanvasStarted, FinishReason, Steered, StepTaken, StopRule
from engine.trace import About
from tests.engine.fakes import VOCAB
from tests.engine.told_turn import STEERINGS, told
from tests.engine.traces import recorded

EVENTS = told()
TRACE = recorded(About(model="Fake", vocabulary="abc", vocabulary_size=VOCAB), EVENTS)


def test_a_trace_holds_every_canvas_and_step_of_a_turn_and_how_it_ended() -> None:
    assert [len(canvas.steps) for canvas in TRACE.canvases] == [4, 3]
    assert [canvas.rule for canvas in TRACE.canvases] == [StopRule.STABLE, StopRule.STABLE]
    assert (TRACE.about.seed, TRACE.about.reason, TRACE.about.answer_tokens) == (11, FinishReason.END, 10)
    assert TRACE.about.complete


def test_replay_tells_what_the_engine_told_of_the_canvases() -> None:
    told = [
        event for event in EVENTS if isinstance(event, CanvasStarted | Steered | StepTaken | CanvasCommitted)
    ]
    replayed = list(TRACE.events())
    assert [replace(event, turn_id=9) for event in replayed] == told


def test_what_was_steered_is_kept_with_its_canvas_and_its_step() -> None:
    assert TRACE.steerings == STEERINGS
    assert [len(canvas.steerings) for canvas in TRACE.canvases] == [2, 1]
    assert TRACE.canvases[0].before(2) == STEERINGS[1:2]
