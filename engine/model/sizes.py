"""How many numbers the weights of a network are, part by part, and what its vision tower consists of.

Loads no torch. What encoder and decoder share is counted once, as the files hold it once. Multiplied by the
bytes a number takes, it gives the sizes of files and of memory alike.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

from engine.model.config import LayerConfig, LayerKind, NetworkConfig, VisionConfig


@dataclass(frozen=True, slots=True)
class Matrices:
    """Weight matrices taken together.

    Attributes:
        numbers: Of all of them.
        rows: Outputs of all of them; a matrix in 8 bits has one scale a row.
        count: How many matrices.
    """

    numbers: int = 0
    rows: int = 0
    count: int = 0

    def __add__(self, other: Matrices) -> Matrices:
        return Matrices(self.numbers + other.numbers, self.rows + other.rows, self.count + other.count)

    def __mul__(self, times: int) -> Matrices:
        return Matrices(self.numbers * times, self.rows * times, self.count * times)


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkSizes:
    """The weights of a network.

    Attributes:
        experts: Of all layers; gate, up and down are a matrix each.
        attention: Projections of all layers.
        dense: The dense branch of all layers.
        self_conditioning: Its three matrices.
        embedding: Also the output head.
        routers: Projections of all layers.
        vectors: Numbers of all norms, router scales and layer scalars.
    """

    experts: Matrices
    attention: Matrices
    dense: Matrices
    self_conditioning: Matrices
    embedding: Matrices
    routers: Matrices
    vectors: int

    @classmethod
    def of(cls, config: NetworkConfig) -> NetworkSizes:
        """Count them."""
        hidden, layers = config.hidden_size, len(config.layers)
        return cls(
            experts=_gated_unit(hidden, config.expert_size) * (config.experts * layers),
            attention=sum((_attention(hidden, layer) for layer in config.layers), Matrices()),
            dense=_gated_unit(hidden, config.intermediate_size) * layers,
            self_conditioning=_gated_unit(hidden, config.intermediate_size),
            embedding=_matrix(config.vocab_size, hidden),
            routers=_matrix(config.experts, hidden) * layers,
            vectors=2 * hidden + sum(_vectors(config, layer) for layer in config.layers),
        )


def vision_numbers(vision: VisionConfig, hidden_size: int) -> int:
    """The weights of the vision tower and of its projector into a stream of `hidden_size`."""
    return sum(map(prod, vision_shapes(vision, hidden_size).values()))


def vision_shapes(vision: VisionConfig, hidden_size: int) -> dict[str, tuple[int, ...]]:
    """The name and the shape of every tensor that the files hold of them."""
    width, tower = vision.hidden_size, "model.encoder.vision_tower."
    shapes: dict[str, tuple[int, ...]] = {
        tower + "patch_embedder.input_proj.weight": (width, 3 * vision.patch_size**2),
        tower + "patch_embedder.position_embedding_table": (2, vision.table_length, width),
        "model.encoder.embed_vision.embedding_projection.weight": (hidden_size, width),
    }
    if vision.standardized:
        shapes |= {tower + "std_bias": (width,), tower + "std_scale": (width,)}
    layer = _vision_layer(vision)
    for index in range(vision.layers):
        shapes |= {f"{tower}encoder.layers.{index}.{name}.weight": shape for name, shape in layer.items()}
    return shapes


def _vision_layer(vision: VisionConfig) -> dict[str, tuple[int, ...]]:
    """The weights of one layer of the tower."""
    width, inner, heads = vision.hidden_size, vision.intermediate_size, vision.heads * vision.head_dim
    return {
        "input_layernorm": (width,),
        "post_attention_layernorm": (width,),
        "pre_feedforward_layernorm": (width,),
        "post_feedforward_layernorm": (width,),
        "self_attn.q_proj.linear": (heads, width),
        "self_attn.k_proj.linear": (heads, width),
        "self_attn.v_proj.linear": (heads, width),
        "self_attn.o_proj.linear": (width, heads),
        "self_attn.q_norm": (vision.head_dim,),
        "self_attn.k_norm": (vision.head_dim,),
        "mlp.gate_proj.linear": (inner, width),
        "mlp.up_proj.linear": (inner, width),
        "mlp.down_proj.linear": (width, inner),
    }


def _matrix(out_features: int, in_features: int) -> Matrices:
    return Matrices(out_features * in_features, out_features, 1)


def _gated_unit(outer: int, inner: int) -> Matrices:
    """Gate, up and down."""
    return _matrix(inner, outer) * 2 + _matrix(outer, inner)


def _attention(hidden: int, layer: LayerConfig) -> Matrices:
    """Queries, keys, values where a layer projects them, and the output."""
    keys = _matrix(layer.kv_heads * layer.head_dim, hidden)
    inner = layer.heads * layer.head_dim
    projected = keys * (2 if layer.kind is LayerKind.SLIDING else 1)
    return _matrix(inner, hidden) + projected + _matrix(hidden, inner)


def _vectors(config: NetworkConfig, layer: LayerConfig) -> int:
    """Seven norms and a router scale of the stream's size, two head norms, expert scales, two scalars."""
    return 8 * config.hidden_size + 2 * layer.head_dim + config.experts + 2
