"""A whole network through the code of a GPU, against the same network through that of a processor.

In float32 they agree, and in bfloat16 kernels stay closer to that than transformers does.
"""

from __future__ import annotations

import copy
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor

from engine.canvas import Canvas
from engine.denoise import advance
from engine.kernels.linear import Precision
from engine.model.assembly import NOTHING, EightBit
from engine.model.fp4 import use_fp4_activations
from engine.model.kv_cache import KVCache
from engine.model.network import Network
from engine.noise import Noise
from engine.record import join
from tests.engine.fakes import SETTINGS
from tests.engine.oracle import (
    CPU,
    QUICK,
    Packing,
    decoded,
    oracle_decode,
    oracle_prefill,
    random_ids,
    read_network,
    save_checkpoint,
    tiny_oracle,
)
from tests.engine.pretended_gpu import CUDA, RTX_5090, pretended_gpu
from tests.marks import needs_triton

pytestmark = needs_triton

SHAPE = QUICK
TEMPERATURE = 0.8
PROMPT = random_ids(SHAPE, 21, seed=2)  # beyond the window
STEPS = 2


def saved(directory: Path, packing: Packing, layers: str = "sf") -> Path:
    save_checkpoint(tiny_oracle(replace(SHAPE, layers=layers), seed=1), directory, packing)
    return directory


def begun(network: Network) -> tuple[KVCache, Canvas]:
    """A canvas behind the prompt, one slot of it held."""
    cache = network.new_cache(40)
    network.prefill(PROMPT, cache)
    spans = network.canvas_spans(cache)
    canvas = Canvas(network, spans, SETTINGS.tail_ids)
    noise = Noise(3, vocab_size=SHAPE.vocab_size, canvas_length=SHAPE.canvas_length, device=network.device)
    canvas.begin(noise.canvas(STEPS), [0.8, 0.7], spans)
    canvas.steer({3: 7}, {5})
    return cache, canvas


def told(network: Network) -> list[tuple[Tensor, ...]]:
    """Of every step the canvas behind it, what was drawn and kept, entropies and probabilities."""
    cache, canvas = begun(network)
    made = []
    for step in range(STEPS):
        results = advance(network, cache, canvas, SETTINGS, conditioned=step > 0)
        prediction = results.prediction._replace(top_ids=results.ids)  # of equal shares any may come first
        parts = (results.sampled, results.accepted, *prediction, results.settled)
        made.append(tuple(part.cpu().clone() for part in parts))
    return made


@pytest.mark.parametrize(
    ("packing", "eight_bit", "fp4_activations"),
    [
        ("nvfp4", NOTHING, False),
        ("compressed int4", NOTHING, False),
        ("nvfp4", EightBit(True, True, True), False),
        ("nvfp4", NOTHING, True),
    ],
    ids=["nvfp4", "int4", "8 bits beside the experts", "experts that round what they read"],
)
def test_steps_through_the_kernels_are_those_of_the_plain_functions(
    packing: Packing, eight_bit: EightBit, tmp_path: Path, *, fp4_activations: bool
) -> None:
    directory = saved(tmp_path, packing)

    def told_on(device: torch.device) -> list[tuple[Tensor, ...]]:
        network = read_network(directory, keep_packed=True, eight_bit=eight_bit, device=device)
        if fp4_activations:
            use_fp4_activations(network)
        return told(network)

    plain = told_on(CPU)
    with pretended_gpu(RTX_5090):
        made = told_on(CUDA)
    for ours, theirs in zip(made, plain, strict=True):
        for one, other in zip(ours, theirs, strict=True):
            torch.testing.assert_close(one, other, rtol=1e-3, atol=1e-4)


def predicted_by_transformers(model: Any, canvas: Tensor, previous: Tensor | None = None) -> Tensor:
    logits = None if previous is None else previous.to(model.dtype)
    return oracle_decode(model, canvas, oracle_prefill(model, PROMPT), logits).float()


def predicted(directory: Path, canvas: Tensor, previous: Tensor | None) -> Tensor:
    precision = Precision(torch.bfloat16, torch.bfloat16)
    network = read_network(directory, keep_packed=True, precision=precision, device=CUDA)
    cache = network.new_cache(40)
    network.prefill(PROMPT, cache)
    soft = None
    if previous is not None:
        soft = network.soft_embedding(previous.softmax(-1).to(CUDA, network.output_dtype))
    return decoded(network, canvas.to(CUDA), cache, soft).cpu()


def test_in_bfloat16_the_kernels_stay_closer_to_float32_than_transformers_does(tmp_path: Path) -> None:
    ours, theirs = [], []
    for seed in (0, 1):
        oracle = tiny_oracle(SHAPE, seed=seed)
        save_checkpoint(oracle, tmp_path / str(seed), "nvfp4")
        rounded = copy.deepcopy(oracle).bfloat16()
        canvas, previous = random_ids(SHAPE, SHAPE.canvas_length, seed), None
        for _ in range(2):  # a first step, and one that is conditioned on it
            expected = predicted_by_transformers(oracle, canvas, previous)
            with pretended_gpu():
                made = predicted(tmp_path / str(seed), canvas, previous)
            ours.append((made - expected).norm() / expected.norm())
            theirs.append(
                (predicted_by_transformers(rounded, canvas, previous) - expected).norm() / expected.norm()
            )
            previous = expected / TEMPERATURE
    assert sum(ours) < min(sum(theirs), 0.1)


def launches_of_a_step(directory: Path) -> int:
    with pretended_gpu() as stage:
        network = read_network(directory, keep_packed=True, device=CUDA)
        cache, canvas = begun(network)
        before = stage.launches
        join(canvas.record, advance(network, cache, canvas, SETTINGS, conditioned=True))
        return stage.launches - before


def test_a_layer_of_a_step_is_fourteen_launches(tmp_path: Path) -> None:
    less, more = (launches_of_a_step(saved(tmp_path / kinds, "nvfp4", kinds)) for kinds in ("sf", "sfsf"))
    assert (more - less) / 2 == 14
    assert less - 2 * 14 <= 19
