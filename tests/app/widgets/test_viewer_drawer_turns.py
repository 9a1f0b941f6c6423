"""What the drawer does when its turn, or what is beside that, becomes another one."""

from __future__ import annotations

from engine import EngineError
from tests.app.conftest import OpenWindow, always
from tests.app.fake_engine import Reply


def test_where_another_version_is_above_it_says_which_one_it_shows(open_window: OpenWindow) -> None:
    opened = open_window()
    first = opened.answered()
    drawer, control = opened.window.drawer, opened.parts.control
    drawer.toggle(first)
    told = drawer.viewer._origin
    assert not told.isVisible()
    control.regenerate(first)
    second = opened.parts.library.open_chat.turns[-1]
    opened.finish(second)
    assert told.accessibleName() == f"Not the version above: {control.name_of(first)}"
    assert told.isVisible()
    control.show(first)
    assert not told.isVisible()
    control.show(second)
    assert told.isVisible()
    drawer.toggle(second)
    assert drawer.turn is second
    assert not told.isVisible()


def test_a_version_that_is_deleted_is_no_longer_there_to_compare_with(open_window: OpenWindow) -> None:
    opened = open_window()
    first = opened.answered()
    drawer, control, chat = opened.window.drawer, opened.parts.control, opened.parts.library.open_chat
    for _ in range(2):
        control.regenerate(first)
        opened.finish(chat.turns[-1])
    second, third = chat.answers(first)[1:]
    drawer.toggle(third)
    menu = drawer.viewer.compare.choice.menu()
    assert len(menu.actions()) == 2
    control.show(first)
    control.delete(first)
    assert drawer.turn is third
    assert [action.text() for action in menu.actions()] == [control.name_of(second)]
    control.delete(third)
    assert not drawer.is_open


def test_an_answer_that_begins_anew_stays_on_show_and_is_followed(open_window: OpenWindow) -> None:
    opened = open_window(stepwise=True, reply_to=always(Reply(text="")))
    turn = opened.ask()
    opened.stepped(turn, 2)
    drawer = opened.window.drawer
    drawer.toggle(turn)
    cursor = drawer.viewer.cursor_model
    drawer.viewer.playback.pause()
    while not turn.is_second_try:  # the first try is empty
        opened.engine.advance()
        opened.settle(10)
    assert drawer.is_open
    opened.wait(lambda: cursor.goes_along)
    opened.finish(turn)
    opened.wait(lambda: not cursor.is_growing)
    assert drawer.turn is turn
    assert cursor.recording is not None
    assert turn.recording is not None
    assert cursor.recording.trace is turn.recording.trace


def test_until_something_is_new_what_was_there_stays_on_show_and_where_nothing_comes_it_is_put_away(
    open_window: OpenWindow,
) -> None:
    opened = open_window(stepwise=True)
    turn = opened.ask()
    opened.stepped(turn, 2)
    drawer = opened.window.drawer
    drawer.toggle(turn)
    before = drawer.viewer.cursor_model.recording
    turn.start_over()
    assert drawer.is_open
    assert drawer.viewer.cursor_model.recording is before
    turn.fail(EngineError("It went wrong.", "Try again."))
    assert not drawer.is_open


def test_where_nothing_was_asked_anew_after_all_it_stays_at_its_step(open_window: OpenWindow) -> None:
    opened = open_window()
    turn = opened.answered()
    drawer, before = opened.window.drawer, (turn.trace, turn.vocabulary)
    drawer.toggle(turn)
    cursor = drawer.viewer.cursor_model
    cursor.go(3)
    turn.start_over()
    turn.trace, turn.vocabulary = before
    turn.changed.emit()
    assert drawer.is_open
    assert cursor.moment == 3
    turn.fail(EngineError("It went wrong.", "Try again."))  # so that it does not wait
