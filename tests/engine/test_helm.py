from __future__ import annotations

import threading
import time
from collections.abc import Callable
from functools import partial

from engine.helm import FULL_SPEED, STANDING, Helm
from engine.steering import Deed, Steering

LONG_S = 60.0


def _pin(slot: int = 0, *, canvas: int = 0, step: int = 0) -> Steering:
    return Steering(canvas=canvas, step=step, slot=slot, token=5, deed=Deed.PIN)


def _never() -> bool:
    return False


def _later(act: Callable[[], object]) -> threading.Timer:
    timer = threading.Timer(0.05, act)
    timer.start()
    return timer


def _cancel(cancelled: threading.Event, helm: Helm) -> None:
    cancelled.set()
    helm.wake()


def test_at_full_speed_with_nothing_asked_there_is_nothing_to_read() -> None:
    helm = Helm()
    assert helm.is_idle
    assert helm.due(0, 0, _never) == ()
    helm.pace(0.5)
    assert not helm.is_idle
    helm.pace(FULL_SPEED)
    helm.steer(_pin())
    assert not helm.is_idle
    helm.due(0, 0, _never)
    assert helm.is_idle


def test_each_step_is_waited_for() -> None:
    helm = Helm(pause_s=0.05)
    for step in range(2):
        started = time.monotonic()
        assert helm.due(0, step, _never) == ()
        assert 0.045 <= time.monotonic() - started < LONG_S


def test_a_standing_turn_goes_on_by_as_many_steps_as_are_granted() -> None:
    helm = Helm(pause_s=STANDING)
    helm.proceed()
    helm.proceed()
    assert helm.due(0, 0, _never) == helm.due(0, 1, _never) == ()
    granting = _later(helm.proceed)
    assert helm.due(0, 2, _never) == ()
    granting.join()
    cancelled = threading.Event()
    cancelling = _later(partial(_cancel, cancelled, helm))
    helm.due(0, 3, cancelled.is_set)
    assert cancelled.is_set()  # no step more was granted
    cancelling.join()


def test_another_pace_and_a_cancel_end_the_wait() -> None:
    helm = Helm(pause_s=STANDING)
    quickening = _later(lambda: helm.pace(FULL_SPEED))
    assert helm.due(0, 0, _never) == ()
    quickening.join()
    helm.pace(STANDING)
    cancelled = threading.Event()
    cancelling = _later(partial(_cancel, cancelled, helm))
    assert helm.due(0, 1, cancelled.is_set) == ()
    cancelling.join()


def test_what_was_granted_before_the_pace_changed_is_not_for_later() -> None:
    helm = Helm(pause_s=STANDING)
    helm.proceed()
    helm.pace(STANDING)
    cancelled = threading.Event()
    waiting = _later(partial(_cancel, cancelled, helm))
    helm.due(0, 0, cancelled.is_set)
    assert cancelled.is_set()  # nothing else has ended the wait
    waiting.join()


def test_a_deed_ends_the_wait_at_once_and_the_step_is_still_to_come() -> None:
    helm = Helm(pause_s=STANDING)
    steering = _later(lambda: helm.steer(_pin(3)))
    assert helm.due(0, 2, _never) == (_pin(3, step=2),)  # it names the step that follows it
    steering.join()
    helm.proceed()
    assert helm.due(0, 2, _never) == ()


def test_deeds_come_in_the_order_in_which_they_were_asked_for() -> None:
    helm = Helm()
    helm.steer(_pin(1))
    helm.steer(_pin(0))
    assert [each.slot for each in helm.due(0, 0, _never)] == [1, 0]
    assert helm.due(0, 0, _never) == ()


def test_a_script_waits_for_its_step_and_its_canvas() -> None:
    helm = Helm([_pin(1, step=2), _pin(2, canvas=1)])
    assert helm.due(0, 0, _never) == helm.due(0, 1, _never) == ()
    assert helm.due(0, 2, _never) == (_pin(1, step=2),)
    assert not helm.is_idle
    assert helm.due(1, 0, _never) == (_pin(2, canvas=1),)
    assert helm.is_idle


def test_what_comes_when_its_canvas_is_done_is_forgotten() -> None:
    helm = Helm()
    helm.steer(_pin(1, canvas=0))
    assert helm.due(1, 0, _never) == ()
    assert helm.is_idle
