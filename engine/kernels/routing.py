"""Which experts compute each row, and which rows each expert: slots sorted by expert, in tiles of one."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn import functional as F


def choose(normed: Tensor, projection: Tensor, per_expert_scale: Tensor, count: int) -> tuple[Tensor, Tensor]:
    """The experts with the highest scores of each row, and how much each of them counts.

    A softmax over the chosen scores is the softmax over all of them, divided by the chosen ones' sum.

    Args:
        normed: `(n, hidden)` float32.
        projection: `(experts, hidden)` float32; a score is a row's product with a row of it.
        per_expert_scale: Multiplies what an expert counts, `(experts)` float32.
        count: How many are chosen.

    Returns:
        Their ids, int64 `(n, count)`, the highest first, and their weights, float32 `(n, count)`.
    """
    if normed.is_cuda:
        from engine.kernels.gpu.choose import choose as on_gpu

        return on_gpu(normed, projection, per_expert_scale, count)
    scores, ids = F.linear(normed, projection).topk(count)
    return ids, scores.softmax(dim=-1) * per_expert_scale.take(ids)


class Alignment(NamedTuple):
    """The slots of n rows by k experts each, sorted by expert and padded to whole tiles.

    Slot `row * k + j` is row's j-th expert. All tensors are int32 and have the sizes of the worst case, so
    that they do not depend on the routing.

    Attributes:
        slots: The slots of every tile, `(tiles, tile)`, those of one expert in ascending order; `n * k`
            where a tile is padded, and behind the last tile.
        experts: The expert of every tile, `(tiles)`; any behind the last.
        used: How many tiles there are, `(1)`.
    """

    slots: Tensor
    experts: Tensor
    used: Tensor


def most_tiles(slots: int, experts: int, tile: int) -> int:
    """The tiles that `slots` slots take in the worst case, that is with a padded tile in every expert hit."""
    hit = min(slots, experts)
    return (slots + hit * (tile - 1)) // tile


def align(top_ids: Tensor, experts: int, tile: int) -> Alignment:
    """Sort the slots of `top_ids (n, k)` by expert. Reads nothing back from the device.

    Args:
        top_ids: The experts of each row, int64.
        experts: How many there are.
        tile: Slots in a tile.
    """
    chosen = top_ids.flatten()
    one_hot = chosen[:, None] == torch.arange(experts, device=chosen.device)  # (n * k, experts)
    seen = one_hot.cumsum(0, dtype=torch.int32)
    counts = seen[-1]
    ends = ((counts + tile - 1) // tile).cumsum(0, dtype=torch.int32)  # (experts), in tiles
    starts = ends - (counts + tile - 1) // tile
    rank = seen.gather(1, chosen[:, None]).squeeze(1) - 1
    places = starts[chosen] * tile + rank
    tiles = most_tiles(len(chosen), experts, tile)
    slots = chosen.new_full((tiles * tile,), len(chosen), dtype=torch.int32)
    slots[places] = torch.arange(len(chosen), dtype=torch.int32, device=chosen.device)
    every = torch.arange(tiles, device=chosen.device)
    owners = torch.searchsorted(ends, every, right=True, out_int32=True).clamp_(max=experts - 1)
    return Alignment(slots.view(tiles, tile), owners, ends[-1:])
