"""Kernels that are launched on a pretended GPU."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any, NamedTuple
from unittest.mock import patch

import torch
import triton
from torch import Tensor
from torch.utils._pytree import tree_map_only

from engine.kernels.gpu import attention, experts
from tests.engine.pretended_gpu.stage import NotAllowed, Stage
from tests.engine.pretended_gpu.tensors import OnGpu, held


@dataclass(frozen=True, slots=True)
class Pointer:
    """A tensor as a compiled kernel sees it: what it is made of, and its distance from aligned memory."""

    dtype: torch.dtype
    place: int

    def data_ptr(self) -> int:
        return self.place


class Launch(NamedTuple):
    """One launch of a kernel."""

    kernel: triton.JITFunction
    grid: tuple[int, ...]
    args: tuple[Any, ...]
    kwargs: dict[str, Any]


@contextmanager
def noted(launches: list[Launch]) -> Iterator[None]:
    """Inside, kernels are noted and not run: what they would write stays full of anything."""

    def launch(kernel: Any, *args: Any, grid: Any, warmup: bool, **kwargs: Any) -> None:
        args, kwargs = tree_map_only(Tensor, _pointer, (args, kwargs))
        launches.append(Launch(kernel, grid, args, kwargs))

    with patch.object(triton.JITFunction, "run", launch):
        yield


def _pointer(tensor: Tensor) -> Pointer:
    if not isinstance(tensor, OnGpu):
        raise NotAllowed("a pointer to the host's memory")
    return Pointer(tensor.dtype, int(tensor.storage_offset()) * tensor.element_size())


@contextmanager
def interpreted(stage: Stage) -> Iterator[None]:
    """Inside, kernels are run by Triton's interpreter, over the memory of a pretended GPU."""
    from triton.runtime.interpreter import InterpretedFunction

    run = InterpretedFunction.run

    def launch(kernel: Any, *args: Any, **kwargs: Any) -> None:
        _launch(stage, run, kernel, args, kwargs)

    with patch.object(InterpretedFunction, "run", launch):
        yield


@contextmanager
def compiled(stage: Stage, architecture: int) -> Iterator[None]:
    """Inside, kernels are compiled for an architecture, and their PTX is run; see `tests.ptx`."""
    from tests.engine.pretended_gpu import compiler  # which knows launches

    plain = triton.JITFunction.run

    def run(kernel: Any, *args: Any, grid: Any, **kwargs: Any) -> None:
        del kwargs["warmup"]
        count = compiler.run(Launch(kernel, grid, args, kwargs), architecture)
        stage.instructions.append((kernel.__name__, grid, count))

    def launch(kernel: Any, *args: Any, **kwargs: Any) -> Any:
        if kwargs["warmup"]:
            return plain(kernel, *args, **kwargs)
        return _launch(stage, run, kernel, args, kwargs)

    with patch.object(triton.JITFunction, "run", launch):
        yield


@contextmanager
def compiled_here(architecture: int) -> Iterator[None]:
    """The same where kernels are called with tensors of the processor, with the tiles of a card's."""
    from tests.engine.pretended_gpu import compiler

    plain, capability = triton.JITFunction.run, divmod(architecture, 10)

    def launch(kernel: Any, *args: Any, grid: Any, warmup: bool, **kwargs: Any) -> Any:
        if warmup:
            return plain(kernel, *args, grid=grid, warmup=True, **kwargs)
        return compiler.run(Launch(kernel, grid, args, kwargs), architecture)

    with ExitStack() as patches:
        patches.enter_context(patch.object(triton.JITFunction, "run", launch))
        for module in (attention, experts):
            patches.enter_context(patch.object(module, "capability_of", lambda _numbers: capability))
        yield


def _launch(
    stage: Stage, run: Callable[..., Any], kernel: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> None:
    tensors = [each for each in (*args, *kwargs.values()) if isinstance(each, Tensor)]
    if not all(isinstance(each, OnGpu) for each in tensors):
        raise NotAllowed(f"{kernel.__name__} is given a pointer to the host's memory")
    args, kwargs = tree_map_only(OnGpu, held, (args, kwargs))

    def deed() -> tuple[Tensor, ...]:
        run(kernel, *args, **kwargs)
        return ()

    stage.launches += 1
    stage.do(deed, map(held, tensors))
