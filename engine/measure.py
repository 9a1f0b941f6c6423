"""How times are taken and summed up."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence

import torch


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest value that at least `percent` of the values do not exceed."""
    return sorted(values)[max(0, math.ceil(len(values) * percent / 100) - 1)]


class Clock:
    """Times what a device does, from an idle device to an idle device.

    Attributes:
        device: Which.
    """

    def __init__(self, device: torch.device) -> None:
        self.device = device

    def seconds(self, work: Callable[[], object]) -> float:
        """How long something takes, once."""
        self.settle()
        started = time.perf_counter()
        work()
        self.settle()
        return time.perf_counter() - started

    def median_ms(self, work: Callable[[], object], times: int = 9) -> float:
        """How long something takes, after it ran once."""
        work()
        return percentile([self.seconds(work) for _ in range(times)], 50) * 1e3

    def copied_bytes_per_second(self) -> float:
        """Bytes read and written by a large copy: of 1 GiB on a GPU, of 64 MiB on a processor."""
        size = 2**30 if self.device.type == "cuda" else 2**26
        source = torch.zeros(size, dtype=torch.uint8, device=self.device)
        target = torch.empty_like(source)
        return 2 * size / (self.median_ms(lambda: target.copy_(source)) / 1e3)

    def settle(self) -> None:
        """Wait until the device has nothing left to do."""
        if self.device.type == "cuda":
            torch.cuda.synchronize(self.device)
