"""Where the slots of a canvas stand: words broken into lines, each slot with a place of its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class Extent(NamedTuple):
    """The room a slot needs.

    Attributes:
        width: Width of what is drawn, in px.
        lead: Space before it, in px; dropped at the start of a line.
        breaks: Lines that it ends.
        parts: Whether a line may break before it.
    """

    width: float
    lead: float = 0.0
    breaks: int = 0
    parts: bool = False


class Place(NamedTuple):
    """Where a slot is drawn: the line, the left edge and the width, in px."""

    line: int
    x: float
    width: float


def flow(extents: Sequence[Extent], width: float, *, indent: float = 0.0) -> list[Place]:
    """Fill lines of `width` px word by word; the first line begins at `indent`.

    A word is a slot and those that cling to it. A word wider than a line is broken between its slots, a
    slot wider than a line is cut to the line.
    """
    places: list[Place] = []
    line, x = 0, indent
    start = 0
    while start < len(extents):
        end, needed = _word(extents, start)
        if x > 0 and x + needed > width:
            line, x = line + 1, 0.0
        for extent in extents[start:end]:
            lead = extent.lead if x > 0 else 0.0
            shown = min(extent.width, width)
            if x > 0 and x + lead + shown > width + 0.01:
                line, x, lead = line + 1, 0.0, 0.0
            places.append(Place(line, x + lead, shown))
            x += lead + shown
            if extent.breaks:
                line, x = line + extent.breaks, 0.0
        start = end
    return places


def _word(extents: Sequence[Extent], start: int) -> tuple[int, float]:
    """The index behind the word that begins at `start`, and the room that the word needs."""
    last = extents[start]
    end, needed = start + 1, last.lead + last.width
    while end < len(extents) and not (last.breaks or extents[end].lead or extents[end].parts):
        last = extents[end]
        end, needed = end + 1, needed + last.width
    return end, needed
