"""What the engine is doing, and with which model."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from app.bridge import Bridge
from app.models.pieces import Glyphs
from engine import EngineError, EngineState, LoadFailed, LoadProgressed, ModelLoaded, StateChanged


class Status(QObject):
    """The engine's state. Lives in the GUI thread.

    Attributes:
        state: What the engine is doing.
        model: The loaded model, or None.
        glyphs: How its tokens are drawn; None without a model.
        progress: The part of the model that is on its device, from 0 to 1.
        error: Why the last load failed, or None.

    Signals:
        changed: Any attribute is another one.
    """

    changed = Signal()

    def __init__(self, bridge: Bridge, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._asked_for: str | Path = ""
        self.state = EngineState.EMPTY
        self.model: ModelLoaded | None = None
        self.glyphs: Glyphs | None = None
        self.progress = 0.0
        self.error: EngineError | None = None
        bridge.arrived.connect(self._follow)

    def load(self, model: str | Path) -> None:
        """Load a model."""
        self._asked_for = model
        self.error = None
        self.progress = 0.0
        self.changed.emit()
        self._bridge.load(model)

    @Slot()
    def load_again(self) -> None:
        """Load the model once more that was last asked for."""
        self.load(self._asked_for)

    @property
    def line(self) -> str:
        """One line about the model for people."""
        if self.error is not None:
            return "No model"
        if self.model is None:
            return f"Loading the model, {self.progress:.0%}" if self.progress else "Loading the model"
        return self.model.name

    @Slot(object)
    def _follow(self, events: tuple[object, ...]) -> None:
        told = [event for event in events if self._take(event)]
        if told:
            self.changed.emit()

    def _take(self, event: object) -> bool:
        match event:
            case StateChanged(state=state):
                self.state = state
            case LoadProgressed(done_bytes=done, total_bytes=total):
                self.progress = done / max(total, 1)
            case ModelLoaded():
                self.model, self.glyphs, self.error = event, Glyphs(event.vocabulary), None
            case LoadFailed(error=error):
                self.error = error
            case _:
                return False
        return True
