"""The gated activation in one launch instead of seven; the twin of `engine.kernels.activation.geglu`."""

from __future__ import annotations

import triton
import triton.language as tl
from torch import Tensor

COLUMNS = 1024


def geglu(gate_up: Tensor) -> Tensor:
    """`gelu_tanh(gate) * up` of `(n, 2 * size)`, gate first. Not yet run on a GPU."""
    rows, size = len(gate_up), gate_up.shape[-1] // 2
    result = gate_up.new_empty(rows, size)
    geglu_kernel[(rows, triton.cdiv(size, COLUMNS))](gate_up.contiguous(), result, SIZE=size, COLUMNS=COLUMNS)
    return result


@triton.jit
def geglu_kernel(
    gate_up: tl.tensor,  # (rows, 2 * SIZE)
    result: tl.tensor,  # (rows, SIZE)
    SIZE: tl.constexpr,
    COLUMNS: tl.constexpr,
) -> None:
    """Some columns of one row, in float32."""
    row = tl.program_id(0).to(tl.int64)
    column = tl.program_id(1) * COLUMNS + tl.arange(0, COLUMNS)
    gate = tl.load(gate_up + row * 2 * SIZE + column, column < SIZE, 0.0).to(tl.float32)
    up = tl.load(gate_up + row * 2 * SIZE + SIZE + column, column < SIZE, 0.0).to(tl.float32)
    tl.store(result + row * SIZE + column, gelu(gate, up).to(result.dtype.element_ty), column < SIZE)


@triton.jit
def gelu(gate: tl.tensor, up: tl.tensor) -> tl.tensor:
    """`gelu_tanh(gate) * up`, written with an exponential that never overflows."""
    twice = 1.5957691216057308 * (gate + 0.044715 * gate * gate * gate)  # 2 sqrt(2 / pi)
    small = tl.exp(-tl.abs(twice))
    return gate * up * tl.where(twice > 0, 1.0, small) / (1.0 + small)
