"""Whole turns of the demo model over a KV cache in 8 bits."""

from __future__ import annotations

import pytest
import torch

from engine.conversation import Conversation
from engine.denoise import Denoiser
from engine.events import TurnFinished
from engine.generate import turn
from engine.kernels.linear import FLOAT32
from engine.load import Loaded, load
from engine.model.assembly import EightBit
from engine.options import TurnOptions, planned
from engine.weights.catalog import DEMO
from tests.engine.easy import EASY


@pytest.fixture(scope="module")
def model() -> Loaded:
    return load(
        DEMO,
        device=torch.device("cpu"),
        precision=FLOAT32,
        eight_bit=EightBit(dense=False, embedding=False, cache=True),
        progress=lambda _done, _total: None,
        cancelled=lambda: False,
    )


@pytest.mark.parametrize(("asked", "answer"), EASY)
def test_the_demo_model_still_answers_right(model: Loaded, asked: str, answer: str) -> None:
    plan = planned(TurnOptions(seed=3), model.sampler, canvas_length=model.network.config.canvas_length)
    denoiser = Denoiser(model.network)
    *_, last = turn(model, denoiser, Conversation().asked(asked), plan, turn_id=1, cancelled=lambda: False)
    assert isinstance(last, TurnFinished)
    assert answer in last.text
    assert denoiser.cache.layers[0].keys.element_size() == 1
