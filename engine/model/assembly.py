"""A network from named tensors; the names are those of the public checkpoints.

Matrices that read the same input are joined, so that one product serves them all. The router's scale
and its factor go into the router's matrix. Encoder and decoder share all but the layer scalars.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple, Protocol

import torch
from torch import Tensor

from engine.kernels.branches import LayerNorms
from engine.kernels.experts import ExpertWeights
from engine.kernels.int8 import Int8Matrix
from engine.kernels.linear import Matrix, Precision
from engine.kernels.packed import Packed
from engine.kernels.packed_experts import PackedExperts
from engine.model.attention import Attention
from engine.model.config import PREFILL_CHUNK, LayerKind, NetworkConfig
from engine.model.experts import ExpertBranch, Router
from engine.model.layer import GatedUnit, Layer
from engine.model.network import Network


class EightBit(NamedTuple):
    """What is kept in 8 bits.

    Attributes:
        dense: Those of attention and of the dense branch.
        embedding: The embedding, which is also the output head.
        cache: Keys and values of the prefix.
    """

    dense: bool
    embedding: bool
    cache: bool = False


NOTHING = EightBit(dense=False, embedding=False)


class NamedTensors(Protocol):
    """Where the weights come from; each is asked for once."""

    @property
    def precision(self) -> Precision:
        """What the network computes in."""

    def plain(self, name: str, *shape: int) -> Tensor:
        """A tensor in the dtype of the residual stream."""

    def matrix(self, stem: str, out_features: int, in_features: int) -> Tensor:
        """The weight matrix of a linear layer in the dtype of products, packed in the file or not."""

    def packed(self, stem: str, out_features: int, in_features: int) -> Packed:
        """The weight matrix of a linear layer, as packed as in the file."""


def assemble(
    config: NetworkConfig,
    tensors: NamedTensors,
    *,
    packed_experts: bool,
    keep_packed: bool = False,
    eight_bit: EightBit = NOTHING,
    prefill_chunk: int = PREFILL_CHUNK,
) -> Network:
    """Build the network.

    Args:
        config: Its sizes.
        tensors: Its weights. What they raise is passed on.
        packed_experts: Whether the experts are stored one by one and packed, or stacked as plain numbers.
        keep_packed: Whether packed experts stay so, or are decoded once, into four to eight times the bytes.
        eight_bit: What is rounded to 8 bits.
        prefill_chunk: Positions the encoder computes at once.
    """
    return _Assembly(config, tensors, packed_experts, keep_packed, eight_bit).network(prefill_chunk)


@dataclass(frozen=True, slots=True)
class _Assembly:
    config: NetworkConfig
    tensors: NamedTensors
    packed_experts: bool
    keep_packed: bool
    eight_bit: EightBit

    def network(self, prefill_chunk: int) -> Network:
        config = self.config
        stem = "model.decoder"
        return Network(
            config,
            embedding=_kept(
                self._matrix(f"{stem}.embed_tokens", config.vocab_size, config.hidden_size),
                self.eight_bit.embedding,
            ),
            layers=[self._layer(index) for index in range(len(config.layers))],
            self_conditioning=self._gated_unit(f"{stem}.self_conditioning", in_8_bits=False),
            self_conditioning_norm=self._norm(f"{stem}.self_conditioning.pre_norm"),
            final_norm=self._norm(f"{stem}.norm"),
            prefill_chunk=prefill_chunk,
            cache_in_8_bits=self.eight_bit.cache,
        )

    def _layer(self, index: int) -> Layer:
        stem = f"model.decoder.layers.{index}"
        return Layer(
            attention=self._attention(index, f"{stem}.self_attn"),
            dense=self._gated_unit(f"{stem}.mlp", in_8_bits=self.eight_bit.dense),
            experts=ExpertBranch(
                router=self._router(f"{stem}.router"),
                weights=self._experts(f"{stem}.experts"),
            ),
            norms=LayerNorms(
                attention_input=self._norm(f"{stem}.input_layernorm"),
                attention_output=self._norm(f"{stem}.post_attention_layernorm"),
                dense_input=self._norm(f"{stem}.pre_feedforward_layernorm"),
                dense_output=self._norm(f"{stem}.post_feedforward_layernorm_1"),
                expert_input=self._norm(f"{stem}.pre_feedforward_layernorm_2"),
                expert_output=self._norm(f"{stem}.post_feedforward_layernorm_2"),
                feedforward_output=self._norm(f"{stem}.post_feedforward_layernorm"),
            ),
            encoder_scalar=self.tensors.plain(f"model.encoder.language_model.layers.{index}.layer_scalar", 1),
            decoder_scalar=self.tensors.plain(f"{stem}.layer_scalar", 1),
            eps=self.config.norm_eps,
        )

    def _attention(self, index: int, stem: str) -> Attention:
        layer, hidden = self.config.layers[index], self.config.hidden_size
        heads_of = {"q_proj": layer.heads, "k_proj": layer.kv_heads}
        if layer.kind is LayerKind.SLIDING:
            heads_of["v_proj"] = layer.kv_heads
        query_norm = self.tensors.plain(f"{stem}.q_norm.weight", layer.head_dim)
        key_norm = self.tensors.plain(f"{stem}.k_norm.weight", layer.head_dim)
        return Attention(
            layer=layer,
            projection=_kept(
                torch.cat(
                    [
                        self._matrix(f"{stem}.{name}", n * layer.head_dim, hidden)
                        for name, n in heads_of.items()
                    ]
                ),
                self.eight_bit.dense,
            ),
            output=_kept(
                self._matrix(f"{stem}.o_proj", hidden, layer.heads * layer.head_dim), self.eight_bit.dense
            ),
            head_norms=torch.stack([query_norm] * layer.heads + [key_norm] * layer.kv_heads),
            eps=self.config.norm_eps,
        )

    def _gated_unit(self, stem: str, *, in_8_bits: bool) -> GatedUnit:
        hidden, inner = self.config.hidden_size, self.config.intermediate_size
        gate = self._matrix(f"{stem}.gate_proj", inner, hidden)
        up = self._matrix(f"{stem}.up_proj", inner, hidden)
        return GatedUnit(
            gate_up=_kept(torch.cat([gate, up]), in_8_bits),
            down=_kept(self._matrix(f"{stem}.down_proj", hidden, inner), in_8_bits),
        )

    def _router(self, stem: str) -> Router:
        config = self.config
        projection = self._matrix(f"{stem}.proj", config.experts, config.hidden_size).float()
        scale = self.tensors.plain(f"{stem}.scale", config.hidden_size).float()
        return Router(
            projection=projection * (scale * config.hidden_size**-0.5),
            per_expert_scale=self.tensors.plain(f"{stem}.per_expert_scale", config.experts).float(),
            experts_per_token=config.experts_per_token,
        )

    def _experts(self, stem: str) -> ExpertWeights | PackedExperts:
        experts, hidden, inner = self.config.experts, self.config.hidden_size, self.config.expert_size
        if not self.packed_experts:
            return ExpertWeights(
                gate_up=self.tensors.plain(f"{stem}.gate_up_proj", experts, 2 * inner, hidden),
                down=self.tensors.plain(f"{stem}.down_proj", experts, hidden, inner),
            )
        read = self.tensors.packed
        packed = PackedExperts.of(
            gate=[read(f"{stem}.{expert}.gate_proj", inner, hidden) for expert in range(experts)],
            up=[read(f"{stem}.{expert}.up_proj", inner, hidden) for expert in range(experts)],
            down=[read(f"{stem}.{expert}.down_proj", hidden, inner) for expert in range(experts)],
        )
        return packed if self.keep_packed else packed.decoded(self.tensors.precision.stream)

    def _matrix(self, stem: str, out_features: int, in_features: int) -> Tensor:
        return self.tensors.matrix(stem, out_features, in_features)

    def _norm(self, stem: str) -> Tensor:
        return self.tensors.plain(f"{stem}.weight", self.config.hidden_size)


def _kept(matrix: Tensor, in_8_bits: bool) -> Matrix:
    return Int8Matrix.of(matrix) if in_8_bits else matrix
