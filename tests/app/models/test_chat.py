from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from app.models.chat import LONGEST_TITLE, UNTITLED, Chat, title_of
from app.models.turn import Turn
from engine import EngineError, Role, TurnOptions
from tests.app.fake_engine import VOCABULARY, Reply, turn_events


@pytest.fixture
def chat(qapp: QApplication) -> Chat:
    return Chat()


def _answer(turn: Turn, reply: Reply) -> None:
    turn.follow(turn_events(reply, 1, turn.options), VOCABULARY)


def test_the_first_prompt_names_the_conversation(chat: Chat) -> None:
    assert chat.title == UNTITLED
    chat.ask("\n  Tell me\tof  the drop. \nAnd more.", TurnOptions())
    chat.ask("Another", TurnOptions())
    assert chat.title == "Tell me of the drop."


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


def test_a_turn_is_asked_with_what_came_before_it_only(chat: Chat) -> None:
    first = chat.ask("One", TurnOptions())
    _answer(chat.ask("Two", TurnOptions()), Reply(text="the drop"))
    assert [m.text for m in chat.conversation(first).messages] == ["One"]


def test_every_word_is_looked_for_in_title_prompts_and_answers(chat: Chat) -> None:
    _answer(chat.ask("Tell me of the DROP", TurnOptions()), Reply(text="the glass is cold"))
    assert chat.contains("glass drop")
    assert not chat.contains("glass window")


def test_a_turn_taken_out_is_gone_and_the_name_with_it(chat: Chat) -> None:
    removed: list[Turn] = []
    chat.removed.connect(removed.append)
    turn = chat.ask("One", TurnOptions())
    chat.remove(turn)
    assert (chat.turns, chat.title, removed) == ([], UNTITLED, [turn])
