"""Made-up denoising steps, with every field that a step has."""

from __future__ import annotations

import struct
from collections.abc import Sequence

from engine import StepTaken, Top


def top_of(slots: Sequence[Sequence[tuple[int, float]]]) -> Top:
    """Packs ids with their probabilities, as many for each slot."""
    flat = [candidate for slot in slots for candidate in slot]
    return Top(
        count=len(slots[0]),
        ids=struct.pack(f"<{len(flat)}I", *(token for token, _ in flat)),
        probabilities=struct.pack(f"<{len(flat)}e", *(share for _, share in flat)),
    )


def step_of(
    draft: Sequence[int],
    accepted: Sequence[bool] | str,
    *,
    ids: Sequence[int] | None = None,
    step: int = 0,
    max_steps: int = 16,
    canvas: int = 0,
    entropy_nats: Sequence[float] | None = None,
    end_probability: Sequence[float] | None = None,
    top: Sequence[Sequence[tuple[int, float]]] | None = None,
    temperature: float = 0.8,
    seconds: float = 0.01,
) -> StepTaken:
    """A step; an `x` in `accepted` is a slot that was kept."""
    slots = len(draft)
    return StepTaken(
        turn_id=1,
        canvas=canvas,
        step=step,
        max_steps=max_steps,
        temperature=temperature,
        ids=tuple(ids if ids is not None else draft),
        sampled=tuple(draft),
        draft=tuple(draft),
        entropy_nats=tuple(entropy_nats or (0.0,) * slots),
        accepted=tuple(mark in ("x", True) for mark in accepted),
        end_probability=tuple(end_probability or (0.0,) * slots),
        top=top_of(top or [[(token, 1.0)] for token in draft]),
        spent_nats=0.0,
        bound_nats=0.1,
        seconds=seconds,
    )
