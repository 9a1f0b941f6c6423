"""A layer's stream parts and meets again in one launch each; the twins of `engine.kernels.branches`.

Sums and norms are in float32 and rounded where something is stored.
"""

from __future__ import annotations

import torch
import triton
import triton.language as tl
from torch import Tensor

from engine.kernels.branches import Forked, LayerNorms
from engine.kernels.gpu.decode import QUARTERS
from engine.kernels.gpu.norm import normed


def fork(x: Tensor, attended: Tensor, norms: LayerNorms, eps: float, *, in_quarters: bool) -> Forked:
    """Add attention's output and norm the sum for the branches. Not yet run on a GPU."""
    n, hidden = x.shape
    expert = x.new_empty((n, QUARTERS.value, hidden // QUARTERS.value) if in_quarters else (n, hidden))
    routing = torch.empty_like(x, dtype=torch.float32)
    forked = Forked(torch.empty_like(x), routing, expert, torch.empty_like(x))
    fork_kernel[(n,)](
        x,
        attended,
        norms.attention_output,
        norms.expert_input,
        norms.dense_input,
        *forked,
        IN_QUARTERS=in_quarters,
        **_row(hidden, eps),
    )
    return forked


def merge(
    stream: Tensor, routed: Tensor, dense: Tensor, norms: LayerNorms, eps: float, scalar: Tensor
) -> Tensor:
    """Norm and add up what the branches return. Not yet run on a GPU."""
    n, hidden = stream.shape
    result = torch.empty_like(stream)
    merge_kernel[(n,)](
        stream,
        routed,
        dense,
        norms.expert_output,
        norms.dense_output,
        norms.feedforward_output,
        scalar,
        result,
        **_row(hidden, eps),
    )
    return result


def _row(size: int, eps: float) -> dict[str, object]:
    return {"SIZE": size, "LANES": triton.next_power_of_2(size), "EPS": eps, "num_warps": 8}


@triton.jit
def fork_kernel(
    x: tl.tensor,  # (n, SIZE), as all that follow but the weights, which are (SIZE)
    attended: tl.tensor,
    attended_weight: tl.tensor,
    expert_weight: tl.tensor,
    dense_weight: tl.tensor,
    stream: tl.tensor,
    routing: tl.tensor,  # float32
    expert: tl.tensor,  # perhaps (n, 4, SIZE / 4)
    dense: tl.tensor,
    SIZE: tl.constexpr,
    LANES: tl.constexpr,
    EPS: tl.constexpr,
    IN_QUARTERS: tl.constexpr,
) -> None:
    """One row. The norm is of the sum as it is stored."""
    lane = tl.arange(0, LANES)
    known, row = lane < SIZE, tl.program_id(0).to(tl.int64) * SIZE
    added = normed(_numbers(attended + row, lane, known), SIZE, EPS) * _numbers(attended_weight, lane, known)
    total = (_numbers(x + row, lane, known) + added).to(stream.dtype.element_ty)
    tl.store(stream + row + lane, total, known)
    plain = normed(total.to(tl.float32), SIZE, EPS)
    tl.store(routing + row + lane, plain, known)
    for_dense = plain * _numbers(dense_weight, lane, known)
    tl.store(dense + row + lane, for_dense.to(dense.dtype.element_ty), known)
    for_expert = plain * _numbers(expert_weight, lane, known)
    place = lane % QUARTERS * (SIZE // QUARTERS) + lane // QUARTERS if IN_QUARTERS else lane
    tl.store(expert + row + place, for_expert.to(expert.dtype.element_ty), known)


@triton.jit
def merge_kernel(
    stream: tl.tensor,  # (n, SIZE), as all that follow but weights and scalar
    routed: tl.tensor,
    dense: tl.tensor,
    routed_weight: tl.tensor,  # (SIZE)
    dense_weight: tl.tensor,  # (SIZE)
    merged_weight: tl.tensor,  # (SIZE)
    scalar: tl.tensor,  # (1)
    result: tl.tensor,
    SIZE: tl.constexpr,
    LANES: tl.constexpr,
    EPS: tl.constexpr,
) -> None:
    """One row."""
    lane = tl.arange(0, LANES)
    known, row = lane < SIZE, tl.program_id(0).to(tl.int64) * SIZE
    both = normed(_numbers(routed + row, lane, known), SIZE, EPS) * _numbers(routed_weight, lane, known)
    both += normed(_numbers(dense + row, lane, known), SIZE, EPS) * _numbers(dense_weight, lane, known)
    merged = normed(both, SIZE, EPS) * _numbers(merged_weight, lane, known)
    total = (_numbers(stream + row, lane, known) + merged) * tl.load(scalar).to(tl.float32)
    tl.store(result + row + lane, total.to(result.dtype.element_ty), known)


@triton.jit
def _numbers(row: tl.tensor, lane: tl.tensor, known: tl.tensor) -> tl.tensor:
    numbers: tl.tensor = tl.load(row + lane, known, 0.0).to(tl.float32)
    return numbers
