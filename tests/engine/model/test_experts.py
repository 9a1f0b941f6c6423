"""The router's choice and its weights."""

from __future__ import annotations

import torch

from engine.kernels.experts import ExpertWeights, experts
from engine.model.experts import ExpertBranch, Router

EXPERTS, HIDDEN, SIZE = 5, 16, 8
GENERATOR = torch.Generator().manual_seed(0)
ROUTER = Router(
    projection=torch.randn(EXPERTS, HIDDEN, generator=GENERATOR),
    per_expert_scale=torch.rand(EXPERTS, generator=GENERATOR) + 0.5,
    experts_per_token=2,
)
ROWS = torch.randn(50, HIDDEN, generator=GENERATOR)


def test_the_likeliest_experts_are_chosen() -> None:
    ids, _ = ROUTER(ROWS)
    scores = ROWS @ ROUTER.projection.T
    assert torch.equal(ids, scores.sort(descending=True).indices[:, :2])


def test_weights_are_the_chosen_probabilities_made_to_sum_to_one_then_scaled_per_expert() -> None:
    ids, weights = ROUTER(ROWS)
    probabilities = (ROWS @ ROUTER.projection.T).softmax(-1).gather(-1, ids)
    expected = probabilities / probabilities.sum(-1, keepdim=True) * ROUTER.per_expert_scale[ids]
    assert torch.allclose(weights, expected, atol=1e-6)


def test_the_branch_routes_by_the_one_input_and_computes_on_the_other() -> None:
    read = torch.randn(50, HIDDEN, generator=GENERATOR)
    weights = ExpertWeights(
        gate_up=torch.randn(EXPERTS, 2 * SIZE, HIDDEN, generator=GENERATOR),
        down=torch.randn(EXPERTS, HIDDEN, SIZE, generator=GENERATOR),
    )
    branch = ExpertBranch(router=ROUTER, weights=weights)
    made = branch(ROWS, read)
    assert isinstance(made, torch.Tensor)
    assert torch.equal(made, experts(read, weights, *ROUTER(ROWS)))
    assert not branch.reads_quarters
