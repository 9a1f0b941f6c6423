"""The page of a conversation: the views of its turns from top to bottom, made a few at a time."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from app.models.choices import Choices
from app.models.control import Control
from app.models.status import Status
from app.models.turn import Turn, TurnState
from app.theme import Theme
from app.widgets.answer_view import AnswerView
from app.widgets.column import Column
from app.widgets.question_view import QuestionView
from app.widgets.selection import SelectionPage
from app.widgets.tab_order import put_behind, within
from app.widgets.turn_views import TurnViews, keep_arrow, look_around
from app.widgets.welcome import Welcome

AT_ONCE = 6  # turns whose views are made before a conversation is shown,
ENOUGH = 5000  # or fewer where they have so many characters: these fill a window
BUILD_MS = 10  # between two more of them, so that keys and scrolling come first


class ConversationPage(SelectionPage):
    """Questions with their answers, or the welcome where nothing was asked.

    Attributes:
        turns: Those that have their views, from the top.
        column: Lays the views out.

    Signals:
        asked: A prompt was chosen from the welcome.
        toured: The tour is to be shown.
        retried: Another try is wanted for a failed turn.
        withdrawn: A waiting turn is taken back.
        replayed: A turn is to be seen step by step.
        steered: Slots of a turn that is made in slow motion are to be steered.
        completed: Every turn of the conversation has its views.
        renoised: Other words are wanted for a part of a turn's answer; with where the selected are, or None.
    """

    asked = Signal(str)
    toured = Signal()
    retried = Signal(Turn)
    withdrawn = Signal(Turn)
    replayed = Signal(Turn)
    steered = Signal(Turn)
    renoised = Signal(Turn, object)
    completed = Signal()

    def __init__(self, theme: Theme, status: Status, choices: Choices, control: Control) -> None:
        super().__init__()
        self._theme, self._status, self._choices, self._control = theme, status, choices, control
        self.turns: list[TurnViews] = []
        self._older: list[Turn] = []  # turns above and below that have no views yet
        self._newer: list[Turn] = []
        self._near: Sequence[TurnViews] = ()
        self._building = QTimer(self, interval=BUILD_MS)
        self._building.timeout.connect(self._build_more)
        self._welcome = Welcome()
        self._welcome.chosen.connect(self.asked)
        self._welcome.toured.connect(self.toured)
        self.column = Column(self)
        self.column.addWidget(self._welcome, 1000)
        self.column.addStretch(1)
        self._begin = QWidget(self)  # never seen: for the keyboard all turns are behind it
        self._begin.hide()

    @property
    def is_complete(self) -> bool:
        """Whether every turn has its views."""
        return not self._building.isActive()

    @property
    def is_denoising(self) -> bool:
        """Whether the last answer is being made."""
        return bool(self.turns) and self.turns[-1].turn.state is TurnState.DENOISING

    def show_turns(self, turns: Sequence[Turn], wanted: Turn | None = None) -> None:
        """Show other turns; at once the last ones, or the one that is wanted and those below it."""
        for shown in [views.turn for views in self.turns]:
            self.remove(shown)
        first = turns.index(wanted) if wanted in turns else len(turns)
        self._older, self._newer = list(turns[:first]), list(turns[first:])
        self._make_first()
        self._welcome.setVisible(not turns)

    def branch(self, turns: Sequence[Turn], kept: int) -> None:
        """Show turns of which so many are here already, and those behind the fork at once."""
        held = self.window().focusWidget()
        for gone in self._begun() - set(turns):
            self.remove(gone)
        here = self._begun()
        self._newer = [turn for turn in turns[kept:] if turn not in here]
        self._make_first()
        self._welcome.setVisible(not turns)
        keep_arrow(held, [views for views in self.turns if views.turn in turns[kept : kept + 1]])

    def add(self, turn: Turn) -> None:
        """Show a turn that is new, below all others; where views are missing there, the page is made anew."""
        if self._newer:
            self.show_turns([*self._known(), turn])
        else:
            self._insert(len(self.turns), turn).wake()
            self._welcome.hide()

    def remove(self, turn: Turn) -> None:
        """Show a turn no more."""
        self._older = [older for older in self._older if older is not turn]
        self._newer = [newer for newer in self._newer if newer is not turn]
        for gone in [views for views in self.turns if views.turn is turn]:
            self.turns.remove(gone)
            self._near = [views for views in self._near if views is not gone]
            for view in (gone.question, gone.answer):
                view.hide()
                view.deleteLater()
        self._welcome.setVisible(not self.turns)

    def views_of(self, turn: Turn) -> list[QWidget]:
        """The question and the answer of a turn, made where they are not there yet; none of a stranger."""
        while turn in self._older or turn in self._newer:
            self._build_more()
        return next(([views.question, views.answer] for views in self.turns if views.turn is turn), [])

    def selected_in(self, turn: Turn) -> tuple[int, int] | None:
        """Where the selected words of a turn's answer are in it, or None."""
        answers = (views.answer for views in self.turns if views.turn is turn)
        return next((answer.selected() for answer in answers), None)

    def look(self, top: int, height: int) -> None:
        """Let the turns that are near what is in sight be whole, and those that were take notice."""
        self._near = look_around(self.turns, self._near, top, height)

    @Slot()
    def copy_latest(self) -> None:
        """Put the newest answer on the clipboard."""
        if turns := self._known():
            QGuiApplication.clipboard().setText(turns[-1].committed_text)

    def _known(self) -> list[Turn]:
        """All turns, with views or not yet."""
        return [*self._older, *(views.turn for views in self.turns), *self._newer]

    def _begun(self) -> set[Turn]:
        """The turns that have their views, and those above them."""
        return {*self._older, *(views.turn for views in self.turns)}

    def _make_first(self) -> None:
        """Make the views of as many turns as are looked at first; the others follow."""
        made = words = 0
        while (self._newer or self._older) and made < AT_ONCE and words < ENOUGH:
            views = self._make_next()
            views.wake()
            made, words = made + 1, words + len(views.turn.prompt) + len(views.turn.text)
        self._building.start()

    def _make_next(self) -> TurnViews:
        """Make the views of one more turn: the next one below, or where all are there the next one above."""
        if self._newer:
            return self._insert(len(self.turns), self._newer.pop(0))
        return self._insert(0, self._older.pop())

    def _insert(self, place: int, turn: Turn) -> TurnViews:
        """Make the views of a turn, `place` turns from the top."""
        question = QuestionView(self._theme, turn, self._control)
        answer = AnswerView(self._theme, turn, self._status, self._choices, self._control)
        answer.retried.connect(self.retried)
        answer.withdrawn.connect(self.withdrawn)
        answer.replayed.connect(self.replayed)
        answer.steered.connect(self.steered)
        answer.renoised.connect(self.renoised)
        later = Qt.ConnectionType.QueuedConnection  # once all of it is laid out
        answer.shortened.connect(self.column.let_go, later)
        stops = [*within(question), *within(answer)]
        row = 1 + 2 * place  # behind the welcome
        self.column.insertWidget(row, question)
        self.column.insertWidget(row + 1, answer)
        put_behind(within(self.turns[place - 1].answer)[-1] if place else self._begin, stops)
        made = TurnViews(turn, question, answer)
        self.turns.insert(place, made)
        return made

    @Slot()
    def _build_more(self) -> None:
        """Make the views of one more turn: a long conversation is opened without a wait."""
        if not self._newer and not self._older:
            self._building.stop()
            self.completed.emit()
            return
        self._make_next().rest()
        # Laid out before anybody can look or scroll: views without their room would lie over each other.
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
