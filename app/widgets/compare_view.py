"""Two recordings side by side: at the same step of the same block, as far kept, or after the same time.

What there is to say of the first one, the viewer says below.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QAction, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QMenu, QToolButton, QWidget

from app.language import mark, tr
from app.models.alignment import Align, Apart, Places, beside, differing
from app.models.archive import NONE_KEPT
from app.models.caption import DOT, shortened
from app.models.cursor import Cursor
from app.models.explain import sentence, shorter
from app.models.recording import Recording
from app.plain import plain_label
from app.theme import Theme
from app.widgets.buttons import OPENS, TextButton
from app.widgets.choice_button import ChoiceButton
from app.widgets.labels import ElidedLabel, Label
from app.widgets.replay_text import ReplayText

GAP_PX, GAPS_PX = 16, 4  # between the texts, and between the rows
LOW_PX = 160  # below, what is said of the texts takes one line instead of two
LOWEST_PX = 120  # below, the texts have that line too
ALONE = mark("To compare this answer, choose “Another answer” below it, or open a recording from a file.")
NO_ANSWER = mark("Versions of an answer can be compared. This recording is not part of a conversation here.")


class Other(NamedTuple):
    """A recording to compare with: what it is called, and how to get it, now or later, if it is kept."""

    name: str
    read: Callable[[Callable[[Recording | None], None]], None]


class CompareView(QWidget):
    """The recording at a cursor, and beside it another one where there is one. Follows the cursor.

    Args:
        theme: The colours.
        cursor: Where the first recording stands; the second goes along.
    """

    def __init__(self, theme: Theme, cursor: Cursor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cursor = cursor
        self.other = Cursor(self)
        self._taken: Other | None = None
        self._missing = ""
        self._is_beside = False
        self.texts = (ReplayText(theme, cursor), ReplayText(theme, self.other))
        self._caption, self._differing = (ElidedLabel("caption") for _ in range(2))
        for words in (self._caption, self._differing):
            words.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._name = ElidedLabel("caption")
        self.align = ChoiceButton(tr("What stands side by side"), [tr(each.value) for each in Align])
        self.align.chosen.connect(self._choose_align)
        self._by = Align.STEP
        self.align.show_choice(0)
        self._compared: tuple[Recording, Recording] | None = None
        self.choice = TextButton("textButton", "", "")
        self.choice.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.choice.setMenu(QMenu(self.choice))
        self.choice.setMinimumWidth(1)  # a long name takes nothing from the text beside
        self._alone = Label("caption", wrapped=True)
        grid = self._grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        named = QHBoxLayout()
        named.addWidget(self._name, 1)
        named.addWidget(self.align)
        grid.addLayout(named, 0, 0)
        grid.addWidget(self.choice, 0, 1, Qt.AlignmentFlag.AlignLeft)
        for column, text in enumerate(self.texts):
            grid.addWidget(text, 1, column)
        grid.addWidget(self._differing, 2, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self._caption, 2, 1, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self._alone, 3, 0)
        grid.setRowStretch(1, 1)
        cursor.moved.connect(self.follow)
        cursor.opened.connect(self.follow)
        self.offer([])

    def offer(self, others: Sequence[Other], name: str = "") -> None:
        """Offer these to compare with, and take the first, or the one called as the one that was taken.

        Without any, the answer has all the room.

        Args:
            others: What there is.
            name: What the recording at the cursor is called among them; empty where it is of no conversation.
        """
        told = name or tr("This answer")
        self._name.say(told, *shortened(told), told.split(DOT)[0])
        self.texts[0].call(told)
        self._alone.setText(tr(ALONE if name else NO_ANSWER))
        menu = self.choice.menu()
        menu.clear()
        for other in others:
            action = QAction(plain_label(other.name), menu)
            action.triggered.connect(lambda _checked=False, other=other: self.take(other))
            menu.addAction(action)
        self._is_beside = bool(others)
        for part in (self._name, self.align, self.choice, self.texts[1]):
            part.setVisible(self._is_beside)
        self._alone.setVisible(not others)
        for column in (0, 1):
            self._grid.setColumnStretch(column, int(column == 0 or bool(others)))
        self._grid.setHorizontalSpacing(GAP_PX if others else 0)
        again = (other for other in others if self._taken is not None and other.name == self._taken.name)
        self.take(next(again, others[0] if others else None))

    def take(self, other: Other | None) -> None:
        """Compare with this one, or with none; it is read where anybody can see it."""
        self._taken, self._missing = other, ""
        self._fit()
        shown = "" if other is None else f"{other.name}{OPENS}"
        self.choice.say(shown, tr("The recording to compare with"))
        self.texts[1].call("" if other is None else other.name)
        self.other.open(None)
        self.follow()
        self._read()

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with the cursor."""
        super().showEvent(event)
        self.follow()
        self._read()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the texts their room: what is said of them takes as many lines whatever it is."""
        super().resizeEvent(event)
        for words in (self._caption, self._differing):
            words.take(1 if self.height() < LOW_PX else 2)
        self._fit()

    def _fit(self) -> None:
        """Say nothing of the texts where they have hardly room themselves, but that one is missing."""
        is_said = self._is_beside and self.height() >= LOWEST_PX
        self._differing.setVisible(is_said)
        self._caption.setVisible(is_said or bool(self._missing))
        self._grid.setVerticalSpacing(GAPS_PX if is_said else 0)

    def _read(self) -> None:
        taken = self._taken
        if taken is not None and self.other.recording is None and self.isVisible():
            taken.read(lambda recording: self._show(taken, recording))

    def _show(self, other: Other, recording: Recording | None) -> None:
        """Show a recording, unless another one was chosen meanwhile."""
        if other is self._taken:
            self._missing = "" if recording is not None else tr(NONE_KEPT)
            self._fit()
            self.other.open(recording, at_end=False)
            self.follow()

    @Slot(int)
    def _choose_align(self, place: int) -> None:
        self._by = list(Align)[place]
        self.align.show_choice(place)
        self.follow()

    @Slot()
    def follow(self) -> None:
        """Bring the other one to the moment that stands beside that of the cursor."""
        shown, other = self._cursor.recording, self.other.recording
        if shown is not None and other is not None and shown.canvases and other.canvases:
            self.other.go(beside(shown, self._cursor.moment, other, self._by))
        self._count_differing(shown, other)
        if other is None:
            self._caption.say(self._missing)
        else:
            self._caption.say(sentence(other, self.other.moment), *shorter(other, self.other.moment))

    def _count_differing(self, shown: Recording | None, other: Recording | None) -> None:
        """Say how far the texts differ in the end and mark where, once both are there."""
        if shown is None or other is None or self._cursor.is_growing:
            self._compared = None
            self._mark(frozenset(), frozenset())
            self._differing.say("")
            return
        if not self.isVisible() or self._compared == (shown, other):
            return
        self._compared = (shown, other)
        sides = differing(shown, other)
        self._mark(*(side.slots for side in sides))
        self._differing.say(*_told(sides))

    def _mark(self, *places: Places) -> None:
        """Mark these slots in each of the texts."""
        for text, slots in zip(self.texts, places, strict=True):
            text.mark(slots)


def _told(sides: tuple[Apart, Apart]) -> tuple[str, ...]:
    """How far the first of two sides differs from the other; then the same in fewer words, if it can be."""
    here = sides[0]
    if not any(side.missing for side in sides):
        return (tr("Both end with the same tokens."),)
    told = tr(
        "In the end, {count} of {tokens} tokens on this side are not on the other.",
        count=here.missing,
        tokens=here.tokens,
    )
    if not any(side.slots for side in sides):
        return (told,)
    return " ".join((told, tr("At the end of a block wavy lines mark what differs."))), told
