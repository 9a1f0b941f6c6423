"""A step's record in one launch instead of seven, a program a slot; the twin of `engine.record.join`."""

from __future__ import annotations

import torch
import triton
import triton.language as tl
from torch import Tensor

from engine.kernels.prediction import Prediction


def join(
    out: Tensor,
    ids: Tensor,
    sampled: Tensor,
    accepted: Tensor,
    prediction: Prediction,
    tail_ids: Tensor,
    settled: Tensor,
) -> None:
    """Write what a step left into one tensor; see `engine.record`. Not yet run on a GPU."""
    (slots, vocabulary), top = prediction.probabilities.shape, prediction.top_ids.shape[1]
    whole, parts = 4 * ((3 + top) * slots + 1), 8 * slots
    record_kernel[(slots,)](
        out[:whole].view(torch.int32),
        out[whole : whole + parts].view(torch.float32),
        out[whole + parts :].view(torch.float16),
        ids,
        sampled,
        accepted.view(torch.int8),
        settled.view(torch.int8),
        prediction.top_ids,
        prediction.top_probabilities,
        prediction.entropy_nats,
        prediction.probabilities,
        tail_ids,
        SLOTS=slots,
        VOCABULARY=vocabulary,
        TOP=top,
        TOP_LANES=triton.next_power_of_2(top),
        TAILS=len(tail_ids),
        num_warps=1,
    )


@triton.jit
def record_kernel(
    whole: tl.tensor,  # int32 (3 * SLOTS + 1 + SLOTS * TOP)
    parts: tl.tensor,  # float32 (2 * SLOTS)
    halves: tl.tensor,  # float16 (SLOTS * TOP)
    ids: tl.tensor,  # int64 (SLOTS)
    sampled: tl.tensor,  # int64 (SLOTS)
    accepted: tl.tensor,  # int8 (SLOTS)
    settled: tl.tensor,  # int8 (1)
    top_ids: tl.tensor,  # int64 (SLOTS, TOP)
    top_shares: tl.tensor,  # float32 (SLOTS, TOP)
    entropy: tl.tensor,  # float32 (SLOTS)
    probabilities: tl.tensor,  # (SLOTS, VOCABULARY)
    tail_ids: tl.tensor,  # int64 (TAILS)
    SLOTS: tl.constexpr,
    VOCABULARY: tl.constexpr,
    TOP: tl.constexpr,
    TOP_LANES: tl.constexpr,
    TAILS: tl.constexpr,
) -> None:
    """What one slot tells, and whether the canvas is settled."""
    slot = tl.program_id(0)
    tl.store(whole + slot, tl.load(ids + slot).to(tl.int32))
    tl.store(whole + SLOTS + slot, tl.load(sampled + slot).to(tl.int32))
    tl.store(whole + 2 * SLOTS + slot, tl.load(accepted + slot).to(tl.int32))
    tl.store(whole + 3 * SLOTS, tl.load(settled).to(tl.int32))
    lane = tl.arange(0, TOP_LANES)
    place, known = slot * TOP + lane, lane < TOP
    tl.store(whole + 3 * SLOTS + 1 + place, tl.load(top_ids + place, known, 0).to(tl.int32), known)
    tl.store(halves + place, tl.load(top_shares + place, known, 0.0).to(tl.float16), known)
    tl.store(parts + slot, tl.load(entropy + slot))
    row = probabilities + slot.to(tl.int64) * VOCABULARY
    ends = tl.load(row + tl.load(tail_ids)).to(tl.float32)
    for j in tl.static_range(1, TAILS):
        ends += tl.load(row + tl.load(tail_ids + j)).to(tl.float32)
    tl.store(parts + SLOTS + slot, ends)
