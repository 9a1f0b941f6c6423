"""What only a GPU can tell. Everywhere else each test is skipped, and says so.

`--pretend 90` runs them without one, as on sm_90, slowly: kernels are compiled for it, and their PTX is run.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch

from engine.quiet import keep_quiet

keep_quiet(offline=False)  # downloads are tested in the same run


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--pretend", type=int, metavar="ARCHITECTURE", help="run the tests of a GPU without one")


@pytest.fixture(scope="session", autouse=True)
def _gpu(request: pytest.FixtureRequest) -> Iterator[None]:
    if architecture := request.config.getoption("--pretend", None):
        from tests.engine.pretended_gpu import compiling_gpu  # which needs what others do not

        with compiling_gpu(divmod(architecture, 10)):
            yield
    else:
        yield


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skip the tests of this folder where there is no GPU, or where kernels do not run on it."""
    if config.getoption("--pretend", None):
        return
    if torch.cuda.is_available() and not os.environ.get("TRITON_INTERPRET"):
        return
    no_kernel = "the kernels run in Triton's interpreter here: pytest tests/gpu, alone"
    reason = no_kernel if torch.cuda.is_available() else "needs a CUDA device"
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.skip(reason=reason))
