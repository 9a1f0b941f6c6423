from __future__ import annotations

import pytest
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from app.widgets.backing import Backing

INK, GROUND = QColor("#102030"), QColor("#A0B0C0")


def _inked(size: QSize, ratio: float = 1.0) -> Backing:
    backing = Backing()
    backing.fit(size, ratio, GROUND)
    with backing.painter() as painter:
        painter.fillRect(QRect(2, 3, 4, 5), INK)
    return backing


@pytest.mark.usefixtures("qapp")
def test_a_larger_one_keeps_what_is_painted_and_has_ground_beside_it() -> None:
    backing = _inked(QSize(10, 10))
    backing.fit(QSize(20, 30), 1.0, GROUND)
    image = backing.picture().toImage()
    assert image.size() == QSize(20, 30)
    assert [image.pixelColor(*at) for at in ((2, 3), (5, 7), (1, 3), (15, 25))] == [INK, INK, GROUND, GROUND]


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("ratio", [1.0, 2.0])
def test_only_the_exposed_part_is_copied_and_to_its_own_place(ratio: float) -> None:
    image = QImage(QSize(10, 10) * ratio, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    image.fill(Qt.GlobalColor.white)
    with QPainter(image) as painter:
        _inked(QSize(10, 10), ratio).copy(painter, QRect(4, 4, 3, 3))
    told = {at: image.pixelColor(int(at[0] * ratio), int(at[1] * ratio)) for at in ((3, 4), (4, 4), (6, 6))}
    assert told == {(3, 4): QColor(Qt.GlobalColor.white), (4, 4): INK, (6, 6): GROUND}


@pytest.mark.usefixtures("qapp")
def test_where_nothing_is_painted_nothing_is_copied() -> None:
    backing = _inked(QSize(10, 10))
    backing.forget()
    assert backing.is_empty
    image = QImage(10, 10, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    with QPainter(image) as painter:
        backing.copy(painter, QRect(0, 0, 10, 10))
    assert image.pixelColor(3, 4) == QColor(Qt.GlobalColor.white)
    backing.fit(QSize(0, 10), 1.0, GROUND)
    assert backing.is_empty
