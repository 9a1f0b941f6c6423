"""Percentiles, and a clock that waits for its work."""

from __future__ import annotations

import time

import pytest
import torch

from engine.measure import Clock, percentile

CLOCK = Clock(torch.device("cpu"))


def test_percentiles_are_values_that_were_measured() -> None:
    values = [5.0, 1.0, 4.0, 2.0, 3.0]
    assert [percentile(values, percent) for percent in (0, 10, 50, 95, 99)] == [1.0, 1.0, 3.0, 5.0, 5.0]
    assert percentile([7.0], 50) == 7.0


def test_the_clock_times_the_work_itself() -> None:
    assert CLOCK.seconds(lambda: time.sleep(0.02)) >= 0.02


def test_a_median_leaves_the_first_run_out(monkeypatch: pytest.MonkeyPatch) -> None:
    ran, measured = [], iter([0.001, 0.003, 0.002])
    monkeypatch.setattr(Clock, "seconds", lambda _clock, work: (work(), next(measured))[1])
    assert CLOCK.median_ms(lambda: ran.append(1), times=3) == 2.0
    assert len(ran) == 4


def test_a_copy_counts_what_it_reads_and_what_it_writes() -> None:
    assert 1e8 < CLOCK.copied_bytes_per_second() < 1e13
