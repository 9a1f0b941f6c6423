from __future__ import annotations

import gc
import io
import weakref

import pytest
from PIL import Image, ImageChops, ImageStat
from PySide6.QtGui import QImage

from app.models.canvas import Layer
from app.models.saving import Cancelled
from app.theme import Scheme, Theme
from app.widgets.film import Film
from app.widgets.film_file import WRITERS
from tests.app.recordings import recording_of

RECORDING = recording_of(steps=3)

pytestmark = pytest.mark.parametrize("suffix", WRITERS)


class Watched(Film):
    """A film that counts how many of its pictures are kept at once."""

    alive = most = 0

    def picture(self, moment: int) -> QImage:
        picture = super().picture(moment)
        self.alive += 1
        self.most = max(self.most, self.alive)
        weakref.finalize(picture, self._drop)
        return picture

    def _drop(self) -> None:
        self.alive -= 1


@pytest.fixture
def film(theme: Theme) -> Watched:
    return Watched(RECORDING, Layer.BLENDED, theme, speed=0.25, ratio=1.0)


def _written(film: Film, suffix: str) -> Image.Image:
    file = io.BytesIO()
    WRITERS[suffix](film, file, lambda _share: None)
    return Image.open(file)


def test_a_film_has_all_its_frames_each_as_long_as_it_stays(suffix: str, film: Watched) -> None:
    written = _written(film, suffix)
    assert written.format == suffix[1:].upper()
    assert written.info["loop"] == 0
    assert written.n_frames == film.length  # type: ignore[attr-defined]  # of animated formats alone
    for moment in range(film.length):
        written.seek(moment)
        written.load()
        assert written.info["duration"] == pytest.approx(film.stays_ms(moment), abs=10)


def test_every_frame_is_the_picture_that_was_drawn(suffix: str, film: Watched) -> None:
    written = _written(film, suffix)
    for moment in range(film.length):
        picture = film.picture(moment).convertToFormat(QImage.Format.Format_RGB888)
        size = (picture.width(), picture.height())
        rows = bytes(picture.constBits())
        drawn = Image.frombytes("RGB", size, rows, "raw", "RGB", picture.bytesPerLine())
        written.seek(moment)
        assert written.size == size
        difference = ImageStat.Stat(ImageChops.difference(written.convert("RGB"), drawn))
        assert max(difference.mean) < 2.5  # of 255: 256 colours, or a lossy format


def test_a_film_on_black_is_as_large_as_its_pictures(suffix: str, film: Watched, theme: Theme) -> None:
    theme.choose(Scheme.Dark, contrast=True)
    dark = Film(RECORDING, Layer.BLENDED, theme, speed=0.25, ratio=1.0)
    assert dark.picture(0).pixelColor(0, 0).name() == "#000000"
    assert _written(dark, suffix).size == (film.picture(0).width(), film.picture(0).height())


def test_a_recording_of_one_frame_is_a_film_too(suffix: str, theme: Theme) -> None:
    noise = recording_of(until=2)
    film = Film(noise, Layer.BLENDED, theme, speed=1.0, ratio=1.0)
    assert film.length == 1
    assert _written(film, suffix).size == (film.picture(0).width(), film.picture(0).height())


def test_no_more_pictures_are_in_memory_at_the_end_than_at_the_beginning(suffix: str, film: Watched) -> None:
    kept: list[int] = []

    def count(_share: float) -> None:
        kept.append(sum(issubclass(type(thing), Image.Image) for thing in gc.get_objects()))

    WRITERS[suffix](film, io.BytesIO(), count)
    assert len(kept) >= film.length - 1 > 10
    assert max(kept[3:]) <= max(kept[:3])
    assert film.most == 1


def test_it_tells_how_far_it_is_and_ends_where_nobody_wants_it(suffix: str, film: Watched) -> None:
    shares: list[float] = []

    def tell(share: float) -> None:
        shares.append(share)
        if share >= 0.4:
            raise Cancelled

    with pytest.raises(Cancelled):
        WRITERS[suffix](film, io.BytesIO(), tell)
    assert shares[-1] < 0.6
    assert shares == sorted(shares)
