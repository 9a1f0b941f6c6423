"""A turn of the made-up engine that is stopped in the making of a block, as the real one tells it."""

from __future__ import annotations

from dataclasses import replace

from engine import (
    CanvasCommitted,
    FinishReason,
    StopRule,
    TextChanged,
    TurnEvent,
    TurnFinished,
    TurnOptions,
)
from tests.app.fake_engine import STORY, Reply, turn_events


def stopped_events() -> list[TurnEvent]:
    """All its events; the draft of its second block ends the answer."""
    events = list(turn_events(Reply(text=STORY * 2), 1, TurnOptions()))
    stop = [index for index, event in enumerate(events) if isinstance(event, CanvasCommitted)][1]
    committed, told, end = events[stop], events[stop + 1], events[-1]
    assert isinstance(committed, CanvasCommitted)
    assert isinstance(told, TextChanged)
    assert isinstance(end, TurnFinished)
    stopped = replace(committed, rule=StopRule.CANCELLED)
    return [*events[:stop], stopped, told, replace(end, text=told.text, reason=FinishReason.CANCELLED)]
