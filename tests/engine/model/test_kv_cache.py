"""The cache: what is reused, forgotten, kept over growth, and seen."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from engine.model import config
from engine.model.config import LayerConfig, LayerKind, NetworkConfig, RopeConfig
from engine.model.kv_cache import KVCache, LayerCache, first_visible

WINDOW, CANVAS = 4, 3


def visible(cache: LayerCache, start: int, length: int) -> tuple[Tensor, Tensor]:
    """What a pass over positions `start .. start + length - 1` may read."""
    first = first_visible(cache.window, start)
    slots = slice(first - cache.base, start + length - cache.base)
    return cache.keys[:, slots], cache.values[:, slots]


def write(cache: LayerCache, start: int, numbers: Tensor) -> None:
    """Let positions from `start` on have these keys and their negatives as values, `(1, n, 2)`."""
    slots = slice(start - cache.base, start - cache.base + numbers.shape[1])
    cache.keys[:, slots], cache.values[:, slots] = numbers, -numbers


def layer(kind: LayerKind) -> LayerConfig:
    window = WINDOW if kind is LayerKind.SLIDING else None
    rope = RopeConfig(theta=1e4, head_dim=2, rotated_pairs=1)
    return LayerConfig(kind=kind, heads=2, kv_heads=1, head_dim=2, window=window, rope=rope)


CONFIG = NetworkConfig(
    vocab_size=10,
    hidden_size=4,
    intermediate_size=4,
    experts=2,
    experts_per_token=1,
    expert_size=4,
    canvas_length=CANVAS,
    max_position_embeddings=64,
    norm_eps=1e-6,
    softcap=30.0,
    layers=(layer(LayerKind.SLIDING), layer(LayerKind.FULL)),
)


def filled(ids: list[int], capacity: int = 8) -> KVCache:
    """A cache in which the keys and values of position p are p + 1 and -(p + 1)."""
    cache = KVCache(CONFIG, capacity, device=torch.device("cpu"), dtype=torch.float32)
    numbers = torch.arange(1.0, len(ids) + 1)[None, :, None].expand(1, -1, 2)
    for slots in cache.layers:
        write(slots, 0, numbers)
    cache.extend(ids)
    return cache


def test_the_slots_count_those_of_the_canvas() -> None:
    assert filled([1, 2, 3]).positions == filled([1, 2, 3]).layers[0].keys.shape[1] == 8 + CANVAS


def test_the_device_knows_the_length_too() -> None:
    cache = filled([1, 2, 3])
    assert cache.device_length.tolist() == [3]
    cache.extend([4])
    assert cache.device_length.tolist() == [4]
    cache.reuse([1, 2, 9])
    assert cache.device_length.tolist() == [2]


@pytest.fixture
def narrow(monkeypatch: pytest.MonkeyPatch) -> KVCache:
    """A long cache whose sliding layer has 3 + 6 slots: twelve positions were written one by one."""
    monkeypatch.setattr(config, "WINDOW_ROOM", 6)
    cache = KVCache(CONFIG, 40, device=torch.device("cpu"), dtype=torch.float32)
    for position in range(12):
        cache.make_room(1)
        numbers = torch.full((1, 1, 2), position + 1.0)
        for slots in cache.layers:
            write(slots, position, numbers)
        cache.extend([position])
    return cache


def test_a_sliding_layer_keeps_what_its_window_sees(narrow: KVCache) -> None:
    sliding, full = narrow.layers
    assert sliding.keys.shape[1] == 9
    assert full.keys.shape[1] == 40 + CANVAS
    assert visible(sliding, 12, 1)[0][0, :3, 0].tolist() == [10.0, 11.0, 12.0]
    assert visible(full, 12, 1)[1][0, :12, 0].tolist() == [-1.0 - i for i in range(12)]
    assert narrow.device_filled[LayerKind.SLIDING].tolist() == [12 - sliding.base]
    assert narrow.device_filled[LayerKind.FULL].tolist() == [12]


def test_a_prefix_is_reused_as_far_back_as_the_window_sees(narrow: KVCache) -> None:
    base = narrow.layers[0].base
    assert base > 0
    assert narrow.reuse([*range(base + WINDOW - 1), 99, 99]) == base + WINDOW - 1


def test_a_prefix_that_ends_before_what_is_kept_is_encoded_anew(narrow: KVCache) -> None:
    base = narrow.layers[0].base
    with pytest.raises(ValueError, match="cannot be cut"):
        narrow.truncate(base + WINDOW - 2)
    assert narrow.reuse([*range(base + WINDOW - 2), 99, 99]) == 0
    assert narrow.layers[0].base == 0
    assert narrow.length == 0


def test_a_cache_that_grows_keeps_its_window(narrow: KVCache) -> None:
    narrow.reserve(80)
    assert visible(narrow.layers[0], 12, 1)[0][0, :3, 0].tolist() == [10.0, 11.0, 12.0]
    assert narrow.layers[1].keys.shape[1] == 80 + CANVAS


@pytest.mark.parametrize(
    ("held", "asked", "reused"),
    [
        ([1, 2, 3], [1, 2, 3, 4, 5], 3),
        ([1, 2, 3, 4], [1, 2, 9, 9], 2),
        ([1, 2, 3], [7, 8], 0),
        ([1, 2, 3], [1, 2, 3], 2),
        ([1, 2, 3], [1, 2], 1),
        ([1, 2, 3], [1], 0),
        ([1, 2, 3], [], 0),
        ([], [1, 2], 0),
    ],
)
def test_the_common_prefix_is_reused_but_for_one_id(held: list[int], asked: list[int], reused: int) -> None:
    cache = filled(held)
    assert cache.reuse(asked) == reused
    assert cache.tokens == tuple(held[:reused])
    assert cache.length == reused


def test_truncate_forgets_the_end_and_never_more() -> None:
    cache = filled([5, 6, 7])
    cache.truncate(9)
    assert list(cache.tokens) == [5, 6, 7]
    cache.truncate(1)
    assert list(cache.tokens) == [5]


def test_reserve_keeps_the_prefix_in_larger_buffers() -> None:
    cache = filled([5, 6, 7], capacity=4)
    cache.reserve(50)
    assert cache.capacity == 50
    assert cache.tokens == (5, 6, 7)
    for slots in cache.layers:
        assert slots.keys.shape == (1, 50 + CANVAS, 2)
        assert slots.keys[0, :3, 0].tolist() == [1.0, 2.0, 3.0]
        assert slots.values[0, :3, 0].tolist() == [-1.0, -2.0, -3.0]


def test_where_memory_for_more_runs_out_the_cache_is_empty_and_takes_less(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cache, zeros = filled([5, 6, 7], capacity=4), torch.zeros

    def short_of_memory(shape: tuple[int, ...], *, device: torch.device, dtype: torch.dtype) -> Tensor:
        if shape[1] > 50:  # the full layer's; that of the sliding one is there by then
            raise torch.OutOfMemoryError("CUDA out of memory")
        return zeros(shape, device=device, dtype=dtype)

    monkeypatch.setattr(torch, "zeros", short_of_memory)
    with pytest.raises(torch.OutOfMemoryError):
        cache.reserve(50)
    assert (cache.length, cache.capacity) == (0, 0)
    cache.reserve(40)
    assert cache.capacity == 40
    assert [slots.keys.shape[1] for slots in cache.layers] == [40 + CANVAS] * 2
    assert cache.reuse([5, 6, 7, 8]) == 0


def test_reserve_of_less_changes_nothing() -> None:
    cache = filled([5], capacity=4)
    before = cache.layers
    cache.reserve(3)
    assert cache.layers is before
    assert cache.capacity == 4


def test_a_pass_sees_the_window_on_sliding_layers_and_all_on_full_ones() -> None:
    cache = filled([0, 1, 2, 3, 4, 5])
    sliding, full = cache.layers
    assert visible(sliding, 6, CANVAS)[0][0, :, 0].tolist() == [4.0, 5.0, 6.0, 0.0, 0.0, 0.0]
    assert visible(full, 6, CANVAS)[1][0, :6, 0].tolist() == [-1.0, -2.0, -3.0, -4.0, -5.0, -6.0]
    assert visible(full, 6, CANVAS)[1].shape == (1, 6 + CANVAS, 2)


def test_what_a_pass_sees_is_not_copied() -> None:
    cache = filled([0, 1])
    slots = cache.layers[0]
    assert visible(slots, 2, CANVAS)[0].data_ptr() == slots.keys.data_ptr()


def test_a_canvas_fits_behind_a_full_prefix() -> None:
    cache = filled([1] * 8, capacity=8)
    canvas = torch.full((1, CANVAS, 2), 9.0)
    write(cache.layers[0], 8, canvas)
    assert torch.equal(visible(cache.layers[0], 8, CANVAS)[0][:, -CANVAS:], canvas)


@pytest.mark.parametrize(
    ("window", "start", "first"), [(None, 99, 0), (4, 0, 0), (4, 3, 0), (4, 4, 1), (1, 5, 5)]
)
def test_the_window_counts_the_query_itself(window: int | None, start: int, first: int) -> None:
    assert first_visible(window, start) == first
