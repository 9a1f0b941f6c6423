"""A companion thread: computes what is needed later beside what is computed now."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Protocol, TypeVar

import torch

T = TypeVar("T")


class Begin(Protocol):
    """What begins jobs, if it can."""

    def __call__(self, job: Callable[[], T], /) -> Callable[[], T]:
        """Begin a job; what is returned gives its result, and is asked once."""


def later(job: Callable[[], T], /) -> Callable[[], T]:
    """Begin nothing: the job runs when its result is asked for."""
    return job


@contextmanager
def companion(device: torch.device) -> Iterator[Begin]:
    """What begins jobs beside the caller, as long as the context lasts.

    On a processor with a core to spare a thread of its own runs them. One that it has not begun when its
    result is asked for runs on the caller's, so a busy machine loses nothing but the asking. A device with a
    queue of its own, and torch with several threads of its own, run every job `later`.
    """
    if device.type != "cpu" or torch.get_num_threads() > 1 or (os.cpu_count() or 1) < 2:
        yield later
        return
    with ThreadPoolExecutor(1, "engine companion", torch.set_num_threads, (1,)) as thread:

        def begin(job: Callable[[], T], /) -> Callable[[], T]:
            begun = thread.submit(torch.inference_mode()(job))
            return lambda: job() if begun.cancel() else begun.result()

        yield begin
