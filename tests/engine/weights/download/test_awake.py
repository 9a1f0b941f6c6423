"""Keeping the machine awake: asked for inside the block alone, and never a reason to fail."""

from __future__ import annotations

import os
import shutil
import sys
import time
from pathlib import Path

import pytest

from engine.weights.download.awake import awake

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="looks at the tool of other systems")


def test_without_the_systems_tool_nothing_happens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    with awake("test"):
        pass


@pytest.mark.parametrize("script", ["exit 1", 'echo "$*" > {asked}; echo $$ > {pid}; exec cat'])
def test_the_wish_ends_with_the_block(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    tool, asked, pid = tmp_path / "tool", tmp_path / "asked", tmp_path / "pid"
    tool.write_text(f"#!/bin/sh\n{script.format(asked=asked, pid=pid)}\n")
    tool.chmod(0o755)
    monkeypatch.setattr(shutil, "which", lambda _name: str(tool))
    with awake("A model is being downloaded"):
        time.sleep(0.3)
        if pid.exists():
            os.kill(int(pid.read_text()), 0)
            assert "A model is being downloaded" in asked.read_text() or sys.platform == "darwin"
    if pid.exists():
        with pytest.raises(ProcessLookupError):
            os.kill(int(pid.read_text()), 0)
