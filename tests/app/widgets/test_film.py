from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.faces import FIXED_FAMILY, worn
from app.models.canvas import Layer
from app.theme import Scheme, Theme, luminance
from app.widgets.film import LAST_MS, SHORTEST_MS, WIDTH_PX, Still, filmed, save_film
from tests.app.recordings import recording_of

RECORDING = recording_of(steps=3)


@pytest.fixture
def stills(theme: Theme, qapp: QApplication, qtbot: QtBot) -> list[Still]:
    made = list(filmed(RECORDING, Layer.BLENDED, theme, speed=0.25))
    qtbot.wait(10)
    return made


def test_every_frame_is_painted_in_one_size_and_stays_as_long_as_its_step(stills: list[Still]) -> None:
    assert len(stills) == RECORDING.length
    assert {still.picture.size() for still in stills} == {stills[0].picture.size()}
    assert stills[0].picture.width() == WIDTH_PX
    assert stills[0].stays_ms == max(SHORTEST_MS, round(RECORDING.seconds(0) * 4000))
    assert stills[-1].stays_ms == LAST_MS
    assert min(still.stays_ms for still in stills) >= SHORTEST_MS


def test_the_film_moves(stills: list[Still]) -> None:
    texts = [still.picture.copy(0, 0, WIDTH_PX, still.picture.height() - 64) for still in stills]
    assert all(one != other for one, other in pairwise(texts))
    for text in texts:
        assert len({text.pixel(x, y) for x in range(0, 700, 3) for y in range(24, 48)}) > 2


@pytest.mark.parametrize("layer", [Layer.BLENDED, Layer.SEES])
@pytest.mark.parametrize("scheme", [Scheme.Dark, Scheme.Light])
def test_nothing_flashes(
    layer: Layer, scheme: Scheme, theme: Theme, qapp: QApplication, qtbot: QtBot
) -> None:
    theme.choose(scheme)
    stills = list(filmed(RECORDING, layer, theme, speed=4.0))
    qtbot.wait(10)
    grids = [_luminances(still.picture) for still in stills]
    time_ms = 0
    changes: list[int] = []  # when a quarter of the picture became clearly lighter or darker
    for (one, other), still in zip(pairwise(grids), stills, strict=False):
        time_ms += still.stays_ms
        moved = sum(abs(a - b) > 0.1 for a, b in zip(one, other, strict=True))
        if moved > len(one) / 4:
            changes.append(time_ms)
    for start in changes:
        assert sum(start <= each < start + 1000 for each in changes) <= 3


def _luminances(picture: QImage) -> list[float]:
    """The mean luminance of every square of a coarse grid."""
    ratios = (Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation)
    small = picture.scaled(40, 24, *ratios)
    return [luminance(QColor(small.pixel(x, y))) for x in range(40) for y in range(24)]


def test_it_is_written_in_the_faces_of_the_window_which_keeps_them(theme: Theme, qapp: QApplication) -> None:
    plain = next(filmed(RECORDING, Layer.BLENDED, theme, speed=1.0))
    theme.choose_faces(FIXED_FAMILY, "")
    other = next(filmed(RECORDING, Layer.BLENDED, theme, speed=1.0))
    assert worn() == theme.faces
    assert other.picture != plain.picture
    theme.choose_faces("", "")


@pytest.mark.parametrize("suffix", [".webp", ".gif"])
def test_it_is_written_with_all_its_frames(suffix: str, stills: list[Still], tmp_path: Path) -> None:
    path = tmp_path / f"film{suffix}"
    save_film(path, iter(stills))
    with Image.open(path) as written:
        assert written.n_frames == len(stills)  # type: ignore[attr-defined]  # of animated formats alone
        assert written.size == (WIDTH_PX, stills[0].picture.height())


def test_a_film_of_nothing_is_an_error_to_tell(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="nothing"):
        save_film(tmp_path / "film.webp", iter(()))
