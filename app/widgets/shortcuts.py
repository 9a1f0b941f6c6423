"""A sheet of all keys: those of the window, and those of the viewer."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QGridLayout, QWidget

from app.language import mark, tr
from app.theme import BODY_PX, fixed_font
from app.widgets.dialog import PageDialog
from app.widgets.labels import Label
from app.widgets.ring import Ring

WRITING = (
    (mark("Enter"), mark("Send, or as the settings say")),
    (mark("Shift+Enter"), mark("New line")),
)
READING = (
    (mark("Ctrl+A"), mark("Select the whole conversation, while it has the keyboard")),
    (mark("Shift+click"), mark("Select up to here, across messages")),
    (mark("F3, Shift+F3"), mark("Next and previous place that was found")),
    (mark("Ctrl+wheel"), mark("Larger or smaller")),
    (mark("F2, Del"), mark("Rename or delete a conversation in the list")),
    (mark("Ctrl+Z"), mark("Bring back what was just deleted, while no text is being written")),
    (mark("Down, Enter"), mark("From the search to what it found, or open the first of it")),
)
VIEWING = (
    (mark("Space"), mark("Play, or stand still")),
    (mark("Comma, full stop"), mark("One step back, one step on")),
    (mark("Page Up, Page Down"), mark("One block back, one block on")),
    (mark("Home, End"), mark("To the first step, to the last one")),
    (mark("[ and ]"), mark("Slower, faster")),
    (mark("1 to 5"), mark("Choose the view")),
    (mark("L"), mark("Choose what is told of the slots")),
    (mark("M"), mark("Choose how unstable drafts are drawn")),
    (mark("G"), mark("Explain the words")),
    (mark("P, F"), mark("Pin the slot in focus, or forbid its token, in slow motion")),
    (mark("F5"), mark("Fill the screen")),
)
GAP_PX = 8  # above a heading
KEY_DROP_PX = 2  # to the line of the words beside it, which are larger
EASE_PX = 4  # so that no word goes to the next line for a rounding


class ShortcutSheet(PageDialog):
    """Each key with what it does, taken from the window's own actions."""

    def __init__(self, actions: Iterable[QAction], parent: QWidget | None = None) -> None:
        super().__init__(tr("Keys"), parent)
        self.area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # its keys scroll; nothing else takes them
        self.area.setAccessibleName(tr("Keys"))
        Ring(self.area)
        native = QKeySequence.SequenceFormat.NativeText
        named = ((action.shortcut().toString(native), action.text()) for action in actions)
        held = [pair for pair in named if pair[0]]
        self._columns: tuple[list[Label], list[Label]] = ([], [])
        grid = self._grid = QGridLayout(self.page)
        grid.setContentsMargins(24, 20, 24, 24)
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(8)
        for heading, keys in (
            ("", (*held, *_said(WRITING), *_said(READING))),
            (tr("In the viewer"), _said(VIEWING)),
        ):
            if heading:
                grid.setRowMinimumHeight(grid.rowCount(), GAP_PX)
                grid.addWidget(Label("heading", heading), grid.rowCount(), 0, 1, 2)
            for key, words in keys:
                row = grid.rowCount()
                name, told = Label("key", key, wrapped=True), Label("settingLabel", words, wrapped=True)
                name.setFont(fixed_font(BODY_PX))  # two plus signs in a row are not joined into one
                name.setContentsMargins(0, KEY_DROP_PX, 0, 0)
                for column, label in enumerate((name, told)):
                    label.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeading)
                    grid.addWidget(label, row, column)
                    self._columns[column].append(label)

    def sizeHint(self) -> QSize:
        """As wide as its longest lines; where there is less room, both columns give way and wrap."""
        widths = [max(map(_whole_width, labels)) for labels in self._columns]
        for column, width in enumerate(widths):
            self._grid.setColumnStretch(column, width)
        edges = self._grid.contentsMargins()
        whole = sum(widths) + self._grid.horizontalSpacing() + edges.left() + edges.right()
        return QSize(whole, self._grid.totalHeightForWidth(whole))


def _whole_width(label: Label) -> int:
    """The width of a label whose line is not broken."""
    sides = label.contentsMargins()
    return label.fontMetrics().horizontalAdvance(label.text()) + sides.left() + sides.right() + EASE_PX


def _said(keys: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Keys and what they do in the window's language."""
    return [(tr(key), tr(words)) for key, words in keys]
