from __future__ import annotations

import threading
from itertools import pairwise

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication

from app.faces import FIXED_FAMILY, worn
from app.models.canvas import Layer
from app.models.looks import STYLES, View
from app.models.pieces import Glyphs
from app.models.replay_looks import replayed, rooms_of
from app.theme import DARK, Scheme, Theme, luminance
from app.widgets.canvas_view import CanvasView
from app.widgets.film import CAPTION_PX, EDGE_PX, LAST_MS, NOTE_PX, SHORTEST_MS, TEXT_PX, WIDTH_PX, Film
from tests.app.recordings import recording_of

RECORDING = recording_of(steps=3)


def _film(
    theme: Theme,
    layer: Layer = Layer.BLENDED,
    *,
    masks: View = View.MASKS,
    speed: float = 0.25,
    ratio: float = 1.0,
) -> Film:
    return Film(RECORDING, layer, theme, masks=masks, speed=speed, ratio=ratio)


def _pictures(film: Film) -> list[QImage]:
    return [film.picture(moment) for moment in range(film.length)]


@pytest.fixture
def pictures(theme: Theme) -> list[QImage]:
    return _pictures(_film(theme))


def test_every_frame_is_painted_in_one_size_and_stays_as_long_as_its_step(theme: Theme) -> None:
    film = _film(theme)
    pictures = _pictures(film)
    assert len(pictures) == RECORDING.length
    assert {picture.size() for picture in pictures} == {pictures[0].size()}
    assert pictures[0].width() == WIDTH_PX
    assert film.stays_ms(0) == max(SHORTEST_MS, round(RECORDING.seconds(0) * 4000))
    assert film.stays_ms(film.length - 1) == LAST_MS
    assert min(film.stays_ms(moment) for moment in range(film.length)) >= SHORTEST_MS


def test_a_film_of_equal_steps_lets_each_stay_as_long_but_none_can_flash(theme: Theme) -> None:
    for step_ms in (1000, 250):
        film = Film(RECORDING, Layer.BLENDED, theme, speed=4.0, step_ms=step_ms, ratio=1.0)
        stays_ms = [film.stays_ms(moment) for moment in range(film.length)]
        assert stays_ms == [max(step_ms, SHORTEST_MS)] * (film.length - 1) + [LAST_MS]


def test_below_every_frame_masks_and_syllables_are_called_ways_of_drawing(theme: Theme) -> None:
    notes = []
    for true_noise in (True, False):
        theme.draw_noise(true=true_noise)
        pictures = _pictures(_film(theme))
        top = pictures[0].height() - NOTE_PX - EDGE_PX // 2
        notes.append([picture.copy(0, top, WIDTH_PX, NOTE_PX) for picture in pictures])
        blank = QImage(notes[-1][0].size(), notes[-1][0].format())
        blank.fill(QColor(theme.colours.surface))
        assert all(note == notes[-1][0] != blank for note in notes[-1])
    assert notes[0] != notes[1]


def test_the_film_moves(pictures: list[QImage]) -> None:
    height = pictures[0].height() - CAPTION_PX - NOTE_PX - EDGE_PX
    texts = [picture.copy(0, 0, WIDTH_PX, height) for picture in pictures]
    assert all(one != other for one, other in pairwise(texts))
    for text in texts:
        assert len({text.pixel(x, y) for x in range(0, 700, 3) for y in range(24, 48)}) > 2


@pytest.mark.parametrize(
    ("layer", "masks", "ratio", "true_noise"),
    [
        *((layer, View.MASKS, ratio, True) for layer in Layer for ratio in (1.0, 2.0)),
        *((Layer.BLENDED, masks, 1.0, True) for masks in STYLES),
        (Layer.SEES, View.MASKS, 1.0, False),
        (Layer.BLENDED, View.TOKENS, 1.0, False),
    ],
)
def test_its_text_is_that_of_the_viewer_pixel_by_pixel(
    layer: Layer, masks: View, ratio: float, true_noise: bool, theme: Theme
) -> None:
    theme.reduce_motion(True)
    theme.draw_noise(true=true_noise)
    block, frame = RECORDING.place(2)
    canvas, glyphs = RECORDING.canvases[block], Glyphs(RECORDING.vocabulary)
    view = CanvasView(theme, zoom=ratio)
    view.resize(round(TEXT_PX * ratio), 1)
    looks = replayed(canvas, frame, layer, rooms_of(canvas, glyphs), glyphs, masks, true_noise=true_noise)
    view.show_looks(looks, View.NOISE if layer is Layer.SEES else masks)
    filmed = _film(theme, layer, masks=masks, ratio=ratio).picture(2)
    shown = filmed.copy()
    text = view.snapshot()
    view.clear()
    shown.fill(QColor(theme.colours.surface))
    with QPainter(shown) as painter:
        painter.drawPixmap(EDGE_PX, EDGE_PX, text)
    above = filmed.height() - round((CAPTION_PX + NOTE_PX + EDGE_PX) * ratio)
    assert filmed.copy(0, 0, filmed.width(), above) == shown.copy(0, 0, filmed.width(), above)


def test_another_thread_draws_the_very_same(theme: Theme, pictures: list[QImage]) -> None:
    drawn: list[QImage] = []
    film = _film(theme)
    thread = threading.Thread(target=lambda: drawn.extend(_pictures(film)))
    thread.start()
    thread.join()
    assert drawn == pictures


def test_frames_may_be_asked_for_in_any_order(theme: Theme, pictures: list[QImage]) -> None:
    film = _film(theme)
    for moment in (7, 0, 6, 1):
        assert film.picture(moment) == pictures[moment]


def test_what_the_window_has_computed_of_the_recording_is_left_alone(theme: Theme) -> None:
    recording = recording_of(steps=3)
    _pictures(Film(recording, Layer.BLENDED, theme, speed=1.0, ratio=1.0))
    assert all("frames" not in vars(canvas) for canvas in recording.canvases)


@pytest.mark.parametrize("layer", [Layer.BLENDED, Layer.SEES])
@pytest.mark.parametrize("scheme", [Scheme.Dark, Scheme.Light])
def test_nothing_flashes(layer: Layer, scheme: Scheme, theme: Theme) -> None:
    theme.choose(scheme)
    film = _film(theme, layer, speed=4.0)
    grids = [_luminances(picture) for picture in _pictures(film)]
    time_ms = 0
    changes: list[int] = []  # when a quarter of the picture became clearly lighter or darker
    for moment, (one, other) in enumerate(pairwise(grids)):
        time_ms += film.stays_ms(moment)
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


def test_it_keeps_the_look_in_which_it_began(theme: Theme, qapp: QApplication) -> None:
    plain = _film(theme).picture(3)
    film = _film(theme)
    first = film.picture(0)
    theme.choose(Scheme.Light if theme.colours is DARK else Scheme.Dark)
    theme.choose_faces(FIXED_FAMILY, "")
    assert film.picture(0) == first
    assert film.picture(3) == plain
    assert _film(theme).picture(3) != plain
    assert worn() == theme.faces
    theme.choose_faces("", "")
