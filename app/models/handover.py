"""Work on the files of a model that is in use: it is put down first, and taken up again once it was moved."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from app.models.files_job import JobState
from app.models.status import Status
from app.models.storage import Storage, Stored
from engine import DEMO, EngineState

_SETTLED = {EngineState.READY, EngineState.BUSY}  # it is known which model is held


class Handover(QObject):
    """Moves and deletes models, whether they are in use or not. Lives in the GUI thread.

    While a model is moved that was in use, and once it is deleted, the demo stands in for it. Where the demo
    cannot, the model stays in use as it is, and the work is given up.

    Attributes:
        is_waiting: Whether work waits until its model is put down.
        is_refused: Whether the work asked for last was given up, as its model is still in use.

    Signals:
        changed: Another model is in use, or work begins or ends to wait.
    """

    changed = Signal()

    def __init__(self, storage: Storage, status: Status, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._storage, self._status = storage, status
        self._waits_for = ""
        self._then: Callable[[], None] | None = None
        self._was_given_up = False
        self._return_to: tuple[str, str] | None = None
        self._told: tuple[str, tuple[str, ...]] = ("", ())
        status.changed.connect(self._follow)
        storage.care.changed.connect(self._take_up)

    @property
    def is_waiting(self) -> bool:
        """Whether work waits until its model is put down."""
        return self._then is not None

    @property
    def is_refused(self) -> bool:
        """Whether the work asked for last was given up, as its model is still in use."""
        return self._was_given_up and self.is_used(self._waits_for)

    def is_used(self, place: str) -> bool:
        """Whether a model is loaded, or about to be."""
        return place == self._status.place or place in self._status.coming

    def remove(self, model: Stored) -> None:
        """Delete a model."""
        self._put_down(model.folder, lambda: self._delete(model))

    def move(self, model: Stored, to: Path) -> None:
        """Move a model into a folder."""
        if self.is_used(model.folder):
            self._return_to = (model.folder, str(to / Path(model.folder).name))
        self._put_down(model.folder, lambda: self._storage.move(model, to))

    def _delete(self, model: Stored) -> None:
        if self._storage.chosen == model.folder:
            self._storage.choose(DEMO)
        self._storage.remove(model)

    def _put_down(self, place: str, then: Callable[[], None]) -> None:
        self._was_given_up = False
        if not self.is_used(place):
            then()
            return
        self._waits_for, self._then = place, then
        self._status.load(DEMO)
        self.changed.emit()

    @Slot()
    def _follow(self) -> None:
        if self._then is not None and not self.is_used(self._waits_for):
            then, self._then = self._then, None
            then()
            self.changed.emit()
        elif self._then is not None and not self._status.coming and self._status.state in _SETTLED:
            self._then = self._return_to = None
            self._was_given_up = True
            self.changed.emit()
        if (now := (self._status.place, self._status.coming)) != self._told:
            self._told = now
            self.changed.emit()

    @Slot()
    def _take_up(self) -> None:
        """Load a model again that was moved, or could not be."""
        care = self._storage.care
        if care.is_running:
            self._was_given_up = False
        if self._return_to is not None and care.kind == "move" and not care.is_running:
            old, new = self._return_to
            self._return_to = None
            self._status.load(new if care.state is JobState.DONE else old)
