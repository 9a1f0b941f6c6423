"""Which tensors a network asks for, and what becomes of them."""

from __future__ import annotations

import torch
from torch import Tensor

from engine.kernels.int8 import Int8Matrix
from engine.kernels.linear import FLOAT32
from engine.kernels.nvfp4 import PackedNVFP4, quantize_nvfp4
from engine.model.assembly import EightBit, assemble
from engine.model.config import NetworkConfig
from tests.engine.oracle import Shape, decoded, is_stored, random_ids, tiny_oracle

SHAPE = Shape(layers="sf", experts=3)
ORACLE = tiny_oracle(SHAPE, seed=0)
CONFIG = NetworkConfig.from_json(ORACLE.config.to_dict())


class OracleTensors:
    """Gives the oracle's tensors and remembers what it was asked for."""

    precision = FLOAT32

    def __init__(self) -> None:
        self.asked: list[str] = []
        self._state: dict[str, Tensor] = ORACLE.state_dict()

    def plain(self, name: str, *shape: int) -> Tensor:
        self.asked.append(name)
        tensor = self._state[name]
        assert tuple(tensor.shape) == shape
        return tensor

    def matrix(self, stem: str, out_features: int, in_features: int) -> Tensor:
        return self.plain(f"{stem}.weight", out_features, in_features)

    def packed(self, stem: str, out_features: int, in_features: int) -> PackedNVFP4:
        self.asked.append(stem)
        return quantize_nvfp4(torch.ones(out_features, in_features))


def test_every_stored_tensor_is_asked_for_once_and_nothing_else() -> None:
    tensors = OracleTensors()
    assemble(CONFIG, tensors, packed_experts=False)
    stored = [name for name in ORACLE.state_dict() if is_stored(name) and "vision" not in name]
    assert sorted(tensors.asked) == sorted(stored)


def test_packed_experts_are_asked_for_one_by_one_in_the_shape_of_a_linear_layer() -> None:
    tensors = OracleTensors()
    assemble(CONFIG, tensors, packed_experts=True)
    asked = [name for name in tensors.asked if ".experts." in name]
    assert len(asked) == len(set(asked)) == len(SHAPE.layers) * SHAPE.experts * 3
    assert "model.decoder.layers.1.experts.2.down_proj" in asked


def test_query_key_and_value_rows_lie_in_this_order() -> None:
    sliding, full = assemble(CONFIG, OracleTensors(), packed_experts=False).layers
    attention = ORACLE.model.decoder.layers[0].self_attn
    parts = [attention.q_proj.weight, attention.k_proj.weight, attention.v_proj.weight]
    assert isinstance(sliding.attention.projection, Tensor)
    assert torch.equal(sliding.attention.projection, torch.cat(parts))
    attention = ORACLE.model.decoder.layers[1].self_attn
    parts = [attention.q_proj.weight, attention.k_proj.weight]
    assert isinstance(full.attention.projection, Tensor)
    assert torch.equal(full.attention.projection, torch.cat(parts))


class RoundedTensors(OracleTensors):
    """Gives the matrices that may be kept in 8 bits as these decode, and the others as they are."""

    def matrix(self, stem: str, out_features: int, in_features: int) -> Tensor:
        matrix = super().matrix(stem, out_features, in_features)
        rounded = any(part in stem for part in ("self_attn", ".mlp.", "embed_tokens"))
        return Int8Matrix.of(matrix).decoded() if rounded else matrix


def test_a_network_in_eight_bits_computes_what_its_rounded_weights_compute() -> None:
    packed = assemble(
        CONFIG, OracleTensors(), packed_experts=False, eight_bit=EightBit(dense=True, embedding=True)
    )
    plain = assemble(CONFIG, RoundedTensors(), packed_experts=False)
    assert isinstance(packed.embedding, Int8Matrix)
    assert isinstance(packed.layers[0].dense.down, Int8Matrix)
    logits = []
    for network in (packed, plain):
        cache = network.new_cache(20)
        network.prefill(random_ids(SHAPE, 20, seed=1), cache)
        first = decoded(network, random_ids(SHAPE, SHAPE.canvas_length, seed=2), cache, None)
        soft = network.soft_embedding(first.softmax(-1))
        logits.append(decoded(network, random_ids(SHAPE, SHAPE.canvas_length, seed=3), cache, soft))
    assert (logits[0] - logits[1]).abs().max() < 1e-4
    assert packed.precision == plain.precision


def test_the_router_matrix_holds_its_scale_and_the_root_of_the_hidden_size() -> None:
    network = assemble(CONFIG, OracleTensors(), packed_experts=False)
    router = ORACLE.model.decoder.layers[0].router
    expected = router.proj.weight * router.scale * SHAPE.hidden_size**-0.5
    assert torch.allclose(network.layers[0].experts.router.projection, expected)


def test_each_pass_has_its_own_scalars() -> None:
    network = assemble(CONFIG, OracleTensors(), packed_experts=False)
    for ours, encoder, decoder in zip(
        network.layers,
        ORACLE.model.encoder.language_model.layers,
        ORACLE.model.decoder.layers,
        strict=True,
    ):
        assert torch.equal(ours.encoder_scalar, encoder.layer_scalar)
        assert torch.equal(ours.decoder_scalar, decoder.layer_scalar)
