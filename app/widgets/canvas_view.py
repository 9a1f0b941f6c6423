"""The canvas as it condenses: slots over a backing pixmap, painted where a line changed and is in sight."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import QWidget

from app.models.looks import Look, View
from app.models.pieces import Glyph
from app.theme import LINE_PX, Theme
from app.widgets.backing import Backing
from app.widgets.flow import Place, flow
from app.widgets.slot_painter import WORDLESS, Painted, SlotPainter
from app.widgets.wave import paint_wave

TICK_MS = 16
NOISE_MS = 100  # noise changes at most ten times a second
KEPT = 64  # canvases whose places are kept where they may come again
RISE_MS = 90  # a word comes up from nothing to full
REWRITE_MS = 350  # words that are all taken back or replaced stand for so long before: else they flash


class _Shown(NamedTuple):
    """What is drawn: the slots, the view, where the first line begins, whether words stand there at once."""

    looks: Sequence[Look] = ()
    view: View = View.MASKS
    indent: float = 0.0
    at_once: bool = False


class _Layout(NamedTuple):
    """What the places of the slots depend on."""

    rooms: tuple[Glyph, ...]
    width: int
    indent: float


class _Lines(NamedTuple):
    """The places of the slots, their left edges and widths, and of each line its number and its slots."""

    places: Sequence[Place] = ()
    lefts: Sequence[float] = ()
    widths: Sequence[float] = ()
    slots: Sequence[tuple[int, slice]] = ()


class CanvasView(QWidget):
    """The slots of one canvas in text flow. Lives in the GUI thread.

    It follows the newest looks that it was given, never all of them: drawing is at most as fast as the
    tick, and the timer runs only while something changes.

    While an answer is made it has room for its words: for noise without a draft as much as a line, and for
    what lies behind the end as much as the words leave. So a short answer takes no room that it gives back.

    Args:
        theme: Colours and motion.
        quiet: Whether it is a thought: muted.
        zoom: How many times larger than text everything is.
        steady: Whether an answer is made there, whose steps nobody chooses: words stand for a while before
            they are taken back or replaced, and what has no words takes no more room than they do.

    Signals:
        resized: It needs another height; see `height_needed`.
    """

    resized = Signal()

    def __init__(
        self,
        theme: Theme,
        parent: QWidget | None = None,
        *,
        quiet: bool = False,
        zoom: float = 1.0,
        steady: bool = False,
    ) -> None:
        super().__init__(parent)
        self._zoom, self._steady = zoom, steady
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._theme = theme
        self._slots = SlotPainter(theme, quiet=quiet)
        self._newest = _Shown()
        self._shown = _Shown()
        self._layout: _Layout | None = None
        self._flowed = _Lines()
        self._kept: dict[_Layout, _Lines] = {}
        self._risen: list[float] = []
        self._stood: list[bool] = []  # which slots have held a word
        self._wanted: dict[int, tuple[Painted, ...]] = {}
        self._lines: dict[int, tuple[Painted, ...]] = {}  # as painted
        self._backing = Backing()
        self._height = 0
        self._focused: int | None = None
        self._marked: set[int] = set()
        self._composed_s = 0.0
        self._ticked_s = 0.0
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._tick)
        theme.changed.connect(self._repaint_all)

    @property
    def height_needed(self) -> int:
        """The height in px of what was shown since the last `clear`; it never shrinks in between."""
        return math.ceil(self._height * self._zoom)

    @property
    def is_moving(self) -> bool:
        """Whether something is still to be drawn or to come up."""
        return self._timer.isActive()

    def show_looks(
        self, looks: Sequence[Look], view: View, *, indent: float = 0.0, at_once: bool = False
    ) -> None:
        """Show these slots.

        Args:
            looks: The slots.
            view: What the canvas tells.
            indent: Where the first line begins, in px.
            at_once: Whether words stand there at once, as where somebody jumps to another step.
        """
        self._newest = _Shown(looks, view, indent, at_once)
        if not self._timer.isActive():
            self._ticked_s = time.perf_counter()
            self._timer.start()
            self._tick()

    def clear(self, *, may_return: bool = False) -> None:
        """Show nothing, and give up the height.

        Args:
            may_return: Whether the slots may come again, in the places that they have, and others come now:
                the places are kept, and so is what is painted until it is painted over.
        """
        self._timer.stop()
        self._newest = self._shown = _Shown()
        if not may_return:
            self._kept.clear()
            self._forget()
        elif self._layout is not None and len(self._kept) < KEPT:
            self._kept[self._layout] = self._flowed
        self._layout = None
        self._flowed, self._risen, self._stood = _Lines(), [], []
        self._wanted = {}
        self._composed_s = 0.0
        self._height = 0
        self.update()

    def magnify(self, zoom: float) -> None:
        """Be so many times larger than text from now on."""
        if zoom != self._zoom:
            self._zoom, self._height = zoom, 0
            self._repaint_all()
            self.resized.emit()

    def slot_at(self, point: QPointF) -> int | None:
        """The slot that is drawn at a point, or None."""
        x, line = point.x() / self._zoom, int(point.y() / self._zoom) // LINE_PX
        for slot, place in enumerate(self._flowed.places):
            if place.line == line and place.x <= x < place.x + place.width:
                return slot
        return None

    def middle_of(self, slot: int) -> int | None:
        """How far from the top the line of a slot has its middle, in px; None where the slot is not drawn."""
        places = self._flowed.places
        return round((places[slot].line + 0.5) * LINE_PX * self._zoom) if slot < len(places) else None

    def focus_slot(self, slot: int | None) -> None:
        """Draw a ring around a slot, or around none."""
        if slot != self._focused:
            self._focused = slot
            self.update()

    def mark_slots(self, slots: set[int]) -> None:
        """Draw a wavy line under these slots."""
        if slots != self._marked:
            self._marked = slots
            self.update()

    def snapshot(self) -> QPixmap:
        """What is shown now, as a picture."""
        self._paint_lines(QRect(0, 0, self._room, self._height))
        return self._backing.picture()

    def sizeHint(self) -> QSize:
        """As high as the slots need."""
        return QSize(0, self.height_needed)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the lines anew where the width is another."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._height = 0
            self._repaint_all()
        else:
            self._grow_backing()

    def changeEvent(self, event: QEvent) -> None:
        """Draw anew on a screen of another density."""
        if event.type() is QEvent.Type.DevicePixelRatioChange:
            self._repaint_all()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what changed of the exposed part, and copy it from the backing pixmap."""
        exposed = _times(event.rect(), 1 / self._zoom)
        self._paint_lines(exposed)
        painter = QPainter(self)
        painter.scale(self._zoom, self._zoom)
        self._backing.copy(painter, exposed)
        places = self._flowed.places
        for place in [places[slot] for slot in self._marked if slot < len(places)]:
            paint_wave(painter, place.x, place.width, (place.line + 1) * LINE_PX, self._theme.colours.text)
        if self._focused is not None and self._focused < len(self._flowed.places):
            place = self._flowed.places[self._focused]
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(self._theme.colours.accent), 2))
            ring = QRectF(place.x - 1, place.line * LINE_PX + 2, max(place.width, 4) + 2, LINE_PX - 3)
            painter.drawRoundedRect(ring, 3, 3)

    @Slot()
    def _tick(self) -> None:
        now_s = time.perf_counter()
        if self._newest is not self._shown and self._is_due(now_s):
            self._compose()
            self._composed_s = now_s
        rising = self._rise((now_s - self._ticked_s) * 1000)
        self._ticked_s = now_s
        self._follow_changes()
        if not rising and self._newest is self._shown:
            self._timer.stop()

    def _is_due(self, now_s: float) -> bool:
        is_noise = self._newest.view is self._shown.view and self._shown.view in (View.NOISE, View.TOKENS)
        pause_ms = max(NOISE_MS if is_noise else TICK_MS, REWRITE_MS * self._rewritten)
        return (now_s - self._composed_s) * 1000 >= pause_ms

    @property
    def _rewritten(self) -> float:
        """The part of the slots whose words the newest looks take back, replace or bring again."""
        if not self._steady or self._newest.view is View.NOISE or not self._stood:
            return 0.0
        slots = zip(self._stood, self._shown.looks, self._newest.looks, strict=False)
        return sum(stood and old.word != new.word for stood, old, new in slots) / len(self._stood)

    def _compose(self) -> None:
        """Take up the newest looks: give every slot its place, and make room."""
        if self._newest.indent != self._shown.indent:
            self._forget()
        self._shown = self._newest
        looks = self._shown.looks
        if len(looks) != len(self._risen):
            self._risen, self._stood = [0.0] * len(looks), [False] * len(looks)
        self._stood = [stood or look.legible for stood, look in zip(self._stood, looks, strict=True)]
        self._place()
        lines = self._lines_needed()
        if lines * LINE_PX > self._height:
            self._height = lines * LINE_PX
            self.resized.emit()

    def _lines_needed(self) -> int:
        """How many lines are to have room: where an answer is made in words, only those that have some."""
        looks = self._shown.looks
        needed = len(looks)
        if self._steady and self._shown.view is not View.NOISE:
            while needed > 1 and looks[needed - 1].room in WORDLESS:
                needed -= 1
        return 1 + self._flowed.places[needed - 1].line if needed else 0

    def _place(self) -> None:
        """Give every slot its place, where what they depend on is other than before."""
        looks = self._shown.looks
        rooms = tuple([look.room for look in looks])
        layout = _Layout(rooms, self._room, self._shown.indent)
        if layout != self._layout:
            self._layout = layout
            self._flowed = self._kept.get(layout) or self._flow(looks, layout)

    def _flow(self, looks: Sequence[Look], layout: _Layout) -> _Lines:
        """Break slots into lines."""
        places = flow([self._slots.extent(look) for look in looks], layout.width, indent=layout.indent)
        slots, start = [], 0
        for line, members in groupby(place.line for place in places):
            end = start + len(list(members))
            slots.append((line, slice(start, end)))
            start = end
        return _Lines(places, [place.x for place in places], [place.width for place in places], slots)

    def _rise(self, elapsed_ms: float) -> bool:
        """Bring up legible words by the time that went by; whether some are not yet up."""
        rise_ms = self._theme.duration_ms(RISE_MS)
        if not rise_ms or self._shown.view is View.NOISE or self._shown.at_once:
            self._risen = [1.0 if look.legible else 0.0 for look in self._shown.looks]
            return False
        gain = elapsed_ms / rise_ms
        rising = False
        for slot, look in enumerate(self._shown.looks):
            risen = min(1.0, self._risen[slot] + gain) if look.legible else 0.0
            rising = rising or (look.legible and risen < 1.0)
            self._risen[slot] = risen
        return rising

    def _painted(self) -> dict[int, tuple[Painted, ...]]:
        """What each line shows, as values that can be compared."""
        _, lefts, widths, lines = self._flowed
        painted = list(
            map(Painted, self._shown.looks, lefts, widths, [round(each, 1) for each in self._risen])
        )
        return {line: tuple(painted[slots]) for line, slots in lines}

    def _follow_changes(self) -> None:
        """Have each line that changed painted once it is in sight."""
        self._grow_backing()
        former, self._wanted = self._wanted, self._painted()
        for line in {*former, *self._wanted}:
            if former.get(line) != self._wanted.get(line):
                self.update(_times(self._rect(line), self._zoom))

    def _paint_lines(self, exposed: QRect) -> None:
        """Bring the lines of a part of the backing up to date."""
        if self._backing.is_empty:
            return
        lines = range(max(exposed.top(), 0) // LINE_PX, exposed.bottom() // LINE_PX + 1)
        stale = [line for line in lines if self._wanted.get(line, ()) != self._lines.get(line, ())]
        if not stale:
            return
        with self._backing.painter() as painter:
            for line in stale:
                slots = self._lines[line] = self._wanted.get(line, ())
                self._slots.paint_line(painter, self._rect(line), slots, self._shown.view)

    @property
    def _room(self) -> int:
        """How wide a line is, before it is made larger."""
        return max(int(self.width() / self._zoom), 1)

    def _rect(self, line: int) -> QRect:
        left = math.ceil(self._shown.indent) if line == 0 else 0
        return QRect(left, line * LINE_PX, self._room - left, LINE_PX)

    def _forget(self) -> None:
        """Begin the backing anew."""
        self._lines.clear()
        self._backing.forget()

    def _grow_backing(self) -> None:
        """Make the backing as large as the widget, keeping what is painted there."""
        size = QSize(self._room if self.width() else 0, self._height)
        self._backing.fit(size, self.devicePixelRatioF() * self._zoom, Qt.GlobalColor.transparent)
        for line in [line for line in self._lines if line * LINE_PX >= self._height]:
            del self._lines[line]

    @Slot()
    def _repaint_all(self) -> None:
        self._slots.restyle()
        self._layout = None  # words may have other widths
        self._kept.clear()
        self._forget()
        if self._newest.looks:
            self._compose()
            self._rise(0.0)
            self._follow_changes()
            self.update()


def _times(place: QRect, factor: float) -> QRect:
    """A rectangle made larger or smaller, with all that it touches."""
    if factor == 1.0:
        return place
    left, top = math.floor(place.left() * factor), math.floor(place.top() * factor)
    right, bottom = (math.ceil((edge + 1) * factor) for edge in (place.right(), place.bottom()))
    return QRect(left, top, right - left, bottom - top)
