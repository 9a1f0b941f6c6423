from __future__ import annotations

import math

import pytest

from app.models.slow_motion import RATES
from app.models.turn import Turn
from engine import Deed, Steering
from tests.app.conftest import Opened, OpenWindow


def _running(open_window: OpenWindow) -> tuple[Opened, Turn]:
    opened = open_window(stepwise=True)
    opened.parts.control.slow.switch(True)
    turn = opened.ask()
    opened.stepped(turn, 2)
    return opened, turn


def test_answers_are_paced_from_when_it_is_switched_on_until_it_is_off(open_window: OpenWindow) -> None:
    opened = open_window()
    slow = opened.parts.control.slow
    slow.switch(True)
    slow.switch(True)
    slow.choose(4.0)
    slow.toggle()
    slow.toggle()
    slow.switch(False)
    assert opened.engine.pauses == [0.5, 0.25, math.inf, 0.25, 0.0]


def test_every_rate_can_be_reached_and_no_other(open_window: OpenWindow) -> None:
    slow = open_window().parts.control.slow
    slow.faster(-99)
    reached = [slow.rate]
    for _ in RATES:
        slow.faster(1)
        reached.append(slow.rate)
    assert reached == [*RATES, RATES[-1]]


def test_a_single_step_makes_it_stand_still(open_window: OpenWindow) -> None:
    opened = open_window(step_s=0.02)
    slow = opened.parts.control.slow
    slow.switch(True)
    turn = opened.ask()
    slow.toggle()
    opened.settle()
    stood = turn.steps
    slow.step()
    opened.wait(lambda: turn.steps == stood + 1)
    opened.settle()
    assert slow.is_standing
    assert turn.steps == stood + 1
    slow.switch(False)
    opened.wait(lambda: turn.ended)


def test_the_next_answer_does_not_stand_still_from_the_start(open_window: OpenWindow) -> None:
    opened, turn = _running(open_window)
    slow = opened.parts.control.slow
    slow.toggle()
    assert slow.is_standing
    opened.finish(turn)
    assert not slow.is_standing
    assert slow.is_on


def test_only_the_canvas_that_is_denoised_in_slow_motion_can_be_steered(open_window: OpenWindow) -> None:
    opened, turn = _running(open_window)
    slow = opened.parts.control.slow
    recording = turn.recording
    assert recording is not None
    assert slow.paces(turn)
    assert slow.can_steer(recording, 0)
    assert not slow.can_steer(recording, 1)
    assert not slow.can_steer(None, 0)
    opened.stepped(turn, 1)
    assert not slow.is_live(recording)  # it is not that of the answer as it stands now
    slow.switch(False)
    assert not slow.can_steer(turn.recording, 0)
    slow.switch(True)
    assert slow.can_steer(turn.recording, 0)
    opened.finish(turn)
    assert not slow.paces(turn)
    assert not slow.can_steer(turn.recording, len(turn.trace.canvases) - 1)


@pytest.mark.parametrize("deed", Deed)
def test_a_deed_names_the_step_that_the_person_sees_next(open_window: OpenWindow, deed: Deed) -> None:
    opened, turn = _running(open_window)
    recording = turn.recording
    assert recording is not None
    opened.parts.control.slow.steer(recording, deed, 5, 7)
    opened.wait(lambda: bool(turn.trace.steerings))
    assert turn.trace.steerings == (Steering(canvas=0, step=2, slot=5, token=7, deed=deed),)
    opened.finish(turn)
    assert turn.options.steerings == turn.trace.steerings


def test_an_answer_asked_again_with_its_seed_is_steered_as_it_was_also_after_a_restart(
    open_window: OpenWindow,
) -> None:
    opened, turn = _running(open_window)
    recording = turn.recording
    assert recording is not None
    opened.parts.control.slow.steer(recording, Deed.PIN, 5, 7)
    opened.finish(turn)
    opened.stored()
    opened.tear_down()
    again = open_window()
    again.wait(lambda: bool(again.parts.library.open_chat.turns))
    stored = again.parts.library.open_chat.turns[-1]
    again.parts.control.regenerate(stored, same_seed=True)
    version = again.parts.library.open_chat.turns[-1]
    assert version is not stored
    assert version.options.steerings == (Steering(canvas=0, step=2, slot=5, token=7, deed=Deed.PIN),)
    again.wait(lambda: version.ended)
    again.parts.control.regenerate(stored)
    other = again.parts.library.open_chat.turns[-1]
    assert other.options.steerings == ()
    again.wait(lambda: other.ended)
