"""Sorting slots by expert in one launch; the twin of `engine.kernels.routing.align`."""

from __future__ import annotations

import torch
import triton
import triton.language as tl
from torch import Tensor

from engine.kernels.routing import Alignment, most_tiles

_CHUNK = 32  # slots or tiles that are compared with all experts at once


def align(top_ids: Tensor, experts: int, tile: int) -> Alignment:
    """Sort the slots of `top_ids (n, k)` by expert; see `routing.align`. Not yet run on a GPU.

    One program does it all: 2,048 slots are too few to share.
    """
    count = top_ids.numel()
    tiles = most_tiles(count, experts, tile)
    slots, owners, total = (top_ids.new_empty(n, dtype=torch.int32) for n in (tiles * tile, tiles, 1))
    align_kernel[(1,)](
        top_ids.contiguous(),
        slots,
        owners,
        total,
        count,
        tiles,
        experts,
        TILE=tile,
        EXPERTS=triton.next_power_of_2(experts),
        CHUNK=_CHUNK,
        num_warps=8,
    )
    return Alignment(slots.view(tiles, tile), owners, total)


@triton.jit(do_not_specialize=["count", "tiles", "experts"])
def align_kernel(
    top_ids: tl.tensor,  # int64 (count)
    slots: tl.tensor,  # int32 (tiles * TILE)
    owners: tl.tensor,  # int32 (tiles)
    total: tl.tensor,  # int32 (1)
    count: tl.tensor,
    tiles: tl.tensor,
    experts: tl.tensor,
    TILE: tl.constexpr,
    EXPERTS: tl.constexpr,
    CHUNK: tl.constexpr,
) -> None:
    """Count, add up, then write every place of `slots` exactly once."""
    expert = tl.arange(0, EXPERTS)
    lane = tl.arange(0, CHUNK)
    counts = tl.zeros((EXPERTS,), tl.int32)
    for first in range(0, count, CHUNK):
        chosen = tl.load(top_ids + first + lane, first + lane < count, EXPERTS).to(tl.int32)
        counts += tl.sum((chosen[:, None] == expert[None, :]).to(tl.int32), 0)
    taken = (counts + TILE - 1) // TILE
    ends = tl.cumsum(taken, 0)
    starts = (ends - taken) * TILE
    everything = tl.sum(taken, 0)
    tl.store(total, everything)
    before = starts  # where each expert's next slot goes
    for first in range(0, count, CHUNK):
        chosen = tl.load(top_ids + first + lane, first + lane < count, EXPERTS).to(tl.int32)
        mine = (chosen[:, None] == expert[None, :]).to(tl.int32)
        places = tl.sum(mine * (before[None, :] + tl.cumsum(mine, 0) - 1), 1)
        tl.store(slots + places, first + lane, first + lane < count)
        before += tl.sum(mine, 0)
    for step in range(TILE - 1):  # the rest of each expert's last tile
        tl.store(slots + before + step, count, (before + step < ends * TILE) & (taken > 0))
    for first in range(0, tiles, CHUNK):
        tile = first + lane
        owner = tl.sum((tile[:, None] >= ends[None, :]).to(tl.int32), 1)
        tl.store(owners + tile, tl.minimum(owner, experts - 1), tile < tiles)
        for step in range(TILE):  # behind the last tile
            tl.store(slots + tile * TILE + step, count, (tile >= everything) & (tile < tiles))
