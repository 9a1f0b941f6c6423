from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from app.history import Outcome, StoredConversation, StoredMessage
from app.models.chat import Chat
from app.models.stored import messages_in, messages_of, turns_from
from app.models.turn import Turn, TurnState
from engine import EngineError, FinishReason, Role, TurnOptions
from engine.errors import ContextFull, PromptRejected
from tests.app.fake_engine import VOCABULARY, Reply, turn_events
from tests.app.stopped import stopped_events


def _answered(prompt: str, text: str, after: Turn | None = None) -> Turn:
    turn = Turn(prompt, TurnOptions(seed=3), after=after)
    turn.follow(turn_events(Reply(text=text, thought="the glass"), 1, turn.options), VOCABULARY)
    return turn


def _told(turn: Turn) -> tuple[object, ...]:
    return (turn.prompt, turn.text, turn.thought, turn.state, turn.reason, turn.stats, turn.options)


def test_turns_come_back_as_they_ended_with_their_branches(qapp: QApplication) -> None:
    first = _answered("One", "the drop")
    second = _answered("Two", "the leaf", first)
    version = Turn("Two", TurnOptions(), after=first, question_id=second.question_id)
    version.fail(EngineError("No memory is left.", "Close something."))
    turns = turns_from([m for turn in (first, second, version) for m in messages_of(turn, 1)])
    assert [_told(turn) for turn in turns[:2]] == [_told(first), _told(second)]
    assert [turn.after for turn in turns] == [None, turns[0], turns[0]]
    assert turns[1].question_id == turns[2].question_id
    failed = turns[2].error
    assert turns[2].state is TurnState.FAILED
    assert failed is not None
    assert (failed.title, failed.hint) == ("No memory is left.", "Close something.")


@pytest.mark.parametrize("kind", [ContextFull, PromptRejected])
def test_a_question_that_was_refused_comes_back_as_one(qapp: QApplication, kind: type[EngineError]) -> None:
    turn = Turn("One", TurnOptions())
    turn.fail(kind("It is too long.", "Shorten it."))
    assert messages_of(turn, 1)[1].outcome is Outcome.REFUSED
    (again,) = turns_from(messages_of(turn, 1))
    assert isinstance(again.error, PromptRejected)
    assert (again.error.title, again.error.hint) == ("It is too long.", "Shorten it.")


def test_the_messages_of_versions_have_their_question_once(qapp: QApplication) -> None:
    first = _answered("One", "the drop")
    other = Turn("One", TurnOptions(), question_id=first.question_id)
    said = messages_in((other, first), 1)
    assert [each.id for each in said] == [first.question_id, first.answer_id, other.answer_id]


def test_a_question_that_is_answered_anew_was_asked_when_it_was(qapp: QApplication) -> None:
    turn = Turn("One", TurnOptions(), created_s=1000.0)
    chat = Chat(StoredConversation(), [turn])
    again = chat.ask_again(turn, TurnOptions())
    question, answer = messages_of(again, 1)
    assert question.created_s == 1000.0 < answer.created_s
    read = turns_from(messages_in(chat.tree, 1))
    assert [each.asked_s for each in read] == [1000.0, 1000.0]
    assert [each.created_s for each in read] == [1000.0, answer.created_s]


def test_of_a_turn_that_runs_what_is_final_is_stored_and_comes_back_as_interrupted(
    qapp: QApplication,
) -> None:
    turn = Turn("One", TurnOptions())
    turn.follow(list(turn_events(Reply(text="the drop is clear. " * 20), 1, turn.options))[:22], VOCABULARY)
    assert 0 < turn.committed < len(turn.text)
    _, answer = messages_of(turn, 1)
    assert answer.text == turn.committed_text
    assert answer.outcome is Outcome.OPEN
    (again,) = turns_from(messages_of(turn, 1))
    assert (again.state, again.reason, again.text) == (TurnState.FINISHED, None, turn.committed_text)


def test_a_question_without_an_answer_and_an_answer_without_its_question_lose_nothing(
    qapp: QApplication,
) -> None:
    alone = StoredMessage(conversation=1, role=Role.USER, text="One")
    orphan = StoredMessage(conversation=1, parent=4711, role=Role.USER, text="Two")
    answer = StoredMessage(conversation=1, parent=orphan.id + 1, role=Role.MODEL, text="Three")
    follow = StoredMessage(conversation=1, parent=answer.id, role=Role.USER, text="Four", created_s=5.0)
    turns = turns_from([alone, orphan, answer, follow])
    told = {turn.prompt: turn for turn in turns}
    assert told["One"].after is told["Two"].after is told[""].after is None
    assert told[""].text == "Three"
    assert told["Four"].after is told[""]
    assert told["Four"].created_s == 5.0
    assert all(turn.ended for turn in turns)


def test_a_turn_follows_its_parent_though_the_clock_was_set_back_between_them(qapp: QApplication) -> None:
    first = Turn("One", TurnOptions(), question_id=90, answer_id=91)
    second = Turn("Two", TurnOptions(), after=first, question_id=10, answer_id=11)
    third = Turn("Three", TurnOptions(), after=second, question_id=5, answer_id=6)
    one, two, three = turns_from([m for turn in (third, second, first) for m in messages_of(turn, 1)])
    assert [one.prompt, two.prompt, three.prompt] == ["One", "Two", "Three"]
    assert (one.after, two.after, three.after) == (None, one, two)


def test_messages_that_follow_each_other_in_a_ring_are_all_there(qapp: QApplication) -> None:
    first = Turn("One", TurnOptions(), question_id=1, answer_id=2)
    second = Turn("Two", TurnOptions(), after=first, question_id=3, answer_id=4)
    first.after = second
    turns = turns_from([m for turn in (first, second) for m in messages_of(turn, 1)])
    assert sorted(turn.prompt for turn in turns) == ["One", "Two"]
    assert sum(turn.after is None for turn in turns) == 1


def test_an_answer_that_goes_on_is_stored_as_it_was_until_something_new_is_final(qapp: QApplication) -> None:
    turn = Turn("One", TurnOptions())
    turn.follow(stopped_events(), VOCABULARY)
    before = messages_of(turn, 1)
    turn.go_on()
    kept = turn.text
    assert len(kept) < len(before[1].text)
    for event in turn_events(Reply(), 1, turn.options, begun=turn.beginning):
        turn.follow([event], VOCABULARY)
        if turn.committed == len(kept):
            assert messages_of(turn, 1) == before
    assert messages_of(turn, 1)[1].text == turn.text
    assert turn.text.startswith(kept)


def test_a_failed_answer_that_goes_on_is_stored_as_failed_until_something_new_is_final(
    qapp: QApplication,
) -> None:
    turn = Turn("One", TurnOptions())
    turn.recall("the drop", "", None, None)
    turn.fail(EngineError("Full.", "Close something."))
    before = messages_of(turn, 1)
    turn.go_on()
    assert messages_of(turn, 1) == before


def test_why_a_turn_ended_is_kept(qapp: QApplication) -> None:
    for reason in FinishReason:
        turn = Turn("One", TurnOptions())
        turn.recall("text", "", reason, None)
        (again,) = turns_from(messages_of(turn, 1))
        assert again.reason is reason
