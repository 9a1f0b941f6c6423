"""A replay as a film: every frame drawn as the viewer draws text, with its sentence and its note below.

It is drawn with Qt's painter on images, which any thread may do, so the window goes on meanwhile. A film
keeps the canvas that it draws and the picture before; nothing grows with the number of frames.
"""

from __future__ import annotations

from functools import cached_property
from typing import NamedTuple

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from app.faces import Faces
from app.models.canvas import Layer
from app.models.caption import note_of_masks
from app.models.explain import sentence
from app.models.looks import Look, View
from app.models.pieces import Glyphs
from app.models.recording import CanvasRecording, Recording
from app.models.replay_looks import replayed, rooms_of
from app.theme import LABEL_PX, LINE_PX, Colours, Theme, text_font
from app.widgets.flow import flow
from app.widgets.slot_painter import Painted, SlotPainter

WIDTH_PX = 760
EDGE_PX = 24
CAPTION_PX = 40
NOTE_PX = 20
TEXT_PX = WIDTH_PX - 2 * EDGE_PX
SHORTEST_MS = 340  # at most three frames a second: nothing can flash
LAST_MS = 3000


class Dress(NamedTuple):
    """How a theme looks at a moment; it stays so while the window gets another look."""

    colours: Colours
    faces: Faces


class Film:
    """The frames of a recording, all of one size. Made in the GUI thread, drawn by any one thread.

    It has canvases and fonts of its own: what the window computes of the recording, or draws, is not touched.

    Args:
        recording: What is told.
        layer: Which story of each slot.
        theme: The colours and faces, and how noise is drawn.
        masks: What stands for a slot without a stable draft: one of `STYLES`.
        speed: A factor of the recorded pace.
        step_ms: How long each frame stays instead; None where that is the recorded pace times the speed.
        ratio: How many pixels a px has, in either direction.
    """

    def __init__(
        self,
        recording: Recording,
        layer: Layer,
        theme: Theme,
        *,
        masks: View = View.MASKS,
        speed: float,
        step_ms: int | None = None,
        ratio: float,
    ) -> None:
        self._recording = recording
        self._drawing = _Drawing(layer, masks, theme.true_noise)
        self._note = note_of_masks(true_noise=theme.true_noise)
        self._dress = Dress(theme.colours, theme.faces)
        self._speed, self._step_ms, self._ratio = speed, step_ms, ratio
        self._scene: _Scene | None = None

    @property
    def length(self) -> int:
        """How many frames there are."""
        return self._recording.length

    def stays_ms(self, moment: int) -> int:
        """How long a frame stays."""
        if moment == self.length - 1:
            return LAST_MS
        recorded_ms = self._recording.seconds(moment) * 1000
        return max(SHORTEST_MS, self._step_ms or round(recorded_ms / self._speed))

    @cached_property
    def _slots(self) -> SlotPainter:
        return SlotPainter(self._dress)

    @cached_property
    def _height(self) -> int:
        """That of the highest canvas."""
        return max(self._staged(block).height for block in range(len(self._recording.canvases)))

    def picture(self, moment: int) -> QImage:
        """A frame; quickest in their order."""
        block, frame = self._recording.place(moment)
        if self._scene is None or self._scene.block != block:
            self._scene = self._staged(block)
        picture = self._blank(self._height + 2 * EDGE_PX + CAPTION_PX + NOTE_PX)
        with QPainter(picture) as painter:
            painter.drawImage(EDGE_PX, EDGE_PX, self._scene.picture(frame, self._ratio))
            painter.setFont(text_font(LABEL_PX, tabular=True, faces=self._dress.faces))
            painter.setPen(QColor(self._dress.colours.muted))
            place = QRectF(EDGE_PX, self._height + EDGE_PX, TEXT_PX, CAPTION_PX + EDGE_PX / 2)
            words = sentence(self._recording, moment)
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap, words)
            below = QRectF(EDGE_PX, place.bottom(), TEXT_PX, NOTE_PX)
            painter.drawText(below, Qt.AlignmentFlag.AlignVCenter, self._note)
        return picture

    def _staged(self, block: int) -> _Scene:
        canvas = CanvasRecording(self._recording.canvases[block].trace, self._recording.vocabulary)
        return _Scene(block, canvas, self._drawing, self._slots)

    def _blank(self, height: int) -> QImage:
        size = QSize(round(WIDTH_PX * self._ratio), round(height * self._ratio))
        picture = QImage(size, QImage.Format.Format_RGB32)
        picture.setDevicePixelRatio(self._ratio)
        picture.fill(QColor(self._dress.colours.surface))
        return picture


class _Drawing(NamedTuple):
    """What the text of a film tells, and how."""

    layer: Layer
    masks: View
    true_noise: bool


class _Scene:
    """The text of one canvas, in the places that it keeps through all frames.

    Attributes:
        block: Which canvas of the recording.
        height: Of all its lines, in px.
    """

    def __init__(self, block: int, canvas: CanvasRecording, drawing: _Drawing, slots: SlotPainter) -> None:
        self.block = block
        self._canvas, self._drawing, self._slots = canvas, drawing, slots
        self._glyphs = Glyphs(canvas.vocabulary)
        self._rooms = rooms_of(canvas, self._glyphs)
        self._places = flow([slots.extent(look) for look in self._looks(0)], TEXT_PX)
        self.height = LINE_PX * (1 + max(place.line for place in self._places))

    def picture(self, frame: int, ratio: float) -> QImage:
        """The text at a frame, every word at once where it is legible."""
        lines: dict[int, list[Painted]] = {}
        for look, place in zip(self._looks(frame), self._places, strict=True):
            risen = 1.0 if look.legible else 0.0
            lines.setdefault(place.line, []).append(Painted(look, place.x, place.width, risen))
        seen = self._drawing.layer is Layer.SEES and not self._canvas.frames[frame].frozen
        view = View.NOISE if seen else self._drawing.masks
        size = QSize(round(TEXT_PX * ratio), round(self.height * ratio))
        picture = QImage(size, QImage.Format.Format_ARGB32_Premultiplied)  # as the window's own
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        with QPainter(picture) as painter:
            for line, painted in lines.items():
                rect = QRect(0, line * LINE_PX, TEXT_PX, LINE_PX)
                self._slots.paint_line(painter, rect, tuple(painted), view)
        return picture

    def _looks(self, frame: int) -> list[Look]:
        layer, masks, true_noise = self._drawing
        return replayed(self._canvas, frame, layer, self._rooms, self._glyphs, masks, true_noise=true_noise)
