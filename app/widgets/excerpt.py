"""A picture of a part of a widget, and in a line below it what explains it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import QWidget

EDGE_PX = 16


def excerpt(widget: QWidget, part: QRect, explains: Sequence[QWidget], surface: QColor) -> QPixmap:
    """Grab a part of a widget as it is on show, in the density of its screen.

    Args:
        widget: What is pictured.
        part: Of it, in its own places.
        explains: What stands elsewhere in it and goes into the line below; what is hidden is left out. The
            first begins at the left edge, the others keep their place.
        surface: What lies behind that line.
    """
    lines = [each for each in explains if each.isVisible()]
    line_px = max((max(each.height(), 2 * EDGE_PX) for each in lines), default=EDGE_PX)
    ratio = widget.devicePixelRatioF()
    picture = QPixmap((part.size() + QSize(0, line_px)) * ratio)
    picture.setDevicePixelRatio(ratio)
    picture.fill(surface)
    with QPainter(picture) as painter:
        painter.drawPixmap(0, 0, widget.grab(part))
        for each in lines:
            left = EDGE_PX if each is explains[0] else each.mapTo(widget, QPoint()).x()
            painter.drawPixmap(left, part.height() + (line_px - each.height()) // 2, each.grab())
    return picture
