"""Measures single steps of a network of random weights, and the parts of a step.

Random weights never settle, so every canvas takes all its steps; and they choose their experts alike, which
reads more of them than real text does.
"""

from __future__ import annotations

import dataclasses
import itertools
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from engine import sampler
from engine.denoise import Denoiser
from engine.errors import InvalidOption
from engine.gpus import GIB
from engine.graph import CudaGraphs, Work
from engine.hardware import peak_memory_bytes, processor_name
from engine.kernels.linear import Precision
from engine.kernels.norm import rms_norm
from engine.kernels.prediction import TOP, sample
from engine.measure import Clock, percentile
from engine.model.assembly import NOTHING
from engine.model.config import NetworkConfig
from engine.model.kv_cache import KVCache
from engine.model.network import Network
from engine.model.published import DIFFUSIONGEMMA_26B
from engine.model.sizes import NetworkSizes
from engine.noise import Noise
from engine.options import SamplerSettings
from engine.placement import eight_bit
from engine.plan import PlannedModel, plan
from engine.synthetic import synthetic_network

if TYPE_CHECKING:
    from engine.step_against import StepComparison

SYNTHETIC = "synthetic-26b"
STEP_COUNTS = (8, 12, 16, 24, 48)
_GPU_PRECISION = Precision(torch.bfloat16, torch.bfloat16)
_SETTINGS = SamplerSettings(  # those of the public checkpoint, but that it never stops early
    t_min=0.4,
    t_max=0.8,
    entropy_bound=0.1,
    stability_threshold=10**9,
    confidence_threshold=0.0,
    end_ids=(1,),
    pad_id=0,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StepReport:
    """Steps of one canvas after another behind a random prefix. Times are wall time, warm.

    Attributes:
        device: Where the network runs.
        device_name: What its maker calls it.
        context: Tokens of the prefix.
        top_conditioning: See `SamplerSettings`.
        build_seconds: What making the network took.
        first_step_ms: From a prompt as long as the prefix to the end of the first step.
        prefill_tokens_per_second: Of that prompt.
        part_ms: What each part of a step takes by itself, all layers together.
        tokens_per_second: By steps a canvas; the canvas's commit counted, the prompt not.
        experts_hit: Experts of a layer that a canvas chooses, the mean over the layers.
        step_bytes: Weights that a step reads, by the experts hit.
        copy_bytes_per_second: Of a large copy on the device in the same run, read and written counted.
        bandwidth_share: The weights' bytes over the median step's time, as a share of that.
        peak_memory_bytes: The most that torch held on the GPU; on a processor, the process.
    """

    device: str
    device_name: str
    context: int
    top_conditioning: bool
    build_seconds: float
    step_ms_median: float
    step_ms_p95: float
    step_ms_p99: float
    first_step_ms: float
    prefill_tokens_per_second: float
    part_ms: Mapping[str, float]
    tokens_per_second: Mapping[int, float]
    experts_hit: float
    step_bytes: int
    copy_bytes_per_second: float
    bandwidth_share: float
    peak_memory_bytes: int


def bench_synthetic(
    *,
    vram_gib: float | None = None,
    context: int = 2048,
    experts_hit: int | None = None,
    top_conditioning: bool = False,
) -> StepReport:
    """Measure the steps of a network of the public model's size on this machine's GPU.

    Args:
        vram_gib: Plan for a card with so much free, and let torch have no more; None for all, and no plan.
        context: Tokens of the prefix.
        experts_hit: See `synthetic_network`.
        top_conditioning: See `SamplerSettings`.

    Raises:
        InvalidOption: There is no NVIDIA GPU.
        PlanRefused: The model does not fit such a card.
    """
    device = _gpu()
    config, stored = NetworkConfig.from_json(DIFFUSIONGEMMA_26B), NOTHING
    if vram_gib is not None:
        budget = int(vram_gib * GIB)
        stored = eight_bit(plan(PlannedModel(network=config, vision=None), budget, context))
        whole = torch.cuda.get_device_properties(device).total_memory
        torch.cuda.set_per_process_memory_fraction(min(1.0, budget / whole))
    return measured_steps(
        lambda: synthetic_network(
            config, device=device, precision=_GPU_PRECISION, eight_bit=stored, experts_hit=experts_hit
        ),
        device,
        context=context,
        top_conditioning=top_conditioning,
    )


def bench_against(*, steps: int = 16, prompt_tokens: int = 512) -> StepComparison:
    """Measure turns of such a network against transformers' on this machine's GPU.

    Args:
        steps: Of every canvas.
        prompt_tokens: Of every turn, all within the sliding window.

    Raises:
        InvalidOption: There is no NVIDIA GPU, or none that holds transformers' model, whose experts are
            unpacked.
    """
    from engine.step_against import compared_steps, random_reference

    device = _gpu()
    torch.cuda.empty_cache()
    config = NetworkConfig.from_json(DIFFUSIONGEMMA_26B)
    needed, free = 3 * NetworkSizes.of(config).experts.numbers, torch.cuda.mem_get_info()[0]
    if free < needed:
        raise InvalidOption(
            f"Transformers' model and ours need {needed / GIB:.0f} GiB of free GPU memory;"
            f" {free / GIB:.0f} GiB are free.",
            "Measure without --against.",
        )
    network = synthetic_network(config, device=device, precision=_GPU_PRECISION)
    theirs = random_reference(DIFFUSIONGEMMA_26B, _SETTINGS, device=device, dtype=torch.bfloat16)
    return compared_steps(network, theirs, _SETTINGS, prompt_tokens=prompt_tokens, steps=steps)


def _gpu() -> torch.device:
    if not torch.cuda.is_available():
        raise InvalidOption(
            f"{SYNTHETIC} is measured on an NVIDIA GPU, and torch finds none.",
            "Measure the demo model instead: python -m engine bench",
        )
    return torch.device("cuda")


def measured_steps(
    build: Callable[[], Network],
    device: torch.device,
    *,
    context: int,
    top_conditioning: bool = False,
    canvases: int = 4,
    steps: int = 48,
) -> StepReport:
    """Build a network and measure it.

    Args:
        build: Makes the network; its time is told apart.
        device: Where it makes it.
        context: Tokens of the prefix.
        top_conditioning: See `SamplerSettings`.
        canvases: How many are denoised after one to warm up.
        steps: Steps a canvas.
    """
    clock, built = Clock(device), list[Network]()
    copied = clock.copied_bytes_per_second()  # before the network, beside which a capped card has no room
    _forget_peak(device)
    build_seconds = clock.seconds(lambda: built.append(build()))
    network, settings = built[0], dataclasses.replace(_SETTINGS, top_conditioning=top_conditioning)
    rig = _Rig(network, context, settings)
    rig.prefill(clock)
    rig.canvas(clock, 3)  # warm
    prefill_s, commit_s = rig.prefill(clock), rig.commit(clock)
    rig.prefill(clock)
    step_s = [seconds for _ in range(canvases) for seconds in rig.canvas(clock, steps)]
    median = percentile(step_s, 50)
    hit = rig.experts_hit()
    step_bytes = _step_bytes(network, hit, settings)
    length = network.config.canvas_length
    return StepReport(
        device=str(network.device),
        device_name=_device_name(network.device),
        context=context,
        top_conditioning=top_conditioning,
        build_seconds=build_seconds,
        step_ms_median=median * 1e3,
        step_ms_p95=percentile(step_s, 95) * 1e3,
        step_ms_p99=percentile(step_s, 99) * 1e3,
        first_step_ms=(prefill_s + step_s[0]) * 1e3,
        prefill_tokens_per_second=context / prefill_s,
        part_ms=rig.part_ms(clock),
        tokens_per_second={count: length / (count * median + commit_s) for count in STEP_COUNTS},
        experts_hit=hit,
        step_bytes=step_bytes,
        copy_bytes_per_second=copied,
        bandwidth_share=step_bytes / median / copied,
        peak_memory_bytes=_peak_bytes(network.device),
    )


class _Rig:
    """A network, a random prompt and its cache."""

    def __init__(self, network: Network, context: int, settings: SamplerSettings) -> None:
        config = network.config
        self._network = network
        self._settings = settings
        self._noise = Noise(
            0, vocab_size=config.vocab_size, canvas_length=config.canvas_length, device=network.device
        )
        generator = torch.Generator().manual_seed(1)
        self._prompt = torch.randint(config.vocab_size, (context,), generator=generator).to(network.device)
        self._cache = network.new_cache(context + config.canvas_length)
        self._denoiser = Denoiser(network, self._cache)

    def prefill(self, clock: Clock) -> float:
        """Seconds to encode the prompt from nothing."""
        self._cache.truncate(0)
        return clock.seconds(lambda: self._network.prefill(self._prompt, self._cache))

    def commit(self, clock: Clock) -> float:
        """Seconds to encode a canvas behind the prompt."""
        block = self._noise.canvas(0).start
        return clock.seconds(lambda: self._network.prefill(block, self._cache))

    def canvas(self, clock: Clock, steps: int) -> list[float]:
        """Seconds of each step of a new canvas, as a turn takes them: launched ahead where they can be."""
        taken = self._denoiser.begin(self._noise, self._settings, steps).steps()
        clock.settle()
        moments = [time.perf_counter(), *(time.perf_counter() for _ in taken)]
        return [after - before for before, after in itertools.pairwise(moments)]

    @torch.inference_mode()
    def experts_hit(self) -> float:
        """Experts that the rows of a canvas choose, the mean over the layers; for rows of random numbers."""
        normed = self._rows()
        chosen = [layer.experts.router(normed)[0] for layer in self._network.layers]
        return sum(int(torch.bincount(ids.flatten()).count_nonzero()) for ids in chosen) / len(chosen)

    def part_ms(self, clock: Clock) -> dict[str, float]:
        """Milliseconds of each part by itself, captured where a step is."""
        capture = CudaGraphs(clock.device) if self._network.waits_for_nothing else (lambda work: work)
        with torch.inference_mode():
            works = self._parts(self._cache)
            return {name: clock.median_ms(capture(work)) for name, work in works.items()}

    def _parts(self, cache: KVCache) -> dict[str, Work]:
        network, rows = self._network, self._rows()
        output = network.head(rows)
        shares, ids = output.topk(TOP) if self._settings.top_conditioning else (output, None)
        spans = network.canvas_spans(cache)
        layers = network.layers

        def attention() -> None:
            for layer, slots in zip(layers, cache.layers, strict=True):
                layer.attention(rows, spans[layer.attention.layer.kind], slots)

        def experts() -> None:
            for layer in layers:
                layer.experts(rows)

        def dense() -> None:
            for layer in layers:
                layer.dense(rows)

        return {
            "experts": experts,
            "attention": attention,
            "dense": dense,
            "head": lambda: _ignore(network.head(rows, output)),
            "self-conditioning": lambda: _ignore(network.soft_embedding(shares, ids)),
            "sampler": lambda: self._sample(output),
        }

    def _sample(self, output: Tensor) -> None:
        """On whatever numbers are there: the work is the same."""
        slots = len(output)
        made, drawn = sample(
            output,
            torch.zeros(slots, device=output.device),
            softcap=self._network.config.softcap,
            temperature=torch.ones(1, device=output.device),
            steering=None,
        )
        accepted = sampler.accept(made.entropy_nats, self._settings.entropy_bound)
        sampler.renoise(drawn, accepted, drawn)

    def _rows(self) -> Tensor:
        config = self._network.config
        rows = torch.randn(config.canvas_length, config.hidden_size, device=self._network.device)
        return rms_norm(rows.to(self._network.dtype), config.norm_eps)


def _ignore(_result: Tensor) -> None:
    """Work for a clock returns nothing."""


def _step_bytes(network: Network, experts_hit: float, settings: SamplerSettings) -> int:
    """Weights that a step reads, the embedding for logits, and again for exact self-conditioning."""
    share = experts_hit / network.config.experts
    layers = sum(
        _bytes_of(layer) - (1 - share) * _bytes_of(layer.experts.weights) for layer in network.layers
    )
    return round(layers) + (1 if settings.top_conditioning else 2) * network.embedding.nbytes


def _bytes_of(weights: object) -> int:
    """Bytes of every tensor inside a dataclass, however deep."""
    if isinstance(weights, Tensor):
        return weights.nbytes
    if not dataclasses.is_dataclass(weights):
        return 0
    return sum(_bytes_of(getattr(weights, part.name)) for part in dataclasses.fields(weights))


def _device_name(device: torch.device) -> str:
    return torch.cuda.get_device_name(device) if device.type == "cuda" else processor_name()


def _forget_peak(device: torch.device) -> None:
    if device.type == "cuda":
        torch.cuda.empty_cache()
        torch.cuda.reset_peak_memory_stats(device)


def _peak_bytes(device: torch.device) -> int:
    return torch.cuda.max_memory_allocated(device) if device.type == "cuda" else peak_memory_bytes()
