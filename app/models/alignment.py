"""Which moment of one recording stands beside a moment of another, and how far their ends differ. Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from difflib import SequenceMatcher
from enum import Enum
from itertools import accumulate

from app.language import mark
from app.models.recording import Recording

LONG = 1_000_000  # pairs of tokens from which their order does not count: to align more holds up the window


class Align(Enum):
    """By what two recordings are brought side by side."""

    STEP = mark("by step")
    SETTLED = mark("by what is kept")
    TIME = mark("by time")


def beside(first: Recording, moment: int, second: Recording, by: Align) -> int:
    """The moment of the second recording that goes with one of the first; both have canvases.

    Beside a block stands the other's block of the same number, not a canvas that was left for it.
    """
    if by is Align.TIME:
        elapsed = _starts_s(first)[moment]
        return max(bisect_right(_starts_s(second), elapsed + 1e-9) - 1, 0)
    block, frame = first.place(moment)
    here = first.canvases[block]
    other = max(bisect_right([each.number for each in second.canvases], here.number) - 1, 0)
    canvas, start = second.canvases[other], second.starts[other]
    last = canvas.length - 1
    if here.number > canvas.number or (frame == here.length - 1 and by is Align.SETTLED):
        return start + last
    if by is Align.STEP or frame == 0:
        return start + min(frame, last)
    share = here.frames[frame].settled
    found = (place for place, each in enumerate(canvas.frames) if place and each.settled >= share)
    return start + next(found, last)


def differing(first: Recording, second: Recording) -> tuple[int, int]:
    """How many tokens the first ends with that the second does not have there, and how many it ends with."""
    here, there = _written(first), _written(second)
    if len(here) * len(there) > LONG:
        same = (Counter(here) & Counter(there)).total()
    else:
        blocks = SequenceMatcher(None, here, there, autojunk=False).get_matching_blocks()
        same = sum(block.size for block in blocks)
    return len(here) - same, len(here)


def _starts_s(recording: Recording) -> list[float]:
    """When each frame came into sight, in seconds from the first."""
    seconds = (recording.seconds(moment) for moment in range(recording.length - 1))
    return list(accumulate(seconds, initial=0.0))


def _written(recording: Recording) -> list[int]:
    """The text of its blocks, and of the last draft where it was not finished; of no canvas that was left."""
    last = recording.canvases[-1:]
    return [
        token
        for canvas in recording.canvases
        if canvas.is_committed or (canvas in last and canvas.steps)
        for token, outside in zip(canvas.final(), canvas.frames[-1].tail, strict=True)
        if not outside
    ]
