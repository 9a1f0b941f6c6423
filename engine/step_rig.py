"""Takes turns, steps and parts of a step of a network of random weights, and times them."""

from __future__ import annotations

import copy
import functools
import itertools
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

import torch
from torch import Tensor

from engine.canvas import Canvas
from engine.denoise import Denoised, Denoiser, conclude
from engine.graph import CudaGraphs, Work
from engine.kernels.norm import rms_norm
from engine.kernels.packed_experts import quarters
from engine.kernels.pair import in_turn
from engine.kernels.prediction import TOP, sample
from engine.measure import Clock
from engine.model.experts import Router
from engine.model.network import Network
from engine.noise import Noise
from engine.options import SamplerSettings

TURN_CANVASES = 2


class TimedTurn(NamedTuple):
    """What a turn took.

    Attributes:
        prefill_seconds: To encode the prompt.
        canvases_seconds: To draw, denoise and encode each of `TURN_CANVASES`.
    """

    prefill_seconds: float
    canvases_seconds: float


class Rig:
    """A network, a random prompt and its cache. A seed gives the same canvases again.

    Args:
        network: Measured.
        context: Tokens of the prompt.
        settings: Of the sampler.
        beside_bytes: Memory held on the network's device for what would be there beside it.
    """

    def __init__(
        self, network: Network, context: int, settings: SamplerSettings, beside_bytes: int = 0
    ) -> None:
        config = network.config
        self._network = network
        self._settings = settings
        generator = torch.Generator().manual_seed(1)
        self._prompt = torch.randint(config.vocab_size, (context,), generator=generator).to(network.device)
        self._beside = torch.empty(beside_bytes, dtype=torch.uint8, device=network.device)
        self._cache = network.new_cache(context + TURN_CANVASES * config.canvas_length)
        self._denoiser = Denoiser(network, self._cache)

    def turn(self, clock: Clock, seed: int, steps: int) -> TimedTurn:
        """Take a turn from nothing, with so many steps a canvas."""
        return TimedTurn(clock.seconds(self._prefill), clock.seconds(lambda: self._answer(seed, steps)))

    def first_draft(self, clock: Clock, seed: int, steps: int) -> float:
        """Seconds from the prompt, of which nothing is encoded, to what the first step tells."""
        clock.settle()
        started = time.perf_counter()
        self._prefill()
        next(self._begun(self._denoiser, seed, steps))
        return time.perf_counter() - started

    def steps(self, clock: Clock, seed: int, steps: int, *, one_by_one: bool = False) -> list[float]:
        """Seconds of each step of a canvas, as a turn takes them: launched ahead where they can be.

        With `one_by_one` the two branches of a layer are computed one after the other wherever it runs.
        """
        self._prefill()
        taken = self._begun(self._one_by_one if one_by_one else self._denoiser, seed, steps)
        clock.settle()
        moments = [time.perf_counter(), *(time.perf_counter() for _ in taken)]
        return [after - before for before, after in itertools.pairwise(moments)]

    @functools.cached_property
    def _one_by_one(self) -> Denoiser:
        network = copy.copy(self._network)
        network.pair = in_turn
        return Denoiser(network, self._cache)

    def experts_hit(self, seeds: Iterable[int], steps: int) -> Tensor:
        """Experts that the rows of each step choose, `(layers, steps of all seeds)`; these steps take long.

        They are those that `steps` times, taken again one by one with routers that count.
        """
        counts: list[list[Tensor]] = [[] for _ in self._network.layers]
        denoiser = Denoiser(_counting(self._network, counts), self._cache, lambda work: work)
        self._prefill()
        for seed in seeds:
            for _ in self._begun(denoiser, seed, steps):
                pass
        return torch.stack([torch.stack(layer) for layer in counts]).cpu()

    def _prefill(self) -> None:
        self._cache.truncate(0)
        self._network.prefill(self._prompt, self._cache)

    def _begun(self, denoiser: Denoiser, seed: int, steps: int) -> Iterator[Denoised]:
        return denoiser.begin(self._noise(seed), self._settings, steps).steps()

    def _answer(self, seed: int, steps: int) -> None:
        noise = self._noise(seed)
        for _ in range(TURN_CANVASES):
            *_, last = self._denoiser.begin(noise, self._settings, steps).steps()
            self._network.prefill(torch.tensor(last.told.draft, device=self._network.device), self._cache)

    def _noise(self, seed: int) -> Noise:
        config, device = self._network.config, self._network.device
        return Noise(seed, vocab_size=config.vocab_size, canvas_length=config.canvas_length, device=device)

    def part_ms(self, clock: Clock) -> dict[str, float]:
        """Milliseconds of each part by itself, captured where a step is."""
        capture = CudaGraphs(clock.device) if self._network.waits_for_nothing else (lambda work: work)
        with torch.inference_mode():
            works = self._parts()
            return {name: clock.median_ms(capture(work)) for name, work in works.items()}

    def _parts(self) -> dict[str, Work]:
        network, cache, rows = self._network, self._cache, self._rows()
        spans = network.canvas_spans(cache)
        canvas = Canvas(network, spans, self._settings.tail_ids)
        output = network.head(rows, canvas.output)
        shares, ids = output.topk(TOP) if self._settings.top_conditioning else (output, None)
        layers, normed, quartered = network.layers, rows.float(), quarters(rows)

        def attention() -> None:
            for layer, slots in zip(layers, cache.layers, strict=True):
                layer.attention(rows, spans[layer.attention.layer.kind], slots)

        def experts() -> None:
            for layer in layers:
                layer.experts(normed, quartered if layer.experts.reads_quarters else rows)

        def dense() -> None:
            for layer in layers:
                layer.dense(rows)

        return {
            "experts": experts,
            "attention": attention,
            "dense": dense,
            "head": lambda: _ignore(network.head(rows, output)),
            "self-conditioning": lambda: _ignore(network.soft_embedding(shares, ids)),
            "sampler": lambda: self._sample(canvas),
        }

    def _sample(self, canvas: Canvas) -> None:
        """On whatever numbers are there: the work is the same."""
        made, drawn = sample(
            canvas.output,
            canvas.uniforms[0],
            softcap=self._network.config.softcap,
            temperature=canvas.temperatures[:1],
            steering=None,
        )
        conclude(canvas, made, drawn, self._settings)
        canvas.step.zero_()  # as there are draws for so many steps

    def _rows(self) -> Tensor:
        config = self._network.config
        rows = torch.randn(config.canvas_length, config.hidden_size, device=self._network.device)
        return rms_norm(rows.to(self._network.dtype), config.norm_eps)


def _ignore(_result: Tensor) -> None:
    """Work for a clock returns nothing."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _CountingRouter(Router):
    """Notes how many experts the positions of each pass choose, on the device."""

    counts: list[Tensor]

    def __call__(self, normed: Tensor) -> tuple[Tensor, Tensor]:
        ids, weights = Router.__call__(self, normed)
        chosen = torch.zeros(len(self.projection), device=ids.device).index_fill_(0, ids.flatten(), 1.0)
        self.counts.append(chosen.sum())
        return ids, weights


def _counting(network: Network, counts: list[list[Tensor]]) -> Network:
    """The same network with routers that count, a list a layer."""
    counting = copy.copy(network)
    counting.layers = tuple(
        replace(layer, experts=replace(layer.experts, router=_counting_router(layer.experts.router, each)))
        for layer, each in zip(network.layers, counts, strict=True)
    )
    return counting


def _counting_router(router: Router, counts: list[Tensor]) -> Router:
    return _CountingRouter(
        projection=router.projection,
        per_expert_scale=router.per_expert_scale,
        experts_per_token=router.experts_per_token,
        counts=counts,
    )
