"""What went wrong, what to do, and a button for it; there may be others beside."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QPushButton, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from app.language import tr
from app.widgets.flow_row import FlowRow
from app.widgets.sentence import Sentence

GAP_PX = 12  # between what is said and the buttons


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
        self._words = _Words(self._title, self._hint)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(GAP_PX)
        column.addWidget(self._words)
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
            self._words.updateGeometry()
            self._words.fit()
            self.setAccessibleName(f"{error.title} {error.hint}".strip())
        self.setVisible(error is not None)


class _Words(QScrollArea):
    """What is said; in a low window it gives way to the buttons, and is scrolled."""

    def __init__(self, *sentences: Sentence) -> None:
        super().__init__()
        page = QWidget()
        self._column = QVBoxLayout(page)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        for sentence in sentences:
            self._column.addWidget(sentence)
        self.setWidget(page)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for ground in (self, self.viewport(), page):
            ground.setAutoFillBackground(False)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.fit()

    def fit(self) -> None:
        """Have a scroll bar, and let the keyboard come here, only where there is something to scroll.

        Qt would keep the bar where all lines have room without it, but not beside it.
        """
        is_low = self.height() < self.heightForWidth(self.width())
        bars = Qt.ScrollBarPolicy
        self.setVerticalScrollBarPolicy(bars.ScrollBarAlwaysOn if is_low else bars.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if is_low else Qt.FocusPolicy.NoFocus)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """There may be room for all of it now, or no more."""
        super().resizeEvent(event)
        self.fit()

    def hasHeightForWidth(self) -> bool:
        """It has, as lines are broken."""
        return True

    def heightForWidth(self, width: int) -> int:
        """As high as all lines."""
        return self._column.totalHeightForWidth(width)

    def sizeHint(self) -> QSize:
        """As large as what is said."""
        return self._column.totalSizeHint()

    def minimumSizeHint(self) -> QSize:
        """One line at least."""
        return QSize(self._column.totalMinimumSize().width(), self.fontMetrics().lineSpacing())
