"""The kernel that writes a step's record against the plain function; the record is poisoned first."""

from __future__ import annotations

import math

import pytest
import torch
from torch import Tensor

from engine.record import Record, Results
from tests.engine.kernels.ended import as_on_a_gpu, ended, joined, results_of


def by_the_kernel(results: Results) -> Tensor:
    """A record; that it is the one of the plain function is asserted."""
    plain = joined(results)
    with as_on_a_gpu():
        made = joined(results)
    slots, top = results.prediction.top_ids.shape
    ends = slice(4 * ((4 + top) * slots + 1), 4 * ((5 + top) * slots + 1))
    torch.testing.assert_close(made[ends].view(torch.float32), plain[ends].view(torch.float32))
    made[ends] = plain[ends]  # sums in two orders
    assert torch.equal(made, plain)
    return made


@pytest.mark.parametrize("settled", [True, False])
@pytest.mark.parametrize(("slots", "vocabulary"), [(256, 301), (33, 301), (1, 64), (9, 5)])
def test_a_record_is_that_of_the_plain_function(slots: int, vocabulary: int, *, settled: bool) -> None:
    by_the_kernel(results_of(ended("ordinary", slots, vocabulary=vocabulary), settled=settled))


def test_probabilities_in_bfloat16_are_added_up_in_float32() -> None:
    results = results_of(ended("ordinary", 33))
    shares = results.prediction.probabilities.bfloat16()
    by_the_kernel(results._replace(prediction=results.prediction._replace(probabilities=shares)))


def test_an_entropy_that_is_no_number_is_told() -> None:
    results = results_of(ended("ordinary", 33))
    results.prediction.entropy_nats[7] = torch.nan
    told = Record(by_the_kernel(results), 33).told()
    assert [slot for slot, nats in enumerate(told.entropy_nats) if math.isnan(nats)] == [7]
