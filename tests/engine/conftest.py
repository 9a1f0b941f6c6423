"""What several test modules of the engine need once."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from engine.quiet import keep_quiet
from engine.words import in_english, say_with
from tests import ptx

if TYPE_CHECKING:
    from tests.engine.fakes import FakeNetwork
    from tests.engine.recorder import Recorder

keep_quiet(offline=False)  # read when the libraries are imported, which the test modules do next
# Read when torch is imported, which the test modules do next: spinning threads starve on a busy machine.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
# Read when CUDA is started: a GPU of this PC is for the tests in `tests/gpu`, alone.
os.environ["CUDA_VISIBLE_DEVICES"] = ""
# Read when Triton is imported: its kernels run in its interpreter here, unless their PTX is to be run.
if not ptx.ARCHITECTURE:
    os.environ["TRITON_INTERPRET"] = "1"


@pytest.fixture(autouse=True)
def _same_environment() -> Iterator[None]:
    """Take back what a command has told to its process and to its children."""
    before = dict(os.environ)
    yield
    os.environ.clear()
    os.environ.update(before)


@pytest.fixture
def bracketed() -> Iterator[None]:
    """A language in which everything is its English in brackets."""
    say_with(lambda words, **fields: f"⟦{in_english(words, **fields)}⟧")
    yield
    say_with(in_english)


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with a tiny random model. Tests that damage it take a copy."""
    from tests.engine.tiny import save_tiny_model

    return save_tiny_model(tmp_path_factory.mktemp("tiny"))


@pytest.fixture
def network() -> FakeNetwork:
    """A scripted network that answers "hi" ever again."""
    from tests.engine.fakes import FakeNetwork

    return FakeNetwork(["hi#abc"] * 100)


@pytest.fixture
def recorder() -> Recorder:
    """A listener for the engine."""
    from tests.engine.recorder import Recorder

    return Recorder()
