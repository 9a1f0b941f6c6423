"""Two computations that do not need each other: one after the other, or on two threads."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import torch
from torch import Tensor

Job = Callable[[], Tensor]
Pair = Callable[[Job, Job], tuple[Tensor, Tensor]]


def in_turn(first: Job, second: Job) -> tuple[Tensor, Tensor]:
    """Both results, computed one after the other."""
    return first(), second()


@contextmanager
def side_by_side(device: torch.device) -> Iterator[Pair]:
    """A way to compute two results at once, as long as the context lasts.

    On a processor with a core to spare the second job goes to a companion thread, unless that has not begun
    when the first is done: then the caller does both, so a busy machine loses nothing but the asking.
    A device with a queue of its own, and torch with several threads of its own, take them in turn.
    """
    if device.type != "cpu" or torch.get_num_threads() > 1 or (os.cpu_count() or 1) < 2:
        yield in_turn
        return
    with ThreadPoolExecutor(1, "engine companion", torch.set_num_threads, (1,)) as companion:

        def together(first: Job, second: Job) -> tuple[Tensor, Tensor]:
            asked = companion.submit(torch.inference_mode()(second))
            result = first()
            return result, second() if asked.cancel() else asked.result()

        yield together
