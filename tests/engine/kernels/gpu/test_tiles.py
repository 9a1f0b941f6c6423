"""The tiles that kernels have."""

from __future__ import annotations

import pytest

from engine.kernels.gpu.tiles import EXPERT_TILES, WIDE_EXPERT_TILES, canvas_tiles, chunk_tiles, expert_tiles

CAPABILITIES = (None, (8, 6), (8, 9), (9, 0), (10, 0), (12, 0))


@pytest.mark.parametrize("capability", CAPABILITIES)
@pytest.mark.parametrize(("head_dim", "window"), [(256, 1024), (512, None), (48, 64)])
def test_blocks_are_powers_of_two_as_kernels_need_them(
    head_dim: int, window: int | None, capability: tuple[int, int] | None
) -> None:
    canvas, chunk = canvas_tiles(head_dim, window, capability), chunk_tiles(head_dim)
    kinds = (EXPERT_TILES, WIDE_EXPERT_TILES)
    products = [part for tiles in kinds for part in (tiles.gate_up, tiles.down)]
    blocks = [size for part in products for size in (part.columns, part.words, part.warps)]
    blocks += [canvas.rows, canvas.keys, canvas.warps, chunk.rows, chunk.keys, chunk.warps]
    for size in (*blocks, *(tiles.rows for tiles in kinds)):
        assert size & (size - 1) == 0


def test_only_keys_without_a_window_are_parted() -> None:
    assert canvas_tiles(256, 1024).parts == 1
    assert canvas_tiles(512, None).parts > 1


def test_cards_that_read_fast_decode_every_weight_once() -> None:
    assert [expert_tiles(each).rows for each in (None, (8, 6), (9, 0), (10, 0), (12, 0))] == [
        16,
        16,
        32,
        32,
        16,
    ]
