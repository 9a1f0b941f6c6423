from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication

from tests.app.conftest import Opened, OpenWindow

BUTTON, MODIFIER = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def _dropped(opened: Opened, mime: QMimeData) -> bool:
    """Drop something in the middle of the window; whether it was let in."""
    copy = Qt.DropAction.CopyAction
    entering = QDragEnterEvent(QPoint(300, 300), copy, mime, BUTTON, MODIFIER)
    QApplication.sendEvent(opened.window, entering)
    if entering.isAccepted():
        QApplication.sendEvent(opened.window, QDropEvent(QPointF(300, 300), copy, mime, BUTTON, MODIFIER))
    return entering.isAccepted()


def test_files_dropped_on_the_window_are_attached(open_window: OpenWindow, tmp_path: Path) -> None:
    opened = open_window()
    (tmp_path / "a.txt").write_text("the drop")
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(tmp_path / "a.txt"))])
    assert _dropped(opened, mime)
    opened.wait(lambda: bool(opened.parts.attachments.ready))
    assert opened.parts.attachments.ready[0].text == "the drop"


def test_words_dropped_on_the_window_are_written_where_the_cursor_is(open_window: OpenWindow) -> None:
    opened = open_window()
    field = opened.window.composer.field
    field.setPlainText("Explain: , please")
    cursor = field.textCursor()
    cursor.setPosition(len("Explain: "))
    field.setTextCursor(cursor)
    opened.window.transcript.setFocus()
    mime = QMimeData()
    mime.setText("some words")
    assert _dropped(opened, mime)
    assert field.toPlainText() == "Explain: some words, please"
    assert field.hasFocus()


def test_words_of_the_window_dropped_on_the_field_bring_the_keyboard_there(open_window: OpenWindow) -> None:
    opened = open_window()
    field = opened.window.composer.field
    opened.window.transcript.setFocus()
    mime = QMimeData()
    mime.setText("some words")
    place = QPoint(5, 5)
    for event in (QDragEnterEvent, QDropEvent):
        given = event(place, Qt.DropAction.CopyAction, mime, BUTTON, MODIFIER)
        QApplication.sendEvent(field.viewport(), given)
    assert field.toPlainText() == "some words"
    assert field.hasFocus()


def test_words_dropped_on_another_page_are_seen_in_the_field(open_window: OpenWindow) -> None:
    opened = open_window()
    opened.window.show_tour()
    assert opened.window.composer.isHidden()
    mime = QMimeData()
    mime.setHtml("some <b>words</b>")
    assert _dropped(opened, mime)
    assert not opened.window.composer.isHidden()
    assert opened.window.composer.field.toPlainText() == "some words"


def test_words_of_the_window_itself_and_what_no_message_takes_are_not_let_in(
    open_window: OpenWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = open_window()
    mime = QMimeData()
    mime.setData("application/x-dew", b"drop")
    assert not _dropped(opened, mime)
    mime.setText("words that a hand has drawn a little way")
    monkeypatch.setattr(QDragEnterEvent, "source", lambda _event: opened.window.transcript)
    assert not _dropped(opened, mime)
    assert opened.window.composer.field.toPlainText() == ""
    assert opened.parts.attachments.entries == ()
