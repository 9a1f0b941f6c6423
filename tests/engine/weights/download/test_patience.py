"""How long is waited, and what servers may ask for."""

from __future__ import annotations

from random import Random

import pytest

from engine.weights.download.patience import Backoff, Patience, told_wait_s


class _Most(Random):
    def uniform(self, a: float, b: float) -> float:
        return max(a, b)


def test_waits_double_up_to_a_limit_and_end() -> None:
    backoff = Backoff(Patience(), _Most())
    assert [backoff.next_wait_s() for _ in range(8)] == [1, 2, 4, 8, 16, 30, 30, None]


def test_progress_begins_the_count_anew() -> None:
    backoff = Backoff(Patience(tries=2), _Most())
    assert backoff.next_wait_s() == 1
    backoff.reset()
    assert (backoff.next_wait_s(), backoff.next_wait_s()) == (1, None)


def test_waits_are_spread() -> None:
    waits = {Backoff(Patience(), Random(seed)).next_wait_s() for seed in range(20)}
    assert len(waits) == 20
    assert all(wait is not None and 0.75 <= wait <= 1 for wait in waits)


def test_what_a_server_asks_for_is_the_least_and_too_much_ends_it() -> None:
    assert Backoff(Patience(), _Most()).next_wait_s(90) == 90
    assert Backoff(Patience(), _Most()).next_wait_s(601) is None


def test_a_clock_that_jumps_changes_no_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.time", lambda: 0.0)
    told = {"retry-after": "Wed, 21 Oct 2015 07:28:30 GMT", "date": "Wed, 21 Oct 2015 07:28:00 GMT"}
    assert told_wait_s(told) == 30


@pytest.mark.parametrize(
    ("headers", "wait_s"),
    [
        ({}, None),
        ({"retry-after": "7"}, 7),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "Wed, 21 Oct 99999999999 07:28:00 GMT"}, None),
        ({"retry-after": "Wed, 21 Oct 2015 07:28:30 GMT", "date": "Wed, 21 Oct 2015 07:28:00 GMT"}, 30),
        ({"retry-after": "Wed, 21 Oct 2015 07:28:00 GMT", "date": "Wed, 21 Oct 2015 07:28:30 GMT"}, 0),
        ({"retry-after": "Wed, 21 Oct 2015 07:28:00 GMT"}, 0),
        ({"ratelimit": '"api";r=0;t=42'}, 42),
        ({"retry-after": "", "ratelimit": "nonsense"}, None),
    ],
)
def test_the_servers_clock_counts_not_this_machines(headers: dict[str, str], wait_s: float | None) -> None:
    assert told_wait_s(headers) == wait_s
