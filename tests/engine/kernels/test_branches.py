"""The stream around a layer's branches, by its formulas."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from engine.kernels.branches import Stream, fork, merge
from engine.kernels.packed_experts import Weighed
from tests.engine.kernels.branches import EPS, random_norms, random_rows

NORMS = random_norms(16)
X, ATTENDED, ROUTED, DENSE = random_rows(5, 16)


def normed(x: Tensor, weight: Tensor) -> Tensor:
    return weight * x * (x.square().mean(-1, keepdim=True) + EPS).rsqrt()


def test_the_branches_read_norms_of_the_stream_with_what_attention_adds() -> None:
    forked = fork(X, ATTENDED, NORMS, EPS, in_quarters=False)
    stream = X + normed(ATTENDED, NORMS.attention_output)
    assert torch.allclose(forked.residual, stream, atol=1e-5)
    assert torch.allclose(forked.routing, normed(stream, torch.ones(16)), atol=1e-5)
    assert torch.allclose(forked.expert, normed(stream, NORMS.expert_input), atol=1e-5)
    assert torch.allclose(forked.dense, normed(stream, NORMS.dense_input), atol=1e-5)


def test_quarters_hold_every_fourth_column() -> None:
    whole = fork(X, ATTENDED, NORMS, EPS, in_quarters=False).expert
    quartered = fork(X, ATTENDED, NORMS, EPS, in_quarters=True).expert
    assert all(torch.equal(quartered[:, start], whole[:, start::4]) for start in range(4))


def test_the_router_reads_float32_whatever_the_stream_is() -> None:
    forked = fork(X.bfloat16(), ATTENDED.bfloat16(), random_norms(16, torch.bfloat16), EPS, in_quarters=False)
    assert [part.dtype for part in forked] == [
        torch.bfloat16,
        torch.float32,
        torch.bfloat16,
        torch.bfloat16,
    ]


def merged(routed: Tensor | Weighed, scalar: float) -> Stream:
    return merge(X, routed, DENSE, NORMS, EPS, scalar=torch.tensor([scalar]), following=NORMS.attention_input)


@pytest.mark.parametrize("scalar", [1.0, 0.3])
def test_branches_are_normed_apart_and_together_and_the_scalar_multiplies_all(scalar: float) -> None:
    made = merged(ROUTED, scalar)
    both = normed(ROUTED, NORMS.expert_output) + normed(DENSE, NORMS.dense_output)
    expected = (X + normed(both, NORMS.feedforward_output)) * scalar
    assert torch.allclose(made.residual, expected, atol=1e-5)
    assert torch.allclose(made.normed, normed(expected, NORMS.attention_input), atol=1e-5)


def test_what_the_experts_return_may_still_have_to_be_added_up() -> None:
    generator = torch.Generator().manual_seed(3)
    outputs, weights = torch.randn(5, 3, 16, generator=generator), torch.rand(5, 3, generator=generator)
    routed = torch.einsum("nkh,nk->nh", outputs, weights)
    apart, together = merged(Weighed(outputs, weights), 0.5), merged(routed, 0.5)
    assert torch.allclose(apart.residual, together.residual, atol=1e-5)


def test_nothing_that_is_given_changes() -> None:
    given = [part.clone() for part in (X, ATTENDED, ROUTED, DENSE)]
    fork(X, ATTENDED, NORMS, EPS, in_quarters=False)
    merged(ROUTED, 0.5)
    assert all(map(torch.equal, given, (X, ATTENDED, ROUTED, DENSE)))
