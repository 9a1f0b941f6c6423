"""What the doctor finds, and how it judges."""

from __future__ import annotations

import shutil
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest

from engine import hardware, load
from engine.hardware import GIB, Finding, Verdict, examine, free_gpu_bytes, memory_bytes, peak_memory_bytes


def _found(check: str) -> Finding:
    return next(finding for finding in examine() if finding.check == check)


def test_this_machine_is_examined_with_a_reason_each() -> None:
    findings = list(examine())
    checks = ["python", "torch", "transformers", "processor", "gpu", "memory", "disk", "demo model"]
    assert [finding.check for finding in findings] == checks
    assert all(finding.reason.endswith(".") for finding in findings)
    assert not [finding for finding in findings if finding.verdict is Verdict.PROBLEM]


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
    assert "launch.py" in finding.reason


def test_no_gpu_is_a_normal_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    assert _found("gpu").verdict is Verdict.OK


def test_a_gpu_is_named_with_memory_and_driver(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = "NVIDIA GeForce RTX 4090, 24564, 581.29\nNVIDIA Odd, Name, [N/A], 581.29\n"
    monkeypatch.setattr(shutil, "which", lambda _name: "/usr/bin/nvidia-smi")
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: subprocess.CompletedProcess([], 0, answer, ""))
    reason = _found("gpu").reason
    assert "NVIDIA GeForce RTX 4090, 24.0 GiB, driver 581.29" in reason
    assert "NVIDIA Odd, Name, [N/A], driver 581.29" in reason


def test_free_memory_is_that_of_the_gpu_with_most_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _name: "/usr/bin/nvidia-smi")
    answer = "1024\n 23010\n[N/A]\n"
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: subprocess.CompletedProcess([], 0, answer, ""))
    assert free_gpu_bytes() == 23010 * 2**20
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    assert free_gpu_bytes() is None


@pytest.mark.parametrize("error", [subprocess.TimeoutExpired("x", 1), OSError("broken")])
def test_a_driver_tool_that_fails_counts_as_no_gpu(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(shutil, "which", lambda _name: "/usr/bin/nvidia-smi")
    monkeypatch.setattr(subprocess, "run", fail)
    assert _found("gpu").reason.startswith("No NVIDIA GPU")


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


def test_the_demo_model_is_the_one_that_is_loaded() -> None:
    assert hardware.DEMO_DIRECTORY == load.DEMO_DIRECTORY
