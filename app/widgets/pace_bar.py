"""The controls of slow motion: go on or stand still, one step, and how many a second."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.language import tr
from app.models.slow_motion import RATES, SlowMotion
from app.theme import Theme
from app.widgets.buttons import IconButton
from app.widgets.choice_button import ChoiceButton


class PaceBar(QWidget):
    """Paces the answer that is being made. Follows slow motion."""

    def __init__(self, theme: Theme, slow: SlowMotion, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._slow = slow
        self.go = IconButton(theme, "pause", tr("Stand still"))
        self.go.clicked.connect(slow.toggle)
        self.step = IconButton(theme, "forward", tr("Take one step"), shortcut=".")
        self.step.clicked.connect(slow.step)
        self.rate = ChoiceButton(tr("How many steps a second"), map(_words, RATES), key="[ ]")
        self.rate.chosen.connect(lambda place: slow.choose(RATES[place]))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        for part in (self.go, self.step, self.rate):
            row.addWidget(part)
        slow.changed.connect(self._follow)
        self._follow()

    @Slot()
    def _follow(self) -> None:
        standing = self._slow.is_standing
        self.go.show_icon("play" if standing else "pause")
        self.go.rename(tr("Go on") if standing else tr("Stand still"), tr("Space"))
        self.rate.show_choice(RATES.index(self._slow.rate))


def _words(rate: float) -> str:
    return tr("1 step a second") if rate == 1 else tr("{rate:g} steps a second", rate=rate)
