"""The demo model is steered while it answers, and answers the same again from seed and deeds."""

from __future__ import annotations

import pytest
import torch

from engine import Conversation, Deed, Steering, StepTaken, TurnFinished, TurnOptions
from engine.denoise import Denoiser
from engine.generate import turn
from engine.kernels.linear import processor_precision
from engine.load import Loaded, load
from engine.options import planned
from engine.trace import About, Trace
from engine.trace_codec import decode_trace, encode_trace
from engine.weights.catalog import DEMO
from tests.engine.traces import recorded

ASKED = Conversation().asked("Tell me a story about a fox named Mia.")


@pytest.fixture(scope="module")
def loaded() -> Loaded:
    return load(
        DEMO,
        device=torch.device("cpu"),
        precision=processor_precision(),
        progress=lambda _done, _total: None,
        cancelled=lambda: False,
    )


def _told(loaded: Loaded, *steerings: Steering) -> tuple[str, Trace]:
    options = TurnOptions(seed=7, steerings=steerings)
    plan = planned(options, loaded.sampler, canvas_length=loaded.network.config.canvas_length)
    denoiser = Denoiser(loaded.network)
    events = list(turn(loaded, denoiser, ASKED, plan, turn_id=1, cancelled=lambda: False))
    about = About(model="demo", vocabulary="", vocabulary_size=len(loaded.vocabulary.tokens))
    finished = events[-1]
    assert isinstance(finished, TurnFinished)
    return finished.text, recorded(about, events)


def _slot(loaded: Loaded, step: StepTaken, word: str) -> int:
    return [loaded.vocabulary.piece(token).text for token in step.draft].index(f" {word}")


def _did(deed: Deed, step: int, slot: int, token: int) -> Steering:
    return Steering(canvas=0, step=step, slot=slot, token=token, deed=deed)


def test_a_pinned_word_stands_in_the_answer_and_a_forbidden_one_does_not(loaded: Loaded) -> None:
    text, trace = _told(loaded)
    assert text.startswith("Once upon a time there was")
    step = trace.canvases[0].steps[3]
    name = _slot(loaded, step, "Mia")
    other = loaded.vocabulary.tokens.index("▁Bruno")
    pinned, pinned_trace = _told(loaded, _did(Deed.PIN, 4, name, other))
    assert loaded.vocabulary.piece(pinned_trace.canvases[0].block[name]).text == " Bruno"
    assert pinned != text
    time = _slot(loaded, step, "time")
    forbidden, forbidden_trace = _told(loaded, _did(Deed.FORBID, 0, time, step.draft[time]))
    assert forbidden_trace.canvases[0].block[time] != step.draft[time]
    assert forbidden != text


def test_seed_and_deeds_of_a_stored_recording_give_the_same_steps_again(loaded: Loaded) -> None:
    _, first = _told(loaded)
    step = first.canvases[0].steps[2]
    deeds = (
        _did(Deed.PIN, 3, 12, step.top.of(12)[1].id),
        _did(Deed.FORBID, 3, 14, step.draft[14]),
        _did(Deed.RELEASE, 6, 12, 0),
    )
    text, trace = _told(loaded, *deeds)
    stored = decode_trace(encode_trace(trace))
    assert stored.steerings == deeds
    again, trace_again = _told(loaded, *stored.steerings)
    assert again == text
    for one, other in zip(trace.canvases, trace_again.canvases, strict=True):
        assert [(s.ids, s.sampled, s.draft, s.top) for s in one.steps] == [
            (s.ids, s.sampled, s.draft, s.top) for s in other.steps
        ]
