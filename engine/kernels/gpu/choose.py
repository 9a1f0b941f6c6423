"""The experts of each row in two launches; the twin of `engine.kernels.routing.choose`.

Scores are products over the whole stream for few rows, so they are computed in `SCORE_PARTS` parts of it,
which are added up in their order. Products are in three parts of TF32 each, close to float32.
"""

from __future__ import annotations

import torch
import triton
import triton.language as tl
from torch import Tensor

from engine.kernels.gpu.tiles import SCORE_PARTS

ROWS = 16
DEPTH = 32


def choose(normed: Tensor, projection: Tensor, per_expert_scale: Tensor, count: int) -> tuple[Tensor, Tensor]:
    """Ids and weights of the experts with the highest scores. Not yet run on a GPU."""
    (n, hidden), experts = normed.shape, len(projection)
    lanes = max(16, triton.next_power_of_2(experts))
    parts = normed.new_empty(SCORE_PARTS, n, experts)
    score_kernel[(triton.cdiv(n, ROWS), SCORE_PARTS)](
        normed,
        projection,
        parts,
        n,
        HIDDEN=hidden,
        EXPERTS=experts,
        LANES=lanes,
        ROWS=ROWS,
        DEPTH=DEPTH,
        num_warps=4,
        num_stages=3,
    )
    ids = torch.empty(n, count, dtype=torch.int64, device=normed.device)
    weights = normed.new_empty(n, count)
    sizes = {"EXPERTS": experts, "LANES": lanes, "COUNT": count, "COUNTED": triton.next_power_of_2(count)}
    choose_kernel[(n,)](parts, per_expert_scale, ids, weights, n, **sizes, PARTS=SCORE_PARTS, num_warps=1)
    return ids, weights


@triton.jit(do_not_specialize=["n"])
def score_kernel(
    normed: tl.tensor,  # float32 (n, HIDDEN)
    projection: tl.tensor,  # float32 (EXPERTS, HIDDEN)
    parts: tl.tensor,  # float32 (parts, n, EXPERTS)
    n: tl.tensor,
    HIDDEN: tl.constexpr,
    EXPERTS: tl.constexpr,
    LANES: tl.constexpr,
    ROWS: tl.constexpr,
    DEPTH: tl.constexpr,
) -> None:
    """The scores of some rows over one part of the stream."""
    row = tl.program_id(0) * ROWS + tl.arange(0, ROWS)
    part, expert = tl.program_id(1), tl.arange(0, LANES)
    span = tl.cdiv(tl.cdiv(HIDDEN, DEPTH), tl.num_programs(1)) * DEPTH
    total = tl.zeros((ROWS, LANES), tl.float32)
    for start in range(part * span, tl.minimum((part + 1) * span, HIDDEN), DEPTH):
        column = start + tl.arange(0, DEPTH)
        inside = column < HIDDEN
        rows = normed + row.to(tl.int64)[:, None] * HIDDEN + column[None, :]
        numbers = tl.load(rows, (row < n)[:, None] & inside[None, :], 0.0)
        weights = projection + expert[None, :] * HIDDEN + column[:, None]
        weight = tl.load(weights, inside[:, None] & (expert < EXPERTS)[None, :], 0.0)
        total = tl.dot(numbers, weight, total, input_precision="tf32x3")
    place = (part * n + row).to(tl.int64)[:, None] * EXPERTS + expert[None, :]
    tl.store(parts + place, total, (row < n)[:, None] & (expert < EXPERTS)[None, :])


@triton.jit(do_not_specialize=["n"])
def choose_kernel(
    parts: tl.tensor,  # float32 (PARTS, n, EXPERTS)
    per_expert_scale: tl.tensor,  # float32 (EXPERTS)
    ids: tl.tensor,  # int64 (n, COUNT)
    weights: tl.tensor,  # float32 (n, COUNT)
    n: tl.tensor,
    EXPERTS: tl.constexpr,
    LANES: tl.constexpr,
    COUNT: tl.constexpr,
    COUNTED: tl.constexpr,
    PARTS: tl.constexpr,
) -> None:
    """One row: its highest scores one after the other, of equal ones the first, and their softmax."""
    row, expert, place = tl.program_id(0).to(tl.int64), tl.arange(0, LANES), tl.arange(0, COUNTED)
    score = tl.zeros((LANES,), tl.float32)
    for part in tl.static_range(PARTS):
        score += tl.load(parts + (part * n + row) * EXPERTS + expert, expert < EXPERTS, 0.0)
    score = tl.where(expert < EXPERTS, score, float("-inf"))
    chosen = tl.zeros((COUNTED,), tl.int32)
    highest = tl.full((COUNTED,), float("-inf"), tl.float32)
    for index in tl.static_range(COUNT):
        best, which = tl.max(score, 0, return_indices=True)
        which = tl.minimum(which, EXPERTS - 1)  # scores that are no numbers could choose any lane
        chosen = tl.where(place == index, which, chosen)
        highest = tl.where(place == index, best, highest)
        score = tl.where(expert == which, float("-inf"), score)
    share = tl.exp(highest - tl.max(highest, 0))
    share = share / tl.sum(share, 0) * tl.load(per_expert_scale + chosen)
    tl.store(ids + row * COUNT + place, chosen.to(tl.int64), place < COUNT)
    tl.store(weights + row * COUNT + place, share, place < COUNT)
