from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app import VERSION
from app.models.turn import Turn, TurnState
from engine import (
    Beginning,
    CanvasCommitted,
    FinishReason,
    StepTaken,
    TextChanged,
    TurnEvent,
    TurnFailed,
    TurnFinished,
    TurnOptions,
)
from engine.errors import OutOfMemory
from tests.app.fake_engine import STORY, VOCABULARY, Reply, turn_events
from tests.app.stopped import stopped_events


@pytest.fixture
def turn(qapp: QApplication) -> Turn:
    return Turn("Tell me.", TurnOptions())


def _events(reply: Reply, canvas_length: int = 64) -> list[TurnEvent]:
    return list(turn_events(reply, 1, TurnOptions(), canvas_length=canvas_length))


def _follow_each(turn: Turn, events: list[TurnEvent]) -> None:
    for event in events:
        turn.follow([event], VOCABULARY)


def test_a_turn_goes_from_waiting_to_its_text(turn: Turn) -> None:
    states = [turn.state]
    turn.changed.connect(lambda: states.append(turn.state))
    _follow_each(turn, _events(Reply()))
    assert list(dict.fromkeys(states)) == [
        TurnState.WAITING,
        TurnState.READING,
        TurnState.DENOISING,
        TurnState.FINISHED,
    ]
    assert turn.text.replace(" ", "") == STORY.strip().replace(" ", "")
    assert (turn.committed, turn.reason) == (len(turn.text), FinishReason.END)
    assert turn.frame is None


def test_many_events_are_told_as_one_change(turn: Turn, qtbot: QtBot) -> None:
    changes: list[None] = []
    turn.changed.connect(lambda: changes.append(None))
    turn.follow(_events(Reply()), VOCABULARY)
    assert len(changes) == 1
    assert turn.ended


def test_one_by_one_and_all_at_once_come_to_the_same(qapp: QApplication) -> None:
    one, other = Turn("a", TurnOptions()), Turn("a", TurnOptions())
    events = _events(Reply(thought="the glass is cold"))[:-4]
    _follow_each(one, events)
    other.follow(events, VOCABULARY)
    for name in ("state", "text", "thought", "committed", "frame", "split", "block", "steps", "kept_tokens"):
        assert getattr(one, name) == getattr(other, name)


def test_committed_text_never_changes_and_only_grows(turn: Turn) -> None:
    final = ""
    for event in _events(Reply(text=STORY * 2)):
        turn.follow([event], VOCABULARY)
        assert turn.committed_text.startswith(final)
        final = turn.committed_text
    assert final == turn.text


def test_a_committed_canvas_stays_until_its_text_has_come(turn: Turn) -> None:
    events = _events(Reply(text=STORY * 2))
    commit = next(index for index, event in enumerate(events) if isinstance(event, CanvasCommitted))
    turn.follow(events[: commit + 1], VOCABULARY)
    assert turn.frame is not None
    assert turn.frame.frozen
    assert isinstance(events[commit + 1], TextChanged)
    turn.follow([events[commit + 1]], VOCABULARY)
    assert turn.frame is None
    assert turn.committed_text


def test_the_canvas_of_a_later_block_counts_on(turn: Turn) -> None:
    _follow_each(turn, _events(Reply(text=STORY * 2, steps=4))[:-1])
    assert turn.block > 0
    assert turn.steps == 4 * (turn.block + 1)
    assert turn.kept_tokens > 64


def test_the_thought_is_told_apart_across_canvases(turn: Turn) -> None:
    reply = Reply(text="the drop", thought=STORY, steps=3)
    _follow_each(turn, _events(reply, canvas_length=32))
    assert turn.thought.startswith("the drop is clear")
    assert turn.text == "the drop"


def test_slots_of_a_thought_that_began_in_an_earlier_canvas_are_thought(turn: Turn) -> None:
    events = _events(Reply(text="the drop", thought=STORY, steps=3), canvas_length=32)
    last = [index for index, e in enumerate(events) if isinstance(e, StepTaken) and e.canvas == 1][-1]
    turn.follow(events[: last + 1], VOCABULARY)
    assert turn.split.thought == tuple(range(32))
    assert turn.committed_thought > 0


def test_blocks_of_a_thought_are_final_though_the_engine_tells_no_other_text(turn: Turn) -> None:
    events = _events(Reply(text="the drop", thought=STORY, steps=3), canvas_length=32)
    news = [e for before, e in pairwise(events) if not isinstance(before, CanvasCommitted)]
    third = next(index for index, e in enumerate(news) if isinstance(e, StepTaken) and e.canvas == 2)
    turn.follow([events[0], *news[: third + 2]], VOCABULARY)
    thought = turn.committed_thought_text
    assert 0 < len(thought) < len(turn.thought)
    assert STORY.startswith(thought)
    assert turn.committed == 0


def test_a_block_that_ends_a_line_puts_the_next_canvas_on_a_new_one(turn: Turn) -> None:
    ids = Reply(text="the drop\n").ids()
    events = _events(Reply(text="the drop\nthe glass"), canvas_length=len(ids) - 1)
    commit = next(index for index, event in enumerate(events) if isinstance(event, CanvasCommitted))
    turn.follow(events[: commit + 2], VOCABULARY)
    assert turn.on_new_line


def test_a_failure_keeps_what_is_committed_and_drops_the_draft(turn: Turn) -> None:
    events = _events(Reply(text=STORY * 2))
    second = next(index for index, e in enumerate(events) if isinstance(e, StepTaken) and e.canvas == 1)
    turn.follow(events[: second + 2], VOCABULARY)
    committed = turn.committed_text
    assert turn.text != committed
    error = OutOfMemory("No memory is left.", "Close other programs.")
    turn.follow([TurnFailed(turn_id=1, error=error)], VOCABULARY)
    assert (turn.state, turn.error, turn.text, turn.frame) == (TurnState.FAILED, error, committed, None)


def test_starting_over_forgets_everything_but_the_prompt(turn: Turn) -> None:
    turn.follow(_events(Reply(error=OutOfMemory("No memory is left."))), VOCABULARY)
    turn.start_over()
    assert (turn.state, turn.text, turn.error, turn.steps) == (TurnState.WAITING, "", None, 0)
    assert turn.prompt == "Tell me."


def test_a_canvas_drawn_again_begins_as_noise(turn: Turn) -> None:
    events = _events(Reply())
    turn.follow(events[:4], VOCABULARY)
    turn.follow([events[1]], VOCABULARY)
    assert turn.frame is not None
    assert turn.frame.steps == 0


def _stopped(turn: Turn) -> str:
    """Stop a turn in the making of its second block; the text of the first."""
    *events, committed, told, end = stopped_events()
    _follow_each(turn, events)
    first = turn.committed_text
    _follow_each(turn, [committed, told, end])
    assert len(turn.text) > len(first) > 0
    return first


def test_a_block_that_was_stopped_in_the_making_is_written_anew(turn: Turn) -> None:
    first = _stopped(turn)
    whole, recorded = turn.text, turn.trace
    turn.go_on()
    assert (turn.state, turn.text) == (TurnState.WAITING, first)
    assert turn.beginning == Beginning(text=first, blocks=1)
    assert turn.trace.canvases == recorded.canvases[:1]
    turn.fail(OutOfMemory("Full.", "Close something."))
    assert (turn.text, turn.trace) == (whole, recorded)


def test_an_answer_that_goes_on_and_is_stopped_before_anything_new_came_is_as_it_was(turn: Turn) -> None:
    first = _stopped(turn)
    before = (turn.text, turn.trace, turn.reason, turn.stats)
    for _ in range(2):
        turn.go_on()
        assert turn.beginning == Beginning(text=first, blocks=1)  # the second time as well
        started, begun, *_, end = turn_events(Reply(), 1, TurnOptions(), begun=turn.beginning)
        assert isinstance(end, TurnFinished)
        stopped = replace(end, text=first, reason=FinishReason.CANCELLED)
        _follow_each(turn, [started, begun, stopped])
        assert (turn.text, turn.trace, turn.reason, turn.stats) == before
        assert (turn.state, turn.frame, turn.resumption) == (TurnState.FINISHED, None, None)


def test_a_recording_tells_which_model_was_asked_when_how_and_by_which_version(turn: Turn) -> None:
    turn.sent("Fake", "best")
    _follow_each(turn, _events(Reply()))
    about = turn.trace.about
    assert (about.model, about.asked_s, about.preset) == ("Fake", turn.created_s, "best")
    assert about.app_version == VERSION


def test_an_answer_that_goes_on_keeps_the_seed_of_every_go(turn: Turn) -> None:
    _stopped(turn)
    assert turn.seeds == (0,)
    turn.go_on()
    _follow_each(turn, list(turn_events(Reply(), 1, TurnOptions(seed=9), begun=turn.beginning)))
    assert turn.seeds == turn.trace.about.seeds == (0, 9)


def test_a_failed_answer_that_was_to_go_on_and_is_taken_back_has_failed_as_before(turn: Turn) -> None:
    events = _events(Reply(text=STORY * 2))
    second = next(index for index, e in enumerate(events) if isinstance(e, StepTaken) and e.canvas == 1)
    error = OutOfMemory("Full.", "Close something.")
    turn.follow([*events[: second + 2], TurnFailed(turn_id=1, error=error)], VOCABULARY)
    before = (turn.state, turn.text, turn.error)
    turn.go_on()
    assert turn.error is None
    turn.stay()
    assert (turn.state, turn.text, turn.error) == before == (TurnState.FAILED, turn.text, error)


def test_a_block_that_was_stopped_in_the_making_is_known_by_the_recording_of_an_earlier_day(
    turn: Turn,
) -> None:
    first = _stopped(turn)
    later = Turn("Tell me.", TurnOptions())
    later.recall(turn.text, turn.thought, turn.reason, turn.stats)
    later.remember(turn.trace, VOCABULARY)
    later.go_on()
    assert later.text == first
    assert later.beginning == Beginning(text=first, blocks=1)


def test_tokens_of_a_block_that_is_written_anew_are_counted_once(turn: Turn) -> None:
    _stopped(turn)
    stopped, block = turn.stats, turn.trace.blocks[-1]
    turn.go_on()
    assert turn.resumption is not None
    kept = turn.resumption.kept_stats
    assert stopped is not None
    assert kept is not None
    assert stopped.new_tokens - kept.new_tokens == sum(token != VOCABULARY.pad_id for token in block) > 0


def test_an_answer_without_its_recording_is_not_recorded_in_part(turn: Turn) -> None:
    turn.recall("the drop", "", FinishReason.BUDGET, None)
    turn.go_on()
    _follow_each(turn, list(turn_events(Reply(), 1, TurnOptions(), begun=turn.beginning)))
    assert turn.text.startswith("the drop")
    assert not turn.trace.canvases
    assert not turn.is_recorded


def test_an_answer_that_nothing_was_added_to_keeps_the_recording_that_is_stored(turn: Turn) -> None:
    turn.recall("the drop", "", FinishReason.BUDGET, None)
    turn.go_on()
    turn.fail(OutOfMemory("Full.", "Close something."))
    assert turn.is_recorded


def test_an_answer_that_a_model_with_other_tokens_writes_on_has_no_recording_of_both(turn: Turn) -> None:
    kept = _stopped(turn)
    recorded, other = turn.trace, replace(VOCABULARY, tokens=(*VOCABULARY.tokens, "▁more"))
    turn.go_on()
    *events, _end = turn_events(Reply(), 1, TurnOptions(), begun=turn.beginning)
    turn.follow(events[:3], other)
    turn.fail(OutOfMemory("Full.", "Close something."))
    assert (turn.trace, turn.vocabulary) == (recorded, VOCABULARY)
    turn.go_on()
    for event in events:
        turn.follow([event], other)
    assert turn.recording is None
    assert len(turn.committed_text) > len(kept)


def test_a_recording_that_is_let_go_can_be_remembered(turn: Turn) -> None:
    _follow_each(turn, _events(Reply()))
    text, trace = turn.text, turn.trace
    changes: list[None] = []
    turn.changed.connect(lambda: changes.append(None))
    turn.let_go()
    assert (turn.recording, turn.vocabulary, turn.trace.canvases) == (None, None, ())
    assert (turn.text, turn.state) == (text, TurnState.FINISHED)
    turn.remember(trace, VOCABULARY)
    assert turn.recording is not None
    assert turn.recording.trace is trace
    assert len(changes) == 2


def test_a_failed_answer_can_be_seen_where_it_was_recorded(turn: Turn) -> None:
    events = _events(Reply(error=OutOfMemory("Full.", "Close something.")))
    turn.fail(OutOfMemory("Full.", "Close something."))
    assert not turn.can_be_seen
    turn.start_over()
    _follow_each(turn, events)
    assert turn.can_be_seen
    turn.let_go()
    assert turn.can_be_seen
    turn.start_over()
    assert not turn.can_be_seen
