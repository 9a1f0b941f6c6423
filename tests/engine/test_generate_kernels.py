"""A whole turn of the demo model as on a GPU: loaded to it, kernels in bfloat16, its step captured."""

from __future__ import annotations

import torch

from engine.conversation import Conversation
from engine.denoise import Denoiser
from engine.events import TurnFinished
from engine.generate import turn
from engine.kernels.linear import Precision
from engine.load import load
from engine.options import TurnOptions, planned
from engine.weights.catalog import DEMO
from tests.engine.pretended_gpu import CUDA, pretended_gpu
from tests.marks import needs_triton

pytestmark = needs_triton


def test_the_demo_model_answers_through_the_kernels_too() -> None:
    with pretended_gpu():
        model = load(
            DEMO,
            device=CUDA,
            precision=Precision(torch.bfloat16, torch.bfloat16),
            keep_packed=True,
            progress=lambda _done, _total: None,
            cancelled=lambda: False,
        )
        plan = planned(TurnOptions(seed=7), model.sampler, canvas_length=model.network.config.canvas_length)
        asked = Conversation().asked("What is 17 plus 25?")
        *_, last = turn(model, Denoiser(model.network), asked, plan, turn_id=0, cancelled=lambda: False)
    assert isinstance(last, TurnFinished)
    assert last.text == "17 plus 25 is 42."
