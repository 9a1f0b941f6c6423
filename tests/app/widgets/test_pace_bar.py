from __future__ import annotations

from app.models.slow_motion import RATES
from app.widgets.pace_bar import PaceBar
from tests.app.conftest import OpenWindow


def test_its_buttons_stand_step_and_choose_a_rate(open_window: OpenWindow) -> None:
    opened = open_window(stepwise=True)
    slow = opened.parts.control.slow
    bar = PaceBar(opened.parts.theme, slow, opened.window)
    slow.switch(True)
    turn = opened.ask()
    opened.stepped(turn, 1)
    assert bar.go.accessibleName() == "Stand still"
    bar.go.click()
    assert slow.is_standing
    assert bar.go.accessibleName() == "Go on"
    bar.go.click()
    assert not slow.is_standing
    bar.step.click()
    opened.wait(lambda: turn.steps == 2)
    assert slow.is_standing
    actions = bar.rate.menu().actions()
    assert len(actions) == len(RATES)
    actions[1].trigger()
    assert (slow.rate, bar.rate.text()) == (1.0, "1 step a second  ▾")
    opened.finish(turn)


def test_every_control_has_a_name(open_window: OpenWindow) -> None:
    opened = open_window()
    bar = PaceBar(opened.parts.theme, opened.parts.control.slow, opened.window)
    assert all(button.accessibleName() and button.toolTip() for button in (bar.go, bar.step, bar.rate))
    assert bar.rate.toolTip() == "How many steps a second ([ ])"
