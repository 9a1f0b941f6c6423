"""A speed limit, on a clock of its own."""

from __future__ import annotations

import pytest

from engine.errors import InvalidOption
from engine.weights.download.limit import Limit

MB = 1_000_000


class _Clock:
    now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


def test_bytes_wait_until_there_was_time_for_them() -> None:
    clock = _Clock()
    limit = Limit(MB, clock)
    assert limit.wait_s(MB // 2) == pytest.approx(0.5)
    assert limit.wait_s(MB // 2) == pytest.approx(1.0)  # another line waits for both
    clock.now_s += 1.0
    assert limit.wait_s(0) == 0


def test_a_long_pause_is_not_made_good() -> None:
    clock = _Clock()
    limit = Limit(MB, clock)
    clock.now_s += 60
    assert limit.wait_s(MB) == pytest.approx(0.5)


def test_without_a_limit_nobody_waits() -> None:
    limit = Limit()
    assert limit.wait_s(10**12) == 0


def test_a_limited_line_is_read_in_slices() -> None:
    assert Limit(200_000).read_bytes == 20_000
    assert Limit(10**9).read_bytes == Limit().read_bytes == 2**20


@pytest.mark.parametrize("rate", [-1, 0, 999])
def test_a_limit_that_lets_nothing_through_is_refused(rate: int) -> None:
    with pytest.raises(InvalidOption, match=str(rate)):
        Limit(rate)
