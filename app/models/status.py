"""What the engine is doing, and with which model."""

from __future__ import annotations

from collections import deque
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from app.bridge import Bridge
from app.language import tr
from app.models.amounts import size_words
from app.models.pieces import Glyphs
from engine import EngineError, EngineState, LoadFailed, LoadProgressed, ModelLoaded, StateChanged


class Status(QObject):
    """The engine's state. Lives in the GUI thread.

    Attributes:
        state: What the engine is doing.
        asked_for: The model that was last asked for: `demo`, or a folder; empty before any was.
        model: The loaded model, or None.
        place: Where it was loaded from: `demo`, or its folder; empty without a model.
        glyphs: How its tokens are drawn; None without a model.
        progress: How much of the model that is being loaded is on its device; None before it is known.
        error: Why the last load failed, or None.

    Signals:
        changed: Any attribute is another one.
    """

    changed = Signal()

    def __init__(self, bridge: Bridge, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self.asked_for: str | Path = ""
        self._coming: deque[str] = deque()
        self.state = EngineState.EMPTY
        self.model: ModelLoaded | None = None
        self.place = ""
        self.glyphs: Glyphs | None = None
        self.progress: LoadProgressed | None = None
        self.error: EngineError | None = None
        bridge.arrived.connect(self._follow)

    def load(self, model: str | Path) -> None:
        """Load a model."""
        self.asked_for = model
        self._coming.append(str(model))
        self.error = None
        self.progress = None
        self.changed.emit()
        self._bridge.load(model)

    @Slot()
    def load_again(self) -> None:
        """Load the model once more that was last asked for."""
        self.load(self.asked_for)

    @Slot()
    def stay(self) -> None:
        """Go on with the model that is loaded, although another one could not be."""
        self.asked_for, self.error = self.place, None
        self.changed.emit()

    @property
    def coming(self) -> tuple[str, ...]:
        """The models that are being loaded or wait for that, as `place` names them."""
        return tuple(self._coming)

    @property
    def line(self) -> str:
        """One line about the model for people."""
        if self._coming or not self.asked_for:
            return _loading(self.progress)
        return tr("No model") if self.model is None else self.model.name

    @Slot(object)
    def _follow(self, events: tuple[object, ...]) -> None:
        told = [event for event in events if self._take(event)]
        if told:
            self.changed.emit()

    def _take(self, event: object) -> bool:
        match event:
            case StateChanged(state=state):
                self.state = state
                if state is EngineState.EMPTY:  # it made way for one that failed, or its card was lost
                    self.model, self.glyphs, self.place = None, None, ""
            case LoadProgressed():
                self.progress = event
            case ModelLoaded():
                self.model, self.glyphs, self.error = event, Glyphs(event.vocabulary), None
                self.place = self._coming.popleft() if self._coming else ""
            case LoadFailed(error=error):
                self.error = error
                if self._coming:
                    self._coming.popleft()
            case _:
                return False
        return True


def _loading(progress: LoadProgressed | None) -> str:
    if progress is None or not progress.done_bytes:
        return tr("Loading the model")
    if progress.done_bytes == progress.total_bytes:
        return tr("Preparing the model")
    done, total = size_words(progress.done_bytes), size_words(progress.total_bytes)
    return tr("Loading the model, {done} of {total}", done=done, total=total)
