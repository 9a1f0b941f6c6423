"""A layer's stream parts and meets again in one launch each; the twins of `engine.kernels.branches`.

Sums and norms are in float32 and rounded where something is stored.
"""

from __future__ import annotations

import torch
import triton
import triton.language as tl
from torch import Tensor

from engine.kernels.branches import Forked, LayerNorms, Stream
from engine.kernels.gpu.decode import QUARTERS
from engine.kernels.gpu.norm import normed, warps_of
from engine.kernels.packed_experts import Weighed


def fork(residual: Tensor, attended: Tensor, norms: LayerNorms, eps: float, *, in_quarters: bool) -> Forked:
    """Add attention's output and norm the sum for the branches. Not yet run on a GPU."""
    n, hidden = residual.shape
    expert = residual.new_empty((n, QUARTERS.value, hidden // QUARTERS.value) if in_quarters else (n, hidden))
    routing = torch.empty_like(residual, dtype=torch.float32)
    forked = Forked(torch.empty_like(residual), routing, expert, torch.empty_like(residual))
    fork_kernel[(n,)](
        residual,
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
    residual: Tensor,
    routed: Tensor | Weighed,
    dense: Tensor,
    norms: LayerNorms,
    eps: float,
    *,
    scalar: Tensor,
    following: Tensor,
) -> Stream:
    """Norm and add up what the branches return. Not yet run on a GPU."""
    n, hidden = residual.shape
    outputs, weights = routed if isinstance(routed, Weighed) else (routed, None)
    merged = Stream(torch.empty_like(residual), torch.empty_like(residual))
    merge_kernel[(n,)](
        residual,
        outputs,
        weights,
        dense,
        norms.expert_output,
        norms.dense_output,
        norms.feedforward_output,
        following,
        scalar,
        *merged,
        K=0 if weights is None else weights.shape[1],
        **_row(hidden, eps),
    )
    return merged


def _row(size: int, eps: float) -> dict[str, object]:
    lanes = triton.next_power_of_2(size)
    return {"SIZE": size, "LANES": lanes, "EPS": eps, "num_warps": warps_of(lanes)}


@triton.jit
def fork_kernel(
    residual: tl.tensor,  # (n, SIZE), as all that follow but the weights, which are (SIZE)
    attended: tl.tensor,
    attended_weight: tl.tensor,
    expert_weight: tl.tensor,
    dense_weight: tl.tensor,
    result: tl.tensor,
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
    total = (_numbers(residual + row, lane, known) + added).to(result.dtype.element_ty)
    tl.store(result + row + lane, total, known)
    plain = normed(total.to(tl.float32), SIZE, EPS)
    tl.store(routing + row + lane, plain, known)
    for_dense = plain * _numbers(dense_weight, lane, known)
    tl.store(dense + row + lane, for_dense.to(dense.dtype.element_ty), known)
    for_expert = plain * _numbers(expert_weight, lane, known)
    place = lane % QUARTERS * (SIZE // QUARTERS) + lane // QUARTERS if IN_QUARTERS else lane
    tl.store(expert + row + place, for_expert.to(expert.dtype.element_ty), known)


@triton.jit
def merge_kernel(
    residual: tl.tensor,  # (n, SIZE), as all that follow but the weights, which are (SIZE)
    outputs: tl.tensor,  # (n, K, SIZE), or (n, SIZE) where K is 0
    weights: tl.tensor,  # float32 (n, K)
    dense: tl.tensor,
    expert_weight: tl.tensor,
    dense_weight: tl.tensor,
    both_weight: tl.tensor,
    following: tl.tensor,  # (SIZE)
    scalar: tl.tensor,  # (1)
    result: tl.tensor,
    normed_result: tl.tensor,
    K: tl.constexpr,
    SIZE: tl.constexpr,
    LANES: tl.constexpr,
    EPS: tl.constexpr,
) -> None:
    """One row; its experts are added up in their order."""
    lane, number = tl.arange(0, LANES), tl.program_id(0).to(tl.int64)
    known, row = lane < SIZE, number * SIZE
    if K:
        routed = tl.zeros((LANES,), tl.float32)
        for j in tl.static_range(K):
            slot = number * K + j
            routed += tl.load(weights + slot) * _numbers(outputs + slot * SIZE, lane, known)
    else:
        routed = _numbers(outputs + row, lane, known)
    both = normed(routed, SIZE, EPS) * _numbers(expert_weight, lane, known)
    both += normed(_numbers(dense + row, lane, known), SIZE, EPS) * _numbers(dense_weight, lane, known)
    added = normed(both, SIZE, EPS) * _numbers(both_weight, lane, known)
    total = (_numbers(residual + row, lane, known) + added) * tl.load(scalar).to(tl.float32)
    kept = total.to(result.dtype.element_ty)
    tl.store(result + row + lane, kept, known)
    next_row = normed(kept.to(tl.float32), SIZE, EPS) * _numbers(following, lane, known)
    tl.store(normed_result + row + lane, next_row.to(normed_result.dtype.element_ty), known)


@triton.jit
def _numbers(row: tl.tensor, lane: tl.tensor, known: tl.tensor) -> tl.tensor:
    numbers: tl.tensor = tl.load(row + lane, known, 0.0).to(tl.float32)
    return numbers
