"""Speed and time that is left, as a person sees them."""

from __future__ import annotations

import itertools

import pytest

from engine.weights.download.pace import Pace

MB = 1_000_000


class _Clock:
    def __init__(self) -> None:
        self.now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def clock() -> _Clock:
    return _Clock()


def _run(pace: Pace, clock: _Clock, seconds: float, rate: float) -> None:
    for _ in range(round(seconds * 10)):
        clock.now_s += 0.1
        pace.note(round(rate / 10))


def test_a_steady_line_has_its_speed_and_an_end(clock: _Clock) -> None:
    pace = Pace(clock)
    _run(pace, clock, 10, 5 * MB)
    assert pace.bytes_per_second == pytest.approx(5 * MB, rel=0.01)
    assert pace.remaining_s(50 * MB) == pytest.approx(10, rel=0.02)


def test_nothing_is_promised_in_the_first_seconds(clock: _Clock) -> None:
    pace = Pace(clock)
    assert pace.bytes_per_second is None
    _run(pace, clock, 2, MB)
    assert pace.remaining_s(MB) is None


def test_a_line_that_stands_still_has_no_speed_and_no_end(clock: _Clock) -> None:
    pace = Pace(clock)
    _run(pace, clock, 10, MB)
    _run(pace, clock, 4, 0)
    assert pace.bytes_per_second == 0
    assert pace.remaining_s(MB) is None


def test_the_time_counts_down_while_the_speed_only_shivers(clock: _Clock) -> None:
    pace = Pace(clock)
    _run(pace, clock, 10, MB)
    left, shown = 100 * MB, []
    for second in range(20):
        _run(pace, clock, 1, MB * (0.98 if second % 2 else 1.02))
        left -= MB
        shown.append(pace.remaining_s(left) or 0)
    steps = [before - after for before, after in itertools.pairwise(shown)]
    assert steps == pytest.approx([1.0] * 19, abs=1e-6)


def test_a_change_of_speed_changes_the_time(clock: _Clock) -> None:
    pace = Pace(clock)
    _run(pace, clock, 10, 10 * MB)
    pace.remaining_s(100 * MB)
    _run(pace, clock, 20, MB)
    assert pace.remaining_s(80 * MB) == pytest.approx(80, rel=0.1)


def test_a_clock_that_stands_still_is_no_division_by_zero(clock: _Clock) -> None:
    pace = Pace(clock)
    pace.note(5)
    assert pace.bytes_per_second is None
