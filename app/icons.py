"""The app's own icons: SVG outlines, drawn in a colour of the theme, sharp on every screen."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from app.paths import ASSETS

ICON_PX = 20
APP_SIZES = (16, 24, 32, 48, 64, 128, 256)
_FAINT = 0.4  # how opaque an icon is that can do nothing now
_INK = b"#000000"  # the colour that the files are drawn in


@cache
def icon(name: str, colour: str, *, checked: str | None = None, disabled: str | None = None) -> QIcon:
    """An outline of `assets/icons` in a colour, with others for checked and, faint, for disabled if given."""
    engine = _Outline(name, colour, checked or colour, disabled or colour)
    _kept.append(engine)
    return QIcon(engine)


def app_icon() -> QIcon:
    """The drop; small sizes keep only four of its squares."""
    made = QIcon()
    for size in APP_SIZES:
        made.addPixmap(drop(size, 1.0))
    return made


def drop(size_px: int, ratio: float) -> QPixmap:
    """The sign of the app, `size_px` wide and high, for a screen of that density."""
    name = "dewpoint-16" if size_px <= 16 else "dewpoint"
    pixmap = QPixmap(round(size_px * ratio), round(size_px * ratio))
    pixmap.fill(Qt.GlobalColor.transparent)
    pixmap.setDevicePixelRatio(ratio)
    with QPainter(pixmap) as painter:
        _read(name).render(painter, QRectF(0, 0, size_px, size_px))
    return pixmap


class _Outline(QIconEngine):
    """Draws an outline when it is looked at: in any size, and only those that are ever seen."""

    def __init__(self, name: str, colour: str, checked: str, disabled: str) -> None:
        super().__init__()
        self._name, self._colour, self._checked, self._disabled = name, colour, checked, disabled
        self._drawn: dict[tuple[int, int, QIcon.Mode, QIcon.State], QPixmap] = {}

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        """Draw it, centred."""
        side = min(rect.width(), rect.height())
        square = QRectF(0, 0, side, side)
        square.moveCenter(QRectF(rect).center())
        painter.save()
        colour = self._checked if state is QIcon.State.On else self._colour
        if mode is QIcon.Mode.Disabled:
            painter.setOpacity(painter.opacity() * _FAINT)
            colour = self._disabled
        _read(self._name, colour).render(painter, square)
        painter.restore()

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        """Draw it on a picture of its own, once."""
        key = (size.width(), size.height(), mode, state)
        if key not in self._drawn:
            pixmap = QPixmap(size)
            pixmap.fill(Qt.GlobalColor.transparent)
            with QPainter(pixmap) as painter:
                self.paint(painter, QRect(0, 0, size.width(), size.height()), mode, state)
            self._drawn[key] = pixmap
        return self._drawn[key]

    def clone(self) -> QIconEngine:
        """Another one that draws the same."""
        engine = _Outline(self._name, self._colour, self._checked, self._disabled)
        _kept.append(engine)
        return engine


_kept: list[_Outline] = []  # the icons draw with them for as long as the app runs


@cache
def _read(name: str, colour: str = _INK.decode()) -> QSvgRenderer:
    source = (ASSETS / "icons" / f"{name}.svg").read_bytes().replace(_INK, colour.encode())
    return QSvgRenderer(QByteArray(source))
