"""The vision tower, and what the network makes of it, against transformers."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor

from engine.model import config
from engine.model.config import VisionConfig
from engine.model.passage import ImageRun
from engine.model.published import DIFFUSIONGEMMA_26B
from engine.model.sizes import vision_shapes
from engine.model.vision import VisionTower
from engine.weights.checkpoint import Checkpoint, read_json
from tests.engine.oracle import (
    Shape,
    cached,
    decoded,
    oracle_decode,
    random_ids,
    read_network,
    router_margins,
    save_checkpoint,
    tiny_oracle,
)
from tests.engine.seeing import PROCESSOR, opened, oracle_see, picture

SHAPE = Shape(layers="ssfsf", sees=True, sliding_window=32)
TOLERANCE = 1e-4
MARGIN = 2e-5
WIDE, HIGH = picture(120, 40, seed=1), picture(50, 180, seed=2)


def tower_of(directory: Path) -> VisionTower:
    with Checkpoint(directory) as checkpoint:
        return VisionTower(
            read_json(directory / "config.json"), lambda name, shape: checkpoint.floats(name, *shape).float()
        )


def features_of(tower: VisionTower) -> list[Callable[[], Tensor]]:
    seen = PROCESSOR(images=[opened(WIDE), opened(HIGH)], return_tensors="pt")
    pairs = zip(seen["pixel_values"], seen["image_position_ids"], strict=True)
    return [partial(tower, *pair) for pair in pairs]


def test_soft_tokens_are_those_of_transformers(tmp_path: Path) -> None:
    oracle = tiny_oracle(SHAPE, seed=0)
    save_checkpoint(oracle, tmp_path)
    seen = PROCESSOR(images=[opened(WIDE), opened(HIGH)], return_tensors="pt")
    with torch.no_grad():
        theirs = oracle.model.encoder.get_image_features(seen["pixel_values"], seen["image_position_ids"])
    ours = torch.cat([features() for features in features_of(tower_of(tmp_path))])
    assert theirs.pooler_output.std() > 0.1
    assert (ours - theirs.pooler_output).abs().max() < 1e-5


@pytest.mark.parametrize("sizes", [SHAPE.config().to_dict(), Shape().config().to_dict(), DIFFUSIONGEMMA_26B])
def test_the_tower_of_transformers_has_the_tensors_that_loading_checks_for(sizes: dict[str, Any]) -> None:
    read: dict[str, tuple[int, ...]] = {}

    def recorded(name: str, shape: tuple[int, ...]) -> Tensor:
        read[name] = shape
        return torch.empty(shape, device="meta")

    VisionTower(sizes, recorded)
    assert read == vision_shapes(VisionConfig.from_json(sizes), sizes["text_config"]["hidden_size"])


@pytest.mark.parametrize(
    ("prefill_chunk", "window_room"),
    [(512, 1024), (100, 1024), (30, 1024), (1, 1024), (100, 128), (1, 128)],  # with 128, slots are moved
)
def test_a_prompt_with_images_gives_the_logits_of_transformers(
    prefill_chunk: int, window_room: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(config, "WINDOW_ROOM", window_room)
    oracle = tiny_oracle(SHAPE, seed=0)
    save_checkpoint(oracle, tmp_path)
    first, second = features_of(tower_of(tmp_path))
    begin, soft, end = SHAPE.image_ids
    runs, ids = [], random_ids(Shape(vocab_size=begin), 11, seed=3).tolist()
    for features in (first, second):
        length = len(features())
        assert length > SHAPE.sliding_window  # a position sees more of its image than its window
        runs.append(ImageRun(start=len(ids) + 1, length=length, identity=-len(ids), features=features))
        ids += [begin, *[soft] * length, end, *random_ids(Shape(vocab_size=begin), 7, seed=length).tolist()]
    prompt = torch.tensor(ids)
    canvas = random_ids(SHAPE, SHAPE.canvas_length, seed=12)
    network = read_network(tmp_path, prefill_chunk=prefill_chunk)
    cache = network.new_cache(len(ids))
    network.prefill(prompt, cache, tuple(runs))
    with router_margins(oracle) as margins:
        theirs = oracle_see(oracle, prompt, [WIDE, HIGH])
        expected = oracle_decode(oracle, canvas, theirs)
    assert min(margins) > MARGIN
    for ours, (keys, values) in zip(cache.layers, cached(theirs), strict=True):
        for mine, other in ((ours.keys, keys), (ours.values, values)):
            filled = len(ids) - ours.base
            assert (mine[:, filled - other.shape[1] : filled] - other).abs().max() < TOLERANCE
    assert any(layer.base for layer in cache.layers) == (window_room == 128)
    assert expected.std() > 0.5
    assert (decoded(network, canvas, cache, None) - expected).abs().max() < TOLERANCE
    assert cache.tokens[12] == runs[0].identity
