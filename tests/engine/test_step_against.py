"""Turns of random weights against transformers, at a tiny size on the processor."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pytest
import torch

import engine.denoise
from engine.kernels.linear import FLOAT32
from engine.step_against import StepComparison, compared_steps, random_reference
from engine.synthetic import synthetic_network
from tests.engine.fakes import SETTINGS
from tests.engine.oracle import tiny_oracle
from tests.engine.test_synthetic import CONFIG, CPU, SHAPE

STEPS, CANVASES, TURNS = 3, 2, 2


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """How many steps each side takes."""
    counts = {"ours": 0, "theirs": 0}

    def counting(side: str, original: Any) -> Any:
        def call(*given: Any, **more: Any) -> Any:
            counts[side] += 1
            return original(*given, **more)

        return call

    monkeypatch.setattr(engine.denoise, "advance", counting("ours", engine.denoise.advance))
    monkeypatch.setattr(torch, "multinomial", counting("theirs", torch.multinomial))
    monkeypatch.setattr(torch.compiler, "cudagraph_mark_step_begin", lambda: None)  # imports the compiler
    return counts


def test_both_sides_take_every_step_of_every_canvas(counted: dict[str, int]) -> None:
    hasty = replace(SETTINGS, stability_threshold=0, confidence_threshold=100.0)
    config = tiny_oracle(SHAPE, seed=0).config.to_dict()
    report: StepComparison = compared_steps(
        synthetic_network(CONFIG, device=CPU, precision=FLOAT32),
        random_reference(config, hasty, device=CPU, dtype=torch.float32),
        hasty,
        prompt_tokens=9,
        steps=STEPS,
        canvases=CANVASES,
        turns=TURNS,
        compiled=False,
    )
    expected = (2 + TURNS) * CANVASES * STEPS
    assert counted == {"ours": expected, "theirs": expected}
    assert report.ratio == pytest.approx(report.theirs_turn_ms_p50 / report.ours_turn_ms_p50)
    assert math.isfinite(report.ratio)
    assert report.compared_turns == TURNS


def test_the_reference_computes_numbers_of_ordinary_size() -> None:
    config = tiny_oracle(SHAPE, seed=0).config.to_dict()
    model = random_reference(config, SETTINGS, device=CPU, dtype=torch.bfloat16)
    assert {weight.dtype for weight in model.parameters()} == {torch.bfloat16}
    assert torch.get_default_dtype() == torch.float32
    experts = model.model.decoder.layers[0].experts.gate_up_proj
    assert experts.float().std() == pytest.approx(SHAPE.hidden_size**-0.5, rel=0.05)
