"""Measures turns: ours at the default settings, and ours against transformers' `generate` in the same run."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch
from torch import nn

from engine.conversation import Conversation
from engine.denoise import Denoiser
from engine.errors import InvalidOption
from engine.events import CanvasStarted, StepTaken, TurnEvent, TurnFinished
from engine.generate import turn
from engine.hardware import DEMO_DIRECTORY, peak_memory_bytes, processor_name
from engine.load import Loaded
from engine.measure import percentile
from engine.model.fp4 import use_fp4_activations
from engine.options import Preset, TurnOptions, TurnPlan, planned
from engine.placement import load_at, place_of
from engine.weights.catalog import DEMO

if TYPE_CHECKING:
    from transformers import DiffusionGemmaForBlockDiffusion

PROMPTS = (
    "Who are you?",
    "What is 27 plus 45?",
    "What is a denoising step?",
    "Tell me a short story about a lighthouse.",
    "Sort these words: pear, apple, fig, plum.",
    "What is the capital of France?",
    "Count from 3 to 9.",
)
FORCED_STEPS = Preset.BALANCED.max_steps
FORCED_CANVASES = 2
COMPARISON = (
    f"{FORCED_CANVASES} canvases of {FORCED_STEPS} steps a turn on both sides, early stop and end tokens off;"
    " fresh cache, chat template and reading of the text included; dynamic cache, the same weights, prompts"
    " and torch threads; ours as the app runs it, with a companion thread for one of a layer's two branches;"
    " theirs in float32 and in bfloat16, of which the faster counts; alternating; a turn of each to warm up"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Our turns at the default settings. Times are wall time, prefill included.

    Attributes:
        device: Where the network runs.
        processor: The processor's name.
        threads: How many threads torch uses.
        top_conditioning: See `SamplerSettings`.
        fp4_activations: See `engine.model.fp4`.
        turns: Turns measured, each in a conversation of its own.
        steps_per_canvas: The mean; beside it the 10th, 50th and 90th percentile.
        canvases_at_cap: Share of canvases that took all the steps they may.
        tokens_per_second: Committed tokens up to the end tokens, over wall time.
        first_text_seconds: Median time to the first readable draft.
        peak_memory_bytes: The most memory the process held.
    """

    device: str
    processor: str
    threads: int
    top_conditioning: bool
    fp4_activations: bool
    turns: int
    step_ms_median: float
    step_ms_p95: float
    step_ms_p99: float
    steps_per_canvas: float
    steps_per_canvas_p10: float
    steps_per_canvas_p50: float
    steps_per_canvas_p90: float
    canvases_at_cap: float
    tokens_per_second: float
    first_text_seconds: float
    turn_ms_p50: float
    turn_ms_p95: float
    turn_ms_p99: float
    peak_memory_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Turns of equal work on both sides; `ratio` is their median turn time over ours.

    Attributes:
        ours_precision: Dtypes of our residual stream and of our matrix products.
        theirs_precision: The dtype that transformers is faster in.
        theirs_slower_turn_ms_p50: Its median in the other one.
    """

    against: str
    comparison: str
    compared_turns: int
    ours_precision: str
    ours_turn_ms_p50: float
    ours_turn_ms_p95: float
    ours_turn_ms_p99: float
    theirs_precision: str
    theirs_turn_ms_p50: float
    theirs_turn_ms_p95: float
    theirs_turn_ms_p99: float
    theirs_slower_turn_ms_p50: float
    ratio: float


def bench(
    model: str | Path,
    *,
    against: bool,
    turns: int = len(PROMPTS),
    top_conditioning: bool = False,
    fp4_activations: bool = False,
) -> tuple[Report, Comparison | None]:
    """Load a model where it would answer, and measure it; a comparison is of exact self-conditioning.

    Raises:
        InvalidOption: It is to be compared, and goes to a GPU; or as `use_fp4_activations`.
        EngineError: The model cannot be loaded, as where it does not fit.
    """
    place = place_of(model)
    if against and place.device.type != "cpu":
        raise InvalidOption(
            "Transformers is measured on the processor, and this model goes to the GPU.",
            "Measure it without --against, or compare with --model synthetic-26b.",
        )
    loaded = load_at(place, model, progress=lambda _done, _total: None, cancelled=lambda: False)
    if fp4_activations:
        use_fp4_activations(loaded.network)
    # First: peak memory is the process's.
    report = measured(loaded, turns=turns, top_conditioning=top_conditioning)
    if not against:
        return report, None
    return report, compared(loaded, DEMO_DIRECTORY if model == DEMO else Path(model), turns=turns)


def measured(loaded: Loaded, *, turns: int, top_conditioning: bool = False) -> Report:
    """Ask prompts at the default settings, but for `top_conditioning`, after one to warm up."""
    options = TurnOptions(top_conditioning=top_conditioning)
    plan = planned(options, loaded.sampler, canvas_length=loaded.network.config.canvas_length)
    denoiser = Denoiser(loaded.network)
    asked = ((prompt, replace(plan, seed=seed)) for seed, prompt in _asked(turns + 1))
    runs = [_our_turn(loaded, denoiser, prompt, seeded) for prompt, seeded in asked][1:]
    events = [event for run in runs for event in run]
    stats = [event.stats for event in events if isinstance(event, TurnFinished)]
    steps_ms = [event.seconds * 1e3 for event in events if isinstance(event, StepTaken)]
    canvases = _steps_of_canvases(events)
    turns_ms = [each.seconds * 1e3 for each in stats]
    first_texts = [each.first_text_seconds or each.seconds for each in stats]
    return Report(
        device=str(loaded.network.device),
        processor=processor_name(),
        threads=torch.get_num_threads(),
        top_conditioning=top_conditioning,
        fp4_activations=loaded.network.rounds_to_fp4,
        turns=turns,
        step_ms_median=percentile(steps_ms, 50),
        step_ms_p95=percentile(steps_ms, 95),
        step_ms_p99=percentile(steps_ms, 99),
        steps_per_canvas=sum(canvases) / len(canvases),
        steps_per_canvas_p10=percentile(canvases, 10),
        steps_per_canvas_p50=percentile(canvases, 50),
        steps_per_canvas_p90=percentile(canvases, 90),
        canvases_at_cap=canvases.count(plan.max_steps) / len(canvases),
        tokens_per_second=sum(each.new_tokens for each in stats) / sum(each.seconds for each in stats),
        first_text_seconds=percentile(first_texts, 50),
        turn_ms_p50=percentile(turns_ms, 50),
        turn_ms_p95=percentile(turns_ms, 95),
        turn_ms_p99=percentile(turns_ms, 99),
        peak_memory_bytes=peak_memory_bytes(),
    )


def compared(loaded: Loaded, directory: Path, *, turns: int) -> Comparison:
    """Ask the same prompts of our engine and of transformers in alternation, after one of each to warm up."""
    from engine.reference import reference_model

    theirs = {dtype: reference_model(directory) for dtype in (torch.float32, torch.bfloat16)}
    for dtype, model in theirs.items():
        nn.Module.to(model, dtype)  # transformers' own wrapper of it has no types
    plan = TurnPlan(
        max_steps=FORCED_STEPS,
        max_canvases=FORCED_CANVASES,
        seed=0,
        thinking=False,
        sampler=replace(loaded.sampler, stability_threshold=FORCED_STEPS + 1, end_ids=()),
    )
    denoiser = Denoiser(loaded.network)
    ours_ms: list[float] = []
    theirs_ms: dict[torch.dtype, list[float]] = {dtype: [] for dtype in theirs}
    for seed, prompt in _asked(turns + 1):
        with _timed(ours_ms):
            _our_turn(loaded, denoiser, prompt, replace(plan, seed=seed))
        for dtype, model in theirs.items():
            with _timed(theirs_ms[dtype]):
                _their_turn(model, loaded, prompt, seed)
    ours = ours_ms[1:]
    faster, slower = sorted(theirs, key=lambda dtype: percentile(theirs_ms[dtype][1:], 50))
    best = theirs_ms[faster][1:]
    return Comparison(
        against=f"transformers {metadata.version('transformers')}",
        comparison=COMPARISON,
        compared_turns=turns,
        ours_precision=str(loaded.network.precision),
        ours_turn_ms_p50=percentile(ours, 50),
        ours_turn_ms_p95=percentile(ours, 95),
        ours_turn_ms_p99=percentile(ours, 99),
        theirs_precision=str(faster).removeprefix("torch."),
        theirs_turn_ms_p50=percentile(best, 50),
        theirs_turn_ms_p95=percentile(best, 95),
        theirs_turn_ms_p99=percentile(best, 99),
        theirs_slower_turn_ms_p50=percentile(theirs_ms[slower][1:], 50),
        ratio=percentile(best, 50) / percentile(ours, 50),
    )


@contextmanager
def _timed(into_ms: list[float]) -> Iterator[None]:
    started = time.perf_counter()
    yield
    into_ms.append((time.perf_counter() - started) * 1e3)


def _asked(turns: int) -> Iterator[tuple[int, str]]:
    """Seeds and prompts."""
    for seed in range(turns):
        yield seed, PROMPTS[seed % len(PROMPTS)]


def _our_turn(loaded: Loaded, denoiser: Denoiser, prompt: str, plan: TurnPlan) -> list[TurnEvent]:
    """Ask in a conversation of its own; what the denoiser captured stays, as in the window."""
    denoiser.cache.truncate(0)
    conversation = Conversation().asked(prompt)
    return list(turn(loaded, denoiser, conversation, plan, turn_id=1, cancelled=lambda: False))


def _their_turn(model: DiffusionGemmaForBlockDiffusion, loaded: Loaded, prompt: str, seed: int) -> None:
    torch.manual_seed(seed)
    ids = loaded.codec.encode(Conversation().asked(prompt), thinking=False)
    generate: Any = model.generate
    output = generate(
        torch.tensor([ids]),
        max_new_tokens=FORCED_CANVASES * loaded.network.config.canvas_length,
        max_denoising_steps=FORCED_STEPS,
        stability_threshold=FORCED_STEPS + 1,
        eos_token_id=None,
    )
    loaded.codec.split(output.sequences[0, len(ids) :].tolist())


def _steps_of_canvases(events: Sequence[TurnEvent]) -> list[int]:
    """How many steps each canvas took, in order."""
    steps: list[int] = []
    for event in events:
        match event:
            case CanvasStarted():
                steps.append(0)
            case StepTaken():
                steps[-1] += 1
            case _:
                pass
    return steps
