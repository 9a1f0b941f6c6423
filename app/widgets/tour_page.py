"""The guided tour: the viewer on recorded answers, stop by stop, with a few words to each."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.language import mark, tr
from app.models.caption import origin_of
from app.models.recording import Recording
from app.models.saving import Saving
from app.models.tour import NOTE, STOPS, Run
from app.theme import Theme
from app.widgets.announce import announce
from app.widgets.buttons import PrimaryButton, call
from app.widgets.labels import ElidedLabel, Label
from engine import EngineError

if TYPE_CHECKING:
    from app.widgets.viewer import Viewer

EDGE_PX = 16
WORDS_PX = 720  # as wide as lines of words are easy to read
MISSING = mark("The recordings of the tour cannot be read. Get Dewpoint's files again.")


class TourPage(QScrollArea):
    """Stands in the place of the conversation; scrolls where it is low. Lives in the GUI thread.

    Its viewer is made when the tour begins: the window stands sooner without it.

    Args:
        theme: Colours the viewer.
        saving: Writes what is exported.

    Signals:
        left: The conversation is to be shown again.
    """

    left = Signal()

    def __init__(self, theme: Theme, saving: Saving, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("tour")
        self.setAccessibleName(tr("Tour"))
        self.place = 0
        self._recording = cache(_read)
        self._count = ElidedLabel("caption")
        self._title = Label("sentence", wrapped=True)
        self._words = Label("lead", wrapped=True)
        self._note = Label("caption", wrapped=True)
        self._theme, self._saving = theme, saving
        self._viewer: Viewer | None = None
        self.back = QPushButton(tr("Back"))
        self.back.clicked.connect(lambda: self.go(self.place - 1))
        self.on = PrimaryButton(theme)
        self.on.clicked.connect(self._go_on)
        self.close_button = QPushButton(tr("Close"))
        self.close_button.clicked.connect(self.left)
        for button, name in (
            (self.back, tr("One stop back")),
            (self.on, tr("One stop on")),
            (self.close_button, tr("Close the tour")),
        ):
            call(button, button.text(), name)
            button.installEventFilter(self)
        self._lay_out()

    @property
    def viewer(self) -> Viewer:
        """The viewer that each stop looks through."""
        if self._viewer is None:
            from app.widgets.viewer import Viewer

            self._viewer = Viewer(self._theme, saving=self._saving)
            self._viewer.closed.connect(self.left)
            self._viewer.export.opened.connect(self._tell_origin)
            self._column.insertWidget(1, self._viewer, 1)
        return self._viewer

    def hideEvent(self, event: QHideEvent) -> None:
        """Play nothing that nobody sees."""
        super().hideEvent(event)
        if self._viewer is not None:
            self._viewer.playback.pause()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the arrows from the buttons, which would hand the keyboard on to what is beside them."""
        arrows = (Qt.Key.Key_Left, Qt.Key.Key_Right)
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() in arrows:
            self.keyPressEvent(event)
            return True
        return super().eventFilter(watched, event)

    def begin(self) -> None:
        """Go to the first stop."""
        self.go(0)

    def go(self, place: int) -> None:
        """Go to a stop, or to the nearest there is."""
        self.place = min(max(place, 0), len(STOPS) - 1)
        stop = STOPS[self.place]
        last = self.place == len(STOPS) - 1
        told = tr("Tour: {place} of {count}", place=self.place + 1, count=len(STOPS))
        self._count.say(told, f"{self.place + 1}/{len(STOPS)}")
        self._title.setText(tr(stop.title))
        self._words.setText(tr(stop.words))
        self.back.setEnabled(self.place > 0)
        self.on.setText(tr("Done") if last else tr("Next"))
        call(self.on, self.on.text(), tr("Close the tour") if last else tr("One stop on"))
        recording = self._recording(stop.run)
        self.viewer.setVisible(recording is not None)
        self._note.setText(
            tr(MISSING) if recording is None else tr(NOTE, prompt=tr("“{words}”", words=stop.run.prompt))
        )
        if recording is not None:
            self._look(recording)
        if not self.back.hasFocus():
            self.on.setFocus(Qt.FocusReason.OtherFocusReason)
        announce(self, "\n".join((told, self._title.text(), self._words.text())))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape leaves, Enter presses a button; what else no part of the page has taken goes on or back."""
        focused = self.focusWidget()
        match event.key():
            case Qt.Key.Key_Escape:
                self.left.emit()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if isinstance(focused, QAbstractButton):
                focused.click()
            case Qt.Key.Key_Right | Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self._go_on()
            case Qt.Key.Key_Left:
                self.go(self.place - 1)
            case _:
                super().keyPressEvent(event)

    def _look(self, recording: Recording) -> None:
        """Let the viewer stand where the stop is."""
        stop, cursor = STOPS[self.place], self.viewer.cursor_model
        if cursor.recording is not recording:
            self.viewer.open(recording)
        self.viewer.playback.pause()
        self.viewer.tell(stop.layer)
        self.viewer.show_view(stop.sight.value)
        cursor.go(stop.moment(recording))
        if cursor.canvas is not None:
            cursor.focus(stop.slot(cursor.canvas, cursor.frame))

    @Slot(object)
    def _tell_origin(self, recording: Recording) -> None:
        """Say of a recording from a file where it comes from: it is none of the tour's."""
        self._note.setText(origin_of(recording))

    @Slot()
    def _go_on(self) -> None:
        if self.place == len(STOPS) - 1:
            self.left.emit()
        else:
            self.go(self.place + 1)

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self._count, 1)
        for button in (self.close_button, self.back, self.on):
            buttons.addWidget(button)
        top = QVBoxLayout()
        top.setContentsMargins(EDGE_PX, 12, EDGE_PX, 12)
        top.setSpacing(4)
        top.addLayout(buttons)
        told = QWidget()
        told.setMaximumWidth(WORDS_PX)
        lines = QVBoxLayout(told)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(4)
        for label in (self._title, self._words, self._note):
            lines.addWidget(label)
        beside = QHBoxLayout()  # which asks for the height at the width that it gives
        beside.addWidget(told, 1000)
        beside.addStretch(1)
        top.addLayout(beside)
        page = QWidget()
        page.setObjectName("page")
        column = self._column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addStretch()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the buttons have the keyboard
        self.setWidgetResizable(True)
        self.setWidget(page)


def _read(run: Run) -> Recording | None:
    """The recording of a run, or None where it cannot be read."""
    try:
        return run.read()
    except (OSError, EngineError):
        return None
