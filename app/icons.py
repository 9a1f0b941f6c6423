"""The app's own icons: SVG outlines, drawn in a colour of the theme, sharp on every screen."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from app.paths import ASSETS

ICON_PX = 20
RATIOS = (1.0, 1.5, 2.0, 3.0)
APP_SIZES = (16, 24, 32, 48, 64, 128, 256)
_INK = "#000000"  # the colour that the files are drawn in


@cache
def icon(name: str, colour: str, *, checked: str | None = None) -> QIcon:
    """An outline of `assets/icons` in a colour, with another one for the checked state if given."""
    made = QIcon()
    for ratio in RATIOS:
        made.addPixmap(_outline(name, colour, ratio))
        made.addPixmap(_outline(name, colour, ratio, opacity=0.4), QIcon.Mode.Disabled)
        if checked is not None:
            made.addPixmap(_outline(name, checked, ratio), QIcon.Mode.Normal, QIcon.State.On)
    return made


def app_icon() -> QIcon:
    """The drop; small sizes keep only four of its squares."""
    made = QIcon()
    for size in APP_SIZES:
        made.addPixmap(drop(size, 1.0))
    return made


def drop(size_px: int, ratio: float) -> QPixmap:
    """The sign of the app, `size_px` wide and high, for a screen of that density."""
    name = "dewpoint-16" if size_px <= 16 else "dewpoint"
    return _drawn((ASSETS / "icons" / f"{name}.svg").read_bytes(), size_px, ratio)


def _outline(name: str, colour: str, ratio: float, opacity: float = 1.0) -> QPixmap:
    source = (ASSETS / "icons" / f"{name}.svg").read_text(encoding="utf-8").replace(_INK, colour)
    return _drawn(source.encode(), ICON_PX, ratio, opacity)


def _drawn(source: bytes, size_px: int, ratio: float, opacity: float = 1.0) -> QPixmap:
    pixmap = QPixmap(round(size_px * ratio), round(size_px * ratio))
    pixmap.fill(Qt.GlobalColor.transparent)
    pixmap.setDevicePixelRatio(ratio)
    with QPainter(pixmap) as painter:
        painter.setOpacity(opacity)
        QSvgRenderer(QByteArray(source)).render(painter, QRectF(0, 0, size_px, size_px))
    return pixmap
