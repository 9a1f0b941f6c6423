from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from app.attachments import Attachment, Kind
from app.theme import Theme
from app.widgets.chip import LONGEST_PX, Chip, told_of


def test_what_a_file_is_and_costs_is_told_in_one_line() -> None:
    notes = Attachment(name="a.txt", kind=Kind.TEXT, text="x", note="read as cp1252")
    assert told_of(notes) == "Text · read as cp1252"
    assert told_of(notes, 1) == "Text · 1 token · read as cp1252"
    assert told_of(Attachment(name="a.pdf", kind=Kind.PDF, text="x"), 1234) == "PDF · 1,234 tokens"


def test_mouse_and_keyboard_open_it_and_take_it_away(theme: Theme, page: QWidget) -> None:
    chip = Chip(theme, "a & b.txt", "Text", page, removable=True)
    chip.show()
    told: list[str] = []
    chip.opened.connect(lambda: told.append("opened"))
    chip.removed.connect(lambda: told.append("removed"))
    QTest.mouseClick(chip.name, Qt.MouseButton.LeftButton)
    QTest.keyClick(chip.name, Qt.Key.Key_Space)
    QTest.keyClick(chip.name, Qt.Key.Key_Delete)
    QTest.mouseClick(chip.buttons[1], Qt.MouseButton.LeftButton)
    QTest.keyClick(chip.buttons[1], Qt.Key.Key_Backspace)
    assert told == ["opened", "opened", "removed", "removed", "removed"]
    assert chip.name.text() == "a && b.txt"  # an ampersand, no underlined key
    assert all("a & b.txt" in button.accessibleName() for button in chip.buttons)


def test_a_name_that_looks_like_markup_is_told_as_it_is_written(theme: Theme, page: QWidget) -> None:
    assert "&lt;b&gt;" in Chip(theme, "<b>.txt", "Text", page).name.toolTip()


def test_a_long_name_is_cut_and_told_whole_and_what_was_sent_cannot_be_taken_away(
    theme: Theme, page: QWidget
) -> None:
    chip = Chip(theme, "n" * 200 + ".txt", "Text", page)
    told: list[None] = []
    chip.removed.connect(lambda: told.append(None))
    assert chip.name.sizeHint().width() < LONGEST_PX + 40
    assert chip.name.toolTip() == "n" * 200 + ".txt"
    QTest.keyClick(chip.name, Qt.Key.Key_Delete)
    assert told == []
