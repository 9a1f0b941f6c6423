from __future__ import annotations

import threading

import pytest

from app.models.archive import AT_HAND
from app.models.turn import Turn, TurnState
from engine import FinishReason
from engine.errors import OutOfMemory
from tests.app.conftest import WAIT_MS, Opened, OpenWindow, always
from tests.app.fake_engine import STORY, Reply


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


def test_a_message_that_was_edited_before_another_answer_was_asked_for_becomes_a_version_of_itself(
    open_window: OpenWindow,
) -> None:
    opened = open_window(shown=False, stepwise=True)
    control = opened.parts.control
    first, second = opened.answered("One"), opened.answered("Two")
    control.edit(first)
    control.regenerate(second)
    again = control.chat.turns[-1]
    opened.stepped(again, 1)
    edited = control.send("Eins")
    assert (edited.after, control.chat.turns) == (None, [edited])
    opened.finish(again)
    opened.finish(edited)
    assert control.chat.questions(edited) == [first, edited]
    assert control.chat.answers(second) == [second, again]
    assert [message.text for message in opened.engine.asked[-1].messages] == ["Eins"]


def test_turns_can_be_changed_only_while_none_is_being_answered(open_window: OpenWindow) -> None:
    opened = open_window(shown=False, stepwise=True)
    control = opened.parts.control
    turn = opened.ask()
    assert not control.is_free
    opened.finish(turn)
    assert control.is_free


def _stopped(opened: Opened) -> Turn:
    """An answer that was stopped behind its first block."""
    turn = opened.ask()
    while not (turn.block and turn.committed):
        opened.stepped(turn, 1)
    opened.parts.queue.stop()
    opened.wait(lambda: turn.ended)
    return turn


def test_an_answer_that_was_stopped_is_written_on_in_its_place(open_window: OpenWindow) -> None:
    opened = open_window(shown=False, stepwise=True, reply_to=always(Reply(text=STORY * 2)))
    control = opened.parts.control
    whole = opened.answered("One")
    assert not control.can_proceed(whole)
    turn = _stopped(opened)
    before, stats = turn.text, turn.stats
    assert stats is not None
    assert control.can_proceed(turn)
    control.proceed(turn)
    assert not control.can_proceed(turn)
    opened.finish(turn)
    assert control.chat.turns == [whole, turn]
    assert opened.engine.extended[0].text == before
    assert turn.text.startswith(before)
    assert len(turn.text) > len(STORY)
    assert (turn.state, turn.reason) == (TurnState.FINISHED, FinishReason.END)
    assert turn.stats is not None
    assert turn.stats.runs == 2
    assert turn.stats.steps > stats.steps
    about = turn.trace.about
    assert (about.answer_tokens, about.seconds) == (turn.stats.new_tokens, turn.stats.seconds)
    numbers = [canvas.canvas for canvas in turn.trace.canvases if canvas.rule]
    assert numbers == list(range(len(turn.trace.blocks)))


def test_an_answer_of_an_earlier_day_is_written_on_with_its_recording(open_window: OpenWindow) -> None:
    opened = open_window(shown=False, stepwise=True, reply_to=always(Reply(text=STORY * 2)))
    blocks = len(_stopped(opened).trace.blocks)
    opened.tear_down()
    again = open_window(shown=False)
    again.wait(lambda: bool(again.parts.library.open_chat.turns))
    (turn,) = again.parts.library.open_chat.turns
    before = turn.text
    assert not turn.trace.canvases
    again.parts.control.proceed(turn)
    again.wait(lambda: turn.stats is not None and turn.stats.runs == 2)
    assert turn.text.startswith(before)
    assert len(turn.trace.blocks) > blocks > 0
    again.tear_down()
    last = open_window(shown=False)
    last.wait(lambda: bool(last.parts.library.open_chat.turns))
    assert last.parts.library.open_chat.turns[0].text == turn.text


def test_a_failure_while_it_goes_on_loses_nothing_and_a_retry_goes_on(open_window: OpenWindow) -> None:
    failing = Reply(error=OutOfMemory("Full.", "Close something."))
    replies = [Reply(text=STORY * 2), failing, Reply(text=STORY)]
    opened = open_window(shown=False, stepwise=True, reply_to=lambda _prompt: replies.pop(0))
    turn = _stopped(opened)
    before, how = turn.text, (turn.reason, turn.stats)
    opened.parts.control.proceed(turn)
    opened.finish(turn)
    assert (turn.state, turn.text, (turn.reason, turn.stats)) == (TurnState.FINISHED, before, how)
    assert turn.error is not None
    opened.parts.control.retry(turn)
    opened.finish(turn)
    assert turn.state is TurnState.FINISHED
    assert turn.text.startswith(before)
    assert len(turn.text) > len(before)


def test_one_that_only_waits_for_more_is_left_as_it_was(open_window: OpenWindow) -> None:
    opened = open_window(shown=False, stepwise=True, reply_to=always(Reply(text=STORY * 2)))
    turn = _stopped(opened)
    before = (turn.text, turn.reason, turn.stats)
    first = opened.parts.library.open_chat
    opened.parts.library.start()
    other = opened.ask("Another")
    opened.parts.library.open(first.record.id)
    opened.parts.control.proceed(turn)
    assert turn.state is TurnState.WAITING
    assert not opened.parts.control.withdraw(turn)
    assert (turn.text, turn.reason, turn.stats) == before
    assert first.turns == [turn]
    opened.finish(other)


def _let_go(opened: Opened, turn: Turn) -> None:
    """Let the recording of a turn leave memory, as later answers in another conversation make it."""
    library = opened.parts.library
    id = library.open_chat.record.id
    library.start()
    for _ in range(AT_HAND):
        opened.answered("Another")
    opened.wait(lambda: turn.recording is None)
    library.open(id)


def test_an_answer_that_left_memory_is_written_on_once_and_recorded_whole(open_window: OpenWindow) -> None:
    opened = open_window(shown=False, stepwise=True, reply_to=always(Reply(text=STORY * 2)))
    turn = _stopped(opened)
    blocks = len(turn.trace.blocks)
    _let_go(opened, turn)
    for _ in range(2):  # a double click
        opened.parts.control.proceed(turn)
    opened.wait(lambda: not turn.ended)
    opened.finish(turn)
    assert turn.stats is not None
    assert turn.stats.runs == 2
    assert len(opened.engine.extended) == 1
    whole = turn.trace.blocks
    assert len(whole) > blocks > 0
    _let_go(opened, turn)
    opened.parts.archive.recall(turn, lambda: None)
    opened.wait(lambda: turn.recording is not None)
    assert turn.trace.blocks == whole


def test_a_recording_that_comes_once_the_answer_goes_on_replaces_nothing(open_window: OpenWindow) -> None:
    opened = open_window(shown=False, stepwise=True, reply_to=always(Reply(text=STORY * 2)))
    turn = _stopped(opened)
    _let_go(opened, turn)
    goes_on, came = threading.Event(), []
    opened.parts.control.proceed(turn)
    opened.parts.traces._do(lambda _file: goes_on.wait(WAIT_MS / 1000))
    opened.parts.archive.recall(turn, lambda: came.append(len(turn.trace.canvases)))
    opened.stepped(turn, 10)
    canvases = len(turn.trace.canvases)
    goes_on.set()
    opened.wait(lambda: bool(came))
    assert came == [canvases]
    opened.finish(turn)


def test_a_failed_answer_that_left_memory_is_tried_again_once_and_recorded_whole(
    open_window: OpenWindow,
) -> None:
    failing = Reply(error=OutOfMemory("Full.", "Close something."))
    replies = [Reply(text=STORY * 2), failing, *[Reply()] * AT_HAND, Reply()]
    opened = open_window(shown=False, stepwise=True, reply_to=lambda _prompt: replies.pop(0))
    turn = _stopped(opened)
    before, blocks = turn.text, len(turn.trace.blocks)
    opened.parts.control.proceed(turn)
    opened.finish(turn)
    assert turn.error is not None
    _let_go(opened, turn)
    for _ in range(2):
        opened.parts.control.retry(turn)
    opened.wait(lambda: not turn.ended)
    opened.finish(turn)
    assert len(opened.engine.extended) == 2
    assert turn.text.startswith(before)
    assert len(turn.trace.blocks) > blocks > 0


def test_what_was_written_on_and_could_not_be_stored_stays_in_memory(
    open_window: OpenWindow, caplog: pytest.LogCaptureFixture
) -> None:
    opened = open_window(shown=False, stepwise=True, reply_to=always(Reply(text=STORY * 10)))
    turn, traces = _stopped(opened), opened.parts.traces
    traces._do(lambda file: file.execute("PRAGMA max_page_count = 1"))  # no more than there are
    opened.parts.control.proceed(turn)
    opened.finish(turn)
    whole = turn.trace
    opened.wait(lambda: "cannot be kept" in caplog.text)
    caplog.clear()
    traces._do(lambda file: file.execute("PRAGMA max_page_count = 100000"))
    later = [opened.answered("Another") for _ in range(AT_HAND + 1)]
    opened.wait(lambda: later[0].recording is None)
    assert turn.trace is whole
