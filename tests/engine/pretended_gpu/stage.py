"""What a pretended GPU is asked to do: at once, or noted in a capture and repeated when it is replayed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

import torch
from torch import Tensor

Deed = Callable[[], Iterable[Tensor]]
"""Something that is done; returns the tensors it made, in an order that stays."""


class NotAllowed(RuntimeError):
    """What a GPU refuses, or what must not be there while nothing may wait."""


class Stage:
    """Does what is asked, and knows what must not be asked now.

    Attributes:
        may_wait: Whether the host may wait for the GPU; never in a capture.
        launches: How many deeds a GPU had to be told of; whoever has them done counts.
        instructions: Of every kernel that was compiled and run: its name, its grid, and how many instructions
            its warps were given.
    """

    def __init__(self) -> None:
        self.may_wait = True
        self.launches = 0
        self.instructions: list[tuple[str, tuple[int, ...], int]] = []
        self._capture: Captured | None = None
        self._copies: list[tuple[Tensor, Tensor]] = []

    @property
    def is_capturing(self) -> bool:
        return self._capture is not None

    def do(self, deed: Deed, touched: Iterable[Tensor]) -> list[Tensor]:
        """Do it, and note it where a capture is under way; `touched` is all that it reads and writes."""
        if self._capture is None:
            return list(deed())
        return self._capture.note(deed, touched)

    def wait(self, reason: str) -> None:
        """Let the host wait for the GPU, if it may."""
        if self.is_capturing or not self.may_wait:
            raise NotAllowed(f"{reason} makes the host wait for the GPU")
        self.arrive()

    def copy_later(self, host: Tensor, found: Tensor) -> None:
        """Bring `found` to the host's memory, as of now, but not before somebody waits for it."""
        if self.is_capturing:
            raise NotAllowed("a copy to the host in a capture")
        self._copies.append((host, found.clone()))

    @torch.inference_mode()
    def arrive(self) -> None:
        """All copies under way are done."""
        for host, found in self._copies:
            host.copy_(found)
        self._copies.clear()

    @contextmanager
    def capturing(self, captured: Captured) -> Iterator[None]:
        self._capture = captured
        try:
            yield
        finally:
            self._capture = None
            captured.end()


class Captured:
    """A CUDA graph: deeds that are done again and again over the same memory.

    In a capture nothing is done: afterwards memory that was there before is as it was. What is made in it
    lies in memory that is full of anything when a replay begins.
    """

    def __init__(self) -> None:
        self._deeds: list[tuple[Deed, list[Tensor]]] = []
        self._made: dict[int, Tensor] = {}
        self._before: dict[int, tuple[Tensor, Tensor]] = {}

    def note(self, deed: Deed, touched: Iterable[Tensor]) -> list[Tensor]:
        known = set(self._made) | set(self._before)
        for tensor in touched:
            whole = _whole(tensor)
            if whole.data_ptr() not in known:
                self._before[whole.data_ptr()] = whole, whole.clone()
        results = list(deed())
        for result in results:
            whole = _whole(result)
            if whole.data_ptr() not in self._before:
                self._made[whole.data_ptr()] = whole
        self._deeds.append((deed, results))
        return results

    @torch.inference_mode()
    def end(self) -> None:
        for whole, before in self._before.values():
            whole.copy_(before)
        self._forget()

    @torch.inference_mode()
    def replay(self) -> None:
        self._forget()
        for deed, results in self._deeds:
            for result, now in zip(results, deed(), strict=True):
                if result.data_ptr() != now.data_ptr():
                    result.copy_(now)

    def _forget(self) -> None:
        """Fill what was made with bytes that are a NaN in every float, and no id."""
        for whole in self._made.values():
            whole.fill_(0xFF)


def _whole(tensor: Tensor) -> Tensor:
    """All the memory that a tensor lies in, as bytes."""
    return torch.empty(0, dtype=torch.uint8).set_(tensor.untyped_storage())
