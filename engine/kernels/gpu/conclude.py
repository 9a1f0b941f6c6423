"""The end of a step in one launch instead of 23, by one program; the twin of `engine.denoise.conclude`."""

from __future__ import annotations

import torch
import triton
import triton.language as tl
from torch import Tensor

from engine.kernels.prediction import Prediction
from engine.options import SamplerSettings

COLUMNS = 32  # slots with which every slot is compared at once


def conclude(
    prediction: Prediction,
    sampled: Tensor,
    settings: SamplerSettings,
    *,
    fresh: Tensor,
    free: Tensor,
    ids: Tensor,
    draft: Tensor,
    step: Tensor,
    unchanged: Tensor,
) -> tuple[Tensor, Tensor]:
    """Let a canvas, whose tensors are given by name, become what its next step starts from.

    Not yet run on a GPU.
    """
    slots = len(ids)
    accepted, settled = (sampled.new_empty(n, dtype=torch.bool) for n in (slots, 1))
    conclude_kernel[(1,)](
        prediction.entropy_nats,
        prediction.top_ids,
        sampled,
        fresh,
        free.view(torch.int8),
        ids,
        draft,
        step,
        unchanged,
        accepted.view(torch.int8),
        settled.view(torch.int8),
        settings.entropy_bound,
        settings.stability_threshold,
        settings.confidence_threshold,
        SLOTS=slots,
        LANES=triton.next_power_of_2(slots),
        COLUMNS=COLUMNS,
        TOP=prediction.top_ids.shape[1],
        num_warps=8,
    )
    return accepted, settled


@triton.jit(do_not_specialize=["stability_threshold"])
def conclude_kernel(
    entropy: tl.tensor,  # float32 (SLOTS)
    top_ids: tl.tensor,  # int64 (SLOTS, TOP)
    sampled: tl.tensor,  # int64 (SLOTS)
    fresh: tl.tensor,  # int64 (steps, SLOTS)
    free: tl.tensor,  # int8 (SLOTS)
    ids: tl.tensor,  # int64 (SLOTS)
    draft: tl.tensor,  # int64 (SLOTS)
    step: tl.tensor,  # int64 (1)
    unchanged: tl.tensor,  # int64 (1)
    accepted: tl.tensor,  # int8 (SLOTS)
    settled: tl.tensor,  # int8 (1)
    entropy_bound: tl.tensor,
    stability_threshold: tl.tensor,
    confidence_threshold: tl.tensor,
    SLOTS: tl.constexpr,
    LANES: tl.constexpr,
    COLUMNS: tl.constexpr,
    TOP: tl.constexpr,
) -> None:
    """All slots. Instead of sorting them, each adds up those that come before it."""
    slot = tl.arange(0, LANES)
    known = slot < SLOTS
    own = tl.load(entropy + slot, known, 0.0)
    before = tl.zeros((LANES,), tl.float32)
    for start in range(0, SLOTS, COLUMNS):
        other = start + tl.arange(0, COLUMNS)
        theirs = tl.load(entropy + other, other < SLOTS, float("inf"))
        first = (theirs[None, :] == own[:, None]) & (other[None, :] < slot[:, None])
        before += tl.sum(tl.where((theirs[None, :] < own[:, None]) | first, theirs[None, :], 0.0), 1)
    kept = (before + own) - own <= entropy_bound  # rounded as in `sampler.accept`; what is no number is not
    noise = tl.load(fresh + tl.load(step) * SLOTS + slot, known, 0)
    next_ids = tl.where(kept, tl.load(sampled + slot, known, 0), noise)

    likeliest = tl.load(top_ids + slot * TOP, known, 0)
    changes = tl.sum((likeliest != tl.load(draft + slot, known, 0)).to(tl.int32), 0)
    same = tl.where(changes == 0, tl.load(unchanged) + 1, 0)
    loose = tl.load(free + slot, known, 0).to(tl.float32)
    mean = tl.div_rn(tl.sum(own * loose, 0), tl.maximum(tl.sum(loose, 0), 1.0))
    done = (same >= stability_threshold) & (mean < confidence_threshold)

    steps = tl.load(step) + 1
    tl.debug_barrier()  # no thread reads any longer what is changed now
    tl.store(ids + slot, next_ids, known)
    tl.store(draft + slot, likeliest, known)
    tl.store(step, steps)
    tl.store(unchanged, same)
    tl.store(accepted + slot, kept.to(tl.int8), known)
    tl.store(settled, done.to(tl.int8))
