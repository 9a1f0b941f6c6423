"""How one slot is drawn. Colour marks the slot, never the text, and no state is told by colour alone.

DRAFT      a soft block, as wide as the draft; or, as chosen, dots, or the draft or noise slanted
NOISE      the same over a dotted line; in the noise view the random token instead of the block
STABLE     the word over half a line
ACCEPTED   the word over a whole line; where its token is not the draft, with a ring in the corner
SETTLED    the same with a tick at its end: replay alone knows it
RE-NOISED  a dashed border with a hook in its corner
TAIL       a dot in the middle of its place; in the noise view a hatch behind the state
FROZEN     the word, no mark
PINNED     the word in a tray: a thick line with both ends turned up, in the colour of the text
"""

from __future__ import annotations

import math
import unicodedata
from functools import lru_cache
from typing import NamedTuple, Protocol

from PySide6.QtCore import QLineF, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QPainter, QPen, QTransform

from app.faces import Faces
from app.models.canvas import SlotState
from app.models.looks import CELL, DOT, HAZE, Look, View
from app.models.pieces import Glyph, Ink
from app.theme import LINE_PX, Colours, fixed_font, text_font
from app.widgets.flow import Extent

GAP_PX = 4.0  # before what has no leading space of its own but stands alone
BREAK_PX = 12.0
CHIP_PX = 11
BLOCK_PX = 15.0
RING_PX = 2.25  # radius
DOT_PX = 7.0  # from one dot of a masked word to the next
SOFT = 0.14  # opacity of a block; on white it stays above the luminance that a flash begins at
NARROWEST = 0.6  # of its width, for a word in the place of a shorter one
_WIDE = {"W", "F"}
WORDLESS = {  # the extents of rooms that have no word
    HAZE: Extent(11.0, lead=GAP_PX, parts=True),
    DOT: Extent(3.0, lead=GAP_PX, parts=True),
    CELL: Extent(22.0, lead=2.0, parts=True),
}


class Dressed(Protocol):
    """What slots are drawn in: a theme, or how one looked at a moment."""

    @property
    def colours(self) -> Colours:
        """The colours."""

    @property
    def faces(self) -> Faces:
        """The faces."""


class Painted(NamedTuple):
    """A slot in its place, comparable: equal values look the same."""

    look: Look
    x: float
    width: float
    risen: float


class _Inks(NamedTuple):
    """What slots are drawn with; lines and blocks for every tenth that a word can have come up."""

    text: QColor
    muted: QColor
    ground: QColor
    cell: QColor
    faint: QColor
    hatch: QBrush
    dots: QPen
    few_dots: QPen
    dashes: QPen
    hook: QPen
    lines: dict[SlotState, list[QPen]]
    blocks: list[QColor]


class SlotPainter:
    """Measures and draws slots in the colours of a theme; remembers what it measured. For one thread.

    Args:
        theme: The colours and faces.
        quiet: Whether words are muted, as a thought's are.
    """

    def __init__(self, theme: Dressed, *, quiet: bool = False) -> None:
        self._theme = theme
        self._quiet = quiet
        self._faces: Faces | None = None
        self.restyle()

    def restyle(self) -> None:
        """Take up the theme's colours and faces."""
        if self._theme.faces != self._faces:
            self._measure_faces()
        self._inks = _inks(self._theme.colours, quiet=self._quiet)

    def _measure_faces(self) -> None:
        self._faces = self._theme.faces
        self._font = text_font(faces=self._faces)
        self._slanted = text_font(faces=self._faces)
        self._slanted.setItalic(True)
        self._chip_font = fixed_font(CHIP_PX, faces=self._faces)
        self._metrics = QFontMetricsF(self._font)
        self._chip_metrics = QFontMetricsF(self._chip_font)
        self._space = self._metrics.horizontalAdvance(" ")
        # As QTextDocument sets a line of a minimum height: what is left over goes above the text.
        self._baseline = LINE_PX - math.ceil(self._metrics.height()) + self._metrics.ascent()
        self._extents = dict(WORDLESS)
        self._widths: dict[str, float] = {}

    def extent(self, look: Look) -> Extent:
        """The room that a slot needs in the flow."""
        if look.room not in self._extents:
            self._extents[look.room] = self._measured(look.room)
        return self._extents[look.room]

    def _measured(self, room: Glyph) -> Extent:
        if room.ink is Ink.BREAK:
            return Extent(BREAK_PX, lead=GAP_PX, breaks=len(room.text))
        return Extent(
            self._width(room),
            lead=room.lead * self._space,
            parts=room.ink is Ink.CHIP or unicodedata.east_asian_width(room.text[:1] or " ") in _WIDE,
        )

    def paint_line(self, painter: QPainter, line: QRect, slots: tuple[Painted, ...], view: View) -> None:
        """Draw a line anew: clear it, then each slot as a run of its own, clipped to the line."""
        painter.setClipRect(line)
        painter.fillRect(line, self._inks.ground)  # on an opaque ground type is as dark as in a text
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._font)
        self._paint_dots(painter, line, [slot for slot in slots if slot.look.state is SlotState.TAIL])
        for slot in slots:
            look = slot.look
            seen = view is View.NOISE and look.state is not SlotState.FROZEN
            bare = (look.in_tail and look.state is not SlotState.PINNED) or look.room.ink is Ink.JOINED
            if bare and not seen:
                continue
            cell = QRectF(slot.x, line.y(), slot.width, LINE_PX)
            if seen:
                self._paint_seen(painter, cell, look)
            else:
                self._paint_believed(painter, cell, slot, line, view)

    def _width(self, glyph: Glyph) -> float:
        match glyph.ink:
            case Ink.JOINED:
                return 0.0
            case Ink.CHIP:
                return self._chip_metrics.horizontalAdvance(glyph.text) + 8
            case Ink.WORD | Ink.BREAK:
                if glyph.text not in self._widths:
                    self._widths[glyph.text] = self._metrics.horizontalAdvance(glyph.text)
                return self._widths[glyph.text]

    def _paint_believed(
        self, painter: QPainter, cell: QRectF, slot: Painted, line: QRect, view: View
    ) -> None:
        look, risen = slot.look, slot.risen
        if risen < 1:
            self._paint_masked(painter, cell, slot, line, view)
        if risen > 0:
            painter.setOpacity(risen)
            self._paint_word(painter, cell, look, line, self._inks.text)
            painter.setOpacity(1.0)
        self._paint_mark(painter, cell, look, risen)

    def _paint_masked(self, painter: QPainter, cell: QRectF, slot: Painted, line: QRect, view: View) -> None:
        """Draw what stands for a slot without a stable draft, fading as its word comes up."""
        match view:
            case View.MASKS | View.HELD | View.NOISE:
                self._paint_block(painter, cell, slot.risen)
            case View.DOTS:
                self._paint_few_dots(painter, cell, slot.risen)
            case View.DRAFTS | View.TOKENS:
                painter.setOpacity(1.0 - slot.risen)
                painter.setFont(self._slanted)
                self._paint_word(painter, cell, slot.look, line, self._inks.muted)
                painter.setFont(self._font)
                painter.setOpacity(1.0)

    def _paint_word(self, painter: QPainter, cell: QRectF, look: Look, line: QRect, ink: QColor) -> None:
        if look.glyph is look.room:
            self._paint_glyph(painter, cell, look.glyph, ink, final=look.state is SlotState.FROZEN)
        else:
            self._paint_fitted(painter, cell, look.glyph, line, ink)

    def _paint_few_dots(self, painter: QPainter, cell: QRectF, risen: float) -> None:
        """As many dots as there is room for, on the line that words stand on."""
        count = max(int(cell.width() // DOT_PX), 1)
        first = cell.center().x() - DOT_PX * (count - 1) / 2
        y = cell.y() + self._baseline - 4
        painter.setOpacity(1.0 - risen)
        painter.setPen(self._inks.few_dots)
        painter.drawPoints([QPointF(first + DOT_PX * place, y) for place in range(count)])
        painter.setOpacity(1.0)

    def _paint_fitted(self, painter: QPainter, cell: QRectF, glyph: Glyph, line: QRect, ink: QColor) -> None:
        """Draw a word of another step: it may be wider than its place, is narrowed then, and cut at worst."""
        width = self._width(glyph)
        share = cell.width() / max(width, 1.0)
        if share >= 1:
            self._paint_glyph(painter, cell, glyph, ink, final=False)
            return
        narrowed = max(math.floor(10 * share) / 10, NARROWEST)  # few widths
        if share < NARROWEST:
            painter.setClipRect(cell)
        painter.setWorldTransform(QTransform(narrowed, 0, 0, 1, cell.x(), cell.y()))
        at_origin = QRectF(0.0, 0.0, width, cell.height())
        self._paint_glyph(painter, at_origin, glyph, ink, final=False)
        painter.resetTransform()
        if share < NARROWEST:
            painter.setClipRect(line)

    def _paint_seen(self, painter: QPainter, cell: QRectF, look: Look) -> None:
        block = cell.adjusted(0, 3, 0, -2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._inks.cell)
        painter.drawRoundedRect(block, 3, 3)
        if look.in_tail:
            painter.setBrush(self._inks.hatch)
            painter.drawRoundedRect(block, 3, 3)
        if look.legible:
            painter.save()
            painter.setClipRect(block, Qt.ClipOperation.IntersectClip)
            kept = look.state in (SlotState.ACCEPTED, SlotState.PINNED)
            ink = self._inks.text if kept else self._inks.muted
            glyph = Glyph(look.glyph.text)  # in a cell of its own a chip needs no frame
            self._paint_glyph(painter, cell.translated(2, 0), glyph, ink, final=False)
            painter.restore()
        self._paint_mark(painter, cell, look, 1.0)

    def _paint_dots(self, painter: QPainter, line: QRect, tail: list[Painted]) -> None:
        """Draw the tail of a line, in one call: there may be hundreds."""
        if not tail:
            return
        painter.setPen(self._inks.dots)
        y = line.y() + self._baseline - 4
        painter.drawPoints([QPointF(slot.x + slot.width / 2, y) for slot in tail])

    def _paint_block(self, painter: QPainter, cell: QRectF, risen: float) -> None:
        """A soft block, thinning towards the line under the word as the word comes up."""
        height = BLOCK_PX + (2.0 - BLOCK_PX) * risen
        bottom = cell.y() + self._baseline + 3.5
        width = max(cell.width() - 1.0, 3.0)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._inks.blocks[round(10 * risen)])
        radius = min(4.0, height / 2)
        painter.drawRoundedRect(QRectF(cell.x() + 0.5, bottom - height, width, height), radius, radius)

    def _paint_glyph(
        self, painter: QPainter, cell: QRectF, glyph: Glyph, ink: QColor, *, final: bool
    ) -> None:
        if glyph.ink is Ink.BREAK:
            if final:
                return
            ink = self._inks.faint
        if glyph.ink is Ink.CHIP and glyph.text:
            painter.setFont(self._chip_font)
            frame = QRectF(cell.x() + 1, cell.y() + 4.5, max(cell.width() - 2, 2), LINE_PX - 8)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self._inks.faint, 1))
            painter.drawRoundedRect(frame, 3, 3)
            painter.setPen(ink)
            painter.drawText(QPointF(cell.x() + 4, cell.y() + self._baseline - 1), glyph.text)
            painter.setFont(self._font)
            return
        painter.setPen(ink)
        text = glyph.text[:1] if glyph.ink is Ink.BREAK else glyph.text
        painter.drawText(QPointF(cell.x(), cell.y() + self._baseline), text)

    def _paint_mark(self, painter: QPainter, cell: QRectF, look: Look, risen: float) -> None:
        state = look.state
        if state is SlotState.RENOISED:
            self._paint_border(painter, cell)
            return
        if state is SlotState.PINNED:
            self._paint_tray(painter, cell)
            return
        pens = self._inks.lines.get(state)
        if pens is None or cell.width() < 1:
            return
        painter.setPen(pens[round(10 * risen)])
        y = cell.y() + min(self._baseline + 4.0, LINE_PX - 0.5)  # the line clips what is lower
        left, right = cell.x() + 0.5, cell.right() - 0.5
        if state is SlotState.SETTLED:
            painter.drawLine(QLineF(right, y, right, y - 4.0))
        end = (left + right) / 2 if state is SlotState.STABLE else right
        painter.drawLine(QLineF(left, y, end, y))
        if look.differs and state is SlotState.ACCEPTED:
            draw_ring(painter, QPointF(right, cell.y() + 2))

    def _paint_border(self, painter: QPainter, cell: QRectF) -> None:
        if cell.width() < 1:
            return
        border = QRectF(cell.x() + 0.5, cell.y() + 3.5, max(cell.width() - 1, 4), LINE_PX - 5.5)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(self._inks.dashes)
        painter.drawRoundedRect(border, 3, 3)
        painter.setPen(self._inks.hook)
        draw_hook(painter, border.topRight())

    def _paint_tray(self, painter: QPainter, cell: QRectF) -> None:
        painter.setPen(QPen(self._inks.text, 2))
        draw_tray(painter, QRectF(cell.x(), cell.y() + 4, max(cell.width(), 4), self._baseline))


def draw_hook(painter: QPainter, corner: QPointF) -> None:
    """Mark in the corner of a dashed border what is random again."""
    painter.drawPolyline([corner + QPointF(-5, 0), corner, corner + QPointF(0, 5)])


def draw_ring(painter: QPainter, corner: QPointF) -> None:
    """Mark in the corner of its place an accepted token that is not the draft."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(corner + QPointF(-RING_PX, RING_PX), RING_PX, RING_PX)


def draw_tray(painter: QPainter, place: QRectF) -> None:
    """Hold a pinned token: a line along the lower edge of a place, with both ends turned up."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolyline([place.topLeft(), place.bottomLeft(), place.bottomRight(), place.topRight()])


def faded(colour: QColor, opacity: float) -> QColor:
    """The colour with an opacity from 0 to 1."""
    made = QColor(colour)
    made.setAlphaF(min(max(opacity, 0.0), 1.0))
    return made


@lru_cache(maxsize=8)
def _inks(colours: Colours, *, quiet: bool) -> _Inks:
    """Made once for all texts of a window."""
    muted, renoised = QColor(colours.muted), QColor(colours.mark_renoised)
    marks = {
        SlotState.NOISE: colours.mark_noise,
        SlotState.STABLE: colours.mark_draft,
        SlotState.ACCEPTED: colours.mark_accepted,
        SlotState.SETTLED: colours.mark_accepted,
    }
    return _Inks(
        text=muted if quiet else QColor(colours.text),
        muted=muted,
        ground=QColor(colours.surface),
        cell=faded(muted, 0.12),
        faint=faded(muted, 0.6),
        hatch=QBrush(faded(muted, 0.35), Qt.BrushStyle.BDiagPattern),
        dots=QPen(faded(muted, 0.5), 2.4, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap),
        few_dots=QPen(muted, 3.0, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap),
        dashes=QPen(renoised, 1, Qt.PenStyle.DashLine),
        hook=QPen(renoised, 1.5),
        lines={
            state: [_line_pen(QColor(name), state, tenths / 10) for tenths in range(11)]
            for state, name in marks.items()
        },
        blocks=[faded(muted, SOFT * (1 - 0.05 * tenths)) for tenths in range(11)],
    )


def _line_pen(colour: QColor, state: SlotState, risen: float) -> QPen:
    """The pen of a line under a slot whose word has come up so far."""
    if state is SlotState.NOISE:
        return QPen(colour, 1.5, Qt.PenStyle.DotLine, Qt.PenCapStyle.FlatCap)
    return QPen(faded(colour, risen), 1.5, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap)
