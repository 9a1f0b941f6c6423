"""Denoising: one step over a canvas on the device, and a canvas's steps as the host sees them."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import torch
from torch import Tensor

from engine import sampler
from engine.canvas import Canvas
from engine.errors import ModelDamaged
from engine.graph import Capture, CudaGraphs, Work
from engine.kernels.prediction import Prediction, sample
from engine.model.attention import CanvasSpan
from engine.model.config import LayerKind
from engine.model.kv_cache import KVCache
from engine.model.network import Network
from engine.noise import Noise
from engine.options import SamplerSettings
from engine.record import Record, Results, Told, join, tell
from engine.words import said

Telling = Callable[[], Told]
_SOON_NATS = 0.1  # a mean entropy under which the next step may settle a canvas


@dataclass(frozen=True, slots=True, kw_only=True)
class Denoised:
    """What a step made.

    Attributes:
        temperature: What the logits were divided by.
        told: What the step tells, as plain values.
    """

    temperature: float
    told: Told


@torch.inference_mode()
def advance(
    network: Network, cache: KVCache, canvas: Canvas, settings: SamplerSettings, *, conditioned: bool
) -> Results:
    """Take one step on the device: decode, temper, draw, accept and renoise.

    Reads nothing back, and writes to nothing but the canvas and its slots in the cache.

    Args:
        network: Predicts every slot from the canvas and the cache.
        cache: The conversation so far; read only, but for its tail slots.
        canvas: As the step before left it.
        settings: The checkpoint's sampler settings.
        conditioned: Whether to condition on the probabilities of the step before. They are zero at the first
            step, so both give the same there.
    """
    soft = _soft(network, canvas, settings) if conditioned else None
    network.decode(canvas.ids, cache, canvas.spans, soft, canvas.output)
    prediction, sampled = sample(
        canvas.output,
        canvas.uniforms.index_select(0, canvas.step).squeeze(0),
        softcap=network.config.softcap,
        temperature=canvas.temperatures.index_select(0, canvas.step),
        steering=canvas.steering,
        pair=network.pair,
    )
    accepted, settled = conclude(canvas, prediction, sampled, settings)
    if settings.top_conditioning:
        _keep_top(canvas, prediction)
    return Results(
        ids=canvas.ids,
        sampled=sampled,
        accepted=accepted,
        prediction=prediction,
        tail_ids=canvas.tail_ids,
        settled=settled,
    )


def conclude(
    canvas: Canvas, prediction: Prediction, sampled: Tensor, settings: SamplerSettings
) -> tuple[Tensor, Tensor]:
    """Accept and renoise: let a canvas become what its next step starts from.

    On a CUDA device a kernel of its own does it in one launch.

    Args:
        canvas: As the step found it; its ids, draft and counters change.
        prediction: Of the step.
        sampled: The ids drawn, int64 `(C,)`.
        settings: The checkpoint's sampler settings.

    Returns:
        Which ids were kept, bool `(C,)`, and whether the canvas is settled, a bool `(1,)`.
    """
    if canvas.ids.is_cuda:
        from engine.kernels.gpu.conclude import conclude as on_gpu

        return on_gpu(
            prediction,
            sampled,
            settings,
            fresh=canvas.fresh,
            free=canvas.free,
            ids=canvas.ids,
            draft=canvas.draft,
            step=canvas.step,
            unchanged=canvas.unchanged,
        )
    accepted = sampler.accept(prediction.entropy_nats, settings.entropy_bound)
    fresh = canvas.fresh.index_select(0, canvas.step).squeeze(0)
    canvas.ids.copy_(sampler.renoise(sampled, accepted, fresh))
    canvas.unchanged.add_(1).mul_((prediction.draft == canvas.draft).all())
    canvas.draft.copy_(prediction.draft)
    canvas.step.add_(1)
    settled = sampler.settled(
        canvas.unchanged,
        prediction.entropy_nats,
        canvas.free,
        stability_threshold=settings.stability_threshold,
        confidence_threshold=settings.confidence_threshold,
    )
    return accepted, settled


def _soft(network: Network, canvas: Canvas, settings: SamplerSettings) -> Tensor:
    """What a step is conditioned on, `(C, hidden)`: zeros at the first."""
    if settings.top_conditioning:
        return network.soft_embedding(canvas.top_shares, canvas.top_ids)
    return network.soft_embedding(canvas.output)


def _keep_top(canvas: Canvas, prediction: Prediction) -> None:
    """Leave the likeliest ids to the next step."""
    canvas.top_ids.copy_(prediction.top_ids)
    shares = prediction.top_probabilities
    torch.div(shares, shares.sum(dim=-1, keepdim=True), out=canvas.top_shares)


class Denoising:
    """A canvas that has begun.

    Args:
        canvas: Its buffers.
        temperatures: Of its steps, as many as it takes at most.
        take: Takes the step of that number; returns before a GPU has done it. What it returns waits for that,
            and tells.
        runs_ahead: Whether `take` returns early, so that another may be launched behind.

    Attributes:
        canvas: Its buffers. Slots may be held before a step is taken, while none is under way.
    """

    def __init__(
        self,
        canvas: Canvas,
        temperatures: Sequence[float],
        take: Callable[[int], Telling],
        *,
        runs_ahead: bool = False,
    ) -> None:
        self.canvas = canvas
        self._temperatures = temperatures
        self._take = take
        self._runs_ahead = runs_ahead
        self._under_way = deque[Telling]()

    @property
    def is_ahead(self) -> bool:
        """Whether a step is under way that was not told yet."""
        return bool(self._under_way)

    def steps(self, *, ahead: Callable[[], bool] = lambda: True) -> Iterator[Denoised]:
        """Take the steps, up to the one that settles the canvas or the last.

        The next step is launched before the record of the last is read, unless the canvas is about to settle:
        a step too many costs more than the wait.

        Args:
            ahead: False where what is held may change between two steps; asked before each.

        Raises:
            ModelDamaged: The network's output is not finite.
        """
        under_way, may_settle = self._under_way, False
        for step, degree in enumerate(self._temperatures):
            if not under_way:
                under_way.append(self._take(step))
            if self._runs_ahead and ahead() and not may_settle and step + 1 < len(self._temperatures):
                under_way.append(self._take(step + 1))
            told = _finite(under_way.popleft()())
            may_settle = math.fsum(told.entropy_nats) < _SOON_NATS * len(told.entropy_nats)
            yield Denoised(temperature=degree, told=told)
            if told.settled:
                return


class Denoiser:
    """Denoises canvas after canvas behind a conversation. Lives on the engine thread.

    Where the network waits for nothing on the host, a step is captured at the first canvas, and replayed from
    then on.

    Args:
        network: Predicts.
        cache: Its KV cache; by default an empty one.
        capture: Turns a step into what repeats it; by default a CUDA graph, where it can be one.

    Attributes:
        cache: The conversation so far.
        spares_memory: Whether memory has run out once.
    """

    def __init__(
        self, network: Network, cache: KVCache | None = None, capture: Capture | None = None
    ) -> None:
        self.cache = cache or network.new_cache(0)
        self.spares_memory = False
        self._network = network
        self._capture = capture or (CudaGraphs(network.device) if network.waits_for_nothing else None)
        self._buffers: tuple[SamplerSettings, Canvas] | None = None
        self._captured: tuple[int, Work] | None = None  # and the capacity of the cache that it reads
        self._asked: Sequence[int] = ()
        self._found: dict[int, int] = {}  # by seed, how much of what is asked the cache had at first

    def reuse(self, ids: Sequence[int], seed: int) -> int:
        """Keep what the cache has of a conversation, and drop the rest; see `KVCache.reuse`.

        Asked the same again with the same seed, it keeps as much as at first: a token encoded alone is not
        to the last bit what it is among others, so only the same passes give the same answer.
        """
        if ids != self._asked:
            self._asked, self._found = ids, {}
        self._found[seed] = self.cache.reuse(ids, self._found.get(seed))
        return self._found[seed]

    def spare_memory(self) -> None:
        """Let go of what the next canvas makes anew, as memory has run out, and remember that it has."""
        self.spares_memory = True
        self._buffers = self._captured = None

    def begin(self, noise: Noise, settings: SamplerSettings, max_steps: int) -> Denoising:
        """Start a canvas of uniform random tokens behind what the cache holds.

        Args:
            noise: Gives the draws of one canvas.
            settings: The checkpoint's sampler settings.
            max_steps: The most steps of this canvas; sets the temperatures.
        """
        drawn, spans = noise.canvas(max_steps), self._network.canvas_spans(self.cache)
        temperatures = [
            sampler.temperature(step, max_steps, t_min=settings.t_min, t_max=settings.t_max)
            for step in range(max_steps)
        ]
        canvas = self._canvas(settings, spans)
        canvas.begin(drawn, temperatures, spans)

        def step(number: int) -> Results:
            return advance(self._network, self.cache, canvas, settings, conditioned=number > 0)

        if self._capture is None:
            return Denoising(canvas, temperatures, lambda number: _telling(canvas, step(number)))
        if self._captured is None or self._captured[0] != self.cache.capacity:
            self._captured = None  # with a graph goes the workspace of its stream, which the next one shares
            self._captured = self.cache.capacity, self._capture(lambda: join(canvas.record, step(1)))
            canvas.begin(drawn, temperatures, spans)  # to warm up took steps
        replay = self._captured[1]

        def replayed(_number: int) -> Telling:
            replay()
            return Record(canvas.record, len(canvas.ids)).told

        return Denoising(canvas, temperatures, replayed, runs_ahead=True)

    def _canvas(self, settings: SamplerSettings, spans: Mapping[LayerKind, CanvasSpan]) -> Canvas:
        """The buffers, new ones where the settings are; a step is captured with both."""
        if self._buffers is None or self._buffers[0] != settings:
            self._buffers = settings, Canvas(self._network, spans, settings.tail_ids)
            self._captured = None
        return self._buffers[1]


def _telling(canvas: Canvas, results: Results) -> Telling:
    if not canvas.ids.is_cuda:
        return partial(tell, results)
    join(canvas.record, results)
    return Record(canvas.record, len(canvas.ids)).told


def _finite(told: Told) -> Told:
    if not math.isfinite(sum(told.entropy_nats)):
        raise ModelDamaged(
            said("The model computes values that are not numbers."),
            said("Verify the model and repair it: only what is damaged is fetched again."),
        )
    return told
