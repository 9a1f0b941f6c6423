"""What a GPU does before it is used, with a scripted network that plays one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

import pytest
import torch

from engine import warm_up as warming
from engine.conversation import Conversation
from engine.denoise import Denoiser
from engine.errors import CardFaulty
from engine.events import TurnFinished
from engine.generate import turn
from engine.graph import Work
from engine.hardware import Verdict
from engine.model.network import Network
from engine.options import TurnOptions, planned
from engine.warm_up import examine_decoding, prove_decoding, warm_up
from tests.engine.brackets import is_said, refuses_in_words
from tests.engine.fakes import CANVAS, SETTINGS, FakeNetwork, fake_model, ids_of

DECODES = "engine.kernels.gpu.proof.decodes_rightly"


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[torch.device]]:
    """The devices that were asked whether they decode rightly; they do."""
    pytest.importorskip("triton")
    devices: list[torch.device] = []

    def decodes(device: torch.device, _dtype: torch.dtype) -> bool:
        devices.append(device)
        return True

    monkeypatch.setattr(DECODES, decodes)
    monkeypatch.setattr(warming, "show_torch_one_card", lambda: None)
    prove_decoding.cache_clear()
    yield devices
    prove_decoding.cache_clear()


def test_what_is_slow_the_first_time_is_done_and_the_first_turn_finds_nothing_of_it(
    asked: list[torch.device],
) -> None:
    captured: list[Work] = []

    def capture(work: Work) -> Work:
        captured.append(work)
        return work

    network = FakeNetwork(["hi#abc"] * 20, waits_for_nothing=True)
    model, denoiser = fake_model(network), Denoiser(cast("Network", network), None, capture)
    warm_up(model, denoiser, cancelled=lambda: False)
    assert (len(captured), len(network.script), denoiser.cache.length) == (1, 19, 0)
    assert asked == [torch.device("cuda")]
    network.prefilled.clear()
    plan = planned(TurnOptions(seed=1, max_new_tokens=CANVAS), SETTINGS, canvas_length=CANVAS)
    conversation = Conversation().asked("hello")
    *_, last = turn(model, denoiser, conversation, plan, turn_id=1, cancelled=lambda: False)
    assert isinstance(last, TurnFinished)
    assert (last.text, last.stats.reused_tokens) == ("hi", 0)
    assert network.prefilled == [ids_of("hello")]
    assert len(captured) == 1


def test_a_processor_needs_no_warm_up(asked: list[torch.device]) -> None:
    network = FakeNetwork([])
    warm_up(fake_model(network), Denoiser(cast("Network", network)), cancelled=lambda: False)
    assert (network.prefilled, asked) == ([], [])


def test_a_card_proves_itself_once_in_a_process(asked: list[torch.device]) -> None:
    for _ in range(3):
        prove_decoding()
    assert len(asked) == 1


@pytest.mark.usefixtures("asked")
def test_a_card_that_decodes_wrongly_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(DECODES, lambda *_: False)
    network = FakeNetwork([], waits_for_nothing=True)
    denoiser = Denoiser(cast("Network", network), None, lambda work: work)
    with pytest.raises(CardFaulty, match="4-bit weights wrongly"):
        warm_up(fake_model(network), denoiser, cancelled=lambda: False)
    assert network.prefilled == []


@pytest.mark.usefixtures("asked", "bracketed")
def test_the_proof_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    good = examine_decoding()
    assert (good.check, good.verdict) == ("kernels", Verdict.OK)
    prove_decoding.cache_clear()
    monkeypatch.setattr(DECODES, lambda *_: False)
    assert refuses_in_words(prove_decoding)
    faulty = examine_decoding()
    assert faulty.verdict is Verdict.PROBLEM

    def full(*_: object) -> bool:
        raise torch.OutOfMemoryError("CUDA out of memory")

    monkeypatch.setattr(DECODES, full)
    busy = examine_decoding()
    assert busy.verdict is Verdict.NOTE
    assert is_said(good.reason, faulty.reason, busy.reason)
