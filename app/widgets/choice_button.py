"""A button that says what is chosen, with a menu of all there is to choose."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from app.language import tr
from app.widgets.buttons import OPENS, TextButton


class ChoiceButton(TextButton):
    """One of several words.

    Args:
        name: What is chosen here, for screen readers and as a tool tip.
        words: What there is to choose.
        key: The key that does the same; empty where there is none.
        tip: What that means, where it is more than its name.

    Signals:
        chosen: The person took the one at this place.
    """

    chosen = Signal(int)

    def __init__(
        self, name: str, words: Iterable[str], parent: QWidget | None = None, *, key: str = "", tip: str = ""
    ) -> None:
        super().__init__("textButton", "", tip or name, parent, key=key)
        self._name = name
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setMenu(QMenu(name, self))
        self._group = QActionGroup(self)
        self.offer(words)

    def offer(self, words: Iterable[str]) -> None:
        """Have these to choose from, in place of those before."""
        self.menu().clear()
        for place, each in enumerate(words):
            action = QAction(each[:1].upper() + each[1:], self.menu(), checkable=True)
            action.triggered.connect(lambda _checked=False, place=place: self.chosen.emit(place))
            self._group.addAction(action)
            self.menu().addAction(action)

    def show_choice(self, place: int) -> None:
        """Say that the one at this place is chosen."""
        action = self.menu().actions()[place]
        action.setChecked(True)
        self.setText(f"{action.text()}{OPENS}")
        self.setAccessibleName(tr("{name}: {choice}", name=self._name, choice=action.text()))
