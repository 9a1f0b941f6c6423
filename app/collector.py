"""Python's garbage collector, kept from walking through a model's libraries while they are loaded.

Importing torch makes hundreds of thousands of objects that live as long as the process. The collector's full
passes over them hold the interpreter, and with it the window, for up to 270 ms each (measured on 2 cores).
So it rests until the first load is over; then what is there is set aside for good, and it goes on.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, Slot

from app.models.status import Status


class RestingCollector(QObject):
    """Lets the collector rest until the first load has ended, well or not. Lives in the GUI thread."""

    def __init__(self, status: Status) -> None:
        super().__init__(status)
        self._status = status
        status.changed.connect(self._wake)
        gc.disable()

    @Slot()
    def _wake(self) -> None:
        if self._status.model is not None or self._status.error is not None:
            self._status.changed.disconnect(self._wake)
            gc.freeze()
            gc.enable()
