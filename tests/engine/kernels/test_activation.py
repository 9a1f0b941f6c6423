"""Pointwise functions against torch's own, in double precision."""

from __future__ import annotations

import torch
from torch.nn import functional as F

from engine.kernels.activation import geglu, softcap_


def test_geglu_is_tanh_gelu_of_the_first_half_times_the_second() -> None:
    gate = torch.linspace(-12, 12, 4001)
    up = torch.linspace(3, -2, 4001)
    expected = F.gelu(gate.double(), approximate="tanh") * up.double()
    assert torch.allclose(geglu(torch.cat([gate, up])).double(), expected, rtol=1e-5, atol=1e-6)


def test_geglu_leaves_its_input_as_it_was() -> None:
    gate_up = torch.randn(3, 8, generator=torch.Generator().manual_seed(0))
    before = gate_up.clone()
    geglu(gate_up)
    assert torch.equal(gate_up, before)


def test_softcap_bends_numbers_below_the_cap_in_place() -> None:
    raw = torch.linspace(-300, 300, 6001)
    expected = 30 * torch.tanh(raw.double() / 30)
    capped = softcap_(raw, 30.0)
    assert capped.data_ptr() == raw.data_ptr()
    assert (capped.double() - expected).abs().max() < 1e-5
