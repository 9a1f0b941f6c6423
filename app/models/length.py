"""How long a canvas thinks it will be: what the chance of an end at every slot says."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from app.language import tr

SURE = 0.9  # the part of the chance between the ends of the range


@dataclass(frozen=True, slots=True, kw_only=True)
class Length:
    """The predicted number of tokens before the end.

    Attributes:
        expected: The sum of the chances that a slot is inside the answer.
        low: Behind this many slots the end is not yet likely.
        high: Before this many slots it almost surely is.
        slots: How many slots the canvas has.
    """

    expected: float
    low: int
    high: int
    slots: int

    def in_words(self) -> str:
        """The prediction as a person would say it."""
        if self.low >= self.slots:
            return tr("longer than this block")
        if self.high - self.low <= 1:
            return tr("%Ln tokens in this block", "", round(self.expected))
        return tr(
            "probably about {count} tokens in this block, {low} to {high}",
            count=round(self.expected),
            low=self.low,
            high=self.high,
        )


def length_of(end_probability: Sequence[float]) -> Length:
    """The prediction of one step.

    Where the answer is over at slot i it is over at every later one, so the chance is taken to rise:
    the largest so far.
    """
    over = list(accumulate(end_probability, max))
    margin = (1 - SURE) / 2
    return Length(
        expected=len(over) - sum(over),
        low=bisect_left(over, margin),
        high=bisect_left(over, 1 - margin),
        slots=len(over),
    )
