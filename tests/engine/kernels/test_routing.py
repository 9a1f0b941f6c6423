"""Slots sorted by expert into tiles: every slot once, in order, and no tile of two experts."""

from __future__ import annotations

import pytest
import torch

from engine.kernels.routing import align, most_tiles

TILE = 4
ROUTINGS = {
    "every expert": (torch.rand(30, 7).topk(3).indices, 7),
    "one row": (torch.tensor([[2, 0]]), 5),
    "all on one expert": (torch.full((9, 1), 3), 5),
    "experts without a row": (torch.tensor([[1, 6], [6, 1], [1, 6]]), 8),
    "whole tiles": (torch.tensor([[0], [1]] * TILE), 2),
}


@pytest.mark.parametrize("name", ROUTINGS)
def test_the_tiles_hold_the_slots_of_each_expert_in_order(name: str) -> None:
    top_ids, experts = ROUTINGS[name]
    chosen = top_ids.flatten().tolist()
    slots, owners, used = align(top_ids, experts, TILE)
    expected: list[tuple[int, list[int]]] = []
    for expert in range(experts):
        mine = [slot for slot, owner in enumerate(chosen) if owner == expert]
        padded = mine + [len(chosen)] * (-len(mine) % TILE)
        expected += [(expert, padded[i : i + TILE]) for i in range(0, len(padded), TILE)]
    count = int(used)
    assert list(zip(owners.tolist(), slots.tolist(), strict=True))[:count] == expected
    assert (slots[count:] == len(chosen)).all()


@pytest.mark.parametrize(("slots", "experts", "tiles"), [(2048, 128, 248), (2, 128, 2), (9, 1, 3), (4, 1, 1)])
def test_the_worst_case_has_a_padded_tile_in_every_expert_hit(slots: int, experts: int, tiles: int) -> None:
    tile = 16 if slots > 100 else TILE
    assert most_tiles(slots, experts, tile) == tiles


def test_no_routing_takes_more_tiles_than_the_worst_case() -> None:
    worst = torch.cat([torch.arange(7).repeat_interleave(TILE), torch.arange(7)])[:, None]
    assert int(align(worst, 7, TILE).used) == most_tiles(len(worst), 7, TILE) == 14
