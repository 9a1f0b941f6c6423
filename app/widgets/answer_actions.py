"""What can be done with an answer: its versions, another try, copies, and the rest in a menu."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Slot
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QWidget

from app.language import mark, tr
from app.models.blocks import plain
from app.models.control import Control
from app.models.figures import figures, summed
from app.models.turn import Turn, TurnState
from app.theme import Theme
from app.widgets.buttons import IconButton, TextButton
from app.widgets.versions import Versions


class AnswerActions(QWidget):
    """A row of quiet buttons. Follows its turn and the control."""

    def __init__(self, theme: Theme, turn: Turn, control: Control, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._turn, self._control = turn, control
        self.versions = Versions(theme, mark("answer"))
        self.versions.chosen.connect(control.show)
        self.proceed = TextButton("textButton", tr("Continue"), tr("Write on where the answer stopped"))
        self.proceed.clicked.connect(lambda: control.proceed(turn))
        self.plainly = TextButton(
            "textButton", tr("Answer without thinking"), tr("Another answer, without a thought before it")
        )
        self.plainly.clicked.connect(lambda: control.answer_plainly(turn))
        self.again = IconButton(theme, "retry", tr("Another answer"))
        self.again.clicked.connect(lambda: control.regenerate(turn))
        self.copy_button = IconButton(theme, "copy", tr("Copy the answer"))
        self.copy_button.clicked.connect(self.copy)
        self.more = IconButton(theme, "more", tr("More for this answer"))
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.menu = QMenu(self.more)
        self.menu.aboutToShow.connect(self.fill)
        self.more.setMenu(self.menu)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for widget in (self.proceed, self.plainly, self.versions, self.again, self.copy_button, self.more):
            row.addWidget(widget)
        for followed in (turn, control):
            followed.changed.connect(self.follow)
        control.chat.branched.connect(self.follow)
        self.follow()

    @Slot()
    def copy(self) -> None:
        """Put what is final of the answer on the clipboard, as it was written: in Markdown."""
        _copy(self._turn.committed_text)

    @Slot()
    def fill(self) -> None:
        """Put into the menu what can be done now."""
        turn, control = self._turn, self._control
        self.menu.clear()
        free = control.is_free
        if turn.stats is not None and turn.stats.runs == 1:
            self._add(
                tr("Same answer again (seed {seed})", seed=turn.stats.seed),
                lambda: control.regenerate(turn, same_seed=True),
                free,
            )
        self._add(tr("Copy as plain text"), lambda: _copy(plain(turn.committed_text)), bool(turn.text))
        self._add(tr("Copy as Markdown"), self.copy, bool(turn.text))
        if turn.can_be_seen and turn.ended:
            pinned = control.archive.is_pinned(turn)
            pin = self._add(
                tr("Always keep the recording"), lambda: control.archive.pin(turn, pinned=not pinned), True
            )
            pin.setCheckable(True)
            pin.setChecked(pinned)
        self._add_figures()
        self.menu.addSeparator()
        self._add(tr("Fork: a new conversation up to here"), lambda: control.fork(turn), turn.ended)
        self.menu.addSeparator()
        self._add(tr("Delete from here"), lambda: control.delete(turn), free)

    @Slot()
    def follow(self) -> None:
        """Show what can be done now."""
        turn, control = self._turn, self._control
        if turn not in control.chat.turns:
            return  # another branch, or another conversation, is on show
        answers = control.chat.answers(turn)
        self.versions.show_versions(answers, answers.index(turn))
        finished = turn.state is TurnState.FINISHED
        self.proceed.setVisible(control.can_proceed(turn) and control.is_free)
        self.plainly.setVisible(control.can_answer_plainly(turn) and control.is_free)
        self.again.setVisible(finished)
        self.again.setEnabled(control.is_free)
        self.copy_button.setVisible(finished and bool(turn.text))
        self.more.setVisible(turn.ended)

    def _add_figures(self) -> None:
        """Lines to read, not to choose."""
        lines = figures(self._turn)
        if lines:
            told = self.menu.addMenu(tr("Figures"))
            for group in (lines, summed(self._control.chat.turns)):
                told.addSeparator()
                for line in group:
                    told.addAction(line).setEnabled(False)

    def _add(self, words: str, act: Callable[[], None], enabled: bool) -> QAction:
        action = QAction(words, self.menu)
        action.setEnabled(enabled)
        action.triggered.connect(lambda: act())
        self.menu.addAction(action)
        return action


def _copy(text: str) -> None:
    QGuiApplication.clipboard().setText(text)
