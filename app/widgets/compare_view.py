"""Two recordings side by side, at the same step of the same block."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from PySide6.QtCore import Slot
from PySide6.QtGui import QAction, QShowEvent
from PySide6.QtWidgets import QGridLayout, QMenu, QToolButton, QWidget

from app.language import mark, tr
from app.models.archive import NONE_KEPT
from app.models.cursor import Cursor
from app.models.explain import sentence
from app.models.recording import Recording
from app.theme import Theme
from app.widgets.buttons import TextButton
from app.widgets.labels import Label
from app.widgets.replay_text import ReplayText

GAP_PX = 16
ALONE = mark("To compare with another version, choose “Another answer” below this one.")


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
        self.texts = (ReplayText(theme, cursor), ReplayText(theme, self.other))
        self._captions = (Label("caption", wrapped=True), Label("caption", wrapped=True))
        self._name = Label("caption", tr("This answer"))
        self.choice = TextButton("textButton", "", tr("The recording to compare with"))
        self.choice.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.choice.setMenu(QMenu(self.choice))
        self._alone = Label("caption", tr(ALONE), wrapped=True)
        grid = self._grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.addWidget(self._name, 0, 0)
        grid.addWidget(self.choice, 0, 1)
        grid.addWidget(self._alone, 3, 0)
        for column, (text, caption) in enumerate(zip(self.texts, self._captions, strict=True)):
            grid.addWidget(text, 1, column)
            grid.addWidget(caption, 2, column)
        grid.setRowStretch(1, 1)
        cursor.moved.connect(self.follow)
        cursor.opened.connect(self.follow)
        self.offer([])

    def offer(self, others: Sequence[Other]) -> None:
        """Offer these to compare with; the first is taken. Without any, the answer has all the room."""
        menu = self.choice.menu()
        menu.clear()
        for other in others:
            action = QAction(other.name, menu)
            action.triggered.connect(lambda _checked=False, other=other: self.take(other))
            menu.addAction(action)
        for part in (self._name, self.choice, self.texts[1], *self._captions):
            part.setVisible(bool(others))
        self._alone.setVisible(not others)
        for column in (0, 1):
            self._grid.setColumnStretch(column, int(column == 0 or bool(others)))
        self._grid.setHorizontalSpacing(GAP_PX if others else 0)
        self.take(others[0] if others else None)

    def take(self, other: Other | None) -> None:
        """Compare with this one, or with none; it is read where anybody can see it."""
        self._taken, self._missing = other, ""
        self.choice.setText("" if other is None else f"{other.name}  ▾")
        self.other.open(None)
        self.follow()
        self._read()

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with the cursor."""
        super().showEvent(event)
        self.follow()
        self._read()

    def _read(self) -> None:
        taken = self._taken
        if taken is not None and self.other.recording is None and self.isVisible():
            taken.read(lambda recording: self._show(taken, recording))

    def _show(self, other: Other, recording: Recording | None) -> None:
        """Show a recording, unless another one was chosen meanwhile."""
        if other is self._taken:
            self._missing = "" if recording is not None else tr(NONE_KEPT)
            self.other.open(recording, at_end=False)
            self.follow()

    @Slot()
    def follow(self) -> None:
        """Bring the other one to the same step of the same block, or to its end where it has fewer."""
        recording = self.other.recording
        if recording is not None and recording.canvases:
            block = min(self._cursor.block, len(recording.canvases) - 1)
            beyond = self._cursor.block > block
            last = recording.canvases[block].length - 1
            self.other.go(recording.starts[block] + (last if beyond else min(self._cursor.frame, last)))
        first, second = self._captions
        for cursor, caption, otherwise in ((self._cursor, first, ""), (self.other, second, self._missing)):
            shown = cursor.recording
            caption.setText(sentence(shown, cursor.moment) if shown is not None else otherwise)
