"""Reading `config.json`, in both layouts, and refusing what the network does not compute."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import pytest

from engine.errors import ModelForeign
from engine.model.config import LayerKind, NetworkConfig, VisionConfig
from engine.model.published import DIFFUSIONGEMMA_26B
from tests.engine.brackets import refuses_in_words
from tests.engine.oracle import Shape, save_checkpoint, tiny_oracle

JSON = DIFFUSIONGEMMA_26B


def changed(path: str, value: object) -> dict[str, object]:
    """The public layout with one field, given by its dotted path, set to another value; None removes it."""
    config = copy.deepcopy(dict(JSON))
    *parents, field = path.split(".")
    section: dict[str, object] = config
    for parent in parents:
        nested = section[parent]
        assert isinstance(nested, dict)
        section = nested
    if value is None:
        section.pop(field)
    else:
        section[field] = value
    return config


def test_the_public_layout_gives_every_size() -> None:
    config = NetworkConfig.from_json(JSON)
    assert (config.vocab_size, config.hidden_size, config.intermediate_size) == (262144, 2816, 2112)
    assert (config.experts, config.experts_per_token, config.expert_size) == (128, 8, 704)
    assert (config.canvas_length, config.max_position_embeddings) == (256, 262144)
    assert (config.norm_eps, config.softcap) == (1e-6, 30.0)
    sliding, full = config.layers[0], config.layers[-1]
    assert (sliding.kind, sliding.heads, sliding.kv_heads, sliding.head_dim) == (
        LayerKind.SLIDING,
        16,
        8,
        256,
    )
    assert (full.kind, full.heads, full.kv_heads, full.head_dim) == (LayerKind.FULL, 16, 2, 512)
    assert (sliding.window, full.window) == (1024, None)
    assert (sliding.rope.theta, sliding.rope.rotated_pairs) == (1e4, 128)
    assert (full.rope.theta, full.rope.rotated_pairs) == (1e6, 64)


def test_the_layout_that_transformers_saves_gives_the_same_sizes(tmp_path: Path) -> None:
    shape = Shape(layers="sfsf")
    save_checkpoint(tiny_oracle(shape, seed=0), tmp_path)
    saved = json.loads((tmp_path / "config.json").read_text("utf-8"))
    assert "per_layer_config" in saved["text_config"]
    public = copy.deepcopy(saved)
    del public["text_config"]["per_layer_config"]
    public["text_config"] |= {
        "global_head_dim": shape.full_head_dim,
        "num_global_key_value_heads": shape.full_kv_heads,
    }
    assert NetworkConfig.from_json(saved) == NetworkConfig.from_json(public)
    assert NetworkConfig.from_json(saved).layers[1].head_dim == shape.full_head_dim


def test_full_layers_without_a_head_count_of_their_own_share_the_common_one() -> None:
    config = NetworkConfig.from_json(changed("text_config.num_global_key_value_heads", None))
    assert config.layers[-1].kv_heads == 8


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("text_config.hidden_activation", "silu"),
        ("text_config.attention_bias", True),
        ("text_config.use_bidirectional_attention", "all"),
        ("text_config.tie_word_embeddings", False),
        ("text_config.layer_types", ["full_attention"] * 29 + ["sliding_attention"]),
        ("text_config.layer_types", ["strange_attention"] * 29 + ["full_attention"]),
        ("text_config.layer_types", ["full_attention"]),
        ("text_config.layer_types", [{}, []] * 14 + [{}, "full_attention"]),
        ("text_config.hidden_size", None),
        ("text_config.hidden_size", "2816"),
        ("text_config.vocab_size", 0),
        ("text_config.vocab_size", True),
        ("text_config.sliding_window", 10**30),
        ("text_config.num_key_value_heads", 5),
        ("text_config.num_key_value_heads", None),
        ("text_config.head_dim", 255),
        ("text_config.top_k_experts", 129),
        ("text_config.rms_norm_eps", float("nan")),
        ("text_config.rope_parameters", None),
        ("text_config.rope_parameters.full_attention.rope_type", "yarn"),
        ("text_config.rope_parameters.full_attention.rope_theta", -1),
        ("text_config.rope_parameters.full_attention.factor", 8.0),
        ("text_config.rope_parameters.full_attention.partial_rotary_factor", 1e308),
        ("text_config", []),
        ("canvas_length", None),
        ("canvas_length", 2**31),
    ],
)
def test_another_variant_is_refused_by_the_name_of_its_field(path: str, value: object) -> None:
    with pytest.raises(ModelForeign) as caught:
        NetworkConfig.from_json(changed(path, value))
    assert caught.value.hint
    assert path.rsplit(".", maxsplit=1)[-1] in caught.value.title


def test_another_kind_of_model_is_refused_by_its_type() -> None:
    with pytest.raises(ModelForeign, match="llama"):
        NetworkConfig.from_json({"model_type": "llama"})


def test_the_vision_tower_has_sizes_of_its_own() -> None:
    vision = VisionConfig.from_json(JSON)
    assert (vision.hidden_size, vision.intermediate_size, vision.layers) == (1152, 4304, 27)
    assert (vision.heads, vision.head_dim, vision.table_length) == (16, 72, 10240)
    assert (vision.patch_size, vision.pooling, vision.standardized) == (16, 3, True)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("vision_config", None),
        ("vision_config.model_type", "siglip"),
        ("vision_config.use_clipped_linears", True),
        ("vision_config.hidden_size", 0),
    ],
)
def test_another_vision_tower_is_refused(path: str, value: object) -> None:
    with pytest.raises(ModelForeign, match=path.rsplit(".", maxsplit=1)[-1]):
        VisionConfig.from_json(changed(path, value))


@pytest.mark.usefixtures("bracketed")
def test_refusals_are_told_in_the_words_that_are_spoken() -> None:
    for config in ({"model_type": "llama"}, changed("canvas_length", None)):
        assert refuses_in_words(NetworkConfig.from_json, config)
