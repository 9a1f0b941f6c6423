"""The same question again, of the demo model in bfloat16, in which a GPU computes."""

from __future__ import annotations

import pytest
import torch

from engine.conversation import Conversation
from engine.denoise import Denoiser
from engine.events import StepTaken, TurnStarted
from engine.generate import turn
from engine.kernels.linear import FLOAT32, Precision
from engine.load import Loaded, load
from engine.options import TurnOptions, planned
from engine.weights.catalog import DEMO

BF16 = Precision(torch.bfloat16, torch.bfloat16)
QUESTION = Conversation().asked("Sort these words: pear, apple, fig, plum.")
TALK = Conversation().asked("What is 27 plus 45?").answered("72").asked("And 27 plus 46?")


def steps(loaded: Loaded, denoiser: Denoiser, conversation: Conversation, seed: int) -> tuple[int, object]:
    """How much was reused, and every bit that the steps tell."""
    plan = planned(TurnOptions(seed=seed), loaded.sampler, canvas_length=loaded.network.config.canvas_length)
    events = list(turn(loaded, denoiser, conversation, plan, turn_id=1, cancelled=lambda: False))
    reused = [event.reused_tokens for event in events if isinstance(event, TurnStarted)]
    taken = [(each.ids, each.draft, each.entropy_nats) for each in events if isinstance(each, StepTaken)]
    return reused[0], taken


@pytest.mark.parametrize("precision", [FLOAT32, BF16], ids=["float32", "bfloat16"])
def test_the_same_question_again_with_the_same_seed_is_answered_bit_for_bit(precision: Precision) -> None:
    loaded = load(
        DEMO,
        device=torch.device("cpu"),
        precision=precision,
        progress=lambda _done, _total: None,
        cancelled=lambda: False,
    )
    denoiser = Denoiser(loaded.network)
    for conversation in (QUESTION, TALK):  # of a fresh cache, and of one that begins alike
        first = {seed: steps(loaded, denoiser, conversation, seed) for seed in (2, 3)}
        again = {seed: steps(loaded, denoiser, conversation, seed) for seed in (3, 2)}
        assert first == again
        assert first[3][0] > first[2][0]  # another seed is not kept from what is there
