"""What only a GPU can tell. Everywhere else each test is skipped, and says so.

Kernels may be compiled and their PTX run without one; see `tests.ptx`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch

from engine.quiet import keep_quiet
from tests import ptx

keep_quiet(offline=False)  # downloads are tested in the same run


@pytest.fixture(scope="session", autouse=True)
def _gpu() -> Iterator[None]:
    if not ptx.ARCHITECTURE:
        yield
        return
    from tests.engine.pretended_gpu import pretended_gpu  # which needs what others do not

    with pretended_gpu():
        yield


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip the tests of this folder where there is no GPU, or where kernels are interpreted."""
    if ptx.ARCHITECTURE or (torch.cuda.is_available() and not os.environ.get("TRITON_INTERPRET")):
        return
    reason = "needs a CUDA device, and a run of its own: pytest tests/gpu"
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.skip(reason=reason))
