"""What recording costs a denoising step of the demo model, all measured in one run.

    python -m tests.engine.recording_cost

Prints the median step; the time that its record took within the same steps (the search for the likeliest
ids, joining, copying and reading all that a trace keeps); the time that reading the bare result alone takes
(ids, draft, entropies, accepted: what a step without a record would tell); and the difference as a share of
the step.
"""

from __future__ import annotations

import sys
import time
from statistics import median
from typing import Any
from unittest.mock import patch

import torch

from engine import denoise
from engine.bench import PROMPTS
from engine.conversation import Conversation
from engine.denoise import Denoiser
from engine.events import StepTaken
from engine.generate import turn
from engine.kernels import prediction
from engine.kernels.linear import processor_precision
from engine.load import DEMO, load
from engine.options import TurnOptions, planned
from engine.preload import prepare_torch
from engine.record import Record, Told, join

ROUNDS = 3
_largest = prediction._largest


def _timed_search(values: torch.Tensor, count: int) -> tuple[torch.Tensor, torch.Tensor]:
    started = time.perf_counter()
    found = _largest(values, count)
    _Spent.search_ms.append((time.perf_counter() - started) * 1e3)
    return found


class _Spent:
    """What recording took, a number a step."""

    search_ms: list[float] = []  # noqa: RUF012 - one list for all is meant
    join_ms: list[float] = []  # noqa: RUF012 - one list for all is meant
    read_ms: list[float] = []  # noqa: RUF012 - one list for all is meant
    bare_ms: list[float] = []  # noqa: RUF012 - one list for all is meant


def _timed_join(out: torch.Tensor, **given: Any) -> None:
    made = given["prediction"]
    started = time.perf_counter()
    for tensor in (given["ids"], made.draft, made.entropy_nats, given["accepted"]):
        tuple(tensor.tolist())
    bool(given["settled"])
    _Spent.bare_ms.append((time.perf_counter() - started) * 1e3)
    started = time.perf_counter()
    join(out, **given)
    _Spent.join_ms.append((time.perf_counter() - started) * 1e3)


class _Timed(Record):
    """A record that notes what reading it costs."""

    def __init__(self, joined: torch.Tensor, slots: int) -> None:
        started = time.perf_counter()
        super().__init__(joined, slots)
        self._made_s = time.perf_counter() - started

    def told(self) -> Told:
        started = time.perf_counter()
        told = super().told()
        _Spent.read_ms.append((self._made_s + time.perf_counter() - started) * 1e3)
        return told


def main() -> None:
    """Ask the bench's prompts and print the medians."""
    prepare_torch()
    loaded = load(
        DEMO,
        device=torch.device("cpu"),
        precision=processor_precision(),
        progress=lambda _done, _total: None,
        cancelled=lambda: False,
    )
    steps_ms = []
    with (
        patch.object(denoise, "Record", _Timed),
        patch.object(denoise, "join", _timed_join),
        patch.object(prediction, "_largest", _timed_search),
    ):
        for seed, prompt in enumerate(PROMPTS * ROUNDS):
            plan = planned(TurnOptions(seed=seed), loaded.sampler, canvas_length=128)
            events = turn(
                loaded,
                Denoiser(loaded.network),
                Conversation().asked(prompt),
                plan,
                turn_id=1,
                cancelled=lambda: False,
            )
            steps_ms += [event.seconds * 1e3 for event in events if isinstance(event, StepTaken)]
    step, bare = median(steps_ms), median(_Spent.bare_ms)
    record = sum(map(median, (_Spent.search_ms, _Spent.join_ms, _Spent.read_ms)))
    lines = (
        f"{len(steps_ms)} steps: step {step:.2f} ms, record {record:.3f} ms, bare result {bare:.3f} ms",
        f"recording costs {(record - bare) / (step - bare):.2%} of a step",
    )
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
