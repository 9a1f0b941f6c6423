"""Packed experts against the same weights decoded first."""

from __future__ import annotations

import pytest
import torch

from engine.kernels.experts import experts
from engine.kernels.packed import decode
from engine.kernels.packed_experts import PackedExperts, added_up, packed_experts
from tests.engine.packing import Format, packed_matrix, random_packed_experts

HIDDEN, SIZE = 64, 32


@pytest.mark.parametrize("fp4_activations", [False, True])
@pytest.mark.parametrize("form", Format)
def test_packed_experts_compute_what_decoded_ones_compute(form: Format, *, fp4_activations: bool) -> None:
    generator = torch.Generator().manual_seed(1)
    weights = random_packed_experts(form, 6, HIDDEN, SIZE, generator)
    x = torch.randn(9, HIDDEN, generator=generator)
    shares, places = torch.rand(9, 3, generator=generator).topk(2)
    ids = torch.tensor([5, 0, 3])[places]  # half of the experts have no row
    expected = experts(x, weights.decoded(torch.float32), ids, shares, fp4_activations=fp4_activations)
    made = added_up(packed_experts(x, weights, ids, shares, fp4_activations=fp4_activations))
    assert torch.allclose(made, expected, atol=1e-5)


@pytest.mark.parametrize("form", Format)
def test_gate_stands_above_up_each_with_its_own_scale(form: Format) -> None:
    generator = torch.Generator().manual_seed(1)
    gate = [packed_matrix(form, SIZE, HIDDEN, generator) for _ in range(3)]
    up = [packed_matrix(form, SIZE, HIDDEN, generator, size=9.0) for _ in range(3)]
    down = [packed_matrix(form, HIDDEN, SIZE, generator) for _ in range(3)]
    weights = PackedExperts.of(gate=gate, up=up, down=down).decoded(torch.float32)
    for expert in range(3):
        assert torch.equal(weights.gate_up[expert, :SIZE], decode(gate[expert]))
        assert torch.equal(weights.gate_up[expert, SIZE:], decode(up[expert]))
        assert torch.equal(weights.down[expert], decode(down[expert]))
