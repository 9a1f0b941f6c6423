"""What must be quick on a machine that has other things to do: they make one try slow, a defect every one."""

from __future__ import annotations

import math
from collections.abc import Callable

TRIES = 6


def quickest(attempt: Callable[[], float], *, within: float) -> float:
    """The least of some measures of the same; none is taken any more once one lies within a limit."""
    least = math.inf
    for _ in range(TRIES):
        least = min(least, attempt())
        if least < within:
            break
    return least
