"""Counts the instructions of one denoising step at the real model's widths. Needs no GPU.

    DEWPOINT_PTX=90 python -m tests.ptx.step [--context N]

Takes a step of a network of two layers, one of either kind, with random weights, its kernels compiled for
that architecture, and prints one JSON object a launch: the kernel, its programs, and how many instructions
their warps are given. Products that a library computes are not among them.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from typing import cast

import torch

from engine.denoise import Denoiser
from engine.model.assembly import NOTHING
from engine.model.config import NetworkConfig
from engine.model.published import DIFFUSIONGEMMA_26B
from engine.noise import Noise
from engine.placement import GPU_PRECISION
from engine.synthetic import synthetic_network
from tests.engine.fakes import SETTINGS
from tests.engine.kernels.gpu.launched import taken
from tests.engine.pretended_gpu import CUDA, pretended_gpu

TEXT = cast("dict[str, object]", DIFFUSIONGEMMA_26B["text_config"])
LAYERS = {"num_hidden_layers": 2, "layer_types": ["sliding_attention", "full_attention"]}


def count(context: int) -> None:
    """Print what a step behind so many tokens launches."""
    config = NetworkConfig.from_json({**DIFFUSIONGEMMA_26B, "text_config": TEXT | LAYERS})
    canvas = config.canvas_length
    with pretended_gpu() as stage:
        network = synthetic_network(config, device=CUDA, precision=GPU_PRECISION, eight_bit=NOTHING)
        cache = network.new_cache(context + canvas)
        for layer in cache.layers:
            layer.keys.zero_()
            layer.values.zero_()
        for first in range(0, context, canvas):
            cache.make_room(canvas)
            cache.extend(list(range(first, min(first + canvas, context))))
        noise = Noise(0, vocab_size=config.vocab_size, canvas_length=canvas, device=CUDA)
        Denoiser(network, cache, taken).begin(noise, SETTINGS, 2)
    for kernel, grid, instructions in stage.instructions:
        told = {"kernel": kernel, "programs": math.prod(grid), "instructions": instructions}
        sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--context", type=int, default=2048, help="tokens of the prefix (default: 2048)")
    torch.set_num_threads(1)
    count(parser.parse_args().context)
