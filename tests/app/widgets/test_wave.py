from __future__ import annotations

import pytest
from PySide6.QtGui import QColor, QImage, QPainter

from app.widgets.wave import HALF_PX, HIGH_PX, paint_wave


@pytest.mark.parametrize("width", [0.0, 30.0])
def test_a_wave_goes_up_and_down_on_its_line_and_is_seen_under_what_has_no_width(width: float) -> None:
    picture = QImage(60, 24, QImage.Format.Format_RGB32)
    picture.fill(QColor("white"))
    painter = QPainter(picture)
    paint_wave(painter, 10.0, width, 24.0, "black")
    painter.end()
    heights = [[y for y in range(24) if picture.pixelColor(x, y).lightness() < 160] for x in range(60)]
    inked = [x for x, rows in enumerate(heights) if rows]
    assert 9 <= inked[0] <= 11
    assert inked[-1] == pytest.approx(10 + max(width, 3 * HALF_PX), abs=2)
    rows = {y for each in heights for y in each}
    assert HIGH_PX - 1 <= max(rows) - min(rows) <= HIGH_PX + 2
    assert max(rows) < 24
