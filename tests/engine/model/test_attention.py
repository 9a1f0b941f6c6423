"""Attention of one layer: what it writes, what it sees, what it masks."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from engine.kernels.attention import Sight
from engine.model.attention import Attention, CanvasSpan, Span, causal_mask, runs_of
from engine.model.config import LayerConfig, LayerKind, RopeConfig
from engine.model.kv_cache import LayerCache
from engine.model.rope import RopeTable

HIDDEN, HEADS, KV_HEADS, HEAD_DIM, EPS = 12, 4, 2, 6, 1e-6
CPU = torch.device("cpu")
ROPE = RopeConfig(theta=50.0, head_dim=HEAD_DIM, rotated_pairs=2)
TABLE = RopeTable(ROPE, device=CPU, dtype=torch.float32)


def random_attention(kind: LayerKind, window: int | None) -> Attention:
    generator = torch.Generator().manual_seed(3)
    rows = HEADS + KV_HEADS * (2 if kind is LayerKind.SLIDING else 1)
    return Attention(
        layer=LayerConfig(
            kind=kind, heads=HEADS, kv_heads=KV_HEADS, head_dim=HEAD_DIM, window=window, rope=ROPE
        ),
        projection=torch.randn(rows * HEAD_DIM, HIDDEN, generator=generator),
        output=torch.randn(HIDDEN, HEADS * HEAD_DIM, generator=generator),
        head_norms=torch.rand(HEADS + KV_HEADS, HEAD_DIM, generator=generator) + 0.2,
        eps=EPS,
    )


def canvas(start: int, length: int) -> CanvasSpan:
    TABLE.reserve(start + length)
    positions = torch.arange(start, start + length)
    return CanvasSpan(filled(start), TABLE.rotation_at(positions))


def filled(slots: int) -> Tensor:
    return torch.tensor([slots], dtype=torch.int32)


def cache_for(attention: Attention, slots: int = 40) -> LayerCache:
    return LayerCache(attention.layer, slots, CPU, torch.float32)


def inputs(length: int, seed: int = 0) -> Tensor:
    return torch.randn(length, HIDDEN, generator=torch.Generator().manual_seed(seed))


@pytest.mark.parametrize(("kind", "window"), [(LayerKind.FULL, None), (LayerKind.SLIDING, 4)])
def test_a_causal_pass_in_parts_equals_one_pass(kind: LayerKind, window: int | None) -> None:
    attention = random_attention(kind, window)
    x = inputs(11)

    def encoded(*lengths: int) -> Tensor:
        cache, start, parts = cache_for(attention), 0, []
        for length in lengths:
            mask = causal_mask(start, length, window, x)
            span = Span(start, filled(start), TABLE.rotation(start, length), Sight(None, mask))
            parts.append(attention(x[start : start + length], span, cache))
            start += length
        return torch.cat(parts)

    whole = encoded(11)
    assert torch.allclose(encoded(3, 5, 2, 1), whole, atol=1e-5)
    assert torch.allclose(encoded(*[1] * 11), whole, atol=1e-5)


def test_a_canvas_sees_all_of_itself_and_the_last_window_of_the_prefix() -> None:
    attention = random_attention(LayerKind.SLIDING, window=4)
    cache = cache_for(attention)
    attention.write(inputs(10), canvas(0, 10), cache)
    before = attention(inputs(3, seed=1), canvas(10, 3), cache)
    cache.keys[:, :7], cache.values[:, :7] = 5.0, 5.0  # positions 7, 8 and 9 are the window less one
    assert torch.equal(attention(inputs(3, seed=1), canvas(10, 3), cache), before)
    cache.values[:, 7] = 5.0
    assert not torch.allclose(attention(inputs(3, seed=1), canvas(10, 3), cache), before)
    other = inputs(3, seed=1)
    other[2] += 1.0
    assert not torch.allclose(attention(other, canvas(10, 3), cache)[0], before[0])


def test_a_canvas_leaves_the_prefix_as_it_was() -> None:
    attention = random_attention(LayerKind.FULL, window=None)
    cache = cache_for(attention)
    attention.write(inputs(10), canvas(0, 10), cache)
    keys, values = cache.keys[:, :10].clone(), cache.values[:, :10].clone()
    attention(inputs(3, seed=1), canvas(10, 3), cache)
    assert torch.equal(cache.keys[:, :10], keys)
    assert torch.equal(cache.values[:, :10], values)


def test_the_causal_mask_hides_what_comes_later() -> None:
    expected = [[0, 0, 0, 1, 1], [0, 0, 0, 0, 1], [0, 0, 0, 0, 0]]
    mask = causal_mask(2, 3, None, torch.zeros(()))
    assert mask.isneginf().int().tolist() == expected
    assert mask.masked_fill(mask.isneginf(), 0).count_nonzero() == 0


def test_the_causal_mask_of_a_window_hides_what_is_too_far_back() -> None:
    # Queries 5, 6 and 7 with a window of 3; the pass reads from position 3 on.
    expected = [[0, 0, 0, 1, 1], [1, 0, 0, 0, 1], [1, 1, 0, 0, 0]]
    assert causal_mask(5, 3, 3, torch.zeros(())).isneginf().int().tolist() == expected


@pytest.mark.parametrize("window", [None, 3])
def test_positions_of_a_run_see_each_other_over_order_and_window(window: int | None) -> None:
    start, run = 10, (12, 17)
    plain = causal_mask(start, 8, window, torch.zeros(()))
    mask = causal_mask(start, 8, window, torch.zeros(()), [run])
    first = start + 8 - mask.shape[1]
    for i in range(8):
        for j in range(mask.shape[1]):
            together = run[0] <= start + i < run[1] and run[0] <= first + j < run[1]
            assert mask[i, j] == (0 if together else plain[i, j])


def test_every_position_knows_where_its_image_starts_and_ends() -> None:
    assert runs_of(10, 6, [(11, 13), (15, 16)]).tolist() == [[0, 1, 1, 3, 4, 5], [1, 3, 3, 4, 5, 6]]
