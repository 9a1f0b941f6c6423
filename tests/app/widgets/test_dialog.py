from __future__ import annotations

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from app.widgets.dialog import FRAME, Dialog, PageDialog

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # of a platform without a window manager


def test_a_dialog_is_never_larger_than_its_screen(page: QWidget) -> None:
    dialog = Dialog("Large", page)
    dialog.resize(5000, 5000)
    dialog.open()
    assert dialog.size() == dialog.screen().availableSize() - FRAME
    dialog.close()


def test_one_that_had_no_room_has_its_size_again_once_there_is(
    page: QWidget, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = Dialog("Once small", page)
    dialog.resize(400, 300)
    with monkeypatch.context() as small:
        small.setattr("app.widgets.dialog.FRAME", dialog.screen().availableSize() - QSize(200, 150))
        dialog.open()
        assert dialog.size() == QSize(200, 150)
    dialog.hide()
    dialog.show()
    assert dialog.size() == QSize(400, 300)
    dialog.close()


def test_a_small_one_is_as_wide_as_its_content(page: QWidget) -> None:
    dialog = PageDialog("Small", page)
    QVBoxLayout(dialog.page).addWidget(QLabel("A few words"))
    dialog.open()
    assert dialog.width() == dialog.page.sizeHint().width()
    assert dialog.page.size() == dialog.size()
    dialog.close()


def test_what_has_no_room_is_scrolled_to(page: QWidget) -> None:
    dialog = PageDialog("Tall", page)
    column = QVBoxLayout(dialog.page)
    for _ in range(100):
        column.addWidget(QLabel("A few words"))
    last = QPushButton("Close")
    column.addWidget(last)
    dialog.open()
    assert dialog.height() <= dialog.screen().availableSize().height()
    dialog.area.ensureWidgetVisible(last)
    assert dialog.rect().contains(last.mapTo(dialog, last.rect().center()))
    dialog.close()


def test_a_page_that_needs_more_than_was_thought_gets_it_without_scroll_bars(page: QWidget) -> None:
    dialog = PageDialog("Cramped", page)
    column = QVBoxLayout(dialog.page)
    for _ in range(3):
        words = QLabel("A sentence that takes several lines where there is little room for it. " * 3)
        words.setWordWrap(True)
        column.addWidget(words)
    wide = QPushButton("A button")
    wide.setMinimumWidth(400)
    column.addWidget(wide)
    dialog.resize(200, 40)
    dialog.open()
    assert dialog.width() >= wide.mapTo(dialog, wide.rect().topRight()).x()
    bars = (dialog.area.horizontalScrollBar(), dialog.area.verticalScrollBar())
    assert not any(bar.isVisible() for bar in bars)
    dialog.close()


def test_one_wider_than_its_screen_is_as_high_as_it_needs_to_be_at_the_screens_width(page: QWidget) -> None:
    dialog = PageDialog("Wide", page)
    words = QLabel("A sentence that takes several lines where there is little room for it. " * 12)
    words.setWordWrap(True)
    QVBoxLayout(dialog.page).addWidget(words)
    dialog.resize(5000, 20)
    dialog.open()
    assert dialog.height() >= words.heightForWidth(words.width())
    assert not dialog.area.verticalScrollBar().isVisible()
    dialog.close()
