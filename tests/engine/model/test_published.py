"""The literal of the public model is one that both libraries read."""

from __future__ import annotations

import json

from transformers import DiffusionGemmaConfig

from engine.model.config import LayerKind, NetworkConfig, VisionConfig
from engine.model.published import DIFFUSIONGEMMA_26B


def test_five_of_thirty_layers_are_full_and_the_last_is_one() -> None:
    layers = NetworkConfig.from_json(DIFFUSIONGEMMA_26B).layers
    assert [index for index, layer in enumerate(layers) if layer.kind is LayerKind.FULL] == [
        5,
        11,
        17,
        23,
        29,
    ]
    assert len(layers) == 30


def test_transformers_reads_the_same_sizes_from_it() -> None:
    config = DiffusionGemmaConfig.from_dict(dict(DIFFUSIONGEMMA_26B))
    theirs = json.loads(config.to_json_string(use_diff=False))
    assert NetworkConfig.from_json(theirs) == NetworkConfig.from_json(DIFFUSIONGEMMA_26B)
    assert VisionConfig.from_json(theirs) == VisionConfig.from_json(DIFFUSIONGEMMA_26B)
