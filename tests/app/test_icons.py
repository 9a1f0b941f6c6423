from __future__ import annotations

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QIcon, QPixmap
from PySide6.QtWidgets import QApplication

from app.icons import APP_SIZES, ICON_PX, app_icon, drop, icon
from app.paths import ASSETS

NAMES = sorted(path.stem for path in (ASSETS / "icons").glob("*.svg") if not path.stem.startswith("dewpoint"))


def _colours(pixmap: QPixmap) -> set[str]:
    """The colours of the pixels that are wholly painted."""
    image = pixmap.toImage()
    pixels = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
    return {pixel.name() for pixel in pixels if pixel.alpha() == 255}


@pytest.mark.parametrize("name", NAMES)
def test_every_outline_is_drawn_in_the_wanted_colour_alone(name: str, qapp: QApplication) -> None:
    assert _colours(icon(name, "#5ccfbc").pixmap(QSize(ICON_PX, ICON_PX), 2.0)) == {"#5ccfbc"}


def test_every_outline_is_named_in_the_app() -> None:
    source = "".join(path.read_text("utf-8") for path in ASSETS.with_name("app").rglob("*.py"))
    assert [name for name in NAMES if f'"{name}"' not in source] == []


def test_a_checked_icon_has_a_colour_of_its_own(qapp: QApplication) -> None:
    both = icon("plus", "#5ccfbc", checked="#ff8a7a")
    size = QSize(ICON_PX, ICON_PX)
    assert _colours(both.pixmap(size, QIcon.Mode.Normal, QIcon.State.On)) == {"#ff8a7a"}


def test_an_icon_that_can_do_nothing_is_faint_and_may_have_a_colour_of_its_own(qapp: QApplication) -> None:
    size = QSize(ICON_PX, ICON_PX)
    for made, colour in (
        (icon("plus", "#5ccfbc"), "#5ccfbc"),
        (icon("plus", "#5ccfbc", disabled="#ff8a7a"), "#ff8a7a"),
    ):
        image = made.pixmap(size, QIcon.Mode.Disabled).toImage()
        painted = max((image.pixelColor(x, y) for x in range(20) for y in range(20)), key=QColor.alpha)
        assert painted.alpha() < 128
        wanted = QColor(colour)
        assert abs(painted.red() - wanted.red()) < 4
        assert abs(painted.blue() - wanted.blue()) < 4


def test_an_icon_is_sharp_on_a_dense_screen(qapp: QApplication) -> None:
    assert icon("plus", "#5ccfbc").pixmap(QSize(ICON_PX, ICON_PX), 2.0).width() == 2 * ICON_PX


@pytest.mark.parametrize("side", [20, 33, 60])
def test_an_icon_is_drawn_in_the_size_that_is_wanted(side: int, qapp: QApplication) -> None:
    shown = icon("plus", "#5ccfbc").pixmap(QSize(side, side), 1.0).toImage()
    painted = [x for x in range(side) if any(shown.pixelColor(x, y).alpha() for y in range(side))]
    assert shown.width() == side
    assert painted[-1] - painted[0] > side / 2


def test_the_drop_has_every_size_and_lies_within_its_square(qapp: QApplication) -> None:
    sizes = {size.width() for size in app_icon().availableSizes()}
    assert sizes == set(APP_SIZES)
    for size in (16, 64):
        image = drop(size, 1.0).toImage()
        painted = [QColor(image.pixelColor(size // 2, y)).alpha() > 0 for y in range(size)]
        assert sum(painted) > size // 2
