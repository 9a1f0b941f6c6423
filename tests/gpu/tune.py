"""Looks for better tiles of the kernels on this machine's GPU, one constant after the other.

    python -m tests.gpu.tune [--context N] [--experts-hit N]

Prints one JSON object a kernel: the tiles that it has, the best that were found, milliseconds of each for one
layer, and everything that was tried. What cannot be launched, or computes something else, is told without
milliseconds. `engine/kernels/gpu/tiles.py` is where better tiles belong.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple, TypeVar

import torch
from torch import Tensor

from engine.graph import Capture, CudaGraphs
from engine.kernels.gpu.attention import canvas_attention
from engine.kernels.gpu.card import capability_of
from engine.kernels.gpu.experts import packed_experts
from engine.kernels.gpu.tiles import CanvasTiles, ExpertTiles, ProductTiles, canvas_tiles, expert_tiles
from engine.kernels.linear import Precision
from engine.kernels.packed_experts import PackedExperts, quarters
from engine.measure import Clock
from engine.model.config import NetworkConfig
from engine.model.experts import ExpertBranch
from engine.model.network import Network
from engine.model.published import DIFFUSIONGEMMA_26B
from engine.synthetic import synthetic_network

Job = Callable[[], Tensor]
T = TypeVar("T", ProductTiles, ExpertTiles, CanvasTiles)

LAYERS = 6  # the last is a full one; their weights fit no cache
Choices = Mapping[str, Sequence[int | None]]
PRODUCT: Choices = {
    "columns": (32, 64, 128),
    "words": (8, 16, 32),
    "warps": (2, 4, 8),
    "stages": (2, 3, 4, 5),
    "registers": (None, 128, 168),
}
CANVAS: Choices = {
    "rows": (16, 32, 64, 128),
    "keys": (16, 32, 64),
    "parts": (1, 2, 3, 5, 8),
    "warps": (4, 8),
    "stages": (1, 2, 3),
}
ROUNDS = 2
_LIKE = 0.02  # of the result's norm, how far another choice may be from the one there is


class Tuned(NamedTuple):
    """What came out for one kernel; times are milliseconds a layer, by the tiles as they print."""

    kernel: str
    now: str
    best: str
    tried_ms: Mapping[str, float | None]


def descend(start: T, choices: Choices, cost: Callable[[T], float]) -> dict[T, float]:
    """What each choice costs, of those that are looked at: the best so far with one constant changed."""
    costs, best = {start: cost(start)}, start
    for _ in range(ROUNDS):
        for name, values in choices.items():
            for value in values:
                other = best._replace(**{name: value})  # type: ignore[arg-type]  # all are numbers or None
                if other not in costs:
                    costs[other] = cost(other)
            best = min(costs, key=costs.__getitem__)
    return costs


class Tuner:
    """Times kernels of a network with other tiles.

    Args:
        network: Of random weights.
        context: Tokens of the prefix that attention sees.
        capture: Turns work into what repeats it.
    """

    def __init__(self, network: Network, context: int, capture: Capture) -> None:
        self._network = network
        self._capture = capture
        self._clock = Clock(network.device)
        self._cache = network.new_cache(context)
        ids = torch.randint(network.config.vocab_size, (context,), device=network.device)
        network.prefill(ids, self._cache)
        self._cache.make_room(network.config.canvas_length)
        self._capability = capability_of(ids)
        self._tiles = expert_tiles(self._capability)

    @torch.inference_mode()
    def tuned(self) -> Iterator[Tuned]:
        """One kernel after the other."""
        tiles = self._tiles
        yield self._kernel("gate and up", tiles.gate_up, PRODUCT, self._gate_up)
        yield self._kernel("down", tiles.down, PRODUCT, self._down)
        yield self._kernel("rows of an expert's tile", tiles, {"rows": (8, 16, 32)}, self._experts)
        kinds = {layer.kind: index for index, layer in enumerate(self._network.config.layers)}
        for kind, index in kinds.items():
            layer = self._network.config.layers[index]
            start = canvas_tiles(layer.head_dim, layer.window, self._capability)
            if layer.window is not None:
                start = start._replace(long=1)  # so that parts are tried there
            yield self._kernel(f"attention, {kind}", start, CANVAS, partial(self._attention, index))

    def _kernel(
        self,
        name: str,
        start: T,
        choices: Choices,
        works: Callable[[T], Sequence[Job]],
    ) -> Tuned:
        expected = works(start)[0]().float()

        def cost(choice: T) -> float:
            try:
                jobs = works(choice)
                error = jobs[0]().float() - expected
                if not error.norm() <= _LIKE * expected.norm():
                    return math.inf
                replay = self._capture(partial(_all, jobs))
                return self._clock.median_ms(replay, times=21) / len(jobs)
            except Exception:  # noqa: BLE001 - it cannot be launched, whatever the compiler says
                return math.inf

        costs = descend(start, choices, cost)
        told = {str(choice): ms if math.isfinite(ms) else None for choice, ms in costs.items()}
        return Tuned(name, str(start), str(min(costs, key=costs.__getitem__)), told)

    def _gate_up(self, tiles: ProductTiles) -> list[Job]:
        return self._experts(self._tiles._replace(gate_up=tiles))

    def _down(self, tiles: ProductTiles) -> list[Job]:
        return self._experts(self._tiles._replace(down=tiles))

    def _experts(self, tiles: ExpertTiles) -> list[Job]:
        """The experts of every layer, over rows that their router sends to them."""
        rows = self._rows(self._network.config.canvas_length, self._network.config.hidden_size)
        return [partial(_routed, layer.experts, rows, tiles) for layer in self._network.layers]

    def _attention(self, index: int, tiles: CanvasTiles) -> list[Job]:
        """Attention of one layer; its keys and values lie in the GPU's cache, as in a step they may not."""
        config, cache = self._network.config.layers[index], self._cache.layers[index]
        queries = self._rows(config.heads, self._network.config.canvas_length, config.head_dim)
        filled = self._cache.device_filled[config.kind]
        given = (queries * config.head_dim**-0.5, cache.keys, cache.values, filled, config.window, tiles)
        return [partial(canvas_attention, *given)] * 8

    def _rows(self, *shape: int) -> Tensor:
        """Always the same random numbers."""
        generator = torch.Generator(self._network.device).manual_seed(7)
        drawn = torch.randn(shape, generator=generator, device=self._network.device)
        return drawn.to(self._network.dtype)


def _routed(branch: ExpertBranch, rows: Tensor, tiles: ExpertTiles) -> Tensor:
    """What each row's experts return, not added up."""
    assert isinstance(branch.weights, PackedExperts)
    ids, shares = branch.router(rows.float())
    return packed_experts(quarters(rows), branch.weights, ids, shares, tiles).outputs


def _all(jobs: Sequence[Job]) -> None:
    for job in jobs:
        job()


def main(arguments: Sequence[str]) -> int:
    """Tune on the GPU."""
    parser = argparse.ArgumentParser(prog="python -m tests.gpu.tune", allow_abbrev=False)
    parser.add_argument("--context", type=int, default=2048, metavar="N", help="tokens of the prefix")
    parser.add_argument("--experts-hit", type=int, metavar="N", help="experts that are ever chosen")
    given = parser.parse_args(arguments)
    if not torch.cuda.is_available():
        sys.stderr.write("Tiles are tuned on an NVIDIA GPU, and torch finds none.\n")
        return 2
    device = torch.device("cuda")
    config = NetworkConfig.from_json(DIFFUSIONGEMMA_26B)
    network = synthetic_network(
        replace(config, layers=config.layers[:LAYERS]),
        device=device,
        precision=Precision(torch.bfloat16, torch.bfloat16),
        experts_hit=given.experts_hit,
    )
    for tuned in Tuner(network, given.context, CudaGraphs(device)).tuned():
        told: dict[str, Any] = tuned._asdict()
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
