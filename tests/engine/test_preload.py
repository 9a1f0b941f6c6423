"""Loading torch's libraries ahead of its import."""

from __future__ import annotations

import gc
import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

from engine import preload
from engine.preload import collector_at_rest, load_runtime, preload_torch

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.mark.skipif(sys.platform != "linux", reason="reads the process's memory map")
def test_the_libraries_are_mapped_and_torch_still_imports() -> None:
    program = """
from pathlib import Path
import sys
from engine.preload import collector_at_rest, preload_torch
preload_torch()
print("torch" in sys.modules, "libtorch_cpu" in Path("/proc/self/maps").read_text())
import torch
print(torch.ones(2).sum().item())
"""
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["False", "True", "2.0"]


def test_the_work_stays_on_one_thread_unless_the_environment_says_otherwise() -> None:
    program = """
import os
from engine.preload import prepare_torch
prepare_torch()
import torch
print(os.environ["OMP_WAIT_POLICY"], torch.get_num_threads())
"""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("OMP_")}

    def told(**extra: str) -> list[str]:
        done = subprocess.run(
            [sys.executable, "-c", program],
            cwd=ROOT,
            env=environment | extra,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout.split()

    policy, threads = told()
    assert policy == "PASSIVE"
    assert threads == "1"
    assert told(OMP_WAIT_POLICY="ACTIVE", OMP_NUM_THREADS="1") == ["ACTIVE", "1"]


def test_the_collector_rests_and_then_overlooks_what_was_made() -> None:
    gc.collect()
    frozen = gc.get_freeze_count()
    try:
        with collector_at_rest():
            assert not gc.isenabled()
            made: list[list[int]] = [[] for _ in range(1000)]
        assert gc.isenabled()
        assert gc.get_freeze_count() >= frozen + len(made)
    finally:
        gc.unfreeze()


def test_a_collector_that_was_off_stays_off() -> None:
    gc.disable()
    try:
        with collector_at_rest():
            pass
        assert not gc.isenabled()
    finally:
        gc.unfreeze()
        gc.enable()


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


@pytest.mark.skipif(sys.platform != "linux", reason="glibc's own")
def test_memory_that_is_freed_serves_again_without_a_page_fault() -> None:
    program = """
import resource
from engine.preload import keep_freed_memory

def page_faults_of_a_step():
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    [bytearray(4 * 2**20) for _ in range(4)]
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before

print(min(page_faults_of_a_step() for _ in range(5)))
keep_freed_memory()
print(min(page_faults_of_a_step() for _ in range(5)))
"""
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    before, after = map(int, done.stdout.split())
    assert before > 1000
    assert after < 10


def test_on_windows_the_runtime_of_torch_is_loaded_from_where_pip_put_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    searched: list[str] = []
    loaded: list[Path] = []
    spec = importlib.util.spec_from_file_location("torch", tmp_path / "torch" / "__init__.py")
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: spec)
    monkeypatch.setattr(os, "add_dll_directory", searched.append, raising=False)
    monkeypatch.setattr(preload, "_load", lambda folder, name: loaded.append(folder / name))
    monkeypatch.setattr(sys, "platform", "linux")
    load_runtime()
    assert (searched, loaded) == ([], [])
    monkeypatch.setattr(sys, "platform", "win32")
    load_runtime()
    assert (searched, loaded) == ([sys.prefix], [tmp_path / "torch" / "lib" / "c10"])


def test_the_window_loads_that_runtime_before_qt() -> None:
    program = """
import engine, sys
engine.load_runtime = lambda: sys.exit("after Qt" if "PySide6" in sys.modules else "before Qt")
sys.argv = ["app"]
from app.__main__ import main
main()
"""
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.stderr, done.returncode) == ("before Qt\n", 1)
