"""Recordings of the made-up engine's turns."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from app.models.recording import CanvasRecording, Recording
from engine import About, CanvasTrace, StepTaken, StopRule, Trace, TurnOptions
from tests.app.fake_engine import STORY, VOCABULARY, Reply, turn_events
from tests.engine.traces import recorded

ABOUT = About(
    model="Fake", vocabulary=VOCABULARY.fingerprint(), vocabulary_size=len(VOCABULARY.tokens), seed=3
)


def recording_of(
    text: str = STORY * 3,
    *,
    steps: int = 6,
    canvas_length: int = 64,
    thought: str = "",
    until: int | None = None,
) -> Recording:
    """A whole turn, or its first events."""
    reply = Reply(text=text, steps=steps, thought=thought)
    events = list(turn_events(reply, 1, TurnOptions(seed=3), canvas_length=canvas_length))
    return Recording(recorded(ABOUT, events[:until]), VOCABULARY)


def canvas_of(
    steps: Sequence[StepTaken],
    *,
    noise: Sequence[int] | None = None,
    rule: StopRule | None = StopRule.STABLE,
    block: Sequence[int] | None = None,
) -> CanvasRecording:
    """One canvas with these steps, committed as its last draft."""
    begun = tuple(noise or (9,) * len(steps[0].draft))
    ids = () if rule is None else tuple(block if block is not None else steps[-1].draft)
    trace = CanvasTrace(canvas=0, noise=begun, steps=tuple(steps), rule=rule, block=ids)
    return CanvasRecording(trace, VOCABULARY)


def alone(canvas: CanvasRecording) -> Recording:
    """A recording of one canvas."""
    return Recording(Trace(about=ABOUT, canvases=(canvas.trace,)), VOCABULARY)


def at_hand(recording: Recording) -> Callable[[Callable[[Recording | None], None]], None]:
    """How to get a recording that is there already."""
    return lambda then: then(recording)


ANSWER = recording_of()  # for tests that need one and care not which
