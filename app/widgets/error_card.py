"""What went wrong, what to do, and a button for it; there may be others beside."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from app.language import tr
from app.widgets.flow_row import FlowRow
from app.widgets.sentence import Sentence


class Told(Protocol):
    """An error that has words for people."""

    title: str
    hint: str


class ErrorCard(QFrame):
    """An error with its title, its hint and a button.

    Args:
        others: Buttons for what else can be done.

    Signals:
        retried: The button was pressed.
    """

    retried = Signal()

    def __init__(self, parent: QWidget | None = None, *, others: Sequence[QPushButton] = ()) -> None:
        super().__init__(parent)
        self.setObjectName("errorCard")
        self._title = Sentence("errorTitle")
        self._hint = Sentence("errorHint")
        self._button = QPushButton()
        self._button.clicked.connect(self.retried)
        self._actions = FlowRow()
        self._actions.show_parts((self._button, *others))
        self.offer(tr("Try again"))
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(4)
        column.addWidget(self._title)
        column.addWidget(self._hint)
        column.addSpacing(8)
        column.addWidget(self._actions)
        self.hide()

    @property
    def first(self) -> QWidget:
        """What the keyboard comes to first: a button that does something now."""
        able = (each for each in self._actions.parts if each.isEnabled() and not each.isHidden())
        return next(able, self._button)

    def offer(self, action: str, *, can: bool = True) -> None:
        """Say on the button what it does, and whether that can be done now."""
        self._button.setEnabled(can)
        self._button.setText(action)
        self._button.setAccessibleName(action)
        self._actions.place()

    def show_error(self, error: Told | None) -> None:
        """Show an error, or nothing."""
        if error is not None:
            self._title.say(error.title)
            self._hint.say(error.hint)
            self._hint.setVisible(bool(error.hint))
            self.setAccessibleName(f"{error.title} {error.hint}".strip())
        self.setVisible(error is not None)
