"""The kernels run in Triton's interpreter here, over poisoned memory, with bfloat16 as a GPU computes it."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator

import pytest
import torch

# There is no Triton for some systems, and nothing to test without it.
collect_ignore_glob = [] if importlib.util.find_spec("triton") else ["test_*.py"]


@pytest.fixture(autouse=True)
def poisoned_memory() -> Iterator[None]:
    """New tensors are full of NaN, or of the largest whole number: a place that no kernel writes shows."""
    torch.use_deterministic_algorithms(True)
    assert torch.utils.deterministic.fill_uninitialized_memory  # type: ignore[attr-defined]  # has no types
    yield
    torch.use_deterministic_algorithms(False)


@pytest.fixture(autouse=True)
def _bfloat16() -> Iterator[None]:
    from tests.engine.interpreter import as_a_gpu_computes  # which needs Triton

    with as_a_gpu_computes():
        yield
