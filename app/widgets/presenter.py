"""A replay for a room full of people: the whole screen, large type, a sentence a step, keys of a clicker."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QLayout, QVBoxLayout, QWidget

from app.language import mark, tr
from app.models.canvas import Layer
from app.models.cursor import Cursor
from app.models.explain import sentence, shorter
from app.models.playback import Playback
from app.models.slow_motion import SlowMotion
from app.theme import Theme
from app.widgets.labels import ElidedLabel
from app.widgets.mask_note import MaskNote
from app.widgets.replay_text import ReplayText
from app.widgets.strip import HEIGHT_PX, LOW_STRIP_PX, Strip

ZOOM = 2.0
EDGE_PX, LOW_EDGE_PX = 48, 12
FOOT_PX, LOW_FOOT_PX = 24, 8
LOW_PX = 600  # of the screen, below; there type is no larger than text, which the zoom may have made large
LINES = 2  # of the sentence
KEYS = mark("Page Down, Page Up: a step · Space: play · L: what is told · Esc: back")


class Presenter(QWidget):
    """A window of its own on the cursor of a viewer. Follows the cursor. Lives in the GUI thread.

    Args:
        theme: Colours and motion.
        cursor: Where it stands; whoever leaves finds the viewer at the same place.
        playback: Moves the cursor.
        slow: Slow motion, which the keys drive while the answer on show is made in it.
    """

    def __init__(
        self,
        theme: Theme,
        cursor: Cursor,
        playback: Playback,
        parent: QWidget | None = None,
        *,
        slow: SlowMotion | None = None,
    ) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setObjectName("presenter")
        self.setWindowTitle(tr("Replay"))
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._cursor, self._playback, self._slow = cursor, playback, slow
        self.text = ReplayText(theme, cursor)
        self.text.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.caption = ElidedLabel("told")
        self.caption.take(LINES)
        self._strip = strip = Strip(theme, cursor)
        strip.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        strip.scrubbed.connect(playback.pause)
        column = self._column = QVBoxLayout(self)
        column.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)  # the screen says how large it is
        column.addWidget(self.text, 1)
        column.addWidget(self.caption)
        column.addWidget(strip)
        column.addWidget(MaskNote(theme, beside=tr(KEYS)))
        cursor.moved.connect(self._follow)
        cursor.opened.connect(self._follow)
        self._follow()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the text its room on a low screen, too."""
        super().resizeEvent(event)
        low = self.height() < LOW_PX
        edge, foot = (LOW_EDGE_PX, LOW_FOOT_PX) if low else (EDGE_PX, FOOT_PX)
        self._column.setContentsMargins(edge, edge, edge, foot)
        self._column.setSpacing(LOW_FOOT_PX if low else 16)
        self._strip.setFixedHeight(LOW_STRIP_PX if low else HEIGHT_PX)
        self.text.magnify(1.0 if low else ZOOM)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What a clicker or a keyboard says."""
        act = self._keys().get(event.key())
        if act is None:
            super().keyPressEvent(event)
        else:
            act()

    def _keys(self) -> dict[int, Callable[[], object]]:
        on = (Qt.Key.Key_PageDown, Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Period)
        back = (Qt.Key.Key_PageUp, Qt.Key.Key_Left, Qt.Key.Key_Up, Qt.Key.Key_Backspace, Qt.Key.Key_Comma)
        live = self._live()
        pace = self._playback if live is None else live
        return {
            **dict.fromkeys(on, lambda: self._step(1)),
            **dict.fromkeys(back, lambda: self._step(-1)),
            **dict.fromkeys((Qt.Key.Key_Escape, Qt.Key.Key_F5), self.close),
            Qt.Key.Key_Space: pace.toggle,
            Qt.Key.Key_Home: lambda: self._go(0),
            Qt.Key.Key_End: lambda: self._go(self._cursor.last),
            Qt.Key.Key_BracketLeft: lambda: pace.faster(-1),
            Qt.Key.Key_BracketRight: lambda: pace.faster(1),
            Qt.Key.Key_L: self._tell_another,
        }

    def _live(self) -> SlowMotion | None:
        """Slow motion, where the answer on show is being made in it."""
        slow = self._slow
        return slow if slow is not None and slow.is_live(self._cursor.recording) else None

    def _step(self, count: int) -> None:
        """Go a step; on from the newest one the model takes it."""
        live = self._live()
        if live is not None and count > 0 and self._cursor.moment == self._cursor.last:
            live.step()
        else:
            self._go(self._cursor.moment + count)

    def _go(self, moment: int) -> None:
        self._playback.pause()
        self._cursor.go(moment)

    def _tell_another(self) -> None:
        layers = list(Layer)
        self.text.choose(layers[(layers.index(self.text.layer) + 1) % len(layers)])

    @Slot()
    def _follow(self) -> None:
        if self._cursor.recording is None:
            self.close()  # the answer is put away: there is nothing to present
        else:
            recording, moment = self._cursor.recording, self._cursor.moment
            self.caption.say(sentence(recording, moment), *shorter(recording, moment))
