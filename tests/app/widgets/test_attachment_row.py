from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest

from app.attachments import Attachment, Kind
from app.models.attachments import Attachments
from app.widgets.attachment_dialog import AttachmentDialog
from app.widgets.chip import Chip
from tests.app.conftest import Opened, OpenWindow

NOTES = Attachment(name="notes.txt", kind=Kind.TEXT, text="the drop is clear")
OTHER = Attachment(name="other.txt", kind=Kind.TEXT, text="the glass is cold")


def _chips(opened: Opened) -> list[Chip]:
    return [part for part in opened.window.composer.files.chips.parts if isinstance(part, Chip)]


def test_each_file_has_a_chip_with_its_cost(open_window: OpenWindow) -> None:
    opened = open_window()
    row = opened.window.composer.files
    assert not row.isVisible()
    opened.parts.attachments.add_ready([NOTES, OTHER])
    opened.wait(lambda: [chip.told.text() for chip in _chips(opened)] == ["Text · 8 tokens"] * 2)
    assert row.isVisible()
    assert _chips(opened)[0].name.text() == "notes.txt"


def test_deleting_by_keyboard_leaves_the_keyboard_on_the_next_file(open_window: OpenWindow) -> None:
    opened = open_window()
    opened.parts.attachments.add_ready([NOTES, OTHER])
    opened.wait(lambda: all(each.tokens for each in opened.parts.attachments.entries))
    _chips(opened)[0].name.setFocus()
    QTest.keyClick(_chips(opened)[0].name, Qt.Key.Key_Delete)
    assert [each.name for each in opened.parts.attachments.entries] == ["other.txt"]
    assert _chips(opened)[0].name.hasFocus()
    QTest.keyClick(_chips(opened)[0].name, Qt.Key.Key_Delete)
    assert not opened.window.composer.files.isVisible()
    assert opened.window.composer.field.hasFocus()


@pytest.mark.parametrize(
    "attach",
    [
        lambda files: files.add_ready([NOTES]),
        lambda files: files.add_text("the drop is clear"),
        lambda files: files.add_picture(QImage(4, 4, QImage.Format.Format_RGB32)),
    ],
    ids=["file", "text", "picture"],
)
def test_why_a_file_cannot_be_attached_is_said_until_something_else_is_done(
    open_window: OpenWindow, tmp_path: Path, attach: Callable[[Attachments], None]
) -> None:
    opened = open_window(sees_images=True)
    files, row = opened.parts.attachments, opened.window.composer.files
    for name in ("full.txt", "empty.txt"):
        (tmp_path / name).write_text(name.removeprefix("empty.txt"))
    files.add_files([tmp_path / "full.txt", tmp_path / "empty.txt"])
    opened.wait(row.refusal.isVisible)
    opened.wait(lambda: not files.is_reading)
    assert row.refusal.text() == "“empty.txt” is empty. Attach a file that holds something."
    attach(files)
    assert not row.refusal.isVisible()
    opened.wait(lambda: len(files.ready) == 2)


def test_what_was_refused_for_one_message_is_not_said_above_another(open_window: OpenWindow) -> None:
    opened = open_window()
    turn = opened.answered()
    files, row = opened.parts.attachments, opened.window.composer.files
    for turn_away in (opened.parts.library.start, lambda: opened.parts.control.edit(turn)):
        opened.parts.library.open(opened.parts.library.catalogue.ids[0])
        opened.wait(lambda: opened.parts.library.open_chat.turns != [])
        files.refused.emit("“empty.txt” is empty.")
        assert row.isVisible()
        turn_away()
        assert not row.isVisible()


@pytest.mark.qt_log_ignore("propagateSizeHints")  # of a platform without a window manager
def test_a_chip_opens_what_the_model_gets(open_window: OpenWindow) -> None:
    opened = open_window()
    opened.parts.attachments.add_ready([NOTES])
    _chips(opened)[0].name.click()
    (dialog,) = opened.window.findChildren(AttachmentDialog)
    assert dialog.windowTitle() == "notes.txt"
    dialog.close()
