"""What a model's first step compiles, the one that nobody is told of, and what prompts and images add.

    python -m tests.engine.kernels.gpu.prompts

Needs no GPU. Prints one JSON object: the names of the kernels that are compiled at first, and of those later.
"""

from __future__ import annotations

import json
import sys
from types import SimpleNamespace
from typing import cast
from unittest.mock import patch

import torch

from engine.denoise import Denoiser
from engine.hardware import DEMO_DIRECTORY
from engine.load import Loaded
from engine.model.assembly import NOTHING, EightBit
from engine.model.passage import ImageRun, Passage
from engine.noise import Noise
from engine.prompt import PromptCodec
from engine.vision import Vision
from engine.warm_up import warm_up
from tests.engine.fakes import SETTINGS
from tests.engine.kernels.gpu.launched import CONFIG, CUDA, EVERYTHING, network_of, taken
from tests.engine.pretended_gpu import noting_gpu
from tests.engine.pretended_gpu.compiler import different
from tests.engine.pretended_gpu.launches import Launch

MOST_SOFT_TOKENS = 280  # of an image
LENGTHS = (1, 2, 5, 16, 17, 100, 128, 300, 511, 512, 513, 1000, 1025, 3000)


def image_of(length: int) -> ImageRun:
    features = torch.empty(length, CONFIG.hidden_size, device=CUDA)
    return ImageRun(start=0, length=length, identity=-1, features=lambda: features)


def prompted(eight_bit: EightBit) -> tuple[list[Launch], list[Launch]]:
    """What is launched before a model is ready, and behind it by a conversation of many prompts."""
    codec = PromptCodec.from_directory(DEMO_DIRECTORY, end_ids=frozenset(SETTINGS.end_ids), pad_id=0)
    nothing_kept = patch("engine.generate._spent", return_value=0.0)  # as nothing is computed
    with noting_gpu() as launches, patch("engine.warm_up.prove_decoding"), nothing_kept:
        network = network_of(eight_bit)
        model = Loaded(
            name="noted",
            is_demo=False,
            network=network,
            sampler=SETTINGS,
            codec=codec,
            vocabulary=codec.vocabulary,
            context_tokens=CONFIG.max_position_embeddings,
            vision=cast("Vision", SimpleNamespace(passage=lambda ids, _images: Passage(ids))),
        )
        denoiser = Denoiser(network, capture=taken)
        warm_up(model, denoiser, cancelled=lambda: False)
        first = len(launches)
        noise = Noise(0, vocab_size=CONFIG.vocab_size, canvas_length=CONFIG.canvas_length, device=CUDA)
        for length in LENGTHS:
            ids = torch.zeros(length, dtype=torch.int64, device=CUDA)
            network.prefill(ids, denoiser.cache)
            denoiser.begin(noise, SETTINGS, 2)
            network.prefill(ids, denoiser.cache, (image_of(min(length, MOST_SOFT_TOKENS)),))
    return launches[:first], launches[first:]


if __name__ == "__main__":
    compiled: dict[str, list[str]] = {"first": [], "later": []}
    for eight_bit in (NOTHING, EVERYTHING):
        first, later = map(different, prompted(eight_bit))
        compiled["first"] += [launch.kernel.__name__ for launch in first.values()]
        compiled["later"] += [later[key].kernel.__name__ for key in later.keys() - first.keys()]
    sys.stdout.write(json.dumps(compiled) + "\n")
