"""Measures turns and single steps of a network of random weights, and the parts of a step.

Random weights never settle, so every canvas takes all its steps; and they choose their experts alike, which
reads more of them than real text does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, is_dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import torch
from torch import Tensor

from engine.errors import InvalidOption
from engine.gpus import GIB
from engine.hardware import peak_memory_bytes, processor_name
from engine.measure import Clock, percentile
from engine.model.assembly import NOTHING
from engine.model.config import NetworkConfig, VisionConfig
from engine.model.fp4 import require_fp4_products, use_fp4_activations
from engine.model.network import Network
from engine.model.published import DIFFUSIONGEMMA_26B
from engine.model.sizes import NetworkSizes, vision_numbers
from engine.options import SamplerSettings
from engine.placement import GPU_PRECISION, cap_gpu_memory, eight_bit
from engine.plan import CUDA_CONTEXT_BYTES, Place, Plan, Profile, plan, published_model
from engine.step_rig import TURN_CANVASES, Rig, TimedTurn
from engine.synthetic import synthetic_network

if TYPE_CHECKING:
    from engine.step_against import StepComparison

SYNTHETIC = "synthetic-26b"
STEP_COUNTS = (8, 12, 16, 24, 48)
_WARM_TURNS = 3
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
    """Turns and steps behind a random prompt. Times are wall time, warm.

    Attributes:
        device: Where the network runs.
        device_name: What its maker calls it.
        context: Tokens of the prompt.
        top_conditioning: See `SamplerSettings`.
        fp4_activations: See `engine.model.fp4`.
        profile: What the plan of the card chose; None without a plan.
        build_seconds: What making the network took.
        step_ms_median_one_by_one: With the branches of a layer one after the other, which a GPU computes at
            once otherwise; None elsewhere, and under a plan, which counts no second graph.
        steps_per_canvas: Of the canvases whose steps are timed, and of `tokens_per_second`.
        first_text_seconds: From a prompt of which nothing is encoded to the first draft; the median.
        prefill_tokens_per_second: Of that prompt; the median.
        part_ms: What each part of a step takes by itself, all layers together.
        tokens_per_second: Of a whole turn at `steps_per_canvas`.
        tokens_per_second_at: By steps a canvas, of whole turns: the prompt is encoded, and each of
            `TURN_CANVASES` is drawn, denoised and encoded; the median.
        tokens_per_second_without_prefill_at: Of their canvases alone.
        experts_hit: Experts of a layer that the rows of a timed step choose, the mean over layers and steps.
        experts_hit_by_layer: The mean over the steps.
        most_experts_hit_by_layer: The most of a step.
        step_bytes: Weights that a step reads, by the experts hit.
        copy_bytes_per_second: Of a large copy on the device in the same run, read and written counted.
        bandwidth_share: The weights' bytes over the median step's time, as a share of that.
        peak_memory_bytes: The most that torch's tensors took on the GPU in these turns and steps; on a
            processor, the process.
        peak_reserved_bytes: The most of the GPU that torch kept for them; None on a processor.
    """

    device: str
    device_name: str
    context: int
    top_conditioning: bool
    fp4_activations: bool
    profile: Mapping[str, str] | None
    build_seconds: float
    step_ms_median: float
    step_ms_p95: float
    step_ms_p99: float
    step_ms_median_one_by_one: float | None
    steps_per_canvas: int
    first_text_seconds: float
    prefill_tokens_per_second: float
    part_ms: Mapping[str, float]
    tokens_per_second: float
    tokens_per_second_at: Mapping[int, float]
    tokens_per_second_without_prefill_at: Mapping[int, float]
    experts_hit: float
    experts_hit_by_layer: Sequence[float]
    most_experts_hit_by_layer: Sequence[int]
    step_bytes: int
    copy_bytes_per_second: float
    bandwidth_share: float
    peak_memory_bytes: int
    peak_reserved_bytes: int | None


def bench_synthetic(
    *,
    vram_gib: float | None = None,
    context: int = 2048,
    experts_hit: int | None = None,
    top_conditioning: bool = False,
    fp4_activations: bool = False,
) -> StepReport:
    """Measure a network of the public model's size on this machine's GPU. Not yet run on one in this form.

    Args:
        vram_gib: Let torch have no more, and plan for a card with so much free beside the CUDA context; None
            for all, and no plan.
        context: Tokens of the prompt.
        experts_hit: See `synthetic_network`.
        top_conditioning: See `SamplerSettings`.
        fp4_activations: See `engine.model.fp4`.

    Raises:
        InvalidOption: There is no NVIDIA GPU, or none that multiplies four-bit numbers and is asked to.
        PlanRefused: The model does not fit such a card.
    """
    device, made = _gpu(), None
    if fp4_activations:
        require_fp4_products(device)
    if vram_gib is not None:
        cap_bytes = int(vram_gib * GIB)
        made = planned_card(cap_bytes, context)
        cap_gpu_memory(cap_bytes)
    return measured_steps(
        lambda: synthetic_network(
            NetworkConfig.from_json(DIFFUSIONGEMMA_26B),
            device=device,
            precision=GPU_PRECISION,
            eight_bit=NOTHING if made is None else eight_bit(made),
            experts_hit=experts_hit,
        ),
        device,
        context=context,
        top_conditioning=top_conditioning,
        fp4_activations=fp4_activations,
        profile=None if made is None else made.profile,
    )


def planned_card(cap_bytes: int, context: int) -> Plan:
    """The public model's plan for a card of which torch may have so much, for a turn behind such a prompt.

    Raises as `plan`.
    """
    model = published_model()
    positions = context + (TURN_CANVASES + 1) * model.network.canvas_length
    return plan(model, cap_bytes + CUDA_CONTEXT_BYTES, positions)


def bench_against(*, steps: int = 16, prompt_tokens: int = 512) -> StepComparison:
    """Measure turns of such a network against transformers' on this machine's GPU. Not yet run on one.

    Args:
        steps: Of every canvas.
        prompt_tokens: Of every turn, all within the sliding window.

    Raises:
        InvalidOption: There is no NVIDIA GPU, or none that holds transformers' model, whose experts are
            unpacked.
    """
    from engine.step_against import compared_steps, random_pair

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
    ours, theirs = random_pair(DIFFUSIONGEMMA_26B, _SETTINGS, device=device, precision=GPU_PRECISION)
    return compared_steps(ours, theirs, _SETTINGS, prompt_tokens=prompt_tokens, steps=steps)


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
    fp4_activations: bool = False,
    profile: Profile | None = None,
    step_counts: Sequence[int] = STEP_COUNTS,
    turns: int = 5,
) -> StepReport:
    """Build a network and measure it.

    Args:
        build: Makes the network; its time is told apart.
        device: Where it makes it.
        context: Tokens of the prompt.
        top_conditioning: See `SamplerSettings`.
        fp4_activations: See `engine.model.fp4`.
        profile: By which it is built; what it keeps of a vision tower on the GPU is held there, too.
        step_counts: Steps a canvas of turns, rising; canvases of the last have their steps timed.
        turns: How many are taken for each count, after some to warm up.
    """
    clock, built = Clock(device), list[Network]()
    copied = clock.copied_bytes_per_second()  # before the network, beside which a capped card has no room
    _forget_peak(device)
    build_seconds = clock.seconds(lambda: built.append(build()))
    if fp4_activations:
        use_fp4_activations(built[0])
    settings = replace(_SETTINGS, top_conditioning=top_conditioning)
    rig = Rig(built[0], context, settings, beside_bytes=_tower_bytes(profile))
    compares = device.type == "cuda" and profile is None
    measures = _measured(rig, clock, step_counts, range(turns), compares=compares)
    median, hit = percentile(measures.step_s, 50), measures.experts_hit
    step_bytes = _step_bytes(built[0], hit.mean().item(), settings)
    tokens = TURN_CANVASES * built[0].config.canvas_length
    rates = {steps: tokens / _median(map(sum, taken)) for steps, taken in measures.turns.items()}
    prefill_s = _median(turn.prefill_seconds for taken in measures.turns.values() for turn in taken)
    return StepReport(
        device=str(built[0].device),
        device_name=_device_name(device),
        context=context,
        top_conditioning=top_conditioning,
        fp4_activations=fp4_activations,
        profile=None if profile is None else {name: str(kept) for name, kept in asdict(profile).items()},
        build_seconds=build_seconds,
        step_ms_median=median * 1e3,
        step_ms_p95=percentile(measures.step_s, 95) * 1e3,
        step_ms_p99=percentile(measures.step_s, 99) * 1e3,
        step_ms_median_one_by_one=_median(measures.one_by_one_s) * 1e3 if measures.one_by_one_s else None,
        steps_per_canvas=step_counts[-1],
        first_text_seconds=_median(measures.first_drafts_s),
        prefill_tokens_per_second=context / prefill_s,
        part_ms=measures.part_ms,
        tokens_per_second=rates[step_counts[-1]],
        tokens_per_second_at=rates,
        tokens_per_second_without_prefill_at={
            steps: tokens / _median(turn.canvases_seconds for turn in taken)
            for steps, taken in measures.turns.items()
        },
        experts_hit=hit.mean().item(),
        experts_hit_by_layer=hit.mean(dim=1).tolist(),
        most_experts_hit_by_layer=hit.amax(dim=1).int().tolist(),
        step_bytes=step_bytes,
        copy_bytes_per_second=copied,
        bandwidth_share=step_bytes / median / copied,
        peak_memory_bytes=measures.peak_bytes,
        peak_reserved_bytes=measures.reserved_bytes,
    )


class _Measures(NamedTuple):
    """What was measured, as it came; `experts_hit` by layer and step."""

    turns: Mapping[int, Sequence[TimedTurn]]
    first_drafts_s: Sequence[float]
    step_s: Sequence[float]
    one_by_one_s: Sequence[float]
    peak_bytes: int
    reserved_bytes: int | None
    part_ms: Mapping[str, float]
    experts_hit: Tensor


def _measured(
    rig: Rig, clock: Clock, step_counts: Sequence[int], seeds: Sequence[int], *, compares: bool
) -> _Measures:
    most = step_counts[-1]
    for _ in range(_WARM_TURNS):
        rig.turn(clock, seed=0, steps=3)
    turns = {steps: [rig.turn(clock, seed, steps) for seed in seeds] for steps in step_counts}
    first_drafts_s = [rig.first_draft(clock, seed, most) for seed in seeds]
    step_s = [seconds for seed in seeds for seconds in rig.steps(clock, seed, most)]
    peaks = _peak_bytes(clock.device)  # here: what follows takes memory that no turn takes
    one_by_one_s = list[float]()
    for seed in seeds if compares else ():
        one_by_one_s += rig.steps(clock, seed, most, one_by_one=True)
    hit = rig.experts_hit(seeds, most)
    return _Measures(turns, first_drafts_s, step_s, one_by_one_s, *peaks, rig.part_ms(clock), hit)


def _median(seconds: Iterable[float]) -> float:
    return percentile(tuple(seconds), 50)


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
    if not is_dataclass(weights):
        return 0
    return sum(_bytes_of(getattr(weights, part.name)) for part in fields(weights))


def _device_name(device: torch.device) -> str:
    return torch.cuda.get_device_name(device) if device.type == "cuda" else processor_name()


def _forget_peak(device: torch.device) -> None:
    if device.type == "cuda":
        torch.cuda.empty_cache()
        torch.cuda.reset_peak_memory_stats(device)


def _peak_bytes(device: torch.device) -> tuple[int, int | None]:
    """Of tensors, and of what is kept for them."""
    if device.type == "cuda":
        return torch.cuda.max_memory_allocated(device), torch.cuda.max_memory_reserved(device)
    return peak_memory_bytes(), None


def _tower_bytes(profile: Profile | None) -> int:
    """What the public model's vision tower takes on the GPU."""
    if profile is None or profile.vision is not Place.GPU:
        return 0
    hidden_size = NetworkConfig.from_json(DIFFUSIONGEMMA_26B).hidden_size
    return 2 * vision_numbers(VisionConfig.from_json(DIFFUSIONGEMMA_26B), hidden_size)
