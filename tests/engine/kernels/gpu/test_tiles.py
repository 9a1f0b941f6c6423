"""The tiles that kernels have."""

from __future__ import annotations

import pytest

from engine.kernels.gpu.tiles import EXPERT_TILES, canvas_tiles, chunk_tiles


@pytest.mark.parametrize(("head_dim", "window"), [(256, 1024), (512, None), (48, 64)])
def test_blocks_are_powers_of_two_as_kernels_need_them(head_dim: int, window: int | None) -> None:
    canvas, chunk = canvas_tiles(head_dim, window), chunk_tiles(head_dim)
    products = [(part.columns, part.words, part.warps) for part in (EXPERT_TILES.gate_up, EXPERT_TILES.down)]
    blocks = (canvas.rows, canvas.keys, canvas.warps, chunk.rows, chunk.keys, chunk.warps)
    for size in (*blocks, EXPERT_TILES.rows, *products[0], *products[1]):
        assert size & (size - 1) == 0


def test_only_keys_without_a_window_are_parted() -> None:
    assert canvas_tiles(256, 1024).parts == 1
    assert canvas_tiles(512, None).parts > 1
