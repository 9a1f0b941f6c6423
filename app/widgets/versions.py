"""Arrows between the versions of a question or an answer."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.language import mark, tr
from app.models.turn import Turn
from app.theme import CAPTION_PX, Theme, text_font
from app.widgets.buttons import IconButton
from app.widgets.labels import Label
from app.widgets.tab_order import put_behind

NAMES = {
    "message": (
        mark("Previous version of the message"),
        mark("Next version of the message"),
        mark("Version {place} of {count} of the message"),
    ),
    "answer": (
        mark("Previous version of the answer"),
        mark("Next version of the answer"),
        mark("Version {place} of {count} of the answer"),
    ),
}


class Versions(QWidget):
    """Which of several versions is on show, with arrows to the others; hidden where there is one.

    Args:
        theme: Colours the arrows.
        what: What the versions are of, one of `NAMES`.

    Attributes:
        back, on: The arrows, once there are several versions.

    Signals:
        chosen: The `Turn` to be shown.
    """

    chosen = Signal(Turn)

    def __init__(self, theme: Theme, what: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self.what = theme, what
        self._turns: Sequence[Turn] = ()
        self._place = 0
        self.hide()

    def show_versions(self, turns: Sequence[Turn], place: int) -> None:
        """Show that of these turns the one at `place` is on show."""
        self._turns, self._place = turns, place
        if len(turns) > 1:
            if self.layout() is None:  # most messages have one version, and conversations many messages
                self._make()
            told = NAMES[self.what][2]
            self.count.setText(f"{place + 1}/{len(turns)}")
            self.count.setAccessibleName(tr(told, place=place + 1, count=len(turns)))
            self.back.setEnabled(place > 0)
            self.on.setEnabled(place < len(turns) - 1)
        self.setVisible(len(turns) > 1)

    def take_keyboard(self, *, back: bool) -> None:
        """Give one arrow the keyboard; where it leads nowhere, the other one."""
        if len(self._turns) > 1:
            arrows = (self.back, self.on) if back else (self.on, self.back)
            next(arrow for arrow in arrows if arrow.isEnabled()).setFocus()

    def _make(self) -> None:
        """Make the arrows, and what is said between them."""
        back, on, _ = NAMES[self.what]
        self.back = IconButton(self._theme, "chevron-left", tr(back))
        self.on = IconButton(self._theme, "chevron-right", tr(on))
        self.count = Label("caption")
        self.count.setFont(text_font(CAPTION_PX, tabular=True))
        self.back.clicked.connect(lambda: self._go(-1))
        self.on.clicked.connect(lambda: self._go(1))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for widget in (self.back, self.count, self.on):
            row.addWidget(widget)
        put_behind(self, (self.back, self.on))

    def _go(self, step: int) -> None:
        self.chosen.emit(self._turns[self._place + step])
