"""What is captured must be fit for it.

Tensors on the meta device have shapes but no numbers: whatever asks for a number, or for a shape that depends
on one, or brings some from another device, fails. The functions that have kernels of their own on a GPU are
replaced by plain ones that also read nothing back.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
import torch
from torch import Tensor

from engine.canvas import Canvas
from engine.denoise import advance
from engine.kernels.heads import E4M3, Rotation, as_cached, turned_heads
from engine.kernels.linear import FLOAT32, Precision
from engine.kernels.nvfp4 import BLOCK_LENGTH, PackedNVFP4
from engine.kernels.packed_experts import PackedExperts
from engine.model import attention, experts
from engine.model.assembly import NOTHING, EightBit, assemble
from engine.model.config import NetworkConfig
from engine.model.kv_cache import KVCache
from engine.model.network import Network
from engine.noise import CanvasNoise, Noise
from engine.options import SamplerSettings
from engine.record import join
from tests.engine.fakes import SETTINGS
from tests.engine.oracle import Shape, tiny_oracle

CONFIG = NetworkConfig.from_json(tiny_oracle(Shape(layers="sf", experts=4), seed=0).config.to_dict())
CPU, META = torch.device("cpu"), torch.device("meta")
BF16 = Precision(torch.bfloat16, torch.bfloat16)
EVERYTHING = EightBit(dense=True, embedding=True, cache=True)
PREFIX = 40  # beyond the window
TOP = replace(SETTINGS, top_conditioning=True)
either_way = pytest.mark.parametrize("settings", [SETTINGS, TOP], ids=["on all ids", "on the likeliest"])


class Blank:
    """Weights without a random number in them, as nothing is drawn on the meta device."""

    def __init__(self, device: torch.device, precision: Precision) -> None:
        self.precision = precision
        self._device = device

    def plain(self, name: str, *shape: int) -> Tensor:
        return torch.ones(shape, dtype=self.precision.stream, device=self._device)

    def matrix(self, stem: str, out_features: int, in_features: int) -> Tensor:
        rows = torch.arange(out_features, device=self._device).sin()
        columns = torch.arange(in_features, device=self._device).cos()
        return torch.outer(rows, columns).to(self.precision.products)

    def packed(self, stem: str, out_features: int, in_features: int) -> PackedNVFP4:
        scales = torch.ones(out_features, in_features // BLOCK_LENGTH, device=self._device)
        return PackedNVFP4(
            weight=torch.full((out_features, in_features // 2), 0x5A, dtype=torch.uint8, device=self._device),
            weight_scale=scales.to(torch.float8_e4m3fn),
            weight_scale_2=torch.ones((), device=self._device),
        )


def masked_attention(
    queries: Tensor, keys: Tensor, values: Tensor, length: Tensor, window: int | None
) -> Tensor:
    """`canvas_attention` over every slot there is, with those hidden that the canvas does not see."""
    heads, n, head_dim = queries.shape
    slot = torch.arange(keys.shape[1], device=keys.device)
    hidden = slot >= length + n
    if window is not None:
        hidden |= slot < length - (window - 1)
    keys, values = keys.to(queries.dtype), values.to(queries.dtype)
    rows = queries.reshape(len(keys), -1, head_dim)
    scores = (rows @ keys.mT).float().masked_fill(hidden, float("-inf"))
    seen = scores.softmax(-1).to(values.dtype) @ values
    return seen.view(heads, n, head_dim).transpose(0, 1).reshape(n, -1)


def all_experts(
    x: Tensor, weights: PackedExperts, top_ids: Tensor, top_weights: Tensor, *, fp4_activations: bool
) -> Tensor:
    """`packed_experts` that computes every expert of every row."""
    assert not fp4_activations
    decoded = weights.decoded(x.dtype)
    gate, up = (x @ decoded.gate_up.mT).chunk(2, -1)
    every = (torch.nn.functional.gelu(gate, approximate="tanh") * up) @ decoded.down.mT  # (E, n, hidden)
    shares = torch.zeros(len(x), len(every), device=x.device).scatter_add_(1, top_ids, top_weights)
    return torch.einsum("enh,ne->nh", every.float(), shares).to(x.dtype)


def heads_placed_by_index(
    projected: Tensor,
    norms: Tensor,
    rotation: Rotation,
    eps: float,
    *,
    keys: Tensor,
    values: Tensor,
    filled: Tensor,
) -> Tensor:
    """`place_heads` into slots that only the device knows."""
    heads = turned_heads(projected, norms, rotation, eps, kv_heads=len(keys))
    slots = filled + torch.arange(len(projected), device=projected.device)
    for cached, numbers in ((keys, heads.keys), (values, heads.values)):
        kept = as_cached(numbers, cached.dtype)
        if cached.dtype is E4M3:  # cannot be copied by index, but as bytes it can
            cached, kept = cached.view(torch.uint8), kept.view(torch.uint8)
        cached.index_copy_(1, slots, kept)
    return heads.queries


@pytest.fixture(autouse=True)
def _plain_kernels(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attention, "place_heads", heads_placed_by_index)
    monkeypatch.setattr(attention, "canvas_attention", masked_attention)
    monkeypatch.setattr(experts, "packed_experts", all_experts)


def prepared(
    device: torch.device, precision: Precision, eight_bit: EightBit = NOTHING
) -> tuple[Network, KVCache, Canvas]:
    """A network behind a prefix, and a canvas that has begun, one slot of it held."""
    tensors = Blank(device, precision)
    network = assemble(CONFIG, tensors, packed_experts=True, keep_packed=True, eight_bit=eight_bit)
    cache = network.new_cache(PREFIX + 24)
    cache.extend(range(PREFIX))
    spans = network.canvas_spans(cache)
    canvas = Canvas(network, spans, SETTINGS.tail_ids)
    noise = Noise(
        3, vocab_size=CONFIG.vocab_size, canvas_length=CONFIG.canvas_length, device=torch.device("cpu")
    )
    drawn = noise.canvas(8)
    canvas.begin(CanvasNoise(*(part.to(device) for part in drawn)), [0.8] * 8, spans)
    canvas.steer({3: 7}, {5})
    return network, cache, canvas


def tensors_of(canvas: Canvas) -> list[Tensor]:
    return [value for value in vars(canvas).values() if isinstance(value, Tensor)]


@either_way
@pytest.mark.parametrize("eight_bit", [NOTHING, EVERYTHING], ids=["bf16", "8 bits"])
@pytest.mark.parametrize("conditioned", [True, False])
def test_a_step_reads_nothing_back_and_mixes_no_devices(
    eight_bit: EightBit, settings: SamplerSettings, *, conditioned: bool
) -> None:
    network, cache, canvas = prepared(META, BF16, eight_bit)
    join(canvas.record, advance(network, cache, canvas, settings, conditioned=conditioned))
    assert {tensor.device for tensor in tensors_of(canvas)} == {META}


@pytest.mark.parametrize(
    "work",
    [
        lambda numbers: numbers[0].item(),
        lambda numbers: numbers[numbers > 0],
        lambda numbers: numbers.nonzero(),
        lambda numbers: torch.bincount(numbers),
        lambda numbers: numbers + torch.arange(3),
    ],
)
def test_what_reads_back_or_mixes_devices_would_show(work: Callable[[Tensor], object]) -> None:
    with pytest.raises((RuntimeError, NotImplementedError)):
        work(torch.zeros(3, dtype=torch.int64, device=META))


@either_way
def test_a_step_leaves_its_results_where_the_canvas_keeps_them(settings: SamplerSettings) -> None:
    network, cache, canvas = prepared(CPU, FLOAT32)
    kept = [*tensors_of(canvas), *(part for layer in cache.layers for part in (layer.keys, layer.values))]
    places = [tensor.data_ptr() for tensor in kept]
    before = canvas.record.clone()
    for step in range(3):
        join(canvas.record, advance(network, cache, canvas, settings, conditioned=True))
        assert canvas.step.item() == step + 1
    now = [*tensors_of(canvas), *(part for layer in cache.layers for part in (layer.keys, layer.values))]
    assert [tensor.data_ptr() for tensor in now] == places
    assert not torch.equal(canvas.record, before)


def test_the_first_step_conditioned_on_nothing_is_the_first_step_either_way() -> None:
    records = []
    for settings, conditioned in ((SETTINGS, False), (SETTINGS, True), (TOP, True)):
        network, cache, canvas = prepared(CPU, FLOAT32)
        join(canvas.record, advance(network, cache, canvas, settings, conditioned=conditioned))
        records.append(canvas.record.clone())
    assert torch.equal(records[0], records[1])
    assert torch.equal(records[0], records[2])


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a GPU")
def test_without_a_gpu_nothing_is_captured() -> None:
    network, _, _ = prepared(CPU, FLOAT32)
    assert not network.waits_for_nothing
