from __future__ import annotations

from dataclasses import replace

import pytest

from app.models.cursor import Cursor
from app.models.recording import CanvasRecording
from tests.app.recordings import recording_of

RECORDING = recording_of()


@pytest.fixture
def cursor(qapp: object) -> Cursor:
    made = Cursor()
    made.open(RECORDING, at_end=False)
    return made


def test_without_a_recording_it_stands_nowhere_and_nothing_fails(qapp: object) -> None:
    cursor = Cursor()
    cursor.go(5)
    cursor.step(1)
    cursor.skip(1)
    cursor.focus(3)
    assert (cursor.canvas, cursor.moment, cursor.slot, cursor.last) == (None, 0, 0, 0)


def test_it_never_leaves_the_recording(cursor: Cursor) -> None:
    cursor.go(10_000)
    assert cursor.moment == cursor.last == RECORDING.length - 1
    cursor.step(-10_000)
    assert cursor.moment == 0


def test_it_tells_of_a_move_once_and_of_none_not_at_all(cursor: Cursor) -> None:
    told: list[int] = []
    cursor.moved.connect(lambda: told.append(cursor.moment))
    cursor.go(3)
    cursor.go(3)
    cursor.step(0)
    assert told == [3]


def test_skipping_back_goes_to_the_start_of_the_block_first(cursor: Cursor) -> None:
    start = RECORDING.starts[1]
    cursor.go(start + 2)
    cursor.skip(-1)
    assert cursor.moment == start
    cursor.skip(-1)
    assert cursor.moment == 0
    cursor.skip(1)
    assert (cursor.moment, cursor.block, cursor.frame) == (start, 1, 0)
    for _ in RECORDING.canvases:
        cursor.skip(1)
    assert cursor.moment == cursor.last


def test_a_slot_out_of_the_canvas_is_the_nearest_within(cursor: Cursor) -> None:
    cursor.focus(-4)
    assert cursor.slot == 0
    cursor.focus(999)
    assert cursor.slot == 63


def test_at_the_live_edge_it_goes_along_and_elsewhere_it_stays(cursor: Cursor) -> None:
    short, longer = recording_of(until=4), recording_of(until=8)
    cursor.open(short, growing=True)
    assert cursor.moment == cursor.last
    cursor.grow(longer)
    assert cursor.moment == longer.length - 1
    cursor.go(1)
    cursor.grow(RECORDING)
    assert cursor.moment == 1


def test_where_it_is_held_it_stays_while_more_comes_until_it_is_moved_to_the_end(cursor: Cursor) -> None:
    short, longer = recording_of(until=4), recording_of(until=8)
    cursor.open(short, growing=True)
    assert cursor.goes_along
    cursor.hold(True)
    stood = cursor.moment
    cursor.grow(longer)
    assert (cursor.moment, cursor.goes_along) == (stood, False)
    cursor.go(cursor.last)
    cursor.grow(RECORDING)
    assert cursor.moment == cursor.last == RECORDING.length - 1
    cursor.grow(RECORDING, growing=False)
    assert not cursor.goes_along


def test_all_views_share_the_glyphs_of_a_vocabulary(cursor: Cursor) -> None:
    first, second = RECORDING.canvases[:2]
    glyphs = cursor.glyphs_of(first)
    assert glyphs.vocabulary is first.vocabulary
    assert cursor.glyphs_of(second) is glyphs
    other = CanvasRecording(first.trace, replace(first.vocabulary))
    assert cursor.glyphs_of(other).vocabulary is other.vocabulary
