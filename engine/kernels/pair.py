"""Two computations that do not need each other: one after the other, on two threads, or on two streams."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from queue import SimpleQueue
from typing import Any, NamedTuple, Protocol, TypeVar

import torch

A = TypeVar("A")
B = TypeVar("B")


class Pair(Protocol):
    """Computes two results."""

    def __call__(self, first: Callable[[], A], second: Callable[[], B]) -> tuple[A, B]:
        """Both results; what a job raises is raised."""


def in_turn(first: Callable[[], A], second: Callable[[], B]) -> tuple[A, B]:
    """Both results, computed one after the other."""
    return first(), second()


class TwoStreams:
    """Computes two results on a GPU at once, the second on a stream of its own. Not yet run on a GPU.

    Both are fit for a CUDA graph, where they become two branches. The second is launched last: a graph in
    which a branch begins before the main one goes on takes another stream for every branch, and is slower.
    What the second makes is used behind its end only, so its memory may be used again for what it makes next.

    Args:
        device: A CUDA device.
    """

    def __init__(self, device: torch.device) -> None:
        self._side = torch.cuda.Stream(device)  # type: ignore[no-untyped-call]  # torch gives it none

    def __call__(self, first: Callable[[], A], second: Callable[[], B]) -> tuple[A, B]:
        """Both results; what is launched next waits for them, also where the second fails."""
        main = torch.cuda.current_stream()
        begun = main.record_event()
        result = first()
        self._side.wait_event(begun)
        try:
            with torch.cuda.stream(self._side):
                return result, second()
        finally:
            main.wait_stream(self._side)  # else a capture that fails cannot be ended


@contextmanager
def side_by_side(device: torch.device, alone: Pair = in_turn) -> Iterator[Pair]:
    """A way to compute two results at once, as long as the context lasts.

    On a processor with a core to spare the second job goes to a companion thread, unless that has not begun
    when the first is done: then the caller does both, so a busy machine loses nothing but the asking.
    Elsewhere, and where torch has several threads of its own, it is `alone`.
    """
    if device.type != "cpu" or torch.get_num_threads() > 1 or (os.cpu_count() or 1) < 2:
        yield alone
        return
    companion = _Companion()
    companion.start()
    try:
        yield companion.beside
    finally:
        companion.asked.put(None)
        companion.join()


class _Asked(NamedTuple):
    """A job that the companion was asked for.

    Attributes:
        job: Whoever takes the lock does it.
        answer: Gets the companion's result, or what the job raised.
    """

    job: Callable[[], Any]
    lock: threading.Lock
    answer: SimpleQueue[Any]


class _Companion(threading.Thread):
    """Does one job after another, with less ado than an executor and its futures.

    Attributes:
        asked: What it is asked for; None ends it.
    """

    def __init__(self) -> None:
        super().__init__(name="engine companion", daemon=True)
        self.asked = SimpleQueue[_Asked | None]()

    @torch.inference_mode()
    def run(self) -> None:
        torch.set_num_threads(1)
        while (asked := self.asked.get()) is not None:
            if asked.lock.acquire(blocking=False):
                try:
                    asked.answer.put(asked.job())
                except BaseException as error:  # noqa: BLE001 - whoever asked raises it
                    asked.answer.put(error)

    def beside(self, first: Callable[[], A], second: Callable[[], B]) -> tuple[A, B]:
        """Both results; the second from this thread, if it has begun when the first is done."""
        asked = _Asked(second, threading.Lock(), SimpleQueue())
        self.asked.put(asked)
        result = first()
        if asked.lock.acquire(blocking=False):
            return result, second()
        answer = asked.answer.get()
        if isinstance(answer, BaseException):
            raise answer
        return result, answer
