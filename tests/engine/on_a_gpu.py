"""The code of a GPU on this machine: tensors say they are on one, and Triton's interpreter runs kernels."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any
from unittest.mock import patch

import torch
from torch import Tensor

_empty_like = torch.empty_like


@contextmanager
def as_on_a_gpu() -> Iterator[None]:
    """Inside, every function takes its kernel, over memory that is poisoned first."""
    from tests.engine.interpreter import as_a_gpu_computes  # which needs Triton

    torch.use_deterministic_algorithms(True)  # which fills new tensors with what is no number
    try:
        with (
            patch.object(Tensor, "is_cuda", property(lambda _tensor: True)),
            patch.object(torch, "empty_like", _in_any_memory),
            patch.object(torch, "Event", _Past),
            # One thread launches everything there, and two would part the interpreter.
            patch("engine.model.network.side_by_side", lambda _device, alone: nullcontext(alone)),
            as_a_gpu_computes(),
        ):
            yield
    finally:
        torch.use_deterministic_algorithms(False)


def _in_any_memory(like: Tensor, *, pin_memory: bool = False, **more: Any) -> Tensor:
    """Without a GPU no memory can be pinned."""
    return _empty_like(like, **more)


class _Past:
    """An event that has happened: the interpreter is done when it returns."""

    def __init__(self, _device: torch.device) -> None:
        pass

    def record(self) -> None:
        pass

    def synchronize(self) -> None:
        pass
