"""The reader's column: questions and answers of the open conversation, following the newest line."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QRect, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from app.formulas import formulas
from app.language import tr
from app.models.chat import Chat
from app.models.choices import Choices
from app.models.control import Control
from app.models.status import Status
from app.models.turn import Turn, TurnState
from app.theme import Theme
from app.widgets.answer_view import AnswerView
from app.widgets.column import column_width
from app.widgets.latest_pill import LatestPill
from app.widgets.line import Line, line_at
from app.widgets.question_view import QuestionView
from app.widgets.selection import SelectionPage
from app.widgets.tab_order import put_before, within
from app.widgets.text_block import INSET
from app.widgets.turn_views import TurnViews, first_view, keep_arrow, look_around
from app.widgets.welcome import Welcome

EDGE_PX = 16
TURN_GAP_PX = 24
AT_ONCE = 6  # turns whose views are made before a conversation is shown
BUILD_MS = 10  # between two more of them, so that keys and scrolling come first
NEAR_PX = 8  # so close to the bottom counts as there
STRIDE_MS = 1000  # a page of text that is replaced more often flashes


class Transcript(QScrollArea):
    """Shows one conversation. Follows the bottom only while the reader is there.

    While an answer is made it follows in strides: each brings the newest line into sight, and the next one
    comes a second later at the earliest. Text that comes faster has room made below it, and grows into that.

    Attributes:
        is_following: Whether the newest line stays in sight.

    Signals:
        asked: A prompt was chosen from the welcome.
        toured: The tour is to be shown.
        retried: Another try is wanted for a failed turn.
        withdrawn: A waiting turn is taken back.
        replayed: A turn is to be seen step by step.
        completed: Every turn of the conversation has its views.
        renoised: Other words are wanted for a part of a turn's answer; with where the selected are, or None.
    """

    asked = Signal(str)
    toured = Signal()
    retried = Signal(Turn)
    withdrawn = Signal(Turn)
    replayed = Signal(Turn)
    renoised = Signal(Turn, object)
    completed = Signal()

    def __init__(
        self,
        theme: Theme,
        status: Status,
        choices: Choices,
        control: Control,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._status, self._choices, self._control = theme, status, choices, control
        self._chat: Chat | None = None
        self._turns: list[TurnViews] = []
        self._near: Sequence[TurnViews] = ()
        self.is_following = True
        self._moving = False
        self._held = 0
        self._reached = 0  # by the last stride: the place of the bar
        self._written = 0  # by then: the height of the page
        self._stride = QTimer(self, singleShot=True, interval=STRIDE_MS)
        self._stride.timeout.connect(self._catch_up)
        self._reading: tuple[QWidget, int] | None = None
        self._line: Line | None = None
        self._is_refitting = False  # texts far from sight take a new width one after the other
        self._older: list[Turn] = []  # turns above and below that have no views yet
        self._newer: list[Turn] = []
        self._building = QTimer(self, interval=BUILD_MS)
        self._building.timeout.connect(self._build_more)
        self.setObjectName("transcript")
        self.setAccessibleName(tr("Conversation"))
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.page = SelectionPage()
        self._column = QVBoxLayout(self.page)
        self._column.setSpacing(TURN_GAP_PX)
        self._column.setContentsMargins(0, TURN_GAP_PX, 0, TURN_GAP_PX)
        self._column.setSizeConstraint(QVBoxLayout.SizeConstraint.SetMinimumSize)  # no frame is squeezed
        self._welcome = Welcome()
        self._welcome.chosen.connect(self.asked)
        self._welcome.toured.connect(self.toured)
        self._column.addWidget(self._welcome, 1000)
        self._column.addStretch(1)
        self._end = QWidget(self.page)  # never seen: for the keyboard all turns are before it
        self._end.hide()
        self.setWidget(self.page)
        self.page.installEventFilter(self)
        self.page.reflowed.connect(self._stay)
        theme.refaced.connect(self._centre)
        self._latest = LatestPill(theme, self)
        self._latest.clicked.connect(self.follow_latest)
        bar = self.verticalScrollBar()
        bar.rangeChanged.connect(self._keep_up)
        bar.valueChanged.connect(self._note_place)
        formulas().drawn.connect(self._let_go)  # a drawn one may need less room than a written one

    def show_chat(self, chat: Chat) -> None:
        """Show another conversation, from its newest line."""
        if self._chat is not None:
            self._chat.added.disconnect(self._add)
            self._chat.removed.disconnect(self._remove)
            self._chat.branched.disconnect(self._branch)
        for turn, _, _ in list(self._turns):
            self._remove(turn)
        self._chat = chat
        chat.added.connect(self._add)
        chat.removed.connect(self._remove)
        chat.branched.connect(self._branch)
        self._older, self._newer = list(chat.turns), []
        for _ in range(min(len(self._older), AT_ONCE)):
            self._insert(0, self._older.pop()).wake()
        self._building.start()
        self._welcome.setVisible(not chat.turns)
        self.follow_latest()

    def copy_latest(self) -> None:
        """Put the newest answer on the clipboard."""
        if self._turns:
            self._turns[-1].answer.copy()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Select and copy the whole conversation with the keys for it."""
        if event.matches(QKeySequence.StandardKey.SelectAll):
            self.page.select_all()
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.page.copy()
        else:
            super().keyPressEvent(event)

    def show_turn(self, turn: Turn) -> list[QWidget]:
        """Go to a turn, and make its views where they are not there yet; returns them, the question first."""
        while turn in self._older:
            self._build_more()
        views = next((list(views) for shown, *views in self._turns if shown is turn), [])
        if views:
            self._column.activate()
            self.show_place(views[0].geometry())
        return views

    def show_place(self, place: QRect) -> None:
        """Bring a place of the page into sight, in the upper half of it, and stay there."""
        bar = self.verticalScrollBar()
        if not bar.value() <= place.top() <= bar.value() + self.viewport().height() - place.height():
            bar.setValue(place.top() - self.viewport().height() // 3)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the window where Ctrl is held."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()
        else:
            super().wheelEvent(event)

    @Slot()
    def follow_latest(self) -> None:
        """Go to the newest line and stay with it."""
        self.is_following = True
        self._stride.stop()
        self._keep_up()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Hold the height of the page before it is laid out anew."""
        if watched is self.page and event.type() is QEvent.Type.LayoutRequest:
            self._hold()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Centre the column; keep the line at the top in its place."""
        self._centre()
        if event.size().width() != event.oldSize().width():
            self._is_refitting = True
            self._let_go()
            QTimer.singleShot(0, self, self._let_go)  # of what was held before all views had the new width
        else:  # what is held goes first: no line moves for it
            self._held -= max(event.oldSize().height() - event.size().height(), 0)
            self._hold()
            if not self._is_denoising:  # else a stride has lines to keep in their place
                self._stride.stop()
        super().resizeEvent(event)
        self._column.activate()
        self._keep_up()

    @Slot()
    def _centre(self) -> None:
        # Centred in the pane, not in what a scroll bar leaves of it: its coming and going moves nothing.
        frame, room = self.viewport().x(), self.viewport().width()
        left = max((self.width() - column_width()) // 2, EDGE_PX - INSET) - frame
        bar = self.width() - room - 2 * frame
        right = max(room - left - column_width(), left - bar, INSET)
        self._column.setContentsMargins(left, TURN_GAP_PX, right, self._column.contentsMargins().bottom())

    @Slot(Turn)
    def _add(self, turn: Turn) -> None:
        while self._newer:
            self._insert(len(self._turns), self._newer.pop(0))
        self._insert(len(self._turns), turn).wake()
        self._welcome.hide()
        self._is_refitting = False
        self._let_go()
        self.follow_latest()

    @Slot(int)
    def _branch(self, kept: int) -> None:
        """Show another branch, of which so many turns are here already; the reader stays at the fork."""
        if self._chat is None:
            return
        following, reading = self.is_following or not self._chat.turns, self._reading
        gone = {*self._older, *(turn for turn, _, _ in self._turns)} - set(self._chat.turns)
        held = self.window().focusWidget()
        for turn in gone:
            self._remove(turn)
        shown = {*self._older, *(turn for turn, _, _ in self._turns)}
        self._newer = [turn for turn in self._chat.turns[kept:] if turn not in shown]
        for _ in range(min(len(self._newer), AT_ONCE)):
            self._insert(len(self._turns), self._newer.pop(0)).wake()
        self._building.start()
        self._welcome.setVisible(not self._chat.turns)
        views = [view for _, *views in self._turns for view in views]
        self.is_following = following
        self._reading = reading if reading is not None and reading[0] in views else None
        self._line = None
        keep_arrow(held, [each for each in self._turns if each.turn in self._chat.turns[kept : kept + 1]])

    def _insert(self, place: int, turn: Turn) -> TurnViews:
        """Make the views of a turn, `place` turns from the top."""
        question = QuestionView(self._theme, turn, self._control)
        answer = AnswerView(self._theme, turn, self._status, self._choices, self._control)
        answer.retried.connect(self.retried)
        answer.withdrawn.connect(self.withdrawn)
        answer.replayed.connect(self.replayed)
        answer.renoised.connect(self.renoised)
        later = Qt.ConnectionType.QueuedConnection  # once all of it is laid out
        answer.shortened.connect(self._let_go, later)
        stops = [*within(question), *within(answer)]
        row = 1 + 2 * place  # behind the welcome
        self._column.insertWidget(row, question)
        self._column.insertWidget(row + 1, answer)
        put_before(self._turns[place].question if place < len(self._turns) else self._end, stops)
        made = TurnViews(turn, question, answer)
        self._turns.insert(place, made)
        return made

    @Slot()
    def _build_more(self) -> None:
        """Make the views of one more turn: a long conversation is opened without a wait."""
        if self._newer:
            self._insert(len(self._turns), self._newer.pop(0))
        elif self._older:
            self._insert(0, self._older.pop())
        else:
            self._building.stop()
            self.completed.emit()
            return
        # Laid out before anybody can look or scroll: views without their room would lie over each other.
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)

    @Slot(Turn)
    def _remove(self, turn: Turn) -> None:
        self._older = [older for older in self._older if older is not turn]
        self._newer = [newer for newer in self._newer if newer is not turn]
        for entry in [entry for entry in self._turns if entry[0] is turn]:
            self._turns.remove(entry)
            self._near = [each for each in self._near if each is not entry]
            self._reading = self._line = None
            for view in entry[1:]:
                view.hide()
                view.deleteLater()
        self._welcome.setVisible(not self._turns)
        self._let_go()

    def _first_in_sight(self) -> tuple[QWidget, int] | None:
        """The first view in sight, and how far below the top edge it begins."""
        top = self.verticalScrollBar().value()
        view = first_view(self._turns, top)
        return None if view is None else (view, view.y() - top)

    def _look(self) -> None:
        """Let the turns that are near what is in sight be whole, and those that were take notice."""
        top, height = self.verticalScrollBar().value(), self.viewport().height()
        self._near = look_around(self._turns, self._near, top, height)

    @property
    def _needed(self) -> int:
        """The height of the page without what is held."""
        slack = self._column.contentsMargins().bottom() - TURN_GAP_PX
        needed = self._column.totalHeightForWidth(self.page.width())
        return (needed if needed >= 0 else self._column.totalSizeHint().height()) - slack

    def _hold(self, room: int = 0) -> None:
        """Make up for what the turns no longer need, so that no line moves back before the next question.

        Args:
            room: What to hold at least below the turns, in px.
        """
        margins, needed = self._column.contentsMargins(), self._needed
        self._held = max(self._held, needed + room)
        if not self._is_denoising:  # what ended does not leave sight for it
            self._held = min(self._held, needed + self.viewport().height() // 2)
        bottom = TURN_GAP_PX + self._held - needed
        if bottom != margins.bottom():
            margins.setBottom(bottom)
            self._column.setContentsMargins(margins)

    @Slot()
    def _let_go(self) -> None:
        """Hold no height any more."""
        self._held = 0
        margins = self._column.contentsMargins()
        margins.setBottom(TURN_GAP_PX)
        self._column.setContentsMargins(margins)

    @Slot(int, int)
    def _keep_up(self, _lowest: int = 0, _highest: int = 0) -> None:
        """The page has another height: stay with its end, or with the line that the reader reads."""
        bar = self.verticalScrollBar()
        self._moving = True
        if not self._turns:
            bar.setValue(0)  # the welcome is read from its beginning
        elif self.is_following and not self._stride.isActive():
            self._go_down()
        elif self._line is not None and self._line.is_there:
            bar.setValue(self._line.top())
        elif self._reading is not None:
            view, below = self._reading
            bar.setValue(view.y() - below)
        self._moving = False
        self._latest.show_for(following=self.is_following or bar.value() == bar.maximum())
        self._look()

    def _go_down(self) -> None:
        """Go to the end of the page; where words of an answer brought it there, stay for a while."""
        bar = self.verticalScrollBar()
        moves = bar.value() < bar.maximum()
        bar.setValue(bar.maximum())
        if moves and self._is_denoising and self._turns[-1].turn.steps and not self._building.isActive():
            self._reached, self._written = bar.value(), self._needed
            self._note_line()
            self._stride.start()

    @property
    def _is_denoising(self) -> bool:
        return bool(self._turns) and self._turns[-1][0].state is TurnState.DENOISING

    @Slot()
    def _catch_up(self) -> None:
        """Take the next stride; where text came since the last one, with room for most of as much again."""
        bar = self.verticalScrollBar()
        if self.is_following and bar.value() < bar.maximum() and self._is_denoising:
            grown = self._needed - self._written
            self._hold(min(max(3 * grown // 4, 0), self.viewport().height() // 2))
            QCoreApplication.sendPostedEvents(self.page, QEvent.Type.LayoutRequest)
        self._keep_up()

    @Slot()
    def _note_place(self) -> None:
        """The reader scrolled: at the bottom, or where the last stride led, is following, no other place."""
        if not self._moving:
            bar = self.verticalScrollBar()
            reached = min(self._reached, bar.maximum()) if self._stride.isActive() else bar.maximum()
            self.is_following = bar.value() >= reached - NEAR_PX
            self._note_line()
        self._latest.show_for(following=self.is_following)
        self._look()

    def _note_line(self) -> None:
        """Remember what the reader reads."""
        self._reading = self._first_in_sight()
        view = self._reading[0] if self._reading is not None else None
        self._line = line_at(self.page, view, self.verticalScrollBar().value()) if view is not None else None

    @Slot()
    def _stay(self) -> None:
        """A text was laid out a little further: nothing that is read moves for it."""
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        if self._is_refitting:
            self._let_go()
        self._keep_up()
