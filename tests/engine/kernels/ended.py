"""What the end of a step finds, for tests: a canvas, and what was predicted and drawn for it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from types import SimpleNamespace
from typing import NamedTuple, cast
from unittest.mock import patch

import torch
from torch import Tensor

from engine.canvas import Canvas
from engine.denoise import conclude
from engine.kernels.prediction import TOP, Prediction
from engine.model.network import Network
from engine.options import MOST_STEPS, SamplerSettings
from engine.record import Results, join, record_bytes

TAIL_IDS = (1, 50, 0)
ENTROPIES: dict[str, Callable[[Tensor], Tensor]] = {  # of slots, from numbers between 0 and 1
    "sharp": lambda some: some * 1e-3,
    "flat": lambda some: 12.0 + some / 2,
    "ordinary": lambda some: 6.0 * some**6,
    "tied": lambda some: (some * 3).floor() * 0.05,
    "all zero": lambda some: some * 0.0,
}


class Ended(NamedTuple):
    """A canvas as a step found it, and what that step predicted and drew."""

    canvas: Canvas
    prediction: Prediction
    sampled: Tensor


def ended(
    kind: str, slots: int, *, vocabulary: int = 301, number: int = 3, repeats: bool = True, on: str = "cpu"
) -> Ended:
    """The end of the step of that number; where the draft repeats, it has done so twice before."""
    config = SimpleNamespace(canvas_length=slots, vocab_size=vocabulary)
    network = SimpleNamespace(config=config, device=torch.device(on), output_dtype=torch.float32)
    generator = torch.Generator().manual_seed(slots)
    ids = torch.randint(vocabulary, (MOST_STEPS + 2, slots), generator=generator)
    shares = torch.rand(slots, vocabulary, generator=generator).softmax(-1)
    top_shares, top_ids = shares.topk(min(TOP, vocabulary))
    entropy = ENTROPIES[kind](torch.rand(slots, generator=generator))
    parts = (part.to(on) for part in (shares, entropy, top_ids[:, 0], top_ids, top_shares))
    prediction = Prediction(*parts)
    canvas = Canvas(cast("Network", network), {}, TAIL_IDS)
    canvas.ids.copy_(ids[0])
    canvas.fresh.copy_(ids[2:])
    canvas.step.fill_(number)
    canvas.unchanged.fill_(2)
    canvas.draft.copy_(prediction.draft)
    if not repeats:
        canvas.draft[-1] += 1
    return Ended(canvas, prediction, ids[1].to(on))


def as_on_a_gpu() -> AbstractContextManager[object]:
    """Meanwhile tensors say that they are on a GPU, so that its kernels are taken."""
    return patch.object(Tensor, "is_cuda", property(lambda _tensor: True))


def concluded(end: Ended, settings: SamplerSettings) -> list[Tensor]:
    """What was accepted, whether the canvas is settled, and all that it has now, its ids first."""
    made = conclude(*end, settings)
    return [*made, *(value for value in vars(end.canvas).values() if isinstance(value, Tensor))]


def results_of(end: Ended, *, settled: bool = True) -> Results:
    """Some of it, to be told."""
    canvas, prediction, sampled = end
    return Results(
        ids=canvas.ids,
        sampled=sampled,
        accepted=prediction.entropy_nats < 0.1,
        prediction=prediction,
        tail_ids=canvas.tail_ids % prediction.probabilities.shape[1],
        settled=torch.tensor([settled], device=sampled.device),
    )


def joined(results: Results) -> Tensor:
    """Their record."""
    size = record_bytes(*results.prediction.probabilities.shape)
    out = torch.empty(size, dtype=torch.uint8, device=results.ids.device)
    join(out, results)
    return out
