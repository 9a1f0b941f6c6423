"""The kernels that choose experts against the plain function."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from engine.kernels import routing
from engine.kernels.gpu.choose import choose

CASES = {
    "the real model": (20, 2816, 128, 8),
    "one row": (1, 64, 16, 4),
    "experts that fill no power of two": (33, 40, 7, 3),
    "one expert a row": (17, 96, 4, 1),
    "a stream shorter than its parts": (5, 20, 8, 2),
}


def given(rows: int, hidden: int, experts: int) -> tuple[Tensor, Tensor, Tensor]:
    generator = torch.Generator().manual_seed(rows)
    normed = torch.randn(rows, hidden, generator=generator)
    projection = torch.randn(experts, hidden, generator=generator) / hidden**0.5
    return normed, projection, torch.rand(experts, generator=generator) + 0.5


@pytest.mark.parametrize(("rows", "hidden", "experts", "count"), CASES.values(), ids=CASES.keys())
def test_experts_are_chosen_as_the_plain_function_chooses_them(
    rows: int, hidden: int, experts: int, count: int
) -> None:
    inputs = given(rows, hidden, experts)
    expected_ids, expected_weights = routing.choose(*inputs, count)
    ids, weights = choose(*inputs, count)
    assert torch.equal(ids, expected_ids)
    torch.testing.assert_close(weights, expected_weights)


def test_of_equal_scores_the_first_experts_are_chosen() -> None:
    normed, projection, scale = given(4, 64, 8)
    ids, _ = choose(normed, projection[:1].expand(8, -1).contiguous(), scale, 3)
    assert ids.tolist() == [[0, 1, 2]] * 4


@pytest.mark.filterwarnings("ignore:invalid value:RuntimeWarning")
def test_a_row_that_is_no_number_chooses_experts_that_there_are_and_tells() -> None:
    normed, projection, scale = given(3, 64, 7)
    normed[1, 5] = torch.nan
    ids, weights = choose(normed, projection, scale, 3)
    assert ((ids >= 0) & (ids < 7)).all()
    assert weights.isfinite().all(1).tolist() == [True, False, True]
