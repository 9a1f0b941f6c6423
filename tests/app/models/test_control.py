from __future__ import annotations

from app.models.control import CONTINUE
from tests.app.conftest import OpenWindow


def test_what_is_sent_goes_behind_the_last_turn_unless_a_message_is_edited(open_window: OpenWindow) -> None:
    opened = open_window(shown=False)
    control = opened.parts.control
    first = opened.answered("One")
    second = control.send("Two")
    opened.wait(lambda: second.ended)
    control.edit(first)
    edited = control.send("Eins")
    opened.wait(lambda: edited.ended)
    assert control.chat.turns == [edited]
    assert control.editing is None
    assert control.chat.questions(edited) == [first, edited]


def test_opening_another_conversation_leaves_the_editing(open_window: OpenWindow) -> None:
    opened = open_window(shown=False)
    control = opened.parts.control
    control.edit(opened.answered("One"))
    opened.parts.library.start()
    assert control.editing is None


def test_turns_can_be_changed_only_while_none_is_being_answered(open_window: OpenWindow) -> None:
    opened = open_window(shown=False, stepwise=True)
    control = opened.parts.control
    turn = opened.ask()
    assert not control.is_free
    opened.finish(turn)
    assert control.is_free


def test_only_the_last_answer_can_be_continued_and_only_if_it_stopped(open_window: OpenWindow) -> None:
    opened = open_window(shown=False, stepwise=True)
    control = opened.parts.control
    whole = opened.answered("One")
    assert not control.can_proceed(whole)
    stopped = opened.ask("Two")
    opened.stepped(stopped, 2)
    opened.parts.queue.stop()
    opened.wait(lambda: stopped.ended)
    assert control.can_proceed(stopped)
    control.proceed()
    assert control.chat.turns[-1].prompt == CONTINUE
    assert not control.can_proceed(stopped)
    opened.finish(control.chat.turns[-1])
