"""A listener for tests of the engine: keeps what it is told, and waits for it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

from engine.events import EngineState, Event, StateChanged, TurnFailed, TurnFinished

WAIT_S = 60.0
ENDINGS = (TurnFinished, TurnFailed)
E = TypeVar("E", bound=Event)


class Recorder:
    """A listener that keeps every event, and a way to wait for one."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.threads: set[str] = set()
        self._changed = threading.Condition()

    def __call__(self, event: Event) -> None:
        with self._changed:
            self.events.append(event)
            self.threads.add(threading.current_thread().name)
            self._changed.notify_all()

    def of(self, kind: type[E]) -> list[E]:
        return [event for event in self.events if isinstance(event, kind)]

    def wait(self, done: Callable[[], bool]) -> None:
        with self._changed:
            assert self._changed.wait_for(done, WAIT_S), self.events

    def wait_for_turns(self, count: int) -> list[TurnFinished | TurnFailed]:
        self.wait(lambda: len(self.of(TurnFinished)) + len(self.of(TurnFailed)) >= count)
        return [event for event in self.events if isinstance(event, ENDINGS)]

    @property
    def states(self) -> list[EngineState]:
        return [event.state for event in self.of(StateChanged)]
