"""Which moment of one recording stands beside a moment of another, and how far their ends differ. Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Container, Mapping
from difflib import SequenceMatcher
from enum import Enum
from itertools import accumulate
from typing import NamedTuple

from app.language import mark
from app.models.recording import Recording

Places = frozenset[tuple[int, int]]  # slots of a recording, each with its canvas before it
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


class Apart(NamedTuple):
    """What one recording ends with and another does not.

    Attributes:
        missing: How many tokens the other does not have there.
        tokens: How many tokens it ends with.
        slots: Where those stand that the other lacks; empty where there are too many tokens to align.
    """

    missing: int
    tokens: int
    slots: Places = frozenset()


def differing(first: Recording, second: Recording) -> tuple[Apart, Apart]:
    """How far the ends of two recordings differ, from either side."""
    here, there = _written(first), _written(second)
    words, others = list(here.values()), list(there.values())
    if len(words) * len(others) > LONG:
        same = (Counter(words) & Counter(others)).total()
        return Apart(len(words) - same, len(words)), Apart(len(others) - same, len(others))
    blocks = SequenceMatcher(None, words, others, autojunk=False).get_matching_blocks()
    return (
        _apart(here, {block.a + number for block in blocks for number in range(block.size)}),
        _apart(there, {block.b + number for block in blocks for number in range(block.size)}),
    )


def _apart(written: Mapping[tuple[int, int], str], same: Container[int]) -> Apart:
    """What is left of a text but for the tokens at these places of it."""
    slots = frozenset(slot for place, slot in enumerate(written) if place not in same)
    return Apart(len(slots), len(written), slots)


def _starts_s(recording: Recording) -> list[float]:
    """When each frame came into sight, in seconds from the first."""
    seconds = (recording.seconds(moment) for moment in range(recording.length - 1))
    return list(accumulate(seconds, initial=0.0))


def _written(recording: Recording) -> dict[tuple[int, int], str]:
    """The text of its blocks, and of the last draft where it was not finished; of no canvas that was left.

    Token by token in order, each under its canvas and slot: another model may have other ids for the same.
    """
    last = recording.canvases[-1:]
    return {
        (place, slot): canvas.vocabulary.tokens[token]
        for place, canvas in enumerate(recording.canvases)
        if canvas.is_committed or (canvas in last and canvas.steps)
        for slot, (token, outside) in enumerate(zip(canvas.final(), canvas.frames[-1].tail, strict=True))
        if not outside
    }
