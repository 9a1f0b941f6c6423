from __future__ import annotations

from pathlib import Path

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


def test_nothing_else_is_let_in(open_window: OpenWindow) -> None:
    opened = open_window()
    mime = QMimeData()
    mime.setText("some words")
    assert not _dropped(opened, mime)
    assert opened.parts.attachments.entries == ()
