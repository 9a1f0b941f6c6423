"""Traces as the app makes them, from the events of a turn. Loads no torch."""

from __future__ import annotations

from collections.abc import Iterable

from engine.events import TurnEvent
from engine.trace import About, Trace


def recorded(about: About, events: Iterable[TurnEvent]) -> Trace:
    """The trace of a turn from its events."""
    trace = Trace(about=about)
    for event in events:
        trace = trace.followed(event)
    return trace
