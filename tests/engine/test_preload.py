"""Loading torch's libraries ahead of its import."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

from engine.preload import preload_torch

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.mark.skipif(sys.platform != "linux", reason="reads the process's memory map")
def test_the_libraries_are_mapped_and_torch_still_imports() -> None:
    program = """
from pathlib import Path
import sys
from engine.preload import preload_torch
preload_torch()
print("torch" in sys.modules, "libtorch_cpu" in Path("/proc/self/maps").read_text())
import torch
print(torch.ones(2).sum().item())
"""
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["False", "True", "2.0"]


def test_nothing_happens_without_torch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "torch", raising=False)
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    preload_torch()
    assert "torch" not in sys.modules


def test_libraries_that_cannot_be_loaded_are_left_to_the_import(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    package = tmp_path / "torch"
    (package / "lib").mkdir(parents=True)
    (package / "lib" / "libc10.so").write_bytes(b"no library")
    spec = importlib.util.spec_from_file_location("torch", package / "__init__.py")
    monkeypatch.delitem(sys.modules, "torch", raising=False)
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: spec)
    preload_torch()
