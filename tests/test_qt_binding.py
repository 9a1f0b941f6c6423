"""The Qt binding in use keeps its hands off Python's reference counts.

PySide6 6.12.0 on Python 3.11 takes a reference from None with every void call and from True and
False with every call that returns one, until the process aborts.
"""

from __future__ import annotations

import sys

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QStandardItem

_CALLS = 200_000
_OTHERS_MAY_TAKE = 500  # what the rest of the process may take or give back meanwhile


class _Emitter(QObject):
    happened = Signal(bool)


def _void_calls() -> None:
    item = QStandardItem()
    for _ in range(_CALLS):
        item.setText("drop")


def _bool_calls() -> None:
    item = QStandardItem()
    item.setEditable(True)
    for _ in range(_CALLS):
        item.isEditable()


def _emits() -> None:
    emitter = _Emitter()
    emitter.happened.connect(lambda _value: None)
    for _ in range(_CALLS):
        emitter.happened.emit(True)


@pytest.mark.parametrize("calls", [_void_calls, _bool_calls, _emits])
def test_reference_counts_of_none_and_true_stay_put_over_many_calls(calls: object) -> None:
    assert callable(calls)
    before = sys.getrefcount(None), sys.getrefcount(True)
    calls()
    after = sys.getrefcount(None), sys.getrefcount(True)
    assert abs(after[0] - before[0]) < _OTHERS_MAY_TAKE
    assert abs(after[1] - before[1]) < _OTHERS_MAY_TAKE
