"""A GPU that is not there: its rules are PyTorch's.

Its kernels are run by Triton's interpreter, or compiled and their PTX is run, or they are noted only; then
large tensors have no numbers.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import torch

from tests import ptx
from tests.engine.pretended_gpu.cuda import cuda
from tests.engine.pretended_gpu.stage import NotAllowed, Stage
from tests.engine.pretended_gpu.tensors import Calls, Rules

if TYPE_CHECKING:
    from tests.engine.pretended_gpu.launches import Launch

__all__ = ["CUDA", "H200", "RTX_5090", "NotAllowed", "noting_gpu", "pretended_gpu"]

CUDA = torch.device("cuda")
H200, RTX_5090 = (9, 0), (12, 0)  # capabilities


@contextmanager
def pretended_gpu(capability: tuple[int, int] | None = None) -> Iterator[Stage]:
    """Inside, `cuda` is a device that computes, over memory that is full of anything at first.

    By default it is what kernels are compiled for here, or an H200 where they are interpreted.
    """
    from tests.engine.interpreter import as_a_gpu_computes  # which needs Triton
    from tests.engine.pretended_gpu.launches import compiled, interpreted

    stage = Stage()
    capability = capability or (divmod(ptx.ARCHITECTURE, 10) if ptx.ARCHITECTURE else H200)
    runs = compiled(stage, 10 * capability[0] + capability[1]) if ptx.ARCHITECTURE else interpreted(stage)
    with _poisoned(), _there(stage, capability), runs, as_a_gpu_computes():
        yield stage


@contextmanager
def _poisoned() -> Iterator[None]:
    """Inside, new tensors are filled with what is no number."""
    torch.use_deterministic_algorithms(True)
    try:
        yield
    finally:
        torch.use_deterministic_algorithms(False)


@contextmanager
def noting_gpu(capability: tuple[int, int] = H200) -> Iterator[list[Launch]]:
    """Inside, `cuda` is a device that computes nothing of size; what it would launch is in the list."""
    from tests.engine.pretended_gpu.launches import noted  # which needs Triton

    launches: list[Launch] = []
    with _there(Stage(), capability, most_numbers=2**16), noted(launches):
        yield launches


@contextmanager
def _there(stage: Stage, capability: tuple[int, int], most_numbers: int = 0) -> Iterator[None]:
    rules = Rules(stage, most_numbers)
    with torch.inference_mode(), cuda(stage, capability), rules, Calls(rules):
        yield
