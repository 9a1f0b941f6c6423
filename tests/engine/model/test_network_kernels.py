"""A whole network through the code of a GPU, against the same network through that of a processor.

In float32 they agree, and in bfloat16 kernels stay closer to that than transformers does.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
import torch
from torch import Tensor
from torch._ops import OpOverload
from torch.utils._python_dispatch import TorchDispatchMode

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
from tests.engine.on_a_gpu import as_on_a_gpu
from tests.engine.oracle import (
    Packing,
    Shape,
    decoded,
    oracle_decode,
    oracle_prefill,
    random_ids,
    read_network,
    save_checkpoint,
    tiny_oracle,
)
from tests.marks import needs_triton

pytestmark = needs_triton

SHAPE = Shape(
    layers="sf",
    vocab_size=301,
    hidden_size=64,
    heads=4,
    kv_heads=2,
    head_dim=16,
    full_kv_heads=1,
    full_head_dim=32,
    experts=4,
    top_k=2,
    expert_size=32,
    canvas_length=8,
)
TEMPERATURE = 0.8
PROMPT = random_ids(SHAPE, 21, seed=2)  # beyond the window
STEPS = 2


def network_of(directory: Path, packing: Packing, eight_bit: EightBit, layers: str = "sf") -> Network:
    shape = replace(SHAPE, layers=layers)
    save_checkpoint(tiny_oracle(shape, seed=1), directory, packing)
    return read_network(directory, keep_packed=True, eight_bit=eight_bit)


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
        made.append(tuple(part.clone() for part in parts))
    return made


@pytest.mark.parametrize(
    ("packing", "eight_bit"),
    [("nvfp4", NOTHING), ("compressed int4", NOTHING), ("nvfp4", EightBit(True, True, True))],
    ids=["nvfp4", "int4", "8 bits beside the experts"],
)
def test_steps_through_the_kernels_are_those_of_the_plain_functions(
    packing: Packing, eight_bit: EightBit, tmp_path: Path
) -> None:
    assert_the_kernels_agree(network_of(tmp_path, packing, eight_bit))


def test_so_are_steps_whose_experts_round_what_they_read(tmp_path: Path) -> None:
    network = network_of(tmp_path, "nvfp4", NOTHING)
    use_fp4_activations(network)
    assert_the_kernels_agree(network)


def assert_the_kernels_agree(network: Network) -> None:
    plain = told(network)
    with as_on_a_gpu():
        made = told(network)
    for ours, theirs in zip(made, plain, strict=True):
        for one, other in zip(ours, theirs, strict=True):
            torch.testing.assert_close(one, other, rtol=1e-3, atol=1e-4)


def predicted_by_transformers(model: Any, canvas: Tensor, previous: Tensor | None = None) -> Tensor:
    logits = None if previous is None else previous.to(model.dtype)
    return oracle_decode(model, canvas, oracle_prefill(model, PROMPT), logits).float()


def predicted(network: Network, canvas: Tensor, previous: Tensor | None = None) -> Tensor:
    cache = network.new_cache(40)
    network.prefill(PROMPT, cache)
    soft = None
    if previous is not None:
        soft = network.soft_embedding(previous.softmax(-1).to(network.output_dtype))
    return decoded(network, canvas, cache, soft).clone()


def test_in_bfloat16_the_kernels_stay_closer_to_float32_than_transformers_does(tmp_path: Path) -> None:
    ours, theirs = [], []
    for seed in (0, 1):
        oracle = tiny_oracle(SHAPE, seed=seed)
        save_checkpoint(oracle, tmp_path / str(seed), "nvfp4")
        rounded = copy.deepcopy(oracle).bfloat16()
        precision = Precision(torch.bfloat16, torch.bfloat16)
        network = read_network(tmp_path / str(seed), keep_packed=True, precision=precision)
        canvas, previous = random_ids(SHAPE, SHAPE.canvas_length, seed), None
        for _ in range(2):  # a first step, and one that is conditioned on it
            expected = predicted_by_transformers(oracle, canvas, previous)
            with as_on_a_gpu():
                made = predicted(network, canvas, previous)
            ours.append((made - expected).norm() / expected.norm())
            theirs.append(
                (predicted_by_transformers(rounded, canvas, previous) - expected).norm() / expected.norm()
            )
            previous = expected / TEMPERATURE
    assert sum(ours) < sum(theirs) < 0.1


class Launches(TorchDispatchMode):  # type: ignore[no-untyped-call]  # torch gives it none
    """Counts what a GPU would launch: kernels, and operations of torch that compute something."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # nor this
        self.count = 0
        self._inside = False

    def kernel(self, run: Callable[..., object]) -> Callable[..., object]:
        def launch(*given: Any, **named: Any) -> object:
            self.count += 1
            self._inside = True  # the interpreter computes with torch, too
            try:
                return run(*given, **named)
            finally:
                self._inside = False

        return launch

    def __torch_dispatch__(
        self, func: OpOverload[..., Any], types: object, args: Any = (), kwargs: Any = None
    ) -> Any:
        name = func.overloadpacket.__name__
        makes_nothing = func.is_view or name.startswith(("empty", "new_empty", "_unsafe_view"))
        self.count += not self._inside and not makes_nothing
        return func(*args, **kwargs or {})


def launches_of_a_step(network: Network) -> int:
    from triton.runtime.interpreter import GridExecutor

    with as_on_a_gpu():
        cache, canvas = begun(network)
        launches = Launches()
        with launches, patch.object(GridExecutor, "__call__", launches.kernel(GridExecutor.__call__)):
            join(canvas.record, advance(network, cache, canvas, SETTINGS, conditioned=True))
    return launches.count


def test_a_layer_of_a_step_is_fourteen_launches(tmp_path: Path) -> None:
    two, four = (network_of(tmp_path / name, "nvfp4", NOTHING, name) for name in ("sf", "sfsf"))
    less, more = map(launches_of_a_step, (two, four))
    assert (more - less) / 2 == 14
    assert less - 2 * 14 <= 19
