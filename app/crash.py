"""What goes wrong without anybody looking ends up in a log: Python, threads, Qt, and a dying process."""

from __future__ import annotations

import faulthandler
import logging
import os
import sys
import threading
from contextlib import suppress
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import IO

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

LOG_NAME = "dewpoint.log"
FAULT_NAME = "fault.log"
FAULT_BEFORE_NAME = "fault-before.log"  # of the last process that died
LOG_BYTES = 512 * 1024
LOGS_KEPT = 3

_log = logging.getLogger("app")
_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


def install(folder: Path) -> IO[str]:
    """Log warnings, uncaught exceptions and Qt's messages to `folder`, and a crash of the process as well.

    Returns:
        The open file that a crash is written to; it must live as long as the process.
    """
    log = RotatingFileHandler(
        folder / LOG_NAME, maxBytes=LOG_BYTES, backupCount=LOGS_KEPT, encoding="utf-8", delay=True
    )
    log.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(threadName)s %(name)s: %(message)s"))
    logging.getLogger().addHandler(log)
    if sys.stderr is not None:  # a windowed program on Windows has none
        terminal = logging.StreamHandler()
        terminal.setLevel(logging.ERROR)
        logging.getLogger().addHandler(terminal)
    logging.captureWarnings(True)
    sys.excepthook = _uncaught
    threading.excepthook = _uncaught_in_thread
    qInstallMessageHandler(_from_qt)
    fault = (folder / FAULT_NAME).open("a", encoding="utf-8")
    faulthandler.enable(fault)
    return fault


def take_fault(folder: Path) -> bool:
    """Whether the process before this one died; what it wrote then is kept. To be asked before `install`."""
    fault = folder / FAULT_NAME
    try:
        if not fault.stat().st_size:
            return False
        fault.replace(folder / FAULT_BEFORE_NAME)
    except OSError:
        return False
    return True


def end_well(folder: Path) -> None:
    """This process has not died: what Windows told of faults that were handled is none."""
    with suppress(OSError):
        os.truncate(folder / FAULT_NAME, 0)


def _uncaught(kind: type[BaseException], error: BaseException, traceback: TracebackType | None) -> None:
    _log.critical("Uncaught exception", exc_info=(kind, error, traceback))


def _uncaught_in_thread(event: threading.ExceptHookArgs) -> None:
    if event.exc_value is not None:
        name = event.thread.name if event.thread is not None else "a thread"
        trace = (event.exc_type, event.exc_value, event.exc_traceback)
        _log.critical("Uncaught exception in %s", name, exc_info=trace)


def _from_qt(level: QtMsgType, context: QMessageLogContext, message: str) -> None:
    _log.getChild("qt").log(_LEVELS[level], "%s", message)
