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
from unittest.mock import patch

import torch

from engine import denoise, sampler
from engine.bench import PROMPTS
from engine.conversation import Conversation
from engine.events import StepTaken
from engine.generate import turn
from engine.kernels.linear import processor_precision
from engine.load import DEMO, load
from engine.options import TurnOptions, planned
from engine.preload import prepare_torch
from engine.record import Record, Told

ROUNDS = 3
_largest = sampler._largest


def _timed_search(values: torch.Tensor, count: int) -> tuple[torch.Tensor, torch.Tensor]:
    started = time.perf_counter()
    found = _largest(values, count)
    _Timed.search_ms.append((time.perf_counter() - started) * 1e3)
    return found


class _Timed(Record):
    """A record that notes what it costs."""

    search_ms: list[float] = []  # noqa: RUF012 - one list for all is meant
    spent_ms: list[float] = []  # noqa: RUF012 - one list for all is meant
    bare_ms: list[float] = []  # noqa: RUF012 - one list for all is meant

    def __init__(self, **given: torch.Tensor) -> None:
        prediction = given["prediction"]
        started = time.perf_counter()
        for tensor in (given["ids"], prediction[2], prediction[1], given["accepted"]):
            tuple(tensor.tolist())
        bool(given["settled"])
        self.bare_ms.append((time.perf_counter() - started) * 1e3)
        started = time.perf_counter()
        super().__init__(**given)  # type: ignore[arg-type]  # passed through as it came
        self._made_s = time.perf_counter() - started

    def told(self) -> Told:
        started = time.perf_counter()
        told = super().told()
        self.spent_ms.append((self._made_s + time.perf_counter() - started) * 1e3)
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
    with patch.object(denoise, "Record", _Timed), patch.object(sampler, "_largest", _timed_search):
        for seed, prompt in enumerate(PROMPTS * ROUNDS):
            plan = planned(TurnOptions(seed=seed), loaded.sampler, canvas_length=128)
            cache = loaded.network.new_cache(0)
            events = turn(
                loaded,
                cache,
                Conversation().asked(prompt),
                plan,
                turn_id=1,
                cancelled=lambda: False,
            )
            steps_ms += [event.seconds * 1e3 for event in events if isinstance(event, StepTaken)]
    step, record, bare = (
        median(steps_ms),
        median(_Timed.spent_ms) + median(_Timed.search_ms),
        median(_Timed.bare_ms),
    )
    lines = (
        f"{len(steps_ms)} steps: step {step:.2f} ms, record {record:.3f} ms, bare result {bare:.3f} ms",
        f"recording costs {(record - bare) / (step - bare):.2%} of a step",
    )
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
