"""The way between the engine's thread and the window's: nothing else touches `engine.service`.

The engine tells its events on its own thread. They wait in a locked list, one queued signal without
payload wakes the GUI thread, and there they are handed on as one batch: a burst costs one wake-up. Every
event of a batch keeps its order and none is dropped, so that models can count; followers draw once a batch,
so of many steps only the last is drawn.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from threading import Lock
from typing import Protocol

from PySide6.QtCore import QObject, Qt, Signal, Slot

from engine import Beginning, Conversation, Event, Fit, Renoising, Steering, TurnOptions
from engine.service import Engine

Listener = Callable[[Event], None]


class EngineActions(Protocol):
    """What the window asks of an engine; every call returns at once where it does not say otherwise."""

    def load(self, model: str | Path) -> None:
        """Load a model in the engine's thread."""

    def submit(self, conversation: Conversation, options: TurnOptions) -> int:
        """Ask one turn; returns its id. Raises: EngineError."""

    def renoise(self, conversation: Conversation, renoising: Renoising, options: TurnOptions) -> int:
        """Ask other words for a part of an answer; returns the turn's id. Raises: EngineError."""

    def extend(self, conversation: Conversation, beginning: Beginning, options: TurnOptions) -> int:
        """Ask for more of an answer that was not finished; returns the turn's id. Raises: EngineError."""

    def cost(self, conversation: Conversation) -> int:
        """How many tokens texts and images are; any thread, and takes a moment. Raises: EngineError."""

    def measure(self, conversation: Conversation, options: TurnOptions) -> Fit:
        """What the model would be given; any thread, and takes a moment. Raises: EngineError."""

    def cancel(self, turn_id: int) -> None:
        """End a turn at its next step."""

    def pace(self, pause_s: float) -> None:
        """Wait so many seconds before each step of an answer; infinity waits for `proceed` alone."""

    def proceed(self, turn_id: int) -> None:
        """Take one step of a turn at once."""

    def steer(self, turn_id: int, steering: Steering) -> None:
        """Do this to a slot of a turn before its next step."""

    def close(self, timeout_s: float) -> object:
        """End the thread; the one call that may wait."""


class Bridge(QObject):
    """One engine, as the GUI thread sees it. Lives in the GUI thread.

    Signals:
        arrived: A tuple of engine events, in the order in which they were told.
    """

    arrived = Signal(object)
    _woken = Signal()

    def __init__(
        self, open_engine: Callable[[Listener], EngineActions] = Engine, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._lock = Lock()
        self._waiting: list[Event] = []
        self._closed = False
        self._woken.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._engine = open_engine(self._listen)

    def load(self, model: str | Path) -> None:
        """Load a model; `ModelLoaded` or `LoadFailed` will arrive."""
        self._engine.load(model)

    def submit(self, conversation: Conversation, options: TurnOptions) -> int:
        """Ask one turn; returns the id that its events will carry.

        Raises:
            EngineError: It cannot be asked.
        """
        return self._engine.submit(conversation, options)

    def renoise(self, conversation: Conversation, renoising: Renoising, options: TurnOptions) -> int:
        """Ask other words for a part of an answer; returns the id that its events will carry.

        Raises:
            EngineError: It cannot be asked.
        """
        return self._engine.renoise(conversation, renoising, options)

    def extend(self, conversation: Conversation, beginning: Beginning, options: TurnOptions) -> int:
        """Ask for more of an answer that was not finished; returns the id that its events will carry.

        Raises:
            EngineError: It cannot be asked.
        """
        return self._engine.extend(conversation, beginning, options)

    def cost(self, conversation: Conversation) -> int:
        """How many tokens texts and images are. Takes a moment: for a worker's thread.

        Raises:
            EngineError: No model is loaded, or it sees no images or cannot read one.
        """
        return self._engine.cost(conversation)

    def measure(self, conversation: Conversation, options: TurnOptions) -> Fit:
        """What of a conversation a turn would be given. Takes a moment: for a worker's thread.

        Raises:
            EngineError: No model is loaded, or the conversation cannot be asked.
        """
        return self._engine.measure(conversation, options)

    def cancel(self, turn_id: int) -> None:
        """End a turn at its next step; `TurnFinished` will arrive."""
        self._engine.cancel(turn_id)

    def pace(self, pause_s: float) -> None:
        """Wait so many seconds before each step of an answer: `FULL_SPEED` to `STANDING`, infinity."""
        self._engine.pace(pause_s)

    def proceed(self, turn_id: int) -> None:
        """Take one step of a turn that is paced at once."""
        self._engine.proceed(turn_id)

    def steer(self, turn_id: int, steering: Steering) -> None:
        """Do this to a slot of a turn before its next step; `Steered` will arrive."""
        self._engine.steer(turn_id, steering)

    def close(self, timeout_s: float) -> None:
        """End the engine's thread; waits up to `timeout_s` seconds. Nothing arrives any more."""
        self._closed = True
        self._engine.close(timeout_s)

    def _listen(self, event: Event) -> None:
        """Keep an event for the GUI thread. Called on the engine's thread."""
        with self._lock:
            self._waiting.append(event)
            first = len(self._waiting) == 1
        if first:
            self._woken.emit()

    @Slot()
    def _deliver(self) -> None:
        with self._lock:
            batch, self._waiting = tuple(self._waiting), []
        if not self._closed:
            self.arrived.emit(batch)
