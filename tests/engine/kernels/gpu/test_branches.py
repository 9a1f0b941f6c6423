"""The kernels around a layer's branches against the plain functions."""

from __future__ import annotations

import pytest
import torch

from engine.kernels import branches as plain
from engine.kernels.gpu.branches import fork, merge
from engine.kernels.packed_experts import Weighed
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
@pytest.mark.parametrize("experts", [0, 3], ids=["added up", "to be added up"])
def test_the_branches_merge_as_in_the_plain_function(rows: int, size: int, experts: int) -> None:
    residual, _, routed, dense = random_rows(rows, size)
    generator, norms = torch.Generator().manual_seed(5), random_norms(size)
    outputs = torch.randn(rows, experts, size, generator=generator)
    given = Weighed(outputs, torch.rand(rows, experts, generator=generator)) if experts else routed
    more = {"scalar": torch.tensor([0.7]), "following": norms.attention_input}
    expected = plain.merge(residual, given, dense, norms, EPS, **more)
    torch.testing.assert_close(merge(residual, given, dense, norms, EPS, **more), expected)
