"""What recording costs a denoising step of the demo model: steps with it and without, mixed in one run.

    python -m tests.engine.recording_cost

Chance decides which steps are recorded. The others tell only what an answer needs: ids, draft, entropies,
accepted slots and whether to stop; no likeliest ids are searched for, and nothing else is read. A
computer is not equally fast at all times, so a step is compared with the median of those around it. Prints
the median step, and what recording adds to it with the 95 % interval of a bootstrap.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from statistics import median
from typing import Any
from unittest.mock import patch

import torch
from torch import Tensor

from engine import denoise, record
from engine.bench import PROMPTS
from engine.conversation import Conversation
from engine.denoise import Denoiser
from engine.events import Top
from engine.generate import turn
from engine.kernels import prediction
from engine.kernels.linear import processor_precision
from engine.kernels.pair import Pair
from engine.kernels.prediction import Prediction
from engine.load import Loaded, load
from engine.options import TurnOptions, planned
from engine.preload import prepare_torch
from engine.record import Results, Told
from engine.weights.catalog import DEMO

ROUNDS = 40
AROUND = 12  # steps before and behind one that it is compared with
DRAWS = 1000  # of the bootstrap
_predict, _advance = prediction.predict, denoise.advance


@dataclass
class _Mixed:
    """Takes steps, and records those that chance picks.

    Attributes:
        times: Of each step whether it was recorded, and its milliseconds.
    """

    times: list[tuple[bool, float]] = field(default_factory=list)
    chance: random.Random = field(default_factory=lambda: random.Random(1))
    records: bool = True
    started: float = 0.0

    def advance(self, *given: Any, **named: Any) -> Results:
        self.records = self.chance.random() < 0.5
        self.started = time.perf_counter()
        return _advance(*given, **named)

    def predict(self, logits: Tensor, uniforms: Tensor, pair: Pair) -> tuple[Prediction, Tensor]:
        return _predict(logits, uniforms, pair) if self.records else _unrecorded(logits, uniforms)

    def tell(self, results: Results) -> Told:
        told = record.tell(results) if self.records else _bare(results)
        self.times.append((self.records, (time.perf_counter() - self.started) * 1e3))
        return told


def _unrecorded(logits: Tensor, uniforms: Tensor) -> tuple[Prediction, Tensor]:
    """A prediction without the likeliest ids."""
    probabilities, entropy, draft, drawn = prediction._drawn(logits, uniforms)
    return Prediction(probabilities, entropy, draft.squeeze(-1), draft, entropy), drawn


def _bare(results: Results) -> Told:
    """What a step tells where it is not recorded."""
    zeros = (0,) * len(results.ids)
    return Told(
        ids=tuple(results.ids.tolist()),
        sampled=zeros,
        draft=tuple(results.prediction.draft.tolist()),
        entropy_nats=tuple(results.prediction.entropy_nats.tolist()),
        accepted=tuple(results.accepted.tolist()),
        end_probability=zeros,
        top=Top(count=1, ids=b"", probabilities=b""),
        settled=bool(results.settled),
    )


def _ask(loaded: Loaded) -> None:
    """Ask the bench's prompts."""
    for seed, prompt in enumerate(PROMPTS):
        plan = planned(TurnOptions(seed=seed), loaded.sampler, canvas_length=128)
        asked = Conversation().asked(prompt)
        for _ in turn(loaded, Denoiser(loaded.network), asked, plan, turn_id=1, cancelled=lambda: False):
            pass


def _measured() -> list[tuple[bool, float]]:
    loaded = load(
        DEMO,
        device=torch.device("cpu"),
        precision=processor_precision(),
        progress=lambda _done, _total: None,
        cancelled=lambda: False,
    )
    mixed = _Mixed()
    with ExitStack() as patches:
        patches.enter_context(patch.object(denoise, "advance", mixed.advance))
        patches.enter_context(patch.object(denoise, "tell", mixed.tell))
        patches.enter_context(patch.object(prediction, "predict", mixed.predict))
        for _ in range(ROUNDS):
            _ask(loaded)
    return mixed.times


def _beside_its_neighbours(times: Sequence[tuple[bool, float]]) -> dict[bool, list[float]]:
    """How many milliseconds longer than those around it each step took: recorded ones, and others."""
    apart: dict[bool, list[float]] = {True: [], False: []}
    for place, (is_recorded, took_ms) in enumerate(times):
        around = times[max(0, place - AROUND) : place + AROUND + 1]
        apart[is_recorded].append(took_ms - median(other_ms for _, other_ms in around))
    return apart


def main() -> None:
    """Measure, and print what recording costs."""
    prepare_torch()
    times = _measured()
    recorded, bare = (_beside_its_neighbours(times)[kind] for kind in (True, False))
    step_ms = median(took_ms for is_recorded, took_ms in times if not is_recorded)
    cost_ms, chance = median(recorded) - median(bare), random.Random(1)
    drawn = sorted(
        median(chance.choices(recorded, k=len(recorded))) - median(chance.choices(bare, k=len(bare)))
        for _ in range(DRAWS)
    )
    low_ms, high_ms = drawn[DRAWS // 40], drawn[-DRAWS // 40]
    sys.stdout.write(
        f"{len(times)} steps, {step_ms:.2f} ms without a record. A record adds {cost_ms:.3f} ms or"
        f" {cost_ms / step_ms:.2%} (95 % interval {low_ms / step_ms:.2%} to {high_ms / step_ms:.2%}).\n"
    )


if __name__ == "__main__":
    main()
