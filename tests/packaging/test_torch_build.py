from __future__ import annotations

import os
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

import torch_build

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def _no_driver(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(torch_build, "KERNEL_MODULE", tmp_path / "version")
    monkeypatch.setattr(torch_build, "CARDS", tmp_path / "gpus")


def _answering(folder: Path, answer: str, status: int = 0) -> Path:
    if sys.platform == "win32":
        command = folder / "nvidia-smi.bat"
        program = "".join(f"@echo {line}\n" for line in answer.splitlines()) + f"@exit {status}\n"
    else:
        command = folder / "nvidia-smi"
        program = f"#!/bin/sh\necho '{answer}'\nexit {status}\n"
    command.write_text(program, "utf-8")
    command.chmod(0o755)
    return command


def test_without_a_driver_the_cpu_build_is_chosen() -> None:
    assert torch_build.choose() == torch_build.Choice("cpu", "No NVIDIA driver found")


def test_a_card_with_a_new_driver_gets_the_cuda_build(tmp_path: Path) -> None:
    _answering(tmp_path, "NVIDIA GeForce RTX 4090, 580.95.05, 8.9")
    assert torch_build.choose() == torch_build.Choice("cuda", "NVIDIA GeForce RTX 4090, driver 580.95.05")


def test_an_old_driver_is_named_with_the_one_that_is_needed(tmp_path: Path) -> None:
    _answering(tmp_path, "NVIDIA GeForce RTX 4090, 570.133.07, 8.9")
    choice = torch_build.choose()
    assert choice.build == "cpu"
    assert "570.133.07" in choice.reason
    assert "580" in choice.reason


def test_a_card_without_bfloat16_gets_the_cpu_build(tmp_path: Path) -> None:
    _answering(tmp_path, "Quadro RTX 8000, 580.95.05, 7.5")
    assert torch_build.choose() == torch_build.Choice(
        "cpu", "Quadro RTX 8000 has no bfloat16 (RTX 30 and newer have)"
    )


def test_the_newest_of_several_cards_decides(tmp_path: Path) -> None:
    _answering(tmp_path, "NVIDIA GeForce GTX 1080, 580.95.05, 6.1\nNVIDIA GeForce RTX 5090, 580.95.05, 12.0")
    assert torch_build.choose().reason == "NVIDIA GeForce RTX 5090, driver 580.95.05"


@pytest.mark.parametrize(
    ("answer", "status"),
    [("No devices were found", 6), ("Field compute_cap is not valid", 0), ("a card, N/A, 8.9", 0), ("", 0)],
)
def test_a_driver_that_does_not_answer_is_told(tmp_path: Path, answer: str, status: int) -> None:
    _answering(tmp_path, answer, status)
    choice = torch_build.choose()
    assert choice.build == "cpu"
    assert "nvidia-smi names no card" in choice.reason


def test_the_trace_changes_when_a_driver_comes_is_updated_or_loaded_or_a_card_is_another(
    tmp_path: Path,
) -> None:
    traces = [torch_build.driver_trace()]
    command = _answering(tmp_path, "")
    traces.append(torch_build.driver_trace())
    os.utime(command, (1, 1))
    traces.append(torch_build.driver_trace())
    (tmp_path / "version").write_text("NVRM version: 580.95.05\n", "utf-8")
    traces.append(torch_build.driver_trace())
    card = tmp_path / "gpus" / "0000:01:00.0" / "information"
    card.parent.mkdir(parents=True)
    for model in ("GTX 1060", "RTX 5090"):
        card.write_text(f"Model: \t NVIDIA GeForce {model}\nIRQ: 90\n", "utf-8")
        traces.append(torch_build.driver_trace())
    assert traces[0] == ""
    assert len(set(traces)) == 6


@pytest.mark.parametrize(
    ("system", "build", "accepted"),
    [
        ("linux", "cpu", "2.13.0+cpu"),  # the default index holds the CUDA build, without a label
        ("linux", "cuda", "2.13.0"),
        ("win32", "cpu", "2.13.0"),  # here it holds the CPU build
        ("win32", "cuda", "2.13.0+cu130"),
        ("darwin", "cpu", "2.13.0"),
    ],
)
def test_the_requirement_accepts_its_build_and_on_linux_no_other(
    monkeypatch: pytest.MonkeyPatch, system: str, build: str, accepted: str
) -> None:
    monkeypatch.setattr(sys, "platform", system)
    specifier = Requirement(torch_build.requirement(build)).specifier
    assert specifier.contains(accepted)
    if system == "linux":
        assert not specifier.contains("2.13.0+cpu" if build == "cuda" else "2.13.0")


@pytest.mark.parametrize(
    ("system", "build", "index"),
    [
        ("linux", "cpu", "whl/cpu"),
        ("linux", "cuda", None),
        ("win32", "cpu", None),
        ("win32", "cuda", "whl/cu130"),
    ],
)
def test_pytorchs_index_is_named_only_for_what_the_default_index_lacks(
    monkeypatch: pytest.MonkeyPatch, system: str, build: str, index: str | None
) -> None:
    monkeypatch.setattr(sys, "platform", system)
    named = torch_build.index(build)
    assert named == (index and f"https://download.pytorch.org/{index}")


def test_the_version_lies_in_the_range_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    (torch,) = (r for r in map(Requirement, project["dependencies"]) if r.name == "torch")
    assert torch.specifier.contains(torch_build.VERSION)
