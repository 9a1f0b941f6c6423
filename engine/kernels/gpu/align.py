"""Sorting slots by expert in one launch, a program an expert; the twin of `engine.kernels.routing.align`."""

from __future__ import annotations

import torch
import triton
import triton.language as tl
from torch import Tensor

from engine.kernels.routing import Alignment, most_tiles

CHUNK = 2048  # slots that are looked at together: those of a canvas


def align(top_ids: Tensor, experts: int, tile: int) -> Alignment:
    """Sort the slots of `top_ids (n, k)` by expert; see `routing.align`. Not yet run on a GPU.

    Args:
        top_ids: The expert of each slot, int64.
        experts: How many there are.
        tile: Slots of a tile, a power of two.
    """
    count = top_ids.numel()
    tiles = most_tiles(count, experts, tile)
    slots, owners, total = (top_ids.new_empty(n, dtype=torch.int32) for n in (tiles * tile, tiles, 1))
    align_kernel[(experts,)](
        top_ids.contiguous(),
        slots,
        owners,
        total,
        count,
        tiles,
        TILE=tile,
        EXPERTS=triton.next_power_of_2(experts),
        CHUNK=CHUNK,
        num_warps=8,
    )
    return Alignment(slots.view(tiles, tile), owners, total)


@triton.jit(do_not_specialize=["count", "tiles"])
def align_kernel(
    top_ids: tl.tensor,  # int64 (count)
    slots: tl.tensor,  # int32 (tiles * TILE)
    owners: tl.tensor,  # int32 (tiles)
    total: tl.tensor,  # int32 (1)
    count: tl.tensor,
    tiles: tl.tensor,
    TILE: tl.constexpr,
    EXPERTS: tl.constexpr,
    CHUNK: tl.constexpr,
) -> None:
    """The tiles of one expert, and a share of those behind the last; every program counts for itself."""
    own, experts = tl.program_id(0), tl.num_programs(0)
    expert, lane, step = tl.arange(0, EXPERTS), tl.arange(0, CHUNK), tl.arange(0, TILE)
    counts = tl.zeros((EXPERTS,), tl.int32)
    for first in range(0, count, CHUNK):
        known = first + lane < count
        counts += tl.histogram(tl.load(top_ids + first + lane, known, 0).to(tl.int32), EXPERTS, known)
    taken = (counts + TILE - 1) // TILE
    begin = tl.sum(tl.where(expert < own, taken, 0), 0)
    end = tl.sum(tl.where(expert <= own, taken, 0), 0)
    everything = tl.sum(taken, 0)
    tl.store(total, everything)
    place = begin * TILE
    for first in range(0, count, CHUNK):
        mine = (tl.load(top_ids + first + lane, first + lane < count, -1) == own).to(tl.int32)
        tl.store(slots + place + tl.cumsum(mine, 0) - 1, first + lane, mine != 0)
        place += tl.sum(mine, 0)
    tl.store(slots + place + step, count, place + step < end * TILE)  # the rest of the last tile
    for tile in range(begin, end):
        tl.store(owners + tile, own)
    for tile in range(everything + own, tiles, experts):
        tl.store(owners + tile, experts - 1)
        tl.store(slots + tile * TILE + step, count)
