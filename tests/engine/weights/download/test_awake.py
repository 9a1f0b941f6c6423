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


def _tool(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    tool = folder / "tool"
    tool.write_text(f"#!/bin/sh\n{script}\n")
    tool.chmod(0o755)
    monkeypatch.setattr(shutil, "which", lambda _name: str(tool))


def test_the_wish_ends_with_the_block(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked, pid = tmp_path / "asked", tmp_path / "pid"
    _tool(tmp_path, monkeypatch, f'echo "$*" > {asked}; echo $$ > {pid}; exec cat')
    with awake("A model is being downloaded"):
        until_s = time.monotonic() + 60
        while not (pid.exists() and pid.read_text()):
            assert time.monotonic() < until_s
            time.sleep(0.01)
        os.kill(int(pid.read_text()), 0)
        assert "A model is being downloaded" in asked.read_text() or sys.platform == "darwin"
    with pytest.raises(ProcessLookupError):
        os.kill(int(pid.read_text()), 0)


def test_a_tool_that_fails_is_no_reason_to_fail(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _tool(tmp_path, monkeypatch, "exit 1")
    with awake("A model is being downloaded"):
        time.sleep(0.1)
