from __future__ import annotations

import io
from pathlib import Path

import PIL.Image
import pytest
from PySide6.QtCore import QObject, QSize
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from app.pictures import PictureReading, fitted, size_of

SIDEWAYS = 6  # an EXIF orientation: a quarter turn to the right


def _file(form: str, width: int = 400, height: int = 100, orientation: int = 1) -> bytes:
    """An image file, red on its left half and blue on its right."""
    image = PIL.Image.new("RGB", (width, height), "blue")
    image.paste("red", (0, 0, width // 2, height))
    exif = image.getexif()
    exif[0x0112] = orientation
    file = io.BytesIO()
    image.save(file, form, exif=exif)
    return file.getvalue()


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "TIFF", "GIF", "BMP"])
def test_a_picture_is_fitted_into_a_size(form: str) -> None:
    picture = fitted(_file(form), QSize(100, 100))
    assert picture.size() == QSize(100, 25)
    assert QColor(picture.pixel(10, 12)).red() > 200
    assert QColor(picture.pixel(90, 12)).blue() > 200


def test_a_small_picture_is_not_made_larger() -> None:
    assert fitted(_file("PNG", 40, 10), QSize(100, 100)).size() == QSize(40, 10)


def test_one_that_covers_is_cut_evenly_on_two_sides() -> None:
    picture = fitted(_file("PNG"), QSize(50, 50), covers=True)
    assert picture.size() == QSize(50, 50)
    assert (QColor(picture.pixel(5, 25)).red(), QColor(picture.pixel(45, 25)).blue()) == (255, 255)


def test_a_photo_taken_sideways_stands_upright() -> None:
    content = _file("JPEG", orientation=SIDEWAYS)
    assert size_of(content) == QSize(100, 400)
    picture = fitted(content, QSize(100, 100))
    assert picture.size() == QSize(25, 100)
    assert QColor(picture.pixel(12, 5)).red() > 200  # what was left is on top


@pytest.mark.parametrize(
    "content", [b"", b"\x89PNG\r\n broken", _file("PNG")[:60]], ids=["empty", "broken", "cut"]
)
def test_what_is_no_picture_is_null(content: bytes) -> None:
    assert fitted(content, QSize(50, 50)).isNull()


@pytest.mark.usefixtures("qapp")
def test_a_picture_is_read_behind_the_scene(qtbot: QtBot) -> None:
    owner = QObject()
    reading = PictureReading(_file("PNG"), QSize(100, 100), owner)
    with qtbot.waitSignal(reading.read) as told:
        pass
    (picture,) = told.args or [QImage()]
    assert picture.size() == QSize(100, 25)


@pytest.mark.usefixtures("qapp")
def test_whoever_waits_may_be_gone_when_it_is_read(qtbot: QtBot, tmp_path: Path) -> None:
    owner = QObject()
    PictureReading(_file("PNG", 3000, 2000), QSize(100, 100), owner)
    owner.deleteLater()
    qtbot.wait(300)  # nothing fails
