"""The kernel that sorts slots against the plain function; memory that it writes is poisoned first."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from engine.kernels import routing
from engine.kernels.gpu.align import align

CASES = {
    "the real model": (256, 8, 128),
    "one row": (1, 8, 128),
    "experts that fill no power of two": (33, 3, 7),
    "one expert a row": (64, 1, 4),
}


def assert_sorted_as_the_plain_function_does(ids: Tensor, experts: int) -> None:
    for ours, plain in zip(align(ids, experts, 16), routing.align(ids, experts, 16), strict=True):
        assert torch.equal(ours, plain)


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("skewed", [False, True])
def test_the_kernel_sorts_as_the_plain_function_does(name: str, skewed: bool) -> None:
    rows, k, experts = CASES[name]
    scores = torch.rand(rows, experts, generator=torch.Generator().manual_seed(2))
    if skewed:
        scores[:, : k - 1] += 1.0  # k - 1 experts get every row, some get none
    ids = scores.topk(k).indices
    assert_sorted_as_the_plain_function_does(ids, experts)


@pytest.mark.parametrize("expert", [0, 3, 4])
def test_all_slots_may_be_of_one_expert(expert: int) -> None:
    assert_sorted_as_the_plain_function_does(torch.full((21, 2), expert), experts=5)


def test_a_long_chunk_is_sorted_too() -> None:
    scores = torch.rand(4096, 128, generator=torch.Generator().manual_seed(2))
    assert_sorted_as_the_plain_function_does(scores.topk(8).indices, experts=128)
