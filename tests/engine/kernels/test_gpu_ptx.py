"""Tests once more, with what is compiled for a card in place of what Triton interprets."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.marks import needs_triton

ROOT = Path(__file__).resolve().parents[3]
TESTS = (
    "tests/engine/kernels/gpu",
    "tests/engine/model/test_network_kernels.py",
    "tests/engine/test_graph.py",
    "tests/engine/test_generate_kernels.py",
)


@needs_triton
@pytest.mark.parametrize("architecture", [90, 120])
def test_what_is_compiled_for_a_card_does_what_is_asked_of_what_is_interpreted(architecture: int) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "TRITON_INTERPRET"}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "--tb=short", *TESTS],
        cwd=ROOT,
        env=environment | {"DEWPOINT_PTX": str(architecture)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr
    passed = re.search(r"^(\d+) passed", done.stdout, re.MULTILINE)
    assert passed
    assert int(passed[1]) > 200
