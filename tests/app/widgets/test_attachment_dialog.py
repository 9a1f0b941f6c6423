from __future__ import annotations

import time
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QPlainTextEdit
from pytestqt.qtbot import QtBot

from app.attachments import Attachment, Kind
from app.widgets.attachment_dialog import LONGEST_LINE, AttachmentDialog, broken
from tests.app.attachments.files import write_picture


def test_the_text_is_shown_as_it_is(qtbot: QtBot) -> None:
    dialog = AttachmentDialog(Attachment(name="a.html", kind=Kind.TEXT, text="<b>the</b>\n\ndrop"))
    qtbot.addWidget(dialog)
    assert isinstance(dialog.content, QPlainTextEdit)
    assert dialog.content.toPlainText() == "<b>the</b>\n\ndrop"
    assert dialog.content.isReadOnly()


@pytest.mark.qt_log_ignore("propagateSizeHints")  # of a platform without a window manager
def test_a_line_of_a_million_characters_does_not_hold_the_window_up(qtbot: QtBot) -> None:
    started_s = time.thread_time()
    dialog = AttachmentDialog(Attachment(name="a.js", kind=Kind.TEXT, text="x" * 1_000_000))
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.grab()
    assert time.thread_time() - started_s < 2.0  # unbroken it is many


def test_breaking_loses_nothing() -> None:
    text = "a" * (LONGEST_LINE * 2 + 5) + "\n\nshort\n"
    assert broken(text).replace("\n", "") == text.replace("\n", "")
    assert max(map(len, broken(text).split("\n"))) == LONGEST_LINE
    assert broken("one\n\ntwo\n") == "one\n\ntwo\n"


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("is_broken", [False, True])
def test_an_image_is_shown_and_one_that_cannot_be_says_so(
    qtbot: QtBot, tmp_path: Path, is_broken: bool
) -> None:
    content = b"\x89PNG\r\n broken" if is_broken else write_picture(tmp_path / "a.png").read_bytes()
    dialog = AttachmentDialog(Attachment(name="a.png", kind=Kind.IMAGE, content=content))
    qtbot.addWidget(dialog)
    shown = dialog.content
    assert isinstance(shown, QLabel)
    assert shown.text() == "Reading"
    qtbot.waitUntil(lambda: shown.text() != "Reading")
    assert shown.text() == ("This image cannot be shown here." if is_broken else "")
    assert shown.pixmap().isNull() is is_broken
