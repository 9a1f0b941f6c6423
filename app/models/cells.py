"""What the grid and the strip show in a cell: a value from 0 to 1, and what it stands for.

The dark end is calm, what is sure or early; the light end is where to look.
"""

from __future__ import annotations

import math
from enum import Enum

from app.language import mark, tr
from app.models.recording import CanvasRecording, Recording
from engine import StepTaken


class Measure(Enum):
    """What the colour of a cell tells."""

    ENTROPY = mark("How unsure")
    ACCEPTED = mark("First accepted")
    SETTLED = mark("Settled")

    @property
    def ends(self) -> tuple[str, str]:
        """What 0 and 1 stand for."""
        return (tr("sure"), tr("unsure")) if self is Measure.ENTROPY else (tr("early"), tr("late"))


def unsureness(entropy_nats: float, ceiling_nats: float) -> float:
    """From 0, sure, to 1, as unsure as can be; its root, as most entropies are small."""
    if ceiling_nats <= 0:
        return 0.0
    return math.sqrt(min(max(entropy_nats / ceiling_nats, 0.0), 1.0))


def ceiling(recording: Recording) -> float:
    """The largest entropy that there can be, in nats."""
    return math.log(max(len(recording.vocabulary.tokens), 2))


def values_of(
    canvas: CanvasRecording, frame: int, measure: Measure, ceiling_nats: float
) -> list[float | None]:
    """The value of every slot at a frame; None where there is none."""
    step = canvas.step_of(frame)
    if step is None or (measure is Measure.SETTLED and not canvas.is_committed):
        return [None] * canvas.slots
    match measure:
        case Measure.ENTROPY:
            return [unsureness(entropy, ceiling_nats) for entropy in step.entropy_nats]
        case Measure.ACCEPTED:
            return [_when(number, canvas, frame) for number in canvas.first_accepted]
        case Measure.SETTLED:
            return [_when(number, canvas, frame) for number in canvas.settled]


def _when(number: int | None, canvas: CanvasRecording, frame: int) -> float | None:
    """0 for the first step, 1 for the last; None where it has not happened yet."""
    if number is None or number >= frame:
        return None
    return number / max(len(canvas.steps) - 1, 1)


def column_of(step: StepTaken, ceiling_nats: float) -> bytes:
    """The unsureness of every slot as one byte each, 0 to 254: a column of the strip."""
    return bytes(round(254 * unsureness(entropy, ceiling_nats)) for entropy in step.entropy_nats)
