"""Measuring turns."""

from __future__ import annotations

import json
import math
import shutil
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import pytest
import torch

import engine.denoise
import engine.model.network
from engine import placement
from engine.bench import FORCED_CANVASES, FORCED_STEPS, bench, compared
from engine.errors import InvalidOption, ModelMissing, PlanRefused
from engine.gpus import GIB
from engine.kernels.linear import FLOAT32
from engine.load import load
from engine.model.published import DIFFUSIONGEMMA_26B


def _counted(monkeypatch: pytest.MonkeyPatch, owner: object, name: str) -> list[None]:
    """One entry a call of a function from now on."""
    calls: list[None] = []
    function: Callable[..., object] = getattr(owner, name)

    def call(*arguments: object, **named: object) -> object:
        calls.append(None)
        return function(*arguments, **named)

    monkeypatch.setattr(owner, name, call)
    return calls


def test_turns_are_measured(tiny_model: Path) -> None:
    report, comparison = bench(tiny_model, against=False, turns=1)
    assert comparison is None
    numbers = [value for value in asdict(report).values() if isinstance(value, int | float)]
    assert all(math.isfinite(value) and value >= 0 for value in numbers)
    assert report.step_ms_median <= report.step_ms_p95 <= report.step_ms_p99
    assert 1 <= report.steps_per_canvas <= 48
    assert report.turns == 1


def test_turns_are_measured_as_they_are_conditioned(
    tiny_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_all = _counted(monkeypatch, engine.model.network, "mixed")
    on_likeliest = _counted(monkeypatch, engine.model.network, "mixed_at")
    report, _ = bench(tiny_model, against=False, turns=1, top_conditioning=True)
    assert report.top_conditioning
    assert on_likeliest
    assert not on_all


def test_activations_are_rounded_where_that_is_asked_for(tiny_model: Path) -> None:
    plain, _ = bench(tiny_model, against=False, turns=1)
    rounded, _ = bench(tiny_model, against=False, turns=1, fp4_activations=True)
    assert (plain.fp4_activations, rounded.fp4_activations) == (False, True)


def test_both_sides_do_equal_work_whatever_the_model_says(
    tiny_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # This model settles every canvas at its first step, and nearly every token ends its turn.
    directory = shutil.copytree(tiny_model, tmp_path / "hasty")
    settings = json.loads((directory / "generation_config.json").read_text())
    settings |= {"confidence_threshold": 100.0, "stability_threshold": 0}
    settings |= {"eos_token_id": list(range(1, 1500))}
    (directory / "generation_config.json").write_text(json.dumps(settings))
    monkeypatch.setattr(torch.compiler, "cudagraph_mark_step_begin", lambda: None)  # imports the compiler
    loaded = load(
        directory,
        device=torch.device("cpu"),
        precision=FLOAT32,
        progress=lambda _done, _total: None,
        cancelled=lambda: False,
    )
    ours = _counted(monkeypatch, engine.denoise, "advance")
    theirs = _counted(monkeypatch, torch, "multinomial")
    comparison = compared(loaded, directory, turns=2)
    assert len(ours) == (2 + 1) * FORCED_CANVASES * FORCED_STEPS
    assert len(theirs) == 2 * len(ours)  # once in each precision
    assert comparison.theirs_turn_ms_p50 <= comparison.theirs_slower_turn_ms_p50
    assert comparison.ratio == pytest.approx(comparison.theirs_turn_ms_p50 / comparison.ours_turn_ms_p50)
    assert comparison.compared_turns == 2


def test_a_model_goes_where_it_would_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "config.json").write_text(json.dumps(DIFFUSIONGEMMA_26B))
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr(placement, "memory_bytes", lambda: (64 * GIB, 60 * GIB))
    with pytest.raises(PlanRefused, match="needs an NVIDIA GPU"):
        bench(tmp_path, against=False)
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "get_device_capability", lambda: (8, 9))
    monkeypatch.setattr(torch.cuda, "mem_get_info", lambda: (80 * GIB, 80 * GIB))
    monkeypatch.setattr(torch.cuda, "memory_reserved", lambda: 0)
    monkeypatch.setattr(placement, "kernel_obstacle", lambda: "")
    monkeypatch.setattr(placement, "cap_gpu_memory", lambda _most_bytes: None)
    with pytest.raises(InvalidOption, match="goes to the GPU"):
        bench(tmp_path, against=True)


def test_a_missing_model_cannot_be_measured(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing):
        bench(tmp_path, against=False)
