"""Whole turns of the demo model on a GPU, as the full model runs there: experts packed, steps captured."""

from __future__ import annotations

import pytest
import torch

from engine.conversation import Conversation
from engine.denoise import Denoiser
from engine.events import TurnFinished
from engine.generate import turn
from engine.kernels.linear import Precision
from engine.load import Loaded, load
from engine.model.assembly import NOTHING, EightBit
from engine.options import TurnOptions, planned
from engine.weights.catalog import DEMO
from tests.engine.easy import EASY

pytest.importorskip("transformers", reason="the demo's tokenizer needs it")
CUDA = torch.device("cuda")
EVERYTHING = EightBit(dense=True, embedding=True, cache=True)


@pytest.fixture(scope="module", params=[NOTHING, EVERYTHING], ids=["as stored", "in 8 bits"])
def model(request: pytest.FixtureRequest) -> Loaded:
    return load(
        DEMO,
        device=CUDA,
        precision=Precision(torch.bfloat16, torch.bfloat16),
        keep_packed=True,
        eight_bit=request.param,
        progress=lambda _done, _total: None,
        cancelled=lambda: False,
    )


@pytest.mark.parametrize(("asked", "answer"), EASY)
def test_the_demo_model_answers_right_and_the_same_again(model: Loaded, asked: str, answer: str) -> None:
    plan = planned(TurnOptions(seed=3), model.sampler, canvas_length=model.network.config.canvas_length)
    texts = []
    for _ in range(2):
        denoiser, asking = Denoiser(model.network), Conversation().asked(asked)
        *_, last = turn(model, denoiser, asking, plan, turn_id=1, cancelled=lambda: False)
        assert isinstance(last, TurnFinished)
        texts.append(last.text)
    assert answer in texts[0]
    assert texts[0] == texts[1]
