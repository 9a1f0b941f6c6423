"""The switches that keep libraries silent, and that they are set before any library is there."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from engine.quiet import OFFLINE, SILENT, keep_quiet
from tests.marks import needs_triton

ROOT = Path(__file__).resolve().parents[2]


def test_everything_is_switched_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "environ", {"HF_HUB_DISABLE_TELEMETRY": "0"})
    keep_quiet(offline=True)
    assert os.environ.items() >= (SILENT | OFFLINE).items()
    assert "Dewpoint" in os.environ["HF_HOME"] or "dewpoint" in os.environ["HF_HOME"]


def test_who_downloads_may_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "environ", dict(OFFLINE))
    keep_quiet(offline=False)
    assert not os.environ.keys() & OFFLINE.keys()


@pytest.mark.parametrize("door", ["engine.__main__", "app.__main__"])
def test_the_switches_are_read_by_the_library_that_is_imported_later(door: str) -> None:
    program = (
        f"import {door}, sys; assert 'huggingface_hub' not in sys.modules;"
        "from engine.quiet import keep_quiet; keep_quiet(offline=True);"
        "from huggingface_hub import constants as c;"
        "print(c.HF_HUB_DISABLE_TELEMETRY, c.HF_HUB_OFFLINE, c.HF_HUB_DISABLE_XET)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["True", "True", "True"]


@needs_triton
def test_triton_compiles_without_a_warning(tmp_path: Path) -> None:
    program = (
        "from engine.quiet import keep_quiet; keep_quiet(offline=True);"
        "from tests.engine.kernels.gpu.compile_all import described, launched_on;"
        "described(launched_on(90)[0], 90)"
    )
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TRITON_")}
    done = subprocess.run(
        [sys.executable, "-W", "error::UserWarning", "-c", program],
        cwd=ROOT,
        env=kept | {"TRITON_CACHE_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
