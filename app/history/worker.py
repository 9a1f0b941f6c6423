"""A thread that does jobs in order, and keeps those that cannot be done yet."""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot

from app.history.errors import HistoryError, HistoryFault, fault

T = TypeVar("T")
RETRY_S = 5.0  # between two tries of a job that could not be done
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Task:
    job: Callable[[], object]
    then: Callable[[object], None] | None


class Worker(QObject):
    """Does jobs one after the other. Lives in the GUI thread; the jobs run in the worker's.

    A job that raises a `HistoryError` stays first in line and is tried again, so that nothing is lost or
    overtaken; one that raises anything else has a defect, and is dropped.

    Args:
        name: The thread's name.

    Signals:
        failed: A `HistoryError`: a job could not be done.
        recovered: A job succeeded after one had failed.
    """

    failed = Signal(object)
    recovered = Signal()
    _woken = Signal()

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._changed = threading.Condition()
        self._tasks: deque[_Task] = deque()
        self._told: list[Callable[[], None]] = []
        self._closing = self._hurried = self._in_trouble = self._gave_up = False
        self._woken.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._thread = threading.Thread(target=self._live, name=name, daemon=True)
        self._thread.start()

    @property
    def is_in_trouble(self) -> bool:
        """Whether a job could not be done and is to be tried again. Any thread."""
        return self._in_trouble

    def post(self, job: Callable[[], T], then: Callable[[T], None] | None = None) -> None:
        """Have a job done; `then` gets its result in the GUI thread."""
        with self._changed:
            self._tasks.append(_Task(job, then))  # type: ignore[arg-type]  # the pair agrees on T
            self._changed.notify()

    def retry(self) -> None:
        """Try again at once what could not be done."""
        with self._changed:
            self._hurried = True
            self._changed.notify()

    def tell(self, error: HistoryError) -> None:
        """Have the GUI thread told of an error that stops nothing. Any thread."""
        with self._changed:
            self._told.append(lambda: self.failed.emit(error))
        self._woken.emit()

    def close(self, timeout_s: float, *, finish: bool = True) -> bool:
        """End the thread, and tell nothing any more.

        Args:
            timeout_s: How long to wait for each job.
            finish: Whether to do what is left first, each job tried once more.

        Returns:
            Whether the thread ended in time, with nothing left.
        """
        with self._changed:
            self._closing = True
            if not finish:
                self._tasks.clear()
            self._changed.notify()
        left = len(self._tasks) + 1
        while self._thread.is_alive() and len(self._tasks) < left:
            left = len(self._tasks)
            self._thread.join(timeout_s)
        return not self._thread.is_alive() and not self._tasks

    @Slot()
    def _deliver(self) -> None:
        with self._changed:
            told, self._told = self._told, []
            if self._closing:
                return
        for each in told:
            each()

    # What follows runs in the worker's thread.

    def _live(self) -> None:
        while (task := self._next()) is not None:
            try:
                result = task.job()
            except HistoryFault as error:
                self._drop(error)
            except HistoryError as error:
                self._keep(error)
            except Exception as error:  # noqa: BLE001 - the job ends here; it is logged and told
                self._drop(fault(error))
            else:
                self._finish(task, result)

    def _next(self) -> _Task | None:
        """Wait for a job; None once all is done and the worker is to close."""
        with self._changed:
            self._changed.wait_for(lambda: self._tasks or self._closing)
            if self._in_trouble and not self._closing:
                self._changed.wait_for(lambda: self._hurried or self._closing, RETRY_S)
            self._hurried = False
            return self._tasks[0] if self._tasks and not self._gave_up else None

    def _finish(self, task: _Task, result: object) -> None:
        with self._changed:
            self._forget_first()
            if self._in_trouble:
                self._in_trouble = False
                self._told.append(self.recovered.emit)
            if (then := task.then) is not None:
                self._told.append(lambda: then(result))
        self._woken.emit()

    def _keep(self, error: HistoryError) -> None:
        with self._changed:
            self._in_trouble = True
            self._gave_up = self._closing
        self.tell(error)

    def _drop(self, error: HistoryFault) -> None:
        _log.error("A job of %s failed.", self._thread.name, exc_info=error.__cause__ or error.__context__)
        with self._changed:
            self._forget_first()
        self.tell(error)

    def _forget_first(self) -> None:
        if self._tasks:  # none are left where closing has dropped them
            self._tasks.popleft()
