"""The engine thread and a card that is full or lost; with a scripted network."""

from __future__ import annotations

import dataclasses
import weakref
from collections.abc import Callable, Iterator

import pytest
import torch

import engine.placement
import engine.warm_up
from engine.conversation import Conversation
from engine.errors import CardFaulty, DeviceLost, ModelDamaged, ModelMissing
from engine.events import EngineState, LoadFailed, ModelLoaded, TurnFailed
from engine.load import Loaded
from engine.model.kv_cache import KVCache
from engine.options import TurnOptions
from engine.placement import on_processor
from engine.service import Engine
from tests.engine.fakes import CANVAS, FakeNetwork, fake_model
from tests.engine.recorder import WAIT_S, Recorder

HELLO = Conversation().asked("hello")
OPTIONS = TurnOptions(seed=1, max_new_tokens=CANVAS)


@pytest.fixture
def running(monkeypatch: pytest.MonkeyPatch, recorder: Recorder, network: FakeNetwork) -> Iterator[Engine]:
    """An engine for which every model belongs on a GPU; `"bad"` cannot be loaded."""

    def load(model: str, **_given: object) -> Loaded:
        if model == "bad":
            raise ModelDamaged("The file is truncated.", "Get it again.")
        return fake_model(network)

    on_gpu = dataclasses.replace(on_processor(), device=torch.device("cuda"))
    monkeypatch.setattr(engine.placement, "load", load)
    monkeypatch.setattr(engine.placement, "placed", lambda _directory: on_gpu)
    made = Engine(recorder)
    yield made
    assert made.close(WAIT_S)


def test_the_model_before_makes_way(running: Engine, recorder: Recorder, network: FakeNetwork) -> None:
    network.device = torch.device("cuda")
    running.load("full")
    running.load("bad")
    running.submit(HELLO, OPTIONS)
    recorder.wait(lambda: [type(each.error) for each in recorder.of(TurnFailed)] == [ModelMissing])
    recorder.wait(lambda: recorder.states[-1] is EngineState.EMPTY)
    assert len(recorder.of(ModelLoaded)) == 1


@pytest.mark.parametrize("then", ["demo", "full"])
def test_memory_of_the_card_is_given_back_once_the_model_has_left_it(
    then: str, running: Engine, recorder: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    networks: list[weakref.ref[FakeNetwork]] = []
    left: list[bool] = []

    def load(_model: str, **_given: object) -> Loaded:
        network = FakeNetwork([], device=torch.device("cuda"))
        networks.append(weakref.ref(network))
        return fake_model(network)

    monkeypatch.setattr(engine.placement, "load", load)
    monkeypatch.setattr(torch.cuda, "is_initialized", lambda: True)
    monkeypatch.setattr(torch.cuda, "empty_cache", lambda: left.append(networks[0]() is None))
    running.load("full")
    running.load(then)
    recorder.wait(lambda: len(recorder.of(ModelLoaded)) == 2)
    assert left[-1]  # at the latest when the next is loaded
    assert left.count(True) == (2 if then == "full" else 1)  # on the same card before that


def test_a_model_is_warmed_up_before_it_is_ready_and_one_that_fails_then_is_not_there(
    running: Engine, recorder: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready: list[int] = []

    def warm_up(_model: Loaded, _denoiser: object, *, cancelled: Callable[[], bool]) -> None:
        assert not cancelled()
        ready.append(len(recorder.of(ModelLoaded)))
        if len(ready) == 2:
            raise CardFaulty("It computes wrongly.", "Update the driver.")

    monkeypatch.setattr(engine.warm_up, "warm_up", warm_up)
    running.load("demo")
    running.load("full")
    recorder.wait(lambda: bool(recorder.of(LoadFailed)))
    assert ready == [0, 1]
    assert isinstance(recorder.of(LoadFailed)[0].error, CardFaulty)
    assert len(recorder.of(ModelLoaded)) == 1
    running.submit(HELLO, OPTIONS)
    recorder.wait_for_turns(1)  # by the model before, which was on another device


def test_a_lost_card_ends_the_turn_and_takes_the_model_and_the_engine_answers_on(
    running: Engine,
    recorder: Recorder,
    network: FakeNetwork,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    lost = torch.AcceleratorError("CUDA error: unspecified launch failure")

    def fail() -> None:
        raise lost

    def no_cache(_capacity: int) -> KVCache:
        raise lost

    running.load("full")
    recorder.wait(lambda: bool(recorder.of(ModelLoaded)))
    network.before_step = fail
    monkeypatch.setattr(network, "new_cache", no_cache)
    running.submit(HELLO, OPTIONS)
    recorder.wait_for_turns(1)
    recorder.wait(lambda: recorder.states[-1] is EngineState.EMPTY)
    running.submit(HELLO, OPTIONS)
    running.load("bad")
    recorder.wait_for_turns(2)
    recorder.wait(lambda: bool(recorder.of(LoadFailed)))
    assert [type(event.error) for event in recorder.of(TurnFailed)] == [DeviceLost, ModelMissing]
    assert ["let go" in record.message for record in caplog.records] == [True]
    caplog.clear()
