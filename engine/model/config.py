"""The sizes of a DiffusionGemma, read from its `config.json`."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from engine.errors import ModelForeign
from engine.words import Sentence, said

_SOFTCAP = 30.0  # transformers leaves it out of the file
_NORM_EPS = 1e-6
PREFILL_CHUNK = 512  # positions that the encoder computes at once, but for a larger image
WINDOW_ROOM = 1024  # slots of a sliding layer beside its window: for what a pass computes, and to cut back


class LayerKind(StrEnum):
    """How far the attention of a layer sees; the values are the names in `config.json`."""

    SLIDING = "sliding_attention"
    FULL = "full_attention"


@dataclass(frozen=True, slots=True, kw_only=True)
class RopeConfig:
    """Rotary positions: pair i of `head_dim / 2` turns by `theta^(-2i / head_dim)` a position.

    Only the first `rotated_pairs` pairs turn.
    """

    theta: float
    head_dim: int
    rotated_pairs: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerConfig:
    """One layer's attention.

    Attributes:
        kind: Sliding or full. A full layer has no value projection: its values are its raw keys.
        heads: Query heads.
        kv_heads: Key and value heads; each serves `heads / kv_heads` query heads.
        head_dim: Numbers a head.
        window: Keys a query of the encoder sees, itself included; None on full layers.
        rope: How queries and keys turn with their position.
    """

    kind: LayerKind
    heads: int
    kv_heads: int
    head_dim: int
    window: int | None
    rope: RopeConfig

    def slots(self, positions: int) -> int:
        """The slots that its KV cache has for so many positions."""
        return positions if self.window is None else min(positions, self.window - 1 + WINDOW_ROOM)


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkConfig:
    """Everything the network must know beside its weights.

    Attributes:
        vocab_size: Token ids.
        hidden_size: Numbers a position.
        intermediate_size: Inner size of the dense branch and of self-conditioning.
        experts: Experts of a layer.
        experts_per_token: How many of them the router takes.
        expert_size: Inner size of one expert.
        canvas_length: Slots of a canvas.
        max_position_embeddings: The most positions a prefix and its canvas may have.
        norm_eps: Added to the mean square in every norm.
        softcap: Logits are `softcap * tanh(raw / softcap)`.
        layers: Attention of each layer, in order.
    """

    vocab_size: int
    hidden_size: int
    intermediate_size: int
    experts: int
    experts_per_token: int
    expert_size: int
    canvas_length: int
    max_position_embeddings: int
    norm_eps: float
    softcap: float
    layers: tuple[LayerConfig, ...]

    def __post_init__(self) -> None:
        """Check that the sizes fit together.

        Raises:
            ModelForeign: They do not; the title names the field and the value.
        """
        if self.experts_per_token > self.experts:
            raise _foreign("top_k_experts", self.experts_per_token)
        for layer in self.layers:
            if layer.heads % layer.kv_heads:
                raise _foreign("num_key_value_heads", layer.kv_heads)
            if layer.head_dim % 2:
                raise _foreign("head_dim", layer.head_dim)

    @classmethod
    def from_json(cls, config: Mapping[str, object]) -> NetworkConfig:
        """Read a parsed `config.json`.

        Knows both layouts of the full layers' sizes: `per_layer_config`, as transformers 5.23 saves
        it, and `global_head_dim` with `num_global_key_value_heads`, as the public checkpoints have it.

        Raises:
            ModelForeign: It describes another kind of model, or a variant this network does not compute.
        """
        if config.get("model_type") != "diffusion_gemma":
            raise ModelForeign(
                said(
                    "This is a model of type “{kind}”, not a DiffusionGemma.",
                    kind=str(config.get("model_type")),
                ),
                _another_model(),
            )
        text = _section(config, "text_config")
        _refuse_variants(text)
        return cls(
            vocab_size=_size(text, "vocab_size"),
            hidden_size=_size(text, "hidden_size"),
            intermediate_size=_size(text, "intermediate_size"),
            experts=_size(text, "num_experts"),
            experts_per_token=_size(text, "top_k_experts"),
            expert_size=_size(text, "moe_intermediate_size"),
            canvas_length=_size(config, "canvas_length"),
            max_position_embeddings=_size(text, "max_position_embeddings"),
            norm_eps=_number(text, "rms_norm_eps", _NORM_EPS),
            softcap=_number(text, "final_logit_softcapping", _SOFTCAP),
            layers=_layers(text),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class VisionConfig:
    """The sizes of the vision tower and of the projector behind it.

    Attributes:
        hidden_size: Numbers a patch.
        intermediate_size: Inner size of a layer's gated unit.
        layers: How many.
        heads: Of attention, for queries, keys and values alike.
        head_dim: Numbers a head.
        patch_size: Pixels along a side of a patch.
        pooling: Patches along a side of what becomes one soft token.
        table_length: Rows of each of the two tables of patch positions.
        standardized: Whether soft tokens are shifted and scaled before the projector.
    """

    hidden_size: int
    intermediate_size: int
    layers: int
    heads: int
    head_dim: int
    patch_size: int
    pooling: int
    table_length: int
    standardized: bool

    @classmethod
    def from_json(cls, config: Mapping[str, object]) -> VisionConfig:
        """Read the `vision_config` of a parsed `config.json`.

        Raises:
            ModelForeign: It describes another kind of tower.
        """
        vision = _section(config, "vision_config")
        if vision.get("model_type") != "gemma4_vision":
            raise _foreign("vision model_type", vision.get("model_type"))
        if vision.get("use_clipped_linears"):
            raise _foreign("use_clipped_linears", vision["use_clipped_linears"])
        return cls(
            hidden_size=_size(vision, "hidden_size"),
            intermediate_size=_size(vision, "intermediate_size"),
            layers=_size(vision, "num_hidden_layers"),
            heads=_size(vision, "num_attention_heads"),
            head_dim=_size(vision, "head_dim"),
            patch_size=_size(vision, "patch_size"),
            pooling=_size(vision, "pooling_kernel_size"),
            table_length=_size(vision, "position_embedding_size"),
            standardized=bool(vision.get("standardize")),
        )


def _layers(text: Mapping[str, object]) -> tuple[LayerConfig, ...]:
    """The attention of every layer."""
    names = text.get("layer_types")
    if not isinstance(names, list) or len(names) != _size(text, "num_hidden_layers"):
        raise _foreign("layer_types", names)
    if any(name not in list(LayerKind) for name in names) or names[-1] != LayerKind.FULL:
        raise _foreign("layer_types", names)
    return tuple(_layer(text, index, LayerKind(name)) for index, name in enumerate(names))


def _layer(text: Mapping[str, object], index: int, kind: LayerKind) -> LayerConfig:
    """The attention of one layer."""
    sizes = dict(text)
    if kind is LayerKind.FULL and "per_layer_config" not in text:
        sizes["head_dim"] = _size(text, "global_head_dim")
        sizes["num_key_value_heads"] = text.get("num_global_key_value_heads") or text.get(
            "num_key_value_heads"
        )
    elif "per_layer_config" in text:
        overrides = _section(text, "per_layer_config")
        # From ten layers on, transformers pads the numbers with zeros.
        sizes |= next(
            (_section(overrides, key) for key in overrides if key.isdecimal() and int(key) == index), {}
        )
    head_dim = _size(sizes, "head_dim")
    return LayerConfig(
        kind=kind,
        heads=_size(sizes, "num_attention_heads"),
        kv_heads=_size(sizes, "num_key_value_heads"),
        head_dim=head_dim,
        window=_size(sizes, "sliding_window") if kind is LayerKind.SLIDING else None,
        rope=_rope(_section(_section(text, "rope_parameters"), kind), head_dim),
    )


def _rope(rope: Mapping[str, object], head_dim: int) -> RopeConfig:
    """One kind of layer's rotary positions."""
    theta = _number(rope, "rope_theta")
    if rope.get("factor", 1.0) != 1.0:
        raise _foreign("rope factor", rope["factor"])
    match rope.get("rope_type"):
        case "default":
            rotated_pairs = head_dim // 2
        case "proportional":
            factor = _number(rope, "partial_rotary_factor", 1.0)
            if factor > 1:
                raise _foreign("partial_rotary_factor", factor)
            rotated_pairs = int(factor * head_dim // 2)
        case other:
            raise _foreign("rope_type", other)
    return RopeConfig(theta=theta, head_dim=head_dim, rotated_pairs=rotated_pairs)


def _refuse_variants(text: Mapping[str, object]) -> None:
    """Refuse what the file format allows but no DiffusionGemma has."""
    for field, computed in (
        ("hidden_activation", ("gelu_pytorch_tanh",)),
        ("attention_bias", (False, None)),
        ("use_bidirectional_attention", ("vision", None)),
        ("tie_word_embeddings", (True, None)),
    ):
        if text.get(field, computed[0]) not in computed:
            raise _foreign(field, text[field])


def _section(parent: Mapping[str, object], key: str) -> dict[str, object]:
    """A nested object of the file."""
    section = parent.get(key)
    if not isinstance(section, dict):
        raise _foreign(key, section)
    return section


def _size(section: Mapping[str, object], key: str) -> int:
    """A positive integer of the file; no size comes near 2^31."""
    value = section.get(key)
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value < 2**31:
        raise _foreign(key, value)
    return value


def _number(section: Mapping[str, object], key: str, default: float | None = None) -> float:
    """A positive number of the file, or the default where the file has none."""
    value = section.get(key, default)
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 < value < math.inf:
        raise _foreign(key, value)
    return float(value)


def _foreign(field: str, value: object) -> ModelForeign:
    """The refusal of one field's value."""
    title = said(
        "This network cannot compute a model with {field} = {value}.", field=field, value=repr(value)
    )
    return ModelForeign(title, _another_model())


def _another_model() -> Sentence:
    return said("Choose the folder of a DiffusionGemma model.")
