"""Turns of random weights against transformers, at a tiny size on the processor."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pytest
import torch
from transformers import DiffusionGemmaForBlockDiffusion

import engine.denoise
from engine.kernels.linear import FLOAT32, Precision
from engine.model.network import Network
from engine.options import SamplerSettings
from engine.step_against import StepComparison, compared_steps, random_pair
from engine.step_bench import _SETTINGS as OF_BENCH
from tests.engine.fakes import SETTINGS
from tests.engine.oracle import decoded, oracle_decode, oracle_prefill, random_ids, tiny_oracle
from tests.engine.test_synthetic import CPU, SHAPE

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


def pair(
    precision: Precision, settings: SamplerSettings = SETTINGS
) -> tuple[Network, DiffusionGemmaForBlockDiffusion]:
    config = tiny_oracle(SHAPE, seed=0).config.to_dict()
    return random_pair(config, settings, device=CPU, precision=precision)


HASTY = replace(SETTINGS, stability_threshold=0, confidence_threshold=100.0)


@pytest.mark.parametrize("settings", [HASTY, OF_BENCH], ids=["that stop at once", "of the bench"])
def test_both_sides_take_every_step_of_every_canvas(
    counted: dict[str, int], settings: SamplerSettings
) -> None:
    report: StepComparison = compared_steps(
        *pair(FLOAT32, settings),
        settings,
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


def test_both_sides_compute_the_same_from_the_same_weights() -> None:
    ours, theirs = pair(FLOAT32)
    prompt, canvas = random_ids(SHAPE, 40, seed=1), random_ids(SHAPE, SHAPE.canvas_length, seed=2)
    cache = ours.new_cache(40)
    ours.prefill(prompt, cache)
    expected = oracle_decode(theirs, canvas, oracle_prefill(theirs, prompt))
    assert 0.3 < expected.std() < 3.0
    assert (decoded(ours, canvas, cache, None) - expected).abs().max() < 1e-4


def test_theirs_is_in_one_dtype_whatever_torchs_default_is() -> None:
    _, theirs = pair(Precision(torch.bfloat16, torch.bfloat16))
    assert {weight.dtype for weight in theirs.parameters()} == {torch.bfloat16}
    assert torch.get_default_dtype() == torch.float32
