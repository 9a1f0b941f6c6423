from __future__ import annotations

from PySide6.QtCore import Qt

from app.models.pieces import Glyphs
from app.models.turn import Turn
from app.widgets.steer_bar import SteerBar
from engine import MOST_FORBIDDEN, Deed
from tests.app.conftest import Opened, OpenWindow
from tests.app.fake_words import VOCABULARY


def _steering(open_window: OpenWindow) -> tuple[Opened, Turn, SteerBar]:
    opened = open_window(stepwise=True)
    opened.parts.control.slow.switch(True)
    turn = opened.ask()
    opened.stepped(turn, 2)
    opened.window.drawer.toggle(turn)
    opened.window.drawer.viewer.cursor_model.focus(3)
    bar = opened.window.drawer.viewer.inspector.steer
    assert bar is not None
    return opened, turn, bar


def _last(opened: Opened, turn: Turn, count: int) -> tuple[int, int, Deed]:
    opened.wait(lambda: len(turn.trace.steerings) == count)
    steering = turn.trace.steerings[-1]
    return steering.slot, steering.token, steering.deed


def test_a_slot_is_pinned_to_the_draft_that_it_shows_and_released(open_window: OpenWindow) -> None:
    opened, turn, bar = _steering(open_window)
    assert turn.frame is not None
    shown = turn.frame.draft[3]
    assert bar.isVisible()
    assert bar.pin.text().startswith("Pin “")
    bar.pin.click()
    assert _last(opened, turn, 1) == (3, shown, Deed.PIN)
    assert bar.pin.text() == "Release"
    assert not bar.forbid.isEnabled()  # what is pinned cannot be forbidden
    bar.pin.click()
    assert _last(opened, turn, 2) == (3, shown, Deed.RELEASE)
    assert bar.pin.text().startswith("Pin “")
    opened.finish(turn)


def test_another_of_the_likeliest_can_be_pinned_or_forbidden_and_allowed(open_window: OpenWindow) -> None:
    opened, turn, bar = _steering(open_window)
    assert turn.frame is not None
    chart = opened.window.drawer.viewer.inspector.chart
    other = next(token for token in chart.tokens if token != turn.frame.draft[3])
    chart.choose(other)
    bar.forbid.click()
    assert _last(opened, turn, 1) == (3, other, Deed.FORBID)
    assert bar.forbid.text() == "Allow"
    bar.forbid.click()
    assert _last(opened, turn, 2) == (3, other, Deed.ALLOW)
    bar.pin.click()
    assert _last(opened, turn, 3) == (3, other, Deed.PIN)
    opened.finish(turn)


def test_it_is_there_only_while_the_canvas_is_denoised_in_slow_motion(open_window: OpenWindow) -> None:
    opened, turn, bar = _steering(open_window)
    opened.parts.control.slow.switch(False)
    assert not bar.isVisible()
    opened.parts.control.slow.switch(True)
    assert bar.isVisible()
    opened.finish(turn)
    opened.wait(lambda: not bar.isVisible())
    bar.pin.click()
    opened.settle()
    assert turn.trace.steerings == ()


def test_noise_before_the_first_step_is_neither_pinned_nor_forbidden(open_window: OpenWindow) -> None:
    opened, turn, bar = _steering(open_window)
    viewer = opened.window.drawer.viewer
    viewer.cursor_model.go(viewer.cursor_model.last - viewer.cursor_model.frame)
    assert viewer.cursor_model.frame == 0
    assert not bar.isVisible()
    assert Qt.Key.Key_P not in viewer._live_keys()
    viewer.cursor_model.step(1)
    assert bar.isVisible()
    opened.finish(turn)


def test_the_buttons_say_to_a_screen_reader_what_they_do(open_window: OpenWindow) -> None:
    opened, turn, bar = _steering(open_window)
    assert bar.pin.accessibleName().startswith("Pin “")
    assert bar.pin.accessibleDescription().startswith("Hold this slot at “")
    assert bar.forbid.accessibleDescription().startswith("Never let this slot be “")
    assert bar.pin.toolTip().endswith("(P)")
    assert bar.forbid.toolTip().endswith("(F)")
    opened.finish(turn)


def test_a_token_that_looks_like_markup_or_a_key_is_named_as_it_is_written(open_window: OpenWindow) -> None:
    opened, turn, bar = _steering(open_window)
    bar.ask_about(VOCABULARY.tokens.index("&amp;"), Glyphs(VOCABULARY))
    assert bar.pin.text() == "Pin “&&amp;”"
    bar.ask_about(VOCABULARY.tokens.index("<b>"), Glyphs(VOCABULARY))
    assert bar.pin.text() == "Pin “<b>”"
    assert "“&lt;b&gt;”" in bar.pin.toolTip()
    opened.finish(turn)


def test_in_a_slot_where_no_more_can_be_forbidden_one_can_only_be_allowed(open_window: OpenWindow) -> None:
    opened, turn, bar = _steering(open_window)
    recording = opened.window.drawer.viewer.cursor_model.recording
    assert turn.frame is not None
    assert recording is not None
    shown = turn.frame.draft[3]
    tokens = [shown, *(token for token in range(100, 200) if token != shown)][: MOST_FORBIDDEN + 1]
    for count, token in enumerate(tokens[1:], 1):
        opened.parts.control.slow.steer(recording, Deed.FORBID, 3, token)
        _last(opened, turn, count)
    opened.wait(lambda: not bar.forbid.isEnabled())
    assert bar.forbid.toolTip() == f"{MOST_FORBIDDEN} tokens are forbidden here. Allow one of them first. (F)"
    opened.parts.control.slow.steer(recording, Deed.ALLOW, 3, tokens[1])
    opened.wait(bar.forbid.isEnabled)
    opened.finish(turn)
