"""The thought before an answer: one line, folded until it is opened."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.language import tr
from app.models.looks import Look, View
from app.models.turn import Turn
from app.theme import Theme
from app.widgets.buttons import IconButton
from app.widgets.condensing import Condensing


class ThoughtView(QWidget):
    """A thought that can be folded, condensing as an answer does.

    Signals:
        unfolded: It was opened, and has to be shown what it missed.
    """

    unfolded = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.fold = IconButton(theme, "chevron-right", tr("Thought"), self, labelled=True)
        self.fold.setObjectName("fold")
        self.fold.setCheckable(True)
        self.fold.toggled.connect(self._toggle)
        self.thought = Condensing(theme, tr("Thought"), self, quiet=True)
        self.thought.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 4)
        column.setSpacing(0)
        column.addWidget(self.fold)
        column.addWidget(self.thought)

    def follow(self, turn: Turn, looks: Sequence[Look], view: View) -> None:
        """Show how far the thought of a turn is; while folded, only that there is one."""
        self.fold.setText(tr("Thought") if turn.ended or turn.text else tr("Thinking"))
        if self.fold.isChecked():
            self.thought.show_text(turn.thought[: turn.committed_thought], on_new_line=False)
            self.thought.show_canvas(looks, view)
            if turn.ended:
                self.thought.settle()

    def look(self) -> None:
        """The page was scrolled; see `Formatted.look`."""
        self.thought.look()

    @Slot(bool)
    def _toggle(self, unfolded: bool) -> None:
        self.fold.show_icon("chevron-down" if unfolded else "chevron-right")
        self.thought.setVisible(unfolded)
        if unfolded:
            self.unfolded.emit()
