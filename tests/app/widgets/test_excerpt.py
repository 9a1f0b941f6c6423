"""A picture of a part of a widget, with a line below."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget

from app.widgets.excerpt import EDGE_PX, excerpt

SURFACE = QColor("white")


def _patch(parent: QWidget, place: QRect, colour: str) -> QWidget:
    patch = QWidget(parent)
    patch.setGeometry(place)
    patch.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    patch.setStyleSheet(f"background: {colour}")
    patch.show()
    return patch


def test_the_part_stands_above_a_line_of_what_explains_it(page: QWidget) -> None:
    page.resize(200, 100)
    _patch(page, QRect(0, 20, 200, 30), "red")
    note, row = _patch(page, QRect(60, 70, 40, 10), "blue"), _patch(page, QRect(120, 70, 80, 10), "white")
    legend = _patch(row, QRect(30, 0, 40, 10), "green")
    picture = excerpt(page, QRect(0, 20, 200, 30), (note, legend), SURFACE)
    image, ratio = picture.toImage(), picture.devicePixelRatio()
    assert picture.deviceIndependentSize().toTuple() == (200, 30 + 2 * EDGE_PX)

    def colour_at(x: int, y: int) -> str:
        return image.pixelColor(round(x * ratio), round(y * ratio)).name()

    middle = 30 + EDGE_PX
    assert colour_at(100, 15) == QColor("red").name()
    assert colour_at(EDGE_PX + 20, middle) == QColor("blue").name()
    assert colour_at(170, middle) == QColor("green").name()
    assert colour_at(100, middle) == SURFACE.name()


def test_what_is_hidden_explains_nothing_and_takes_no_line(page: QWidget) -> None:
    page.resize(200, 100)
    note = _patch(page, QRect(60, 70, 40, 10), "blue")
    note.hide()
    picture = excerpt(page, QRect(0, 0, 200, 30), (note,), SURFACE)
    assert picture.deviceIndependentSize().toTuple() == (200, 30 + EDGE_PX)
