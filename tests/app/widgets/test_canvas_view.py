from __future__ import annotations

import random
import time

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.models.canvas import Frame, SlotState
from app.models.looks import Look, View, looks_of
from app.models.pieces import Glyphs
from app.theme import LINE_PX, Scheme, Theme
from app.widgets.canvas_view import NOISE_MS, REWRITE_MS, TICK_MS, CanvasView
from engine import CanvasStarted, StepTaken, TurnOptions
from tests.app.fake_engine import STORY, VOCABULARY, Reply, turn_events

GLYPHS = Glyphs(VOCABULARY)
LENGTH = 200


def _frames(text: str = STORY * 3, steps: int = 8) -> list[Frame]:
    """The first canvas of a turn, frame by frame; its noise draws on the whole vocabulary."""
    frames: list[Frame] = []
    for event in turn_events(Reply(text=text, steps=steps), 1, TurnOptions(), canvas_length=LENGTH):
        if isinstance(event, CanvasStarted):
            if frames:
                break
            frames.append(Frame.begun(event.ids))
        elif isinstance(event, StepTaken):
            frames.append(frames[-1].stepped(event, VOCABULARY))
    return frames


FRAMES = _frames()


def _looks(frame: Frame, view: View = View.MASKS) -> list[Look]:
    return looks_of(frame, range(len(frame.ids)), GLYPHS, view)


@pytest.fixture
def view(theme: Theme, page: QWidget) -> CanvasView:
    made = CanvasView(theme, page)
    made.resize(560, 600)
    made.show()
    return made


def _height(theme: Theme, page: QWidget, frame: Frame, view: View, *, steady: bool) -> int:
    """How high a canvas is, in lines."""
    made = CanvasView(theme, page, steady=steady)
    made.resize(560, 600)
    made.show_looks(_looks(frame, view), view)
    return made.height_needed // LINE_PX


def test_while_an_answer_is_made_noise_takes_a_line_and_drafts_no_more_than_their_words(
    theme: Theme, page: QWidget
) -> None:
    noise, *_, short = _frames("the drop is clear.")
    *_, long = _frames(STORY * 12)
    shown = [_height(theme, page, frame, View.MASKS, steady=True) for frame in (noise, short, long)]
    whole = [_height(theme, page, frame, View.MASKS, steady=False) for frame in (noise, short, long)]
    assert shown == [1, 1, whole[2]]
    assert min(whole) > 1


def test_who_looks_at_the_noise_of_an_answer_that_is_made_sees_all_of_it(theme: Theme, page: QWidget) -> None:
    for frame in _frames("the drop is clear.")[:2]:
        live, replayed = (_height(theme, page, frame, View.NOISE, steady=steady) for steady in (True, False))
        assert live == replayed > 1


def _picture(view: CanvasView) -> QImage:
    return view.grab().toImage()


def test_a_canvas_of_200_slots_is_drawn_and_comes_to_rest(view: CanvasView, qtbot: QtBot) -> None:
    empty = _picture(view)
    for frame in FRAMES:
        view.show_looks(_looks(frame), View.MASKS)
        qtbot.wait(5)
    qtbot.waitUntil(lambda: not view.is_moving)
    assert _picture(view) != empty


def test_what_is_painted_line_by_line_equals_what_is_painted_afresh(
    view: CanvasView, theme: Theme, page: QWidget, qtbot: QtBot
) -> None:
    theme.reduce_motion(True)  # no word is still coming up
    for frame in FRAMES:
        view.show_looks(_looks(frame), View.MASKS)
        qtbot.wait(20)
    qtbot.waitUntil(lambda: not view.is_moving)
    fresh = CanvasView(theme, page)
    fresh.resize(view.size())
    fresh.show_looks(_looks(FRAMES[-1]), View.MASKS)
    qtbot.wait(20)
    assert _picture(fresh) == _picture(view)


def test_only_lines_in_sight_are_painted_and_the_others_when_they_come_into_sight(
    view: CanvasView, theme: Theme, page: QWidget, qtbot: QtBot
) -> None:
    theme.reduce_motion(True)
    page.resize(page.width(), 2 * LINE_PX)
    for frame in FRAMES:
        view.show_looks(_looks(frame), View.MASKS)
        qtbot.wait(20)
    qtbot.waitUntil(lambda: not view.is_moving)
    assert set(view._lines) == {0, 1}
    page.resize(page.width(), 4 * LINE_PX)
    qtbot.waitUntil(lambda: set(view._lines) == {0, 1, 3})  # the third is empty
    fresh = CanvasView(theme, page)
    fresh.resize(view.size())
    fresh.show_looks(_looks(FRAMES[-1]), View.MASKS)
    assert view.snapshot().toImage() == fresh.snapshot().toImage()
    assert _picture(view) == _picture(fresh)


@pytest.mark.parametrize("steady", [True, False])
def test_in_a_steady_one_words_stand_for_a_while_before_all_are_replaced_and_new_ones_come_at_once(
    theme: Theme, page: QWidget, qtbot: QtBot, steady: bool
) -> None:
    theme.reduce_motion(True)
    view = CanvasView(theme, page, steady=steady)
    view.resize(560, 600)
    view.show()
    looks = _looks(FRAMES[-1])
    blank = [look._replace(legible=False) for look in looks]

    def shown_ms(next_looks: list[Look]) -> float:
        began_s = time.perf_counter()
        view.show_looks(next_looks, View.MASKS)
        qtbot.waitUntil(lambda: view._shown.looks is next_looks, timeout=2000)
        return (time.perf_counter() - began_s) * 1000

    shown_ms(blank)
    assert shown_ms(looks) < REWRITE_MS / 2
    for others in (looks[1:] + looks[:1], blank, looks):  # the last stood there before
        assert (shown_ms(others) > REWRITE_MS / 2) is steady


def test_of_many_frames_only_the_newest_is_drawn(view: CanvasView, theme: Theme, qtbot: QtBot) -> None:
    theme.reduce_motion(True)
    composed: list[int] = []
    compose = view._compose
    view._compose = lambda: (composed.append(1), compose())[1]  # type: ignore[method-assign,func-returns-value]  # counts
    started_s = time.monotonic()
    for looks in [_looks(frame) for frame in FRAMES] * 20:
        view.show_looks(looks, View.MASKS)
    elapsed_ms = (time.monotonic() - started_s) * 1000
    assert len(composed) <= elapsed_ms / TICK_MS + 1
    qtbot.waitUntil(lambda: not view.is_moving)
    assert view._shown.looks == _looks(FRAMES[-1])


def test_noise_changes_at_most_ten_times_a_second(view: CanvasView, qtbot: QtBot) -> None:
    pictures: list[QImage] = []
    started_s = time.monotonic()
    chance = random.Random(1)  # in turn, every picture could fall on the same frame
    while True:
        frame = chance.choice(FRAMES[1:])
        if time.monotonic() - started_s > (4 * NOISE_MS / 1000 if len(pictures) > 1 else 10):
            break
        view.show_looks(_looks(frame, View.NOISE), View.NOISE)
        qtbot.wait(12)
        picture = _picture(view)
        if not pictures or picture != pictures[-1]:
            pictures.append(picture)
    elapsed_ms = (time.monotonic() - started_s) * 1000
    assert 2 <= len(pictures) <= elapsed_ms / NOISE_MS + 1
    qtbot.waitUntil(lambda: not view.is_moving)


def test_the_height_grows_and_does_not_shrink_before_it_is_cleared(view: CanvasView) -> None:
    heights = []
    for frame in FRAMES:
        view.show_looks(_looks(frame), View.MASKS)
        view._tick()
        heights.append(view.height_needed)
    assert heights == sorted(heights)
    assert heights[-1] % LINE_PX == 0
    view.show_looks(_looks(FRAMES[-1])[:3], View.MASKS)
    assert view.height_needed == heights[-1]
    view.clear()
    assert view.height_needed == 0


def test_a_narrower_canvas_needs_more_lines(view: CanvasView) -> None:
    view.show_looks(_looks(FRAMES[-1]), View.MASKS)
    wide = view.height_needed
    view.resize(200, 600)
    assert view.height_needed > wide
    view.clear()


def test_the_first_line_leaves_room_for_the_text_before_it(view: CanvasView, theme: Theme) -> None:
    theme.reduce_motion(True)
    view.show_looks(_looks(FRAMES[-1]), View.MASKS, indent=300)
    image = view.grab().toImage()
    ground = image.pixelColor(555, 595)
    assert all(image.pixelColor(x, y) == ground for x in range(290) for y in range(LINE_PX))


def test_a_new_theme_is_drawn_at_once(view: CanvasView, theme: Theme) -> None:
    theme.reduce_motion(True)
    view.show_looks(_looks(FRAMES[-1]), View.MASKS)
    light = _picture(view)
    theme.choose(Scheme.Dark)
    assert _picture(view) != light


def test_reduced_motion_shows_words_at_once(view: CanvasView, theme: Theme) -> None:
    theme.reduce_motion(True)
    view.show_looks(_looks(FRAMES[-1]), View.MASKS)
    assert not view.is_moving


def test_a_turn_of_a_canvas_costs_less_than_a_frame(view: CanvasView, qtbot: QtBot) -> None:
    spent_ms = []
    for frame in FRAMES[1:]:
        started_s = time.thread_time()
        view.show_looks(_looks(frame), View.MASKS)
        view._tick()
        spent_ms.append((time.thread_time() - started_s) * 1000)
    assert sorted(spent_ms)[len(spent_ms) // 2] < 16
    qtbot.waitUntil(lambda: not view.is_moving)


def test_a_canvas_that_returns_stands_where_it_stood_and_nothing_of_the_other_is_left(
    view: CanvasView, theme: Theme
) -> None:
    theme.reduce_motion(True)
    long, short = _looks(FRAMES[-1]), _looks(FRAMES[2])[:40]
    pictures = []
    for looks in (long, short, long, short):
        view.clear(may_return=True)
        view.show_looks(looks, View.MASKS)
        pictures.append((view.height_needed, _picture(view)))
    assert pictures[2:] == pictures[:2]
    assert pictures[0] != pictures[1]
    view.clear()
    view.show_looks(short, View.MASKS)
    assert (view.height_needed, _picture(view)) == pictures[1]


def test_a_marked_slot_has_a_wavy_line_below_its_word_that_is_told_apart_without_colour(
    view: CanvasView, qtbot: QtBot
) -> None:
    view._theme.reduce_motion(True)
    view.show_looks(_looks(FRAMES[-1]), View.MASKS)
    qtbot.waitUntil(lambda: not view.is_moving)
    slot = next(place for place, look in enumerate(view._shown.looks) if look.state is SlotState.ACCEPTED)
    place = view._flowed.places[slot]
    plain = _picture(view).convertToFormat(QImage.Format.Format_Grayscale8)
    view.mark_slots({slot})
    marked = _picture(view).convertToFormat(QImage.Format.Format_Grayscale8)
    left, top = int(place.x), place.line * LINE_PX
    changed = [
        (x, y)
        for y in range(plain.height())
        for x in range(plain.width())
        if abs(plain.pixelColor(x, y).lightness() - marked.pixelColor(x, y).lightness()) > 60
    ]
    assert {y for _, y in changed} <= {*range(top + LINE_PX - 5, top + LINE_PX)}
    assert {x for x, _ in changed} <= {*range(left - 1, int(place.x + place.width) + 3)}
    assert len({y for _, y in changed}) >= 3  # no straight line
    view.mark_slots(set())
    assert _picture(view).convertToFormat(QImage.Format.Format_Grayscale8) == plain
