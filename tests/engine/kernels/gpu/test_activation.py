"""The gated activation's kernel against torch's own functions; memory that it writes is poisoned first."""

from __future__ import annotations

import pytest
import torch
from torch.nn import functional as F

from engine.kernels.gpu.activation import geglu


@pytest.mark.parametrize("size", [2112, 1024, 5])
def test_the_kernel_computes_gelu_of_the_gate_times_up(size: int) -> None:
    gate_up = torch.randn(3, 2 * size, generator=torch.Generator().manual_seed(size)) * 4
    gate, up = gate_up.chunk(2, -1)
    torch.testing.assert_close(geglu(gate_up), F.gelu(gate, approximate="tanh") * up, rtol=1e-5, atol=1e-6)


def test_large_gates_overflow_nothing() -> None:
    gate_up = torch.tensor([[1000.0, -1000.0, 2.0, 3.0]])
    assert geglu(gate_up).tolist() == [[2000.0, 0.0]]
