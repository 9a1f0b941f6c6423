"""The experts against a loop over rows."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
from torch import Tensor
from torch.nn import functional as F

from engine.kernels.experts import ExpertWeights, experts, ordered_sum
from engine.kernels.nvfp4 import through_nvfp4

HIDDEN, SIZE = 32, 16


def as_it_is(row: Tensor) -> Tensor:
    return row


def rounded(row: Tensor) -> Tensor:
    return through_nvfp4(row[None])[0]


def row_by_row(
    x: Tensor,
    weights: ExpertWeights,
    top_ids: Tensor,
    top_weights: Tensor,
    read: Callable[[Tensor], Tensor] = as_it_is,
) -> Tensor:
    result = torch.zeros_like(x)
    for row, (ids, shares) in enumerate(zip(top_ids.tolist(), top_weights, strict=True)):
        for expert, share in zip(ids, shares, strict=True):
            gate, up = (weights.gate_up[expert] @ read(x[row])).chunk(2)
            inner = F.gelu(gate, approximate="tanh") * up
            result[row] += share * (weights.down[expert] @ read(inner))
    return result


def random_experts(count: int, generator: torch.Generator) -> ExpertWeights:
    return ExpertWeights(
        gate_up=torch.randn(count, 2 * SIZE, HIDDEN, generator=generator) / 6,
        down=torch.randn(count, HIDDEN, SIZE, generator=generator) / 4,
    )


def test_both_products_read_rounded_rows_where_activations_are_in_nvfp4() -> None:
    generator = torch.Generator().manual_seed(4)
    weights = random_experts(5, generator)
    x = torch.randn(11, HIDDEN, generator=generator)
    top_weights, top_ids = torch.rand(11, 5, generator=generator).topk(2)
    expected = row_by_row(x, weights, top_ids, top_weights, rounded)
    made = experts(x, weights, top_ids, top_weights, fp4_activations=True)
    assert torch.allclose(made, expected, atol=1e-5)
    assert not torch.allclose(made, experts(x, weights, top_ids, top_weights), atol=1e-2)


@pytest.mark.parametrize(("count", "k"), [(5, 2), (7, 3), (8, 1), (3, 3)])
def test_each_row_is_the_weighted_sum_of_its_experts(count: int, k: int) -> None:
    generator = torch.Generator().manual_seed(count)
    weights = random_experts(count, generator)
    x = torch.randn(11, HIDDEN, generator=generator)
    top_weights, top_ids = torch.rand(11, count, generator=generator).topk(k)
    expected = row_by_row(x, weights, top_ids, top_weights)
    assert torch.allclose(experts(x, weights, top_ids, top_weights), expected, atol=1e-5)


def test_experts_that_nobody_chose_do_nothing() -> None:
    generator = torch.Generator().manual_seed(0)
    weights = random_experts(6, generator)
    weights.gate_up[3] = float("nan")
    x = torch.randn(4, HIDDEN, generator=generator)
    top_ids = torch.tensor([[5, 0], [0, 5], [5, 1], [1, 0]])
    top_weights = torch.rand(4, 2, generator=generator)
    expected = row_by_row(x, weights, top_ids, top_weights)
    assert torch.allclose(experts(x, weights, top_ids, top_weights), expected, atol=1e-5)


@pytest.mark.parametrize("k", [1, 3])
def test_entries_that_were_sorted_are_summed_by_row(k: int) -> None:
    generator = torch.Generator().manual_seed(k)
    entries = torch.randn(5, k, HIDDEN, generator=generator)
    slots = torch.randperm(5 * k, generator=generator)
    assert torch.equal(ordered_sum(entries.view(5 * k, HIDDEN)[slots], slots, k), entries.sum(dim=1))


def test_half_precision_rows_are_summed_in_float32() -> None:
    weights = ExpertWeights(
        gate_up=torch.ones(4, 2 * SIZE, HIDDEN, dtype=torch.bfloat16),
        down=torch.ones(4, HIDDEN, SIZE, dtype=torch.bfloat16),
    )
    x = torch.full((1, HIDDEN), 0.125, dtype=torch.bfloat16)  # each expert returns 4 * 4 * 16 = 256
    shares = torch.tensor([[1.0, 1 / 512, 1 / 512, 1 / 512]])
    mixed = experts(x, weights, torch.tensor([[0, 1, 2, 3]]), shares)
    assert mixed.dtype == torch.bfloat16
    assert mixed[0, 0].item() == 258.0  # 257.5 rounded once; halves added to 256 one by one are lost
