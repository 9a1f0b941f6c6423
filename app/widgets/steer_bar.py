"""What a person can do to the slot in focus while an answer is made in slow motion."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.language import tr
from app.models.cursor import Cursor
from app.models.pieces import Glyphs
from app.models.slot_story import named
from app.models.slow_motion import SlowMotion
from app.widgets.buttons import TextButton
from engine import MOST_FORBIDDEN, Deed, Grip

LONGEST = 14  # characters of a token that stand on a button


class SteerBar(QWidget):
    """Pins the slot in focus to a token, or forbids the token in it. Hidden where nothing can be steered.

    Attributes:
        token: The token in question: one that is chosen, or the one that the slot shows.
    """

    def __init__(self, slow: SlowMotion, cursor: Cursor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._slow, self._cursor = slow, cursor
        self._words = ""
        self.token = 0
        self.pin = TextButton("choice", "", "")
        self.pin.clicked.connect(self._pin)
        self.forbid = TextButton("choice", "", "")
        self.forbid.clicked.connect(self._forbid)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self.pin)
        row.addWidget(self.forbid)
        row.addStretch(1)
        slow.changed.connect(self.follow)
        self.hide()

    @property
    def can_steer(self) -> bool:
        """Whether the slot in focus can be steered at the step on show: before the first all is noise."""
        return self._cursor.frame > 0 and self._slow.can_steer(self._cursor.recording, self._cursor.block)

    def ask_about(self, token: int, glyphs: Glyphs) -> None:
        """Put this token in question."""
        self.token, self._words = token, named(token, glyphs)
        self.follow()

    @Slot()
    def follow(self) -> None:
        """Say what can be done."""
        self.setVisible(self.can_steer)
        if not self.can_steer:
            return
        words = self._words if len(self._words) <= LONGEST else f"{self._words[: LONGEST - 1]}…"
        if self._is_pinned:
            self.pin.say(tr("Release"), tr("Let the model choose again"), "P")
        else:
            name = tr("Hold this slot at “{word}”", word=self._words)
            self.pin.say(tr("Pin “{word}”", word=words), name, "P")
        if self._is_forbidden:
            name = tr("Let this slot be “{word}” again", word=self._words)
            self.forbid.say(tr("Allow"), name, "F")
        else:
            name = tr("Never let this slot be “{word}”", word=self._words)
            if self._is_full:
                name = tr("{most} tokens are forbidden here. Allow one of them first.", most=MOST_FORBIDDEN)
            self.forbid.say(tr("Forbid"), name, "F")
        self.forbid.setEnabled(not self._is_pinned and (self._is_forbidden or not self._is_full))

    @property
    def _grip(self) -> Grip:
        """What is pinned and forbidden now, wherever the cursor stands."""
        canvas = self._cursor.canvas
        return canvas.frames[-1].grip if canvas is not None else Grip()

    @property
    def _is_pinned(self) -> bool:
        return self._grip.pinned.get(self._cursor.slot) == self.token

    @property
    def _is_forbidden(self) -> bool:
        return (self._cursor.slot, self.token) in self._grip.forbidden

    @property
    def _is_full(self) -> bool:
        """Whether no more tokens can be forbidden in the slot."""
        return sum(slot == self._cursor.slot for slot, _ in self._grip.forbidden) >= MOST_FORBIDDEN

    @Slot()
    def _pin(self) -> None:
        self._steer(Deed.RELEASE if self._is_pinned else Deed.PIN)

    @Slot()
    def _forbid(self) -> None:
        self._steer(Deed.ALLOW if self._is_forbidden else Deed.FORBID)

    def _steer(self, deed: Deed) -> None:
        if self.can_steer and self._cursor.recording is not None:
            self._slow.steer(self._cursor.recording, deed, self._cursor.slot, self.token)
