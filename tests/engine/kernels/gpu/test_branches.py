"""The kernels around a layer's branches against the plain functions."""

from __future__ import annotations

import pytest
import torch

from engine.kernels import branches as plain
from engine.kernels.gpu.branches import fork, merge
from tests.engine.kernels.branches import EPS, random_norms, random_rows

SIZES = pytest.mark.parametrize(("rows", "size"), [(3, 2816), (5, 96), (1, 20)])


@SIZES
@pytest.mark.parametrize("in_quarters", [False, True])
def test_the_stream_forks_as_in_the_plain_function(rows: int, size: int, *, in_quarters: bool) -> None:
    x, attended, *_ = random_rows(rows, size)
    norms = random_norms(size)
    expected = plain.fork(x, attended, norms, EPS, in_quarters=in_quarters)
    torch.testing.assert_close(fork(x, attended, norms, EPS, in_quarters=in_quarters), expected)


@SIZES
def test_the_branches_merge_as_in_the_plain_function(rows: int, size: int) -> None:
    stream, _, routed, dense = random_rows(rows, size)
    norms, scalar = random_norms(size), torch.tensor([0.7])
    expected = plain.merge(stream, routed, dense, norms, EPS, scalar)
    torch.testing.assert_close(merge(stream, routed, dense, norms, EPS, scalar), expected)
