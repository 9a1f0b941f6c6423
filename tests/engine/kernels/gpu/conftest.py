"""The kernels run in Triton's interpreter here, over poisoned memory, with bfloat16 as a GPU computes it.

Or they are compiled, and their PTX is run; see `tests.ptx`.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator

import pytest
import torch

from tests import ptx

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
def _as_on_a_gpu() -> Iterator[None]:
    from tests.engine.interpreter import as_a_gpu_computes  # which needs Triton
    from tests.engine.pretended_gpu.launches import compiled_here

    with compiled_here(ptx.ARCHITECTURE) if ptx.ARCHITECTURE else as_a_gpu_computes():
        yield
