"""One layer: its gated unit by hand, its two passes, and the short cut of the last encoder layer."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from torch import Tensor
from torch.nn import functional as F

from engine.kernels.branches import Stream
from engine.kernels.norm import rms_norm
from engine.model.attention import Span, causal_sight
from engine.model.kv_cache import LayerCache
from engine.model.layer import GatedUnit, Layer
from engine.model.rope import RopeTable
from tests.engine.oracle import Shape, read_network, save_checkpoint, tiny_oracle

SHAPE = Shape(layers="sf")
CPU = torch.device("cpu")
FOLLOWING = torch.rand(SHAPE.hidden_size, generator=torch.Generator().manual_seed(9)) + 0.5


@pytest.fixture(params=[0, 1], ids=["sliding", "full"])
def layer(request: pytest.FixtureRequest, tmp_path: Path) -> Layer:
    save_checkpoint(tiny_oracle(SHAPE, seed=1), tmp_path)
    index: int = request.param
    return read_network(tmp_path).layers[index]


def span_of(layer: Layer, length: int) -> Span:
    config = layer.attention.layer
    table = RopeTable(config.rope, device=CPU, dtype=torch.float32)
    return Span(
        start=0,
        filled=torch.zeros(1, dtype=torch.int32),
        rotation=table.rotation(0, length),
        sight=causal_sight(0, length, config.window, torch.zeros(())),
    )


def cache_for(layer: Layer) -> LayerCache:
    return LayerCache(layer.attention.layer, 40, CPU, torch.float32)


def inputs(length: int) -> Tensor:
    return torch.randn(length, SHAPE.hidden_size, generator=torch.Generator().manual_seed(0))


def test_a_gated_unit_multiplies_gate_and_up() -> None:
    generator = torch.Generator().manual_seed(0)
    gate, up = torch.randn(2, 10, 6, generator=generator)
    down = torch.randn(6, 10, generator=generator)
    unit = GatedUnit(gate_up=torch.cat([gate, up]), down=down)
    x = torch.randn(3, 6, generator=generator)
    inner = F.gelu(x @ gate.T, approximate="tanh") * (x @ up.T)
    assert torch.allclose(unit(x), inner @ down.T, atol=1e-5)


def entering(x: Tensor, layer: Layer) -> Stream:
    return Stream(x, rms_norm(x, layer.eps, layer.norms.attention_input))


def run(layer: Layer, x: Tensor, scalar: Tensor, cache: LayerCache | None = None) -> Stream:
    stream, span = entering(x, layer), span_of(layer, len(x))
    cache = cache_for(layer) if cache is None else cache
    return layer(stream, span, cache, scalar=scalar, following=FOLLOWING)


def test_the_scalar_of_the_pass_multiplies_the_whole_output(layer: Layer) -> None:
    encoded = run(layer, inputs(20), layer.encoder_scalar).residual / layer.encoder_scalar
    decoded = run(layer, inputs(20), layer.decoder_scalar).residual / layer.decoder_scalar
    assert layer.encoder_scalar != layer.decoder_scalar
    assert torch.allclose(encoded, decoded, atol=1e-5)


def test_what_follows_reads_the_norm_of_the_output_with_its_own_weight(layer: Layer) -> None:
    made = run(layer, inputs(5), layer.decoder_scalar)
    assert torch.allclose(made.normed, rms_norm(made.residual, layer.eps) * FOLLOWING, atol=1e-5)


def test_a_layer_leaves_its_input_as_it_was(layer: Layer) -> None:
    x = inputs(5)
    before = x.clone()
    run(layer, x, layer.encoder_scalar)
    assert torch.equal(x, before)


def test_writing_alone_writes_what_the_whole_layer_writes(layer: Layer) -> None:
    x, whole, short = inputs(20), cache_for(layer), cache_for(layer)
    run(layer, x, layer.encoder_scalar, whole)
    layer.attention.write(entering(x, layer).normed, span_of(layer, 20), short)
    assert torch.equal(whole.keys, short.keys)
    assert torch.equal(whole.values, short.values)
