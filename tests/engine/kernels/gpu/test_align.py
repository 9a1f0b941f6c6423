"""The kernel that sorts slots against the plain function, over memory that was dirty before."""

from __future__ import annotations

import pytest
import torch

from engine.kernels import routing
from engine.kernels.gpu.align import align

CASES = {
    "the real model": (256, 8, 128),
    "one row": (1, 8, 128),
    "experts that fill no power of two": (33, 3, 7),
    "one expert a row": (64, 1, 4),
}


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("skewed", [False, True])
def test_the_kernel_sorts_as_the_plain_function_does(name: str, skewed: bool) -> None:
    rows, k, experts = CASES[name]
    scores = torch.rand(rows, experts, generator=torch.Generator().manual_seed(2))
    if skewed:
        scores[:, : k - 1] += 1.0  # k - 1 experts get every row, some get none
    ids = scores.topk(k).indices
    for ours, plain in zip(align(ids, experts, 16), routing.align(ids, experts, 16), strict=True):
        assert torch.equal(ours, plain)
