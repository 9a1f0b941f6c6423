"""The reader's column: questions and answers of the open conversation, following the newest line."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QRect, Qt, QTimer, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from app.formulas import formulas
from app.language import tr
from app.models.chat import Chat
from app.models.choices import Choices
from app.models.control import Control
from app.models.status import Status
from app.models.turn import Turn
from app.theme import Theme
from app.widgets.conversation_page import ConversationPage
from app.widgets.latest_pill import LatestPill
from app.widgets.reading import Reading, reading_in
from app.widgets.turn_views import first_view

NEAR_PX = 8  # so close to the bottom counts as there
STRIDE_MS = 1000  # a page of text that is replaced more often flashes


class Transcript(QScrollArea):
    """Shows one conversation. Follows the bottom only while the reader is there.

    While an answer is made it follows in strides: each brings the newest line into sight, and the next one
    comes a second later at the earliest. Text that comes faster has room made below it, and grows into that.

    Attributes:
        page: Has the views of the turns.
        is_following: Whether the newest line stays in sight.
    """

    def __init__(
        self,
        theme: Theme,
        status: Status,
        choices: Choices,
        control: Control,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._chat: Chat | None = None
        self.is_following = True
        self._moving = False
        self._reached = 0  # by the last stride: the place of the bar
        self._written = 0  # by then: the height of the page
        self._stride = QTimer(self, singleShot=True, interval=STRIDE_MS)
        self._stride.timeout.connect(self._catch_up)
        self._reading: Reading | None = None
        self._left: dict[Chat, tuple[Turn, int, int] | None] = {}  # the `_place` of each, unless at its end
        self._is_refitting = False  # texts far from sight take a new width one after the other
        self.setObjectName("transcript")
        self.setAccessibleName(tr("Conversation"))
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.page = ConversationPage(theme, status, choices, control)
        self._column = self.page.column
        self.setWidget(self.page)
        self.page.installEventFilter(self)
        self.page.reflowed.connect(self._stay)
        theme.refaced.connect(self._centre)
        self._latest = LatestPill(theme, self)
        self._latest.clicked.connect(self.follow_latest)
        bar = self.verticalScrollBar()
        bar.rangeChanged.connect(self._keep_up)
        bar.valueChanged.connect(self._note_place)
        formulas().drawn.connect(self._column.let_go)  # a drawn one may need less room than a written one

    def show_chat(self, chat: Chat) -> None:
        """Show another conversation, from where the reader left it, or else from its newest line."""
        if self._chat is not None:
            self._left[self._chat] = None if self.is_following else self._place()
            self._chat.added.disconnect(self._add)
            self._chat.removed.disconnect(self._remove)
            self._chat.branched.disconnect(self._branch)
        self._chat = chat
        chat.added.connect(self._add)
        chat.removed.connect(self._remove)
        chat.branched.connect(self._branch)
        turn, nth, below = self._left.get(chat) or (None, 0, 0)
        self.page.show_turns(chat.turns, turn)
        self._column.let_go()
        self.follow_latest()
        if turn is not None and (views := self.page.views_of(turn)):
            views[nth].show()  # Qt does so later, and what is hidden has no place
            self.is_following, self._reading = False, Reading(view=views[nth], below=below, line=None)
            self._keep_up()

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
        views = self.page.views_of(turn)
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
            self._column.let_go()
            QTimer.singleShot(0, self, self._column.let_go)  # of what was held before all had the new width
        else:  # what is held goes first: no line moves for it
            self._column.give_back(max(event.oldSize().height() - event.size().height(), 0))
            self._hold()
            if not self.page.is_denoising:  # else a stride has lines to keep in their place
                self._stride.stop()
        super().resizeEvent(event)
        self._column.activate()
        self._keep_up()

    @Slot()
    def _centre(self) -> None:
        self._column.centre(self.width(), self.viewport().geometry())

    @Slot(Turn)
    def _add(self, turn: Turn) -> None:
        self.page.add(turn)
        self._is_refitting = False
        self._column.let_go()
        self.follow_latest()

    @Slot(Turn)
    def _remove(self, turn: Turn) -> None:
        self.page.remove(turn)
        self._column.let_go()

    @Slot(int)
    def _branch(self, kept: int) -> None:
        """Show another branch, of which so many turns are here already; the reader stays at the fork."""
        if self._chat is None:
            return
        following, reading = self.is_following or not self._chat.turns, self._reading
        self.page.branch(self._chat.turns, kept)
        self._column.let_go()
        self.is_following, self._reading = following, reading  # a keyboard that lost its place scrolls

    def _hold(self, room: int = 0) -> None:
        """Let no line move back before the next question; hold so many px below the turns at least."""
        half = self.viewport().height() // 2  # what ended does not leave sight for it
        self._column.hold(room, most=None if self.page.is_denoising else half)

    @Slot(int, int)
    def _keep_up(self, _lowest: int = 0, _highest: int = 0) -> None:
        """The page has another height: stay with its end, or with the line that the reader reads."""
        bar = self.verticalScrollBar()
        self._moving = True
        if not self.page.turns:
            bar.setValue(0)  # the welcome is read from its beginning
        elif self.is_following and not self._stride.isActive():
            self._go_down()
        elif self._reading is not None and self._reading.is_there:
            bar.setValue(self._reading.top())
        self._moving = False
        self._latest.show_for(following=self.is_following or bar.value() == bar.maximum())
        self._look()

    def _go_down(self) -> None:
        """Go to the end of the page; where words of an answer brought it there, stay for a while."""
        bar = self.verticalScrollBar()
        moves = bar.value() < bar.maximum()
        bar.setValue(bar.maximum())
        if moves and self.page.is_complete and self.page.is_denoising and self.page.turns[-1].turn.steps:
            self._reached, self._written = bar.value(), self._column.needed
            self._note_reading()
            self._stride.start()

    @Slot()
    def _catch_up(self) -> None:
        """Take the next stride; where text came since the last one, with room for most of as much again."""
        bar = self.verticalScrollBar()
        if self.is_following and bar.value() < bar.maximum() and self.page.is_denoising:
            grown = self._column.needed - self._written
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
            self._note_reading()
        self._latest.show_for(following=self.is_following)
        self._look()

    def _note_reading(self) -> None:
        """Remember what the reader reads."""
        top = self.verticalScrollBar().value()
        view = first_view(self.page.turns, top)
        self._reading = reading_in(self.page, view, top) if view is not None else None

    def _place(self) -> tuple[Turn, int, int] | None:
        """What is read, for when its views are gone: a turn, which of its views, how far below the edge."""
        if self._reading is None or not self._reading.is_there:
            return None
        view, top = self._reading.view, self.verticalScrollBar().value()
        found = (each for each in self.page.turns if view in each[1:])
        return next(((each.turn, each[1:].index(view), view.y() - top) for each in found), None)

    def _look(self) -> None:
        self.page.look(self.verticalScrollBar().value(), self.viewport().height())

    @Slot()
    def _stay(self) -> None:
        """A text was laid out a little further: nothing that is read moves for it."""
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        if self._is_refitting:
            self._column.let_go()
        self._keep_up()
