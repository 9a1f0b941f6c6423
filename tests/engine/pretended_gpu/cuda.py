"""What `torch.cuda` has for a GPU that is not there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import torch

from tests.engine.pretended_gpu.stage import Captured, Stage

MEMORY_BYTES = 24 * 2**30


class Stream:
    """One after another is one of the orders that streams may have."""

    def __init__(self, device: object = None) -> None:
        self.device = torch.device("cuda", 0)

    def wait_stream(self, _other: Stream) -> None:
        pass

    def wait_event(self, _event: Event) -> None:
        pass

    def record_event(self) -> Event:
        return Event()

    def synchronize(self) -> None:
        pass


class Event:
    """A moment; those of one stage only, as there is one."""

    stage: Stage

    def __init__(self, *_device: object, **_options: object) -> None:
        pass

    def record(self, *_stream: object) -> None:
        pass

    def synchronize(self) -> None:
        self.stage.arrive()


class Generator(torch.Generator):
    """Draws on the processor, whatever was asked."""

    def __new__(cls, _device: torch.device | str = "cpu") -> Generator:
        return super().__new__(cls, "cpu")  # type: ignore[call-arg]  # torch gives it none


@contextmanager
def cuda(stage: Stage, capability: tuple[int, int]) -> Iterator[None]:
    """Inside, `torch.cuda` is that of one GPU."""
    default = Stream()
    current = [default]

    @contextmanager
    def stream(chosen: Stream) -> Iterator[None]:
        current.append(chosen)
        try:
            yield
        finally:
            current.pop()

    @contextmanager
    def graph(captured: Captured, stream: Stream, **_options: object) -> Iterator[None]:
        with stage.capturing(captured):
            current.append(stream)
            try:
                yield
            finally:
                current.pop()

    def set_sync_debug_mode(mode: str) -> None:
        stage.may_wait = mode != "error"

    there: dict[str, Any] = {
        "is_available": lambda: True,
        "is_initialized": lambda: True,
        "_lazy_init": lambda: None,
        "device_count": lambda: 1,
        "current_device": lambda: 0,
        "get_device_capability": lambda _device=None: capability,
        "get_device_name": lambda _device=None: "a GPU that is not there",
        "get_device_properties": lambda _device=None: SimpleNamespace(total_memory=MEMORY_BYTES),
        "mem_get_info": lambda _device=None: (MEMORY_BYTES, MEMORY_BYTES),
        "set_per_process_memory_fraction": lambda _fraction, _device=None: None,
        "empty_cache": lambda: None,
        "synchronize": lambda _device=None: stage.wait("synchronize"),
        "set_sync_debug_mode": set_sync_debug_mode,
        "is_current_stream_capturing": lambda: stage.is_capturing,
        "Stream": Stream,
        "Event": Event,
        "stream": stream,
        "current_stream": lambda _device=None: current[-1],
        "default_stream": lambda _device=None: default,
        "CUDAGraph": Captured,
        "graph": graph,
        "graph_pool_handle": lambda: (0, 0),
    }
    for counter in ("memory_allocated", "memory_reserved", "max_memory_allocated", "max_memory_reserved"):
        there[counter] = lambda _device=None: 0
    there["reset_peak_memory_stats"] = lambda _device=None: None
    with ExitStack() as patches:
        patches.enter_context(patch.multiple(torch.cuda, **there))
        patches.enter_context(patch.object(Event, "stage", stage, create=True))
        patches.enter_context(patch.object(torch, "Event", Event))
        patches.enter_context(patch.object(torch, "Generator", Generator))
        yield
