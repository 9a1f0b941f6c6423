"""A replay as an animated picture: every frame painted as the viewer paints text, with its sentence below."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter, QPixmap

from app.language import tr
from app.models.canvas import Layer
from app.models.explain import sentence
from app.models.looks import View
from app.models.pieces import Glyphs
from app.models.recording import Recording
from app.models.replay_looks import replayed, rooms_of
from app.theme import LABEL_PX, Scheme, Theme, text_font
from app.widgets.canvas_view import CanvasView

WIDTH_PX = 760
EDGE_PX = 24
CAPTION_PX = 40
SHORTEST_MS = 340  # at most three frames a second: nothing can flash
LAST_MS = 3000


class Still(NamedTuple):
    """One frame of the film and how long it stays."""

    picture: QImage
    stays_ms: int


def filmed(recording: Recording, layer: Layer, theme: Theme, *, speed: float) -> Iterator[Still]:
    """Every frame of a recording, all of one size."""
    app = QGuiApplication.instance()
    if not isinstance(app, QGuiApplication):
        return
    still = Theme(app)
    still.choose(Scheme.Dark if theme.is_dark else Scheme.Light)
    still.reduce_motion(True)
    still.choose_faces(theme.faces.text, theme.faces.fixed)  # a new theme begins with Dewpoint's own
    glyphs = Glyphs(recording.vocabulary)
    rooms = [rooms_of(canvas, glyphs) for canvas in recording.canvases]

    def painted(block: int, frame: int) -> QPixmap:
        canvas = recording.canvases[block]
        seen = layer is Layer.SEES and not canvas.frames[frame].frozen
        view = CanvasView(still)  # a new one paints at once
        view.resize(WIDTH_PX - 2 * EDGE_PX, 1)
        looks = replayed(canvas, frame, layer, rooms[block], glyphs)
        view.show_looks(looks, View.NOISE if seen else View.MASKS)
        picture = view.snapshot()
        view.clear()
        view.deleteLater()
        return picture

    frames = [painted(*recording.place(moment)) for moment in range(recording.length)]
    height = max((frame.deviceIndependentSize().height() for frame in frames), default=0.0)
    for moment, frame in enumerate(frames):
        last = moment == recording.length - 1
        stays_ms = LAST_MS if last else max(SHORTEST_MS, round(recording.seconds(moment) * 1000 / speed))
        yield Still(_picture(frame, still, round(height), sentence(recording, moment)), stays_ms)
    still.deleteLater()


def save_film(path: Path, stills: Iterator[Still]) -> None:
    """Write an animated WebP or GIF, by the suffix of the path.

    Raises:
        OSError: It cannot be written.
    """
    from PIL import Image  # takes a moment to import, and few ever need it

    pictures, durations = [], []
    for picture, stays_ms in stills:
        plain = picture.convertToFormat(QImage.Format.Format_RGB888)
        rows = bytes(plain.constBits())
        size = (plain.width(), plain.height())
        pictures.append(Image.frombytes("RGB", size, rows, "raw", "RGB", plain.bytesPerLine()))
        durations.append(stays_ms)
    if not pictures:
        raise OSError(tr("There is nothing to show"))
    pictures[0].save(path, save_all=True, append_images=pictures[1:], duration=durations, loop=0, quality=75)


def _picture(frame: QPixmap, theme: Theme, height: int, words: str) -> QImage:
    whole = (WIDTH_PX, height + 2 * EDGE_PX + CAPTION_PX)
    ratio = frame.devicePixelRatio()
    picture = QImage(round(whole[0] * ratio), round(whole[1] * ratio), QImage.Format.Format_RGB32)
    picture.setDevicePixelRatio(ratio)
    picture.fill(QColor(theme.colours.surface))
    with QPainter(picture) as painter:
        painter.drawPixmap(EDGE_PX, EDGE_PX, frame)
        painter.setFont(text_font(LABEL_PX, tabular=True))
        painter.setPen(QColor(theme.colours.muted))
        place = QRectF(EDGE_PX, height + EDGE_PX, WIDTH_PX - 2 * EDGE_PX, CAPTION_PX + EDGE_PX / 2)
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap, words)
    return picture
