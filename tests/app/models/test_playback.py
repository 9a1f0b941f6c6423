from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from app.models.cursor import Cursor
from app.models.playback import CALM_MS, CANVAS_MS, HOLD_MS, SHORTEST_MS, SPEEDS, Playback
from tests.app.recordings import alone, canvas_of, recording_of
from tests.app.steps import step_of

A = 300


@pytest.fixture
def cursor(qapp: object) -> Cursor:
    made = Cursor()
    made.open(recording_of("the drop", steps=3), at_end=False)
    return made


@pytest.fixture
def playback(cursor: Cursor) -> Iterator[Playback]:
    made = Playback(cursor)
    yield made
    made.pause()


def test_it_goes_to_the_end_and_rests(cursor: Cursor, playback: Playback, qtbot: QtBot) -> None:
    seen: list[int] = []
    cursor.moved.connect(lambda: seen.append(cursor.moment))
    playback.choose_speed(4.0)
    playback.play()
    qtbot.waitUntil(lambda: not playback.is_playing)
    assert seen == list(range(1, cursor.last + 1))


def test_from_the_end_it_begins_anew(cursor: Cursor, playback: Playback) -> None:
    cursor.go(cursor.last)
    playback.toggle()
    assert (cursor.moment, playback.is_playing) == (0, True)
    playback.toggle()
    assert not playback.is_playing


def test_a_loop_never_ends(cursor: Cursor, playback: Playback, qtbot: QtBot) -> None:
    rounds: list[int] = []
    cursor.moved.connect(lambda: rounds.append(1) if cursor.moment == 0 else None)
    playback.choose_speed(4.0)
    playback.loop(True)
    playback.play()
    qtbot.waitUntil(lambda: len(rounds) >= 2, timeout=20_000)
    assert playback.is_playing


@pytest.mark.parametrize("speed", SPEEDS)
def test_a_frame_stays_as_long_as_its_step_took_over_the_speed(speed: float, qapp: object) -> None:
    cursor = Cursor()
    cursor.open(
        alone(canvas_of([step_of((A,), "-", seconds=0.5), step_of((A,), "x", seconds=0.001)])), at_end=False
    )
    playback = Playback(cursor)
    playback.choose_speed(speed)
    assert playback.pause_ms() == round(500 / speed)
    cursor.go(1)
    assert playback.pause_ms() == max(SHORTEST_MS, round(1 / speed))
    cursor.go(2)
    assert playback.pause_ms() == HOLD_MS
    cursor.go(3)
    played_ms = round(500 / speed) + max(SHORTEST_MS, round(1 / speed)) + HOLD_MS
    assert playback.pause_ms() == max(HOLD_MS, CANVAS_MS - played_ms)


def test_a_canvas_is_seen_for_a_second_however_fast_it_was(playback: Playback, cursor: Cursor) -> None:
    playback.choose_speed(4.0)
    stays_ms = []
    for moment in range(cursor.last + 1):
        cursor.go(moment)
        stays_ms.append(playback.pause_ms())
    assert sum(stays_ms) == CANVAS_MS
    assert stays_ms[-1] >= HOLD_MS


def test_where_it_is_calm_every_frame_stays_for_a_second_at_least(playback: Playback, cursor: Cursor) -> None:
    playback.is_calm = True
    playback.choose_speed(4.0)
    for moment in range(cursor.last + 1):
        cursor.go(moment)
        assert playback.pause_ms() == CALM_MS
    playback.choose_step(250)
    assert playback.pause_ms() == CALM_MS
    playback.choose_speed(0.1)
    cursor.open(alone(canvas_of([step_of((A,), "-", seconds=0.5)])), at_end=False)
    assert playback.pause_ms() == 5000


def test_speeds_go_from_a_tenth_to_four_and_no_further(playback: Playback) -> None:
    assert (SPEEDS[0], SPEEDS[-1]) == (0.1, 4.0)
    playback.faster(99)
    assert playback.speed == 4.0
    playback.faster(-99)
    assert playback.speed == 0.1


def test_another_recording_stops_it_and_an_empty_one_does_not_play(
    cursor: Cursor, playback: Playback
) -> None:
    playback.play()
    cursor.open(None)
    assert not playback.is_playing
    playback.play()
    assert not playback.is_playing


def test_it_plays_on_while_more_is_recorded(cursor: Cursor, playback: Playback) -> None:
    cursor.open(recording_of(until=6), at_end=False, growing=True)
    playback.play()
    cursor.grow(recording_of(until=8))
    assert playback.is_playing
    cursor.open(recording_of(), at_end=False)
    assert not playback.is_playing


def test_at_the_end_of_what_is_still_recorded_pause_holds_it_and_play_lets_it_go_along(
    cursor: Cursor, playback: Playback
) -> None:
    cursor.open(recording_of(until=6), growing=True)
    assert playback.is_moving
    playback.toggle()
    assert not playback.is_moving
    stood = cursor.moment
    playback.toggle()
    assert (cursor.moment, playback.is_playing, playback.is_moving) == (stood, False, True)
    playback.toggle()
    cursor.grow(recording_of(until=8))
    assert cursor.moment == stood < cursor.last


def test_every_frame_may_stay_for_the_same_time_until_a_speed_is_chosen(
    cursor: Cursor, playback: Playback
) -> None:
    canvas = cursor.canvas
    assert canvas is not None
    recorded_ms = playback.pause_ms()
    playback.choose_step(500)
    for moment in range(canvas.length - 1):
        cursor.go(moment)
        assert playback.pause_ms() == 500
    cursor.go(0)
    playback.faster(0)
    assert (playback.step_ms, playback.pause_ms()) == (None, recorded_ms)
