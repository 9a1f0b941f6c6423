"""Slow motion and steering through the engine thread; with a scripted network."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

import engine.placement
from engine.conversation import Conversation
from engine.events import CanvasStarted, Steered, StepTaken, TurnFinished
from engine.helm import FULL_SPEED, STANDING
from engine.load import Loaded
from engine.options import TurnOptions
from engine.service import Engine
from engine.steering import Deed, Renoising, Steering
from tests.engine.fakes import CANVAS, IDS, FakeNetwork, fake_model, ids_of
from tests.engine.recorder import WAIT_S, Recorder

HELLO = Conversation().asked("hello")
OPTIONS = TurnOptions(seed=1, max_new_tokens=CANVAS)


@pytest.fixture
def running(monkeypatch: pytest.MonkeyPatch, recorder: Recorder, network: FakeNetwork) -> Iterator[Engine]:
    def load(_model: str, **_given: object) -> Loaded:
        return fake_model(network)

    monkeypatch.setattr(engine.placement, "load", load)
    made = Engine(recorder)
    yield made
    assert made.close(WAIT_S)


def test_in_slow_motion_a_turn_stands_until_it_may_proceed_and_is_steered_meanwhile(
    running: Engine, recorder: Recorder, network: FakeNetwork
) -> None:
    network.script[:] = ["abcde#"] * 4
    running.load("demo")
    running.pace(STANDING)
    turn_id = running.submit(HELLO, OPTIONS)
    recorder.wait(lambda: bool(recorder.of(CanvasStarted)))
    running.proceed(turn_id)
    recorder.wait(lambda: len(recorder.of(StepTaken)) == 1)
    pin = Steering(canvas=0, step=0, slot=2, token=IDS["x"], deed=Deed.PIN)
    running.steer(turn_id, pin)
    recorder.wait(lambda: bool(recorder.of(Steered)))
    assert recorder.of(Steered)[0].steering == replace(pin, step=1)
    assert len(recorder.of(StepTaken)) == 1
    running.pace(FULL_SPEED)
    finished = recorder.wait_for_turns(1)[0]
    assert isinstance(finished, TurnFinished)
    assert finished.text == "abxde"


def test_a_turn_that_stands_is_cancelled_and_closing_ends_it(running: Engine, recorder: Recorder) -> None:
    running.load("demo")
    running.pace(STANDING)
    first = running.submit(HELLO, OPTIONS)
    recorder.wait(lambda: bool(recorder.of(CanvasStarted)))
    running.cancel(first)
    recorder.wait_for_turns(1)
    running.submit(HELLO, OPTIONS)
    recorder.wait(lambda: len(recorder.of(CanvasStarted)) == 2)
    assert running.close()
    assert len(recorder.of(TurnFinished)) == 2


def test_renoising_is_not_slowed_and_other_turns_are_not_steered(running: Engine, recorder: Recorder) -> None:
    running.load("demo")
    running.pace(STANDING)
    running.renoise(HELLO, Renoising(blocks=(ids_of("abcde#"),), block=0, slots=frozenset({1})), OPTIONS)
    recorder.wait_for_turns(1)
    pin = Steering(canvas=0, step=0, slot=2, token=IDS["x"], deed=Deed.PIN)
    running.steer(99, pin)
    running.proceed(99)
    assert not recorder.of(Steered)


def test_the_steerings_of_the_options_are_followed(running: Engine, recorder: Recorder) -> None:
    running.load("demo")
    pin = Steering(canvas=0, step=0, slot=1, token=IDS["x"], deed=Deed.PIN)
    running.submit(HELLO, replace(OPTIONS, steerings=(pin,)))
    finished = recorder.wait_for_turns(1)[0]
    assert isinstance(finished, TurnFinished)
    assert finished.text == "hx"
