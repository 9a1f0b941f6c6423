"""How a cell of the grid is drawn: its value as a ground, its token as text, its state as a shape.

NOISE      a dotted line below        ACCEPTED   a line below; a ring where its token is not the draft
RE-NOISED  a dashed border, a hook    SETTLED    a line below with a tick
DRAFT      an open corner             STABLE     a filled corner
TAIL       hatched; where the model sees the canvas, behind the state
FROZEN     no mark                    PINNED     a tray around the token
"""

from __future__ import annotations

import math
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QPainter, QPen, QPixmap, QPolygonF

from app.models.canvas import Layer, SlotState
from app.models.cells import Measure, values_of
from app.models.looks import on_canvas
from app.models.pieces import Glyphs
from app.models.recording import CanvasRecording
from app.theme import Theme, ink_on, scale_colour, text_font
from app.widgets.slot_painter import draw_hook, draw_ring, draw_tray, faded

BINS = 32  # of the scale; a cell is drawn anew when its value moves to another one
TEXT_PX = 12
EDGE_PX = 4
CORNER_PX = 7
STAMPS_BYTES = 24_000_000  # of pictures that are kept


class Cell(NamedTuple):
    """What a cell shows, comparable: equal cells look the same.

    Attributes:
        bin: Which of the `BINS` colours of the scale; -1 for none.
        text: The token.
        state: The state of the slot.
        differs: Whether it was accepted with another token than its draft.
        in_tail: Whether the slot lies outside the answer, for now.
    """

    bin: int
    text: str
    state: SlotState
    differs: bool = False
    in_tail: bool = False


class Stamp(NamedTuple):
    """What stands over the ground of a cell of a size: its token and its mark, in one ink."""

    text: str
    state: SlotState
    differs: bool
    in_tail: bool
    ink: int  # as QColor.rgb() tells it
    width: int
    height: int
    ratio: float


class CellPainter:
    """Draws cells in the colours of a theme.

    Token and mark are drawn once into a stamp: most cells that change show what another one showed before.
    """

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._elided: dict[tuple[str, int], str] = {}
        self._stamps: dict[Stamp, QPixmap] = {}
        self.restyle()

    def restyle(self) -> None:
        """Take up the theme's colours and face."""
        self._font = text_font(TEXT_PX)
        self._metrics = QFontMetricsF(self._font)
        self._elided.clear()
        self._stamps.clear()
        self._empty = QColor(self._theme.colours.hover)
        scale = [scale_colour(place / (BINS - 1)) for place in range(BINS)]
        self._grounds = [*scale, self._empty]  # the last is that of -1
        self._inks = [ink_on(ground).rgb() for ground in scale] + [QColor(self._theme.colours.text).rgb()]

    @property
    def least_px(self) -> int:
        """How high a cell must be for its word."""
        return math.ceil(self._metrics.ascent())

    def paint(self, painter: QPainter, place: QRect, cell: Cell) -> None:
        """Draw a cell anew, within its place, which may have no room at all."""
        if place.isEmpty():
            return
        painter.fillRect(place, self._grounds[cell.bin])
        ink, ratio = self._inks[cell.bin], painter.device().devicePixelRatioF()
        stamp = Stamp(*cell[1:], ink, place.width(), place.height(), ratio)
        painter.drawPixmap(place.topLeft(), self._stamps.get(stamp) or self._made(stamp))

    def _made(self, stamp: Stamp) -> QPixmap:
        picture = QPixmap(math.ceil(stamp.width * stamp.ratio), math.ceil(stamp.height * stamp.ratio))
        picture.setDevicePixelRatio(stamp.ratio)
        picture.fill(Qt.GlobalColor.transparent)
        with QPainter(picture) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._draw(painter, QRectF(0, 0, stamp.width, stamp.height), stamp)
        if (len(self._stamps) + 1) * 4 * picture.width() * picture.height() > STAMPS_BYTES:
            self._stamps.clear()
        self._stamps[stamp] = picture
        return picture

    def _draw(self, painter: QPainter, place: QRectF, stamp: Stamp) -> None:
        ink = QColor(stamp.ink)
        if stamp.in_tail:
            painter.fillRect(place, QBrush(faded(ink, 0.35), Qt.BrushStyle.BDiagPattern))
        if stamp.text and stamp.height >= self.least_px:  # lower, words would overlap
            painter.setFont(self._font)
            painter.setPen(ink if stamp.state is not SlotState.NOISE else faded(ink, 0.75))
            y = (stamp.height - self._metrics.height()) / 2 + self._metrics.ascent() - 1
            painter.drawText(QPointF(EDGE_PX, y), self._fitted(stamp.text, stamp.width))
        _draw_mark(painter, place, stamp, ink)

    def _fitted(self, text: str, width: int) -> str:
        key = (text, width)
        if key not in self._elided:
            room = width - 2 * EDGE_PX
            elided = self._metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
            # Where one letter is left at most, what the edge of the cell leaves of them says more.
            self._elided[key] = elided if elided == text or len(elided) > 2 else text
        return self._elided[key]


def cells_of(
    canvas: CanvasRecording,
    frame: int,
    layer: Layer,
    measure: Measure,
    ceiling_nats: float,
    glyphs: Glyphs,
    *,
    true_noise: bool = True,
) -> list[Cell]:
    """The cells of a canvas at a frame; padding behind the end is hatched and has no text.

    Args:
        canvas: What was recorded.
        frame: Which of its frames.
        layer: Which story of each slot.
        measure: What the colour tells.
        ceiling_nats: The largest entropy that there can be.
        glyphs: Of its vocabulary.
        true_noise: As in `on_canvas`.
    """
    shown = canvas.frames[frame]
    seen = layer is Layer.SEES or not shown.draft
    ids = shown.ids if seen else shown.words
    row = glyphs.row(ids) if true_noise or not seen else on_canvas(shown, glyphs, true_noise=False)
    outside = (False,) * canvas.slots if shown.frozen else shown.tail
    values = values_of(canvas, frame, measure, ceiling_nats)
    return [
        Cell(
            -1 if value is None else round(value * (BINS - 1)),
            "" if outside[slot] and ids[slot] == canvas.vocabulary.pad_id else glyph.text,
            state,
            shown.differs(slot),
            outside[slot],
        )
        for slot, (value, glyph, state) in enumerate(
            zip(values, row, canvas.states(frame, layer), strict=True)
        )
    ]


def _draw_mark(painter: QPainter, place: QRectF, stamp: Stamp, ink: QColor) -> None:
    left, right, y = place.x() + EDGE_PX, place.right() - EDGE_PX, place.bottom() - 2.5
    match stamp.state:
        case SlotState.NOISE:
            painter.setPen(QPen(ink, 1.5, Qt.PenStyle.DotLine))
            painter.drawLine(QPointF(left, y), QPointF(right, y))
        case SlotState.ACCEPTED | SlotState.SETTLED:
            painter.setPen(QPen(ink, 1.5))
            painter.drawLine(QPointF(left, y), QPointF(right, y))
            if stamp.state is SlotState.SETTLED:
                tick = [QPointF(right - 6, y - 5), QPointF(right - 4, y - 2.5), QPointF(right, y - 8)]
                painter.drawPolyline(QPolygonF(tick))
            elif stamp.differs:
                draw_ring(painter, QPointF(place.right() - 3, place.y() + 3))
        case SlotState.RENOISED:
            painter.setPen(QPen(ink, 1, Qt.PenStyle.DashLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            border = place.adjusted(1.5, 1.5, -1.5, -1.5)
            painter.drawRect(border)
            painter.setPen(QPen(ink, 1.5))
            draw_hook(painter, border.topRight())
        case SlotState.DRAFT | SlotState.STABLE:
            corner = place.topRight()
            shape = QPolygonF([corner - QPointF(CORNER_PX, 0), corner, corner + QPointF(0, CORNER_PX)])
            painter.setPen(QPen(ink, 1))
            painter.setBrush(ink if stamp.state is SlotState.STABLE else Qt.BrushStyle.NoBrush)
            painter.drawPolygon(shape)
        case SlotState.PINNED:
            painter.setPen(QPen(ink, 2))
            draw_tray(painter, place.adjusted(2, 2, -2, -2.5))
        case SlotState.TAIL | SlotState.FROZEN:
            pass
