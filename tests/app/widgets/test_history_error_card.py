from __future__ import annotations

import pytest
from PySide6.QtWidgets import QWidget

from app.history import ExportFailed, HistoryDamaged, HistoryError, HistoryFault, HistoryFull, ImportRejected
from app.widgets.history_error_card import HistoryErrorCard
from tests.app.conftest import Opened, OpenWindow


def _card(opened: Opened, page: QWidget) -> HistoryErrorCard:
    return HistoryErrorCard(opened.parts.history, opened.parts.library, page)


def test_what_no_longer_holds_goes_and_what_is_past_stays_until_it_is_read(
    open_window: OpenWindow, page: QWidget
) -> None:
    opened = open_window(loaded=False)
    history, card = opened.parts.history, _card(opened, page)
    history.failed.emit(HistoryDamaged("Damaged.", "It was set aside."))
    history.recovered.emit()
    assert not card.isHidden()
    history.failed.emit(HistoryFull("The disk is full.", "Make room."))
    history.recovered.emit()
    assert card.isHidden()


def test_once_a_file_was_read_or_written_nothing_is_said_of_the_try_before(
    open_window: OpenWindow, page: QWidget
) -> None:
    opened = open_window(loaded=False)
    library, card = opened.parts.library, _card(opened, page)
    for kind, stays in ((ImportRejected, False), (ExportFailed, False), (HistoryDamaged, True)):
        library.failed.emit(kind("It broke.", "Mend it."))
        library.told.emit("Imported 2 conversations", None)
        assert card.isHidden() is not stays


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (HistoryFull, "Try again"),
        (HistoryDamaged, "Close"),
        (HistoryFault, "Close"),
        (ImportRejected, "Close"),
        (ExportFailed, "Close"),
    ],
)
def test_only_what_may_pass_is_tried_again(
    open_window: OpenWindow, page: QWidget, kind: type[HistoryError], words: str
) -> None:
    opened = open_window(loaded=False)
    card = _card(opened, page)
    opened.parts.library.failed.emit(kind("It broke.", "Mend it."))
    assert card._button.text() == words
    card.retried.emit()
    assert card.isHidden()
