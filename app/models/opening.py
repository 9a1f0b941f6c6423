"""Recordings that are read from a file: behind the window, as a long one takes a while to unpack."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from queue import Empty, SimpleQueue

from PySide6.QtCore import QObject, QThreadPool, QTimer, Signal, Slot

from app.language import tr
from app.models.portable import read
from app.models.recording import Recording
from engine import EngineError

_LOOK_MS = 15

Made = SimpleQueue[Recording | str]  # a recording, or why there is none


class Opening(QObject):
    """Reads one file at a time; of several, the one that was asked for last. Lives in the GUI thread.

    Signals:
        opened: The recording.
        refused: Why it cannot be shown.
    """

    opened = Signal(Recording)
    refused = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._made = Made()
        self._timer = QTimer(self, interval=_LOOK_MS)
        self._timer.timeout.connect(self._look)

    def open(self, path: Path) -> None:
        """Begin to read a file."""
        self._made = Made()  # not a signal: whoever waits may be gone when it is read
        self._timer.start()
        QThreadPool.globalInstance().start(partial(_read_into, self._made, path))

    @Slot()
    def _look(self) -> None:
        try:
            made = self._made.get_nowait()
        except Empty:
            return
        self._timer.stop()
        if isinstance(made, Recording):
            self.opened.emit(made)
        else:
            self.refused.emit(made)


def _read_into(made: Made, path: Path) -> None:
    try:
        made.put(read(path))
    except EngineError as error:
        made.put(f"{error.title} {error.hint}")
    except OSError as error:
        made.put(tr("{file} cannot be read: {why}. Choose another file.", file=path.name, why=error.strerror))
    except MemoryError:
        made.put(tr("{file} is too large to be read. Choose another file.", file=path.name))
