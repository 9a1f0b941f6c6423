"""The root mean square norm in one launch instead of seven; the twin of `engine.kernels.norm`."""

from __future__ import annotations

import torch
import triton
import triton.language as tl
from torch import Tensor


def rms_norm(x: Tensor, eps: float, weight: Tensor | None) -> Tensor:
    """`weight * x / sqrt(mean(x^2) + eps)` over the last dimension. Not yet run on a GPU."""
    size = x.shape[-1]
    result = torch.empty_like(x, memory_format=torch.contiguous_format)
    lanes = triton.next_power_of_2(size)
    norm_kernel[(x.numel() // size,)](
        x.contiguous(),
        weight,
        result,
        SIZE=size,
        LANES=lanes,
        EPS=eps,
        WEIGHTED=weight is not None,
        num_warps=warps_of(lanes),
    )
    return result


def warps_of(lanes: int) -> int:
    """Of a program that sums up one row: a thread has several of its numbers.

    Else the compiler may fuse the square of one's own into the sum with a neighbour's, which is another
    number in each of the two; and with Triton 3.8 either may become the sum.
    """
    return 8 if lanes > 1024 else 4 if lanes > 256 else 1


@triton.jit
def norm_kernel(
    x: tl.tensor,  # (rows, SIZE)
    weight: tl.tensor,  # (SIZE)
    result: tl.tensor,  # (rows, SIZE)
    SIZE: tl.constexpr,
    LANES: tl.constexpr,
    EPS: tl.constexpr,
    WEIGHTED: tl.constexpr,
) -> None:
    """One row, in float32."""
    lane = tl.arange(0, LANES)
    place = tl.program_id(0).to(tl.int64) * SIZE + lane
    number = tl.load(x + place, lane < SIZE, 0.0).to(tl.float32)
    number = normed(number, SIZE, EPS)
    if WEIGHTED:
        number *= tl.load(weight + lane, lane < SIZE, 0.0).to(tl.float32)
    tl.store(result + place, number.to(result.dtype.element_ty), lane < SIZE)


@triton.jit
def normed(row: tl.tensor, SIZE: tl.constexpr, EPS: tl.constexpr) -> tl.tensor:
    """A row over its root mean square; what is beyond its size must be zero."""
    result: tl.tensor = row * tl.rsqrt(tl.sum(row * row, 0) / SIZE + EPS)
    return result
