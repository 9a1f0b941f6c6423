"""Files that take a while to make: written behind the window, one at a time."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from PySide6.QtCore import QObject, Qt, Signal, Slot

from app.language import tr
from app.whole_file import written_whole

Tell = Callable[[float], None]  # how much is done, from 0 to 1; it does not return once nobody wants the file
Way = Callable[[BinaryIO, Tell], None]  # how a file is written; on a thread of its own
_log = logging.getLogger(__name__)


class Cancelled(Exception):
    """Nobody wants the file any more. `Tell` raises it, and a `Way` lets it through."""


class Saving(QObject):
    """Writes a file on a thread of its own; it has its name once it is whole. Lives in the GUI thread.

    Attributes:
        path: The file that is being written, or None.
        share: How much of it is done, from 0 to 1.

    Signals:
        changed: Any attribute is another one.
        told: A sentence about how it went, and the folder to look into or None.
    """

    changed = Signal()
    told = Signal(str, object)
    _advanced = Signal(float)
    _ended = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.path: Path | None = None
        self.share = 0.0
        self._holds = ""
        self._unwanted = threading.Event()
        self._thread: threading.Thread | None = None
        self._advanced.connect(self._advance, Qt.ConnectionType.QueuedConnection)
        self._ended.connect(self._end, Qt.ConnectionType.QueuedConnection)

    def save(self, path: Path, way: Way, holds: str) -> None:
        """Begin to write a file; `told` will say how it went, and then what the file holds."""
        if self.path is not None:
            said = tr("{file} is still being saved. Wait for it, or cancel it.", file=self.path.name)
            self.told.emit(said, None)
            return
        self.path, self.share, self._holds = path, 0.0, holds
        self._unwanted = threading.Event()
        self._thread = threading.Thread(
            target=self._write, args=(path, way, self._unwanted), name="saving", daemon=True
        )
        self._thread.start()
        self.changed.emit()

    @Slot()
    def cancel(self) -> None:
        """Want the file no more: nothing of it stays."""
        self._unwanted.set()

    def close(self, timeout_s: float) -> None:
        """Cancel, and wait for that; nothing is told any more."""
        self.blockSignals(True)
        self.cancel()
        if self._thread is not None:
            self._thread.join(timeout_s)

    @Slot(float)
    def _advance(self, share: float) -> None:
        self.share = max(self.share, share)
        self.changed.emit()

    @Slot(object)
    def _end(self, problem: Exception | None) -> None:
        path, self.path = self.path, None
        if path is None:
            return
        self.changed.emit()
        match problem:
            case None:
                said = tr("Saved {file}: {holds}.", file=path.name, holds=self._holds)
                self.told.emit(said, path.parent)
            case Cancelled():
                self.told.emit(tr("Cancelled: {file} was not saved.", file=path.name), None)
            case OSError():
                said = tr(
                    "{file} cannot be written: {why}. Choose another place.",
                    file=path.name,
                    why=problem.strerror or problem,
                )
                self.told.emit(said, None)
            case _:
                said = tr("{file} could not be made ({error}).", file=path.name, error=problem)
                self.told.emit(said, None)

    def _write(self, path: Path, way: Way, unwanted: threading.Event) -> None:
        """Write the file. Runs in the thread of its own."""

        def tell(share: float) -> None:
            if unwanted.is_set():
                raise Cancelled
            self._advanced.emit(share)

        problem: Exception | None = None
        try:
            with written_whole(path) as file:
                way(file, tell)
                tell(1.0)
        except (OSError, Cancelled) as error:
            problem = error
        except Exception as error:  # noqa: BLE001 - the thread ends here; it is logged and told
            _log.exception("%s could not be made.", path.suffix)
            problem = error
        self._ended.emit(problem)
