"""The attention kernels against the plain function over the slots that may be seen."""

from __future__ import annotations

from typing import NamedTuple

import pytest
import torch
from torch import Tensor

from engine.kernels.attention import attention
from engine.kernels.gpu.attention import canvas_attention, causal_attention
from engine.kernels.gpu.tiles import CanvasTiles, canvas_tiles
from engine.kernels.heads import E4M3
from engine.model.attention import causal_mask, runs_of
from engine.model.kv_cache import first_visible


class Case(NamedTuple):
    """Sizes of a layer, and how long the prefix is."""

    heads: int
    kv_heads: int
    canvas: int
    head_dim: int
    prefix: int
    window: int | None


CASES = {
    "a full layer of the demo model": Case(4, 1, 32, 96, 30, None),
    "a sliding layer of the demo model, past the window": Case(4, 2, 32, 48, 90, 64),
    "a full layer of the real model": Case(16, 2, 8, 512, 50, None),
    "a sliding layer of the real model": Case(16, 8, 8, 256, 40, 16),
    "a prefix as long as the window": Case(2, 2, 8, 32, 7, 8),
    "no prefix": Case(2, 1, 8, 32, 0, 8),
    "sizes that fill no block": Case(6, 3, 5, 20, 3, None),
}


CHUNKS = {  # positions before the chunk, positions of the chunk, and its images
    "the first": (0, 40, []),
    "one position behind a prefix": (70, 1, []),
    "past the window": (70, 33, []),
    "an image longer than the window": (20, 40, [(22, 50)]),
    "two images, one at each end": (3, 40, [(3, 9), (30, 43)]),
}
LAYERS = {
    "a sliding layer of the real model": Case(4, 2, 0, 256, 0, 16),
    "a full layer of the real model": Case(8, 1, 0, 512, 0, None),
    "sizes that fill no block": Case(6, 2, 0, 20, 0, 12),
}


def poison_outside(seen: slice, *caches: Tensor) -> None:
    """What must not be read is no number."""
    for cache in caches:
        cache[:, : seen.start] = torch.nan
        cache[:, seen.stop :] = torch.nan


@pytest.mark.parametrize("dtype", [torch.float32, E4M3], ids=["", "8 bits"])
@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_a_canvas_sees_its_prefix_and_itself_and_nothing_behind(case: Case, dtype: torch.dtype) -> None:
    assert_canvas_sees_what_it_may(case, dtype)


def assert_canvas_sees_what_it_may(case: Case, dtype: torch.dtype, tiles: CanvasTiles | None = None) -> None:
    heads, kv_heads, n, head_dim, prefix, window = case
    generator = torch.Generator().manual_seed(prefix)
    slots = prefix + n + 30
    queries = torch.randn(heads, n, head_dim, generator=generator) / head_dim**0.5
    keys, values = torch.randn(2, kv_heads, slots, head_dim, generator=generator).to(dtype)
    seen = slice(first_visible(window, prefix), prefix + n)
    expected = attention(queries, keys[:, seen].float(), values[:, seen].float(), None)
    poison_outside(seen, keys, values)
    length = torch.tensor([prefix], dtype=torch.int32)
    result = canvas_attention(queries, keys, values, length, window, tiles)
    assert torch.allclose(result, expected, atol=1e-5)


LONG = 60
PARTED = {
    "no prefix, so that most parts are empty": Case(2, 1, LONG, 20, 0, None),
    "just enough keys": Case(4, 2, 5, 20, LONG - 5, None),
    "one key too few": Case(4, 2, 5, 20, LONG - 6, None),
    "a last part that is not full": Case(6, 3, 7, 32, 150, None),
    "parts behind the last key": Case(2, 1, 3, 32, 190, None),
    "a full layer of the real model": Case(16, 2, 4, 512, 100, None),
    "a sliding layer": Case(2, 1, 8, 32, 100, 70),
}


@pytest.mark.parametrize("dtype", [torch.float32, E4M3], ids=["", "8 bits"])
@pytest.mark.parametrize("case", PARTED.values(), ids=PARTED.keys())
def test_a_canvas_sees_the_same_over_parts_of_the_keys(case: Case, dtype: torch.dtype) -> None:
    tiles = canvas_tiles(case.head_dim, None)._replace(long=LONG)
    assert tiles.parts > 1
    assert_canvas_sees_what_it_may(case, dtype, tiles)


@pytest.mark.parametrize("case", PARTED.values(), ids=PARTED.keys())
def test_a_canvas_sees_the_same_in_other_tiles(case: Case) -> None:
    assert_canvas_sees_what_it_may(case, torch.float32, CanvasTiles(rows=64, keys=16, parts=2, long=LONG))


def test_what_a_canvas_sees_does_not_depend_on_the_room_behind_it() -> None:
    tiles = canvas_tiles(32, None)._replace(long=LONG)
    generator = torch.Generator().manual_seed(0)
    queries, (keys, values) = torch.randn(2, 8, 32, generator=generator), torch.randn(2, 1, 300, 32)
    for prefix in (40, 90):
        length, slots = torch.tensor([prefix], dtype=torch.int32), slice(prefix + 8)
        tight = canvas_attention(
            queries, keys[:, slots].clone(), values[:, slots].clone(), length, None, tiles
        )
        assert torch.equal(canvas_attention(queries, keys, values, length, None, tiles), tight)


@pytest.mark.parametrize("dtype", [torch.float32, E4M3], ids=["", "8 bits"])
@pytest.mark.parametrize("chunk", CHUNKS.values(), ids=CHUNKS.keys())
@pytest.mark.parametrize("case", LAYERS.values(), ids=LAYERS.keys())
def test_a_chunk_sees_what_is_before_it_and_its_images_whole(
    case: Case, chunk: tuple[int, int, list[tuple[int, int]]], dtype: torch.dtype
) -> None:
    heads, kv_heads, _, head_dim, _, window = case
    start, n, images = chunk
    base = first_visible(window, start)  # the position of the first slot, as after the window has moved
    generator = torch.Generator().manual_seed(start)
    queries = torch.randn(heads, n, head_dim, generator=generator) / head_dim**0.5
    keys, values = torch.randn(2, kv_heads, start - base + n + 30, head_dim, generator=generator).to(dtype)
    seen = slice(0, start - base + n)
    mask = causal_mask(start, n, window, queries, images)
    expected = attention(queries, keys[:, seen].float(), values[:, seen].float(), mask)
    poison_outside(seen, keys, values)
    runs = runs_of(start, n, images) if images else None
    result = causal_attention(queries, keys, values, start - base, window, runs)
    assert torch.allclose(result, expected, atol=1e-5)
