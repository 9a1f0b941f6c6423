"""What the doctor finds, and how it judges."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
import sysconfig
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
import torch

from engine import hardware
from engine.drives import Drive
from engine.faults import STARTER
from engine.gpus import GIB, Gpu
from engine.hardware import (
    Finding,
    Verdict,
    examine,
    kernel_obstacle,
    memory_bytes,
    peak_memory_bytes,
)
from engine.weights.catalog import FULL
from engine.weights.download.folder import SPARE_BYTES
from tests.engine.brackets import is_said


def _found(check: str) -> Finding:
    return next(finding for finding in examine() if finding.check == check)


def test_this_machine_is_examined_with_a_reason_each() -> None:
    findings = list(examine())
    checks = ["python", "torch", "transformers", "processor", "gpu", "memory", "disk", "demo model"]
    assert [check for check in dict.fromkeys(finding.check for finding in findings)] == checks
    assert all(finding.reason.endswith(".") for finding in findings)
    assert not [finding for finding in findings if finding.verdict is Verdict.PROBLEM]


def test_a_processor_of_unknown_threads_is_named_without_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: None)
    assert _found("processor").reason == f"{hardware.processor_name()}."


def test_looking_loads_no_torch() -> None:
    program = (
        "import sys; from engine.hardware import examine; list(examine()); print('torch' in sys.modules)"
    )
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"


@pytest.mark.parametrize(
    ("version", "verdict"),
    [
        ("2.10.9", "problem"),
        ("2.11.0+cpu", "ok"),
        ("2.15.3", "ok"),
        ("2.16.0", "problem"),
        ("odd", "problem"),
    ],
)
def test_a_version_outside_its_range_is_a_problem(
    monkeypatch: pytest.MonkeyPatch, version: str, verdict: str
) -> None:
    monkeypatch.setattr(metadata, "version", lambda _name: version)
    assert _found("torch").verdict == verdict
    assert version in _found("torch").reason


def test_a_missing_package_is_a_problem_with_a_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> str:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "version", missing)
    finding = _found("transformers")
    assert finding.verdict is Verdict.PROBLEM
    assert STARTER in finding.reason


def _gpu(**more: Any) -> Gpu:
    given = {"total_bytes": 24 * GIB, "free_bytes": 23 * GIB, "driver": "581.29", "programs": ()}
    return Gpu(**{"name": "RTX", "capability": (8, 9), **given, **more})


def test_no_gpu_is_worth_a_note_and_no_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hardware, "find_gpus", lambda: ())
    assert _found("gpu").verdict is Verdict.NOTE


def test_every_gpu_has_its_verdict_and_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hardware, "kernel_obstacle", lambda: "")
    monkeypatch.setattr(hardware, "find_gpus", lambda: (_gpu(), _gpu(name="Old", driver="566.36")))
    assert _found("gpu 1").reason.startswith("RTX (Ada Lovelace), 24.0 GiB, driver 581.29.")
    assert _found("gpu 2").reason.endswith("566.36 is too old, 580 or newer is needed.")
    assert _found("gpu 2").verdict is Verdict.NOTE


@pytest.mark.parametrize(
    ("cuda", "verdict", "said"),
    [("13.0", "ok", "driver 581.29."), ("", "note", f"{STARTER}: it installs the build for this card.")],
)
def test_a_card_that_the_installed_torch_cannot_use_is_said_with_what_to_run(
    monkeypatch: pytest.MonkeyPatch, cuda: str, verdict: str, said: str
) -> None:
    monkeypatch.setattr(hardware, "find_gpus", lambda: (_gpu(),))
    monkeypatch.setattr(hardware, "torch_cuda", lambda: cuda)
    monkeypatch.setattr(hardware, "kernel_obstacle", lambda: "")
    assert (_found("gpu").verdict, _found("gpu").reason.endswith(said)) == (verdict, True)


@pytest.mark.parametrize("name", ["triton", "gcc", "Python.h", ""])
def test_what_the_kernels_of_a_card_lack_to_be_compiled_is_said_with_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    for file in {"gcc", "Python.h"} - {name}:
        (tmp_path / file).touch(0o755)
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CC", raising=False)
    monkeypatch.setattr(sysconfig, "get_path", lambda _name: str(tmp_path))
    monkeypatch.setattr(importlib.util, "find_spec", lambda found: None if found == name else sys)
    told = {"triton": STARTER, "gcc": "Install gcc.", "Python.h": "-dev.", "": ""}[name]
    assert told in kernel_obstacle()
    assert bool(kernel_obstacle()) is bool(name)


def test_on_windows_triton_brings_its_own_compiler(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: sys)
    assert kernel_obstacle() == ""


def test_the_build_of_torch_is_the_one_that_torch_tells() -> None:
    assert hardware.torch_cuda() == (torch.version.cuda or "")


@pytest.mark.parametrize(
    ("free_gb", "verdict", "said"),
    [(500, "ok", "room for"), (5, "ok", "too little"), (0.1, "note", "too little")],
)
def test_every_drive_is_judged_by_its_room(
    monkeypatch: pytest.MonkeyPatch, free_gb: float, verdict: str, said: str
) -> None:
    drive = Drive(path=Path("/home"), total_bytes=10**12, free_bytes=int(free_gb * 10**9))
    monkeypatch.setattr(hardware, "find_drives", lambda: (drive,))
    assert _found("disk").verdict == verdict
    assert said in _found("disk").reason


def test_the_full_model_fits_where_it_is_said_to_fit() -> None:
    assert FULL.download_bytes + SPARE_BYTES <= hardware.FULL_MODEL_BYTES


@pytest.mark.parametrize(
    ("sizes", "verdict"),
    [((32 * GIB, 20 * GIB), "ok"), ((32 * GIB, GIB), "note"), ((GIB, None), "note"), ((8 * GIB, None), "ok")],
)
def test_memory_is_judged_by_what_is_free_where_that_is_known(
    monkeypatch: pytest.MonkeyPatch, sizes: tuple[int, int | None], verdict: str
) -> None:
    monkeypatch.setattr(hardware, "memory_bytes", lambda: sizes)
    assert _found("memory").verdict == verdict


def test_an_incomplete_demo_model_is_a_problem_that_names_the_files(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "config.json").touch()
    monkeypatch.setattr(hardware, "DEMO_DIRECTORY", tmp_path)
    finding = _found("demo model")
    assert finding.verdict is Verdict.PROBLEM
    assert "model.safetensors" in finding.reason
    assert "config.json" not in finding.reason.replace("generation_config.json", "")


def test_memory_is_measured() -> None:
    total, free = memory_bytes()
    assert total > GIB // 4
    assert free is None or 0 < free < total
    assert 10 * 2**20 < peak_memory_bytes() < total


@pytest.mark.parametrize("version", ["1.0", None])
@pytest.mark.parametrize("free_bytes", [None, 0, 2**40])
@pytest.mark.usefixtures("bracketed")
def test_findings_are_told_in_the_words_that_are_spoken(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, version: str | None, free_bytes: int | None
) -> None:
    assert is_said(*(finding.reason for finding in examine()))

    def told(name: str) -> str:
        if version is None:
            raise metadata.PackageNotFoundError(name)
        return version

    monkeypatch.setattr(metadata, "version", told)
    monkeypatch.setattr(hardware, "torch_cuda", lambda: "")
    monkeypatch.setattr(hardware, "find_gpus", lambda: (_gpu(),))
    monkeypatch.setattr(hardware, "memory_bytes", lambda: (GIB, free_bytes))
    drive = Drive(path=tmp_path, total_bytes=2**40, free_bytes=free_bytes or 0)
    monkeypatch.setattr(hardware, "find_drives", lambda: (drive,))
    monkeypatch.setattr(hardware, "DEMO_DIRECTORY", tmp_path)
    assert is_said(*(finding.reason for finding in examine()))
