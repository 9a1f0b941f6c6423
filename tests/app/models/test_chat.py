from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication

from app.history import StoredConversation
from app.models.chat import LONGEST_TITLE, UNTITLED, Chat, title_of
from app.models.turn import Turn
from engine import EngineError, Role, TurnOptions
from tests.app.fake_engine import VOCABULARY, Reply, turn_events


@pytest.fixture
def chat(qapp: QApplication) -> Chat:
    return Chat(StoredConversation())


def _answer(turn: Turn, reply: Reply) -> None:
    turn.follow(turn_events(reply, 1, turn.options), VOCABULARY)


def _prompts(turns: list[Turn]) -> list[str]:
    return [turn.prompt for turn in turns]


def test_the_first_line_with_words_is_the_title(chat: Chat) -> None:
    assert chat.title == UNTITLED
    assert title_of("\n  Tell me\tof  the drop. \nAnd more.") == "Tell me of the drop."


def test_a_long_first_line_is_cut() -> None:
    assert len(title_of("drop " * 100)) <= LONGEST_TITLE
    assert title_of("drop " * 100).endswith("…")
    assert title_of("  \n ") == UNTITLED


def test_the_engine_is_asked_with_what_was_answered_before(chat: Chat) -> None:
    _answer(chat.ask("One", TurnOptions()), Reply(text="the drop", thought="the glass"))
    second = chat.ask("Two", TurnOptions())
    messages = chat.conversation(second).messages
    assert [(m.role, m.text) for m in messages] == [
        (Role.USER, "One"),
        (Role.MODEL, "the drop"),
        (Role.USER, "Two"),
    ]


def test_what_failed_waits_or_has_no_answer_is_left_out(chat: Chat) -> None:
    chat.ask("Failed", TurnOptions()).fail(EngineError("No."))
    _answer(chat.ask("Empty", TurnOptions()), Reply(text=""))
    chat.ask("Waiting", TurnOptions())
    last = chat.ask("Last", TurnOptions())
    assert [m.text for m in chat.conversation(last).messages] == ["Last"]


def test_the_beginning_of_an_answer_that_failed_is_told_as_it_stands_on_the_page(chat: Chat) -> None:
    broken = chat.ask("One", TurnOptions())
    broken.recall("the drop", "", None, None)
    broken.fail(EngineError("Full."))
    messages = chat.conversation(chat.ask("Two", TurnOptions())).messages
    assert [m.text for m in messages] == ["One", "the drop", "Two"]


def test_a_turn_is_asked_with_what_came_before_it_only(chat: Chat) -> None:
    first = chat.ask("One", TurnOptions())
    _answer(chat.ask("Two", TurnOptions()), Reply(text="the drop"))
    assert [m.text for m in chat.conversation(first).messages] == ["One"]


def test_a_system_prompt_comes_first(chat: Chat) -> None:
    chat.record = replace(chat.record, system="Be brief.")
    messages = chat.conversation(chat.ask("One", TurnOptions())).messages
    assert [(m.role, m.text) for m in messages] == [(Role.SYSTEM, "Be brief."), (Role.USER, "One")]


def test_a_turn_taken_out_is_gone(chat: Chat) -> None:
    removed: list[Turn] = []
    chat.removed.connect(removed.append)
    turn = chat.ask("One", TurnOptions())
    chat.remove(turn)
    assert (chat.turns, chat.tree, removed) == ([], (), [turn])


def test_another_version_of_an_answer_stands_beside_the_first(chat: Chat) -> None:
    first = chat.ask("One", TurnOptions())
    chat.ask("Two", TurnOptions())
    kept: list[int] = []
    chat.branched.connect(kept.append)
    second = chat.ask_again(first, TurnOptions(seed=3))
    assert chat.turns == [second]
    assert chat.answers(first) == chat.answers(second) == [first, second]
    assert chat.questions(second) == [second]
    assert kept == [0]
    assert second.options.seed == 3
    chat.show(first)
    assert _prompts(chat.turns) == ["One", "Two"]
    assert kept == [0, 0]


def test_another_version_of_a_question_stands_beside_the_first(chat: Chat) -> None:
    one = chat.ask("One", TurnOptions())
    two = chat.ask("Two", TurnOptions())
    other = chat.ask_instead(two, "Zwei", TurnOptions())
    assert chat.turns == [one, other]
    assert chat.questions(other) == [two, other]
    assert chat.answers(other) == [other]
    assert [m.text for m in chat.conversation(other).messages] == ["Zwei"]


def test_a_question_is_shown_again_with_the_answer_that_was_shown_with_it(chat: Chat) -> None:
    first = chat.ask("One", TurnOptions())
    second = chat.ask_again(first, TurnOptions())
    third = chat.ask_again(first, TurnOptions())
    other = chat.ask_instead(first, "Eins", TurnOptions())
    assert chat.questions(other) == [third, other]
    for shown in (second, first):
        chat.show(shown)
        chat.show(other)
        assert chat.questions(other) == [shown, other]
    chat.cut(first)
    chat.show(other)
    assert chat.questions(other) == [third, other]


def test_what_is_cut_takes_along_what_follows_and_can_be_put_back(chat: Chat) -> None:
    one, two, three = (chat.ask(prompt, TurnOptions()) for prompt in ("One", "Two", "Three"))
    other = chat.ask_instead(two, "Zwei", TurnOptions())
    chat.show(two)
    taken = chat.cut(two)
    assert taken == [two, three]
    assert chat.turns == [one, other]  # what stood beside it
    chat.put_back(taken)
    assert chat.turns == [one, two, three]
    assert chat.questions(two) == [two, other]
    chat.cut(one)
    assert (chat.turns, chat.tree) == ([], ())


def test_a_version_that_was_never_asked_gives_its_place_back(chat: Chat) -> None:
    first = chat.ask("One", TurnOptions())
    follow_up = chat.ask("Two", TurnOptions())
    chat.remove(chat.ask_again(first, TurnOptions()))
    assert chat.turns == [first, follow_up]


def test_what_waits_behind_a_turn_that_was_taken_out_follows_the_one_before_it(chat: Chat) -> None:
    first, second, third, fourth = (
        chat.ask(prompt, TurnOptions()) for prompt in ("One", "Two", "Three", "Four")
    )
    _answer(first, Reply(text="the drop"))
    chat.remove(second)
    chat.show(third)
    assert chat.turns == list(chat.tree) == [first, third, fourth]
    assert [m.text for m in chat.conversation(third).messages] == ["One", "the drop", "Three"]


def test_what_waits_behind_a_version_that_was_taken_out_follows_the_one_beside_it(chat: Chat) -> None:
    first = chat.ask("One", TurnOptions())
    follow_up = chat.ask("Two", TurnOptions())
    version = chat.ask_again(first, TurnOptions())
    behind = chat.ask("Three", TurnOptions())
    chat.remove(version)
    assert chat.turns == [first, behind]
    assert chat.questions(behind) == [follow_up, behind]


def test_the_branch_that_was_on_show_is_shown_again(chat: Chat) -> None:
    first = chat.ask("One", TurnOptions())
    chat.ask("Two", TurnOptions())
    chat.ask_again(first, TurnOptions())
    record = replace(chat.record, shown=first.answer_id)
    assert _prompts(Chat(record, chat.tree).turns) == ["One", "Two"]
