from __future__ import annotations

import pytest

from engine.tally import Tally


def test_the_measures_leave_out_what_a_person_held_the_turn_up_for() -> None:
    tally = Tally(new_tokens=10, steps=4)
    tally.started -= 5.0
    tally.held_seconds = 3.0
    stats = tally.stats(seed=7)
    assert stats.seconds == pytest.approx(2.0, abs=0.1)
    assert stats.tokens_per_second == pytest.approx(10 / stats.seconds)
    assert (stats.new_tokens, stats.steps, stats.seed) == (10, 4, 7)
