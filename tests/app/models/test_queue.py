from __future__ import annotations

from app.models.caption import note_of
from app.models.turn import Turn, TurnState
from engine import (
    Conversation,
    EngineState,
    FinishReason,
    LoadFailed,
    StateChanged,
    TextChanged,
    TurnOptions,
)
from engine.errors import EngineFault, ModelMissing, OutOfMemory, PromptRejected
from tests.app.conftest import OpenWindow, always
from tests.app.fake_engine import Reply, finished


def test_a_prompt_asked_while_the_model_loads_is_answered_afterwards(open_window: OpenWindow) -> None:
    opened = open_window(shown=False, loaded=False, load_s=0.1)
    opened.parts.status.load("demo")
    turn = opened.ask()
    assert turn.state is TurnState.WAITING
    opened.wait(lambda: turn.ended)
    assert turn.text


def test_prompts_asked_at_once_are_answered_in_their_order_with_each_others_answers(
    open_window: OpenWindow,
) -> None:
    opened = open_window(shown=False, reply_to=always(Reply(text="the drop")))
    first, second = opened.ask("One"), opened.ask("Two")
    assert second.state is TurnState.WAITING
    opened.wait(lambda: second.ended)
    assert first.ended
    assert [[m.text for m in asked.messages] for asked in opened.engine.asked] == [
        ["One"],
        ["One", "the drop", "Two"],
    ]


def test_it_is_about_a_conversation_until_all_its_turns_have_ended(open_window: OpenWindow) -> None:
    opened = open_window(shown=False, stepwise=True)
    queue, library = opened.parts.queue, opened.parts.library
    chat = library.open_chat
    assert not queue.is_about(chat)
    first, second = opened.ask("One"), opened.ask("Two")
    assert queue.is_about(chat)
    library.start()
    assert not queue.is_about(library.open_chat)
    opened.finish(first)
    assert queue.is_about(chat)
    opened.finish(second)
    assert not queue.is_about(chat)


def test_a_prompt_that_waits_survives_a_model_that_does_not_load(open_window: OpenWindow) -> None:
    opened = open_window(shown=False, loaded=False, load_error=ModelMissing("There is no model."))
    status = opened.parts.status
    status.load("demo")
    turn = opened.ask()
    opened.wait(lambda: status.error is not None)
    opened.settle()
    assert turn.state is TurnState.WAITING
    status.load_again()
    opened.wait(lambda: turn.ended)
    assert turn.text


def test_an_empty_answer_is_asked_for_once_more(open_window: OpenWindow) -> None:
    replies = iter([Reply(text=""), Reply(text="the drop"), Reply(text="next")])
    opened = open_window(shown=False, reply_to=lambda _prompt: next(replies))
    turn, other = opened.ask("Only the number."), opened.ask("And now?")
    opened.wait(lambda: other.ended)
    assert (turn.text, other.text) == ("the drop", "next")
    assert [asked.prompt for asked in opened.engine.asked] == ["Only the number."] * 2 + ["And now?"]


def test_an_answer_that_is_empty_twice_or_by_a_chosen_seed_is_left_so(open_window: OpenWindow) -> None:
    opened = open_window(shown=False, reply_to=always(Reply(text="")))
    turn = opened.ask()
    opened.wait(lambda: turn.ended and turn.is_second_try)
    assert note_of(turn) == "The model ended without an answer twice. Ask in other words."
    seeded = opened.parts.queue.ask(opened.parts.library.open_chat, "Again?", TurnOptions(seed=3))
    opened.wait(lambda: seeded.ended)
    opened.settle()
    assert len(opened.engine.asked) == 3
    assert note_of(seeded) == "The model ended without an answer. Ask in other words."


def test_stop_ends_the_running_turn_and_the_next_one_follows(open_window: OpenWindow) -> None:
    opened = open_window(shown=False, stepwise=True)
    first, second = opened.ask("One"), opened.ask("Two")
    opened.stepped(first, 2)
    opened.parts.queue.stop()
    opened.wait(lambda: first.ended)
    assert first.reason is FinishReason.CANCELLED
    opened.finish(second)
    assert second.reason is FinishReason.END


def test_a_failed_turn_is_asked_again_in_its_place(open_window: OpenWindow) -> None:
    replies = iter([Reply(error=OutOfMemory("No memory is left.")), Reply(text="the drop")])
    opened = open_window(shown=False, reply_to=lambda _prompt: next(replies))
    turn = opened.answered()
    assert turn.state is TurnState.FAILED
    opened.parts.queue.retry(opened.parts.library.open_chat, turn)
    opened.wait(lambda: turn.state is TurnState.FINISHED)
    assert (turn.text, turn.error) == ("the drop", None)


def test_a_failure_that_took_the_model_along_loads_it_again(open_window: OpenWindow) -> None:
    gone = EngineFault("The model is gone.", recoverable=False)
    replies = iter([Reply(error=gone), Reply(text="the drop")])
    opened = open_window(shown=False, reply_to=lambda _prompt: next(replies))
    turn = opened.answered()
    loaded = opened.parts.status.model
    opened.parts.queue.retry(opened.parts.library.open_chat, turn)
    opened.wait(lambda: turn.state is TurnState.FINISHED)
    assert opened.parts.status.model is not loaded


def test_a_prompt_that_the_engine_rejects_fails_and_the_next_one_is_asked(open_window: OpenWindow) -> None:
    opened = open_window(shown=False)
    opened.wait(lambda: opened.parts.status.state is EngineState.READY)
    submit = opened.engine.submit

    def rejecting(conversation: Conversation, options: TurnOptions) -> int:
        if conversation.prompt == "\0":
            raise PromptRejected("The message is not text.", "Remove the bytes that are no characters.")
        return submit(conversation, options)

    opened.engine.submit = rejecting  # type: ignore[method-assign]  # an engine that refuses one prompt
    bad, good = opened.ask("\0"), opened.ask("One")
    assert isinstance(bad.error, PromptRejected)
    opened.wait(lambda: good.ended)
    assert good.text


def test_a_waiting_prompt_can_be_taken_back(open_window: OpenWindow) -> None:
    opened = open_window(shown=False, stepwise=True)
    first, second = opened.ask("One"), opened.ask("Two")
    chat = opened.parts.library.open_chat
    opened.parts.queue.withdraw(chat, second)
    opened.finish(first)
    opened.settle()
    assert chat.turns == [first]
    assert len(opened.engine.asked) == 1


def test_what_is_told_about_another_turn_is_not_mistaken_for_this_one(open_window: OpenWindow) -> None:
    opened = open_window(shown=False, stepwise=True)
    turn = opened.ask()
    opened.stepped(turn, 1)
    stray = TextChanged(turn_id=4711, committed=5, text="stray", thought="")
    opened.parts.bridge.arrived.emit((stray,))
    assert turn.text != "stray"
    opened.finish(turn)


def test_an_end_is_not_missed_where_the_model_is_gone_by_the_time_it_arrives(open_window: OpenWindow) -> None:
    opened = open_window(shown=False, stepwise=True)
    turn = opened.ask()
    opened.stepped(turn, 1)
    opened.parts.bridge.arrived.emit(
        (
            finished(1, (), 1, FinishReason.CANCELLED),
            StateChanged(state=EngineState.LOADING),
            LoadFailed(error=ModelMissing("There is no model.")),
            StateChanged(state=EngineState.EMPTY),
        )
    )
    assert turn.ended
    assert opened.parts.queue.running is None


def test_a_prompt_waits_for_the_model_that_was_asked_for_just_before(open_window: OpenWindow) -> None:
    opened = open_window(shown=False)
    opened.wait(lambda: opened.parts.status.state is EngineState.READY)
    opened.parts.status.load("another")
    turn = opened.ask()
    assert turn.state is TurnState.WAITING
    opened.wait(lambda: turn.ended)
    assert opened.parts.status.place == "another"


def test_what_runs_is_told(open_window: OpenWindow) -> None:
    opened = open_window(shown=False)
    running: list[Turn | None] = []
    queue = opened.parts.queue
    queue.changed.connect(lambda: running.append(queue.running))
    turn = opened.answered()
    assert running == [turn, None]


def test_another_version_is_asked_without_what_followed(open_window: OpenWindow) -> None:
    opened = open_window(shown=False, reply_to=always(Reply(text="the drop")))
    first, _ = opened.answered("One"), opened.answered("Two")
    chat, queue = opened.parts.library.open_chat, opened.parts.queue
    again = queue.ask_version(chat, first, TurnOptions(seed=7))
    opened.wait(lambda: again.ended)
    other = queue.ask_instead(chat, first, "Eins", TurnOptions())
    opened.wait(lambda: other.ended)
    assert [[m.text for m in asked.messages] for asked in opened.engine.asked[2:]] == [["One"], ["Eins"]]
    assert (again.text, other.text) == ("the drop", "the drop")


def test_what_a_conversation_has_running_and_waiting_ends_with_its_deletion(open_window: OpenWindow) -> None:
    opened = open_window(shown=False, stepwise=True)
    library, queue = opened.parts.library, opened.parts.queue
    first, second = opened.ask("One"), opened.ask("Two")
    gone = library.open_chat
    opened.stepped(first, 1)
    library.start()
    other = opened.ask("Three")
    undone: list[object] = []
    library.removed.connect(lambda _words, undo: undone.append(undo))
    library.delete(gone.record.id)
    opened.finish(other)
    assert (first.reason, second.reason, other.reason) == (
        FinishReason.CANCELLED, FinishReason.CANCELLED, FinishReason.END,
    )  # fmt: skip
    assert not queue.is_waiting
    assert len(opened.engine.asked) == 2
    (undo,) = undone
    undo()  # type: ignore[operator]  # the library's own
    assert library.open_chat.turns == [first, second]
    assert not queue.is_about(library.open_chat)
    assert note_of(second) == "Stopped before there was an answer."
    opened.stored()
