from __future__ import annotations

import gc
import json
import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest

from app import VERSION
from app.models.archive import AT_HAND, NONE_KEPT, PART_KEPT
from app.models.export import as_json
from app.models.turn import Turn
from app.settings import RECORDINGS
from app.traces import FILE_NAME
from engine import StepTaken, TurnOptions
from tests.app.conftest import Opened, OpenWindow
from tests.app.fake_engine import STORY, VOCABULARY, Reply

TEXT = "the drop is clear and the glass is cold."
STEPS = Reply(text=TEXT).steps  # in one canvas


def _answers(opened: Opened, count: int) -> list[Turn]:
    return [opened.answered(f"Tell me of drop {number}.") for number in range(count)]


def _let_go(open_window: OpenWindow) -> tuple[Opened, Turn]:
    """A window with an answer whose recording has left memory."""
    opened = open_window(reply_to=lambda _prompt: Reply(text=TEXT))
    turn = _answers(opened, AT_HAND + 1)[0]
    opened.wait(lambda: turn.recording is None)
    return opened, turn


def _recorded(opened: Opened) -> list[int]:
    """The answers whose recordings are on disk."""
    with closing(sqlite3.connect(opened.parts.history.folder / FILE_NAME)) as file:
        return [int(answer) for (answer,) in file.execute("SELECT answer FROM traces")]


def _settle_the_file(opened: Opened) -> None:
    """Wait until all is done that was asked of the file."""
    looked: list[object] = []
    opened.parts.traces.load("nobody", looked.append)
    opened.wait(lambda: bool(looked))


def _steps_in_memory() -> int:
    gc.collect()
    return sum(type(thing) is StepTaken for thing in gc.get_objects())


def _stop_behind_a_block(opened: Opened, turn: Turn) -> None:
    opened.stepped(turn, STEPS + 2)
    opened.parts.queue.stop()
    opened.wait(lambda: turn.ended)


def _restarted(opened: Opened, open_window: OpenWindow) -> Opened:
    opened.stored()
    opened.tear_down()
    again = open_window()
    again.wait(lambda: bool(again.parts.library.open_chat.turns))
    return again


def test_an_answer_can_be_seen_step_by_step_after_a_restart(open_window: OpenWindow) -> None:
    opened = open_window(reply_to=lambda _prompt: Reply(text=TEXT))
    blocks = opened.answered().trace.blocks
    again = _restarted(opened, open_window)
    turn = again.parts.library.open_chat.turns[-1]
    assert turn.recording is None
    again.window.drawer.toggle(turn)
    again.wait(lambda: again.window.drawer.is_open)
    assert turn.trace.blocks == blocks
    assert turn.trace.about.model == "Dewpoint demo"
    assert again.window.drawer.viewer.cursor_model.recording is not None


def test_the_recording_of_a_new_answer_names_the_model_the_preset_and_the_version_that_made_it(
    open_window: OpenWindow,
) -> None:
    opened = open_window(reply_to=lambda _prompt: Reply(text=TEXT))
    opened.parts.choices.presets.save("mine", TurnOptions(steps=20))
    opened.parts.choices.use(TurnOptions(steps=20))
    turn = opened.answered()
    assert turn.recording is not None
    about = json.loads("".join(as_json(turn.recording)))["about"]
    made_by = (about["model"], about["preset"], about["app_version"])
    assert made_by == ("Dewpoint demo", "mine", VERSION)


def test_a_recording_that_was_wanted_twice_opens_and_stays_open(open_window: OpenWindow) -> None:
    opened = open_window(reply_to=lambda _prompt: Reply(text=TEXT))
    opened.answered()
    again = _restarted(opened, open_window)
    turn = again.parts.library.open_chat.turns[-1]
    for _ in range(2):  # a double click
        again.window.drawer.toggle(turn)
    _settle_the_file(again)
    again.settle()
    assert again.window.drawer.is_open


def test_words_of_an_answer_of_an_earlier_day_can_be_renoised(
    open_window: OpenWindow,
) -> None:
    opened = open_window(reply_to=lambda _prompt: Reply(text=TEXT))
    opened.answered()
    again = _restarted(opened, open_window)
    turn = again.parts.library.open_chat.turns[-1]
    renoiser = again.parts.renoiser
    again.window._reword(turn, (4, 8))
    again.wait(lambda: bool(renoiser.alternatives) and not renoiser.waiting)
    assert len(renoiser.alternatives) > 1


def test_a_chosen_wording_keeps_its_own_recording(open_window: OpenWindow) -> None:
    opened = open_window(reply_to=lambda _prompt: Reply(text=TEXT))
    turn = opened.answered()
    renoiser = opened.parts.renoiser
    renoiser.open(opened.parts.library.open_chat, turn)
    renoiser.ask(4, 8)
    opened.wait(lambda: renoiser.waiting == 0)
    renoiser.use(renoiser.alternatives[1])
    blocks = opened.parts.library.open_chat.turns[-1].trace.blocks
    again = _restarted(opened, open_window)
    shown = again.parts.library.open_chat.turns[-1]
    again.parts.archive.recall(shown, lambda: None)
    again.wait(lambda: shown.recording is not None)
    assert shown.trace.blocks == blocks


def test_where_none_is_kept_a_notice_says_so(open_window: OpenWindow) -> None:
    opened = open_window()
    opened.parts.settings.set(RECORDINGS, 0)
    opened.answered()
    again = _restarted(opened, open_window)
    told: list[str] = []
    again.parts.archive.told.connect(told.append)
    again.window.drawer.toggle(again.parts.library.open_chat.turns[-1])
    again.wait(lambda: bool(told))
    assert told == [NONE_KEPT]
    assert not again.window.drawer.is_open
    assert again.window._notice_bar.isVisible()


def test_a_recording_without_the_end_of_its_answer_is_not_taken_for_the_whole(
    open_window: OpenWindow,
) -> None:
    opened = open_window(stepwise=True, reply_to=lambda _prompt: Reply(text=STORY * 3))
    turn = opened.ask()
    _stop_behind_a_block(opened, turn)
    opened.parts.control.proceed(turn)
    opened.parts.traces.close()  # as a crash leaves it: more of the answer is stored than of its recording
    _stop_behind_a_block(opened, turn)
    again = _restarted(opened, open_window)
    told: list[str] = []
    again.parts.archive.told.connect(told.append)
    (turn,) = again.parts.library.open_chat.turns
    again.window.drawer.toggle(turn)
    again.wait(lambda: bool(told))
    assert told == [PART_KEPT]
    again.parts.control.proceed(turn)
    again.wait(lambda: turn.stats is not None and turn.stats.runs == 3)
    assert turn.recording is None


def test_of_an_answer_that_another_model_went_on_with_no_recording_is_kept(open_window: OpenWindow) -> None:
    opened = open_window(stepwise=True, reply_to=lambda _prompt: Reply(text=STORY * 10))
    turn = opened.ask("Tell me of the drop.")
    _stop_behind_a_block(opened, turn)
    _settle_the_file(opened)
    assert _recorded(opened) == [turn.answer_id]
    turn.vocabulary = replace(VOCABULARY, pad_id=VOCABULARY.pad_id + 1)  # as if another model had begun it
    opened.parts.control.proceed(turn)
    opened.finish(turn)
    _settle_the_file(opened)
    assert _recorded(opened) == []
    assert turn.recording is None


def test_a_recording_that_comes_when_another_conversation_is_open_opens_nothing(
    open_window: OpenWindow,
) -> None:
    opened = open_window()
    opened.answered()
    again = _restarted(opened, open_window)
    turn = again.parts.library.open_chat.turns[-1]
    again.window.drawer.toggle(turn)
    again.parts.library.start()
    again.wait(lambda: turn.recording is not None)
    assert not again.window.drawer.is_open


def test_a_long_session_holds_only_the_newest_recordings_in_memory(
    open_window: OpenWindow, own_garbage: None
) -> None:
    opened = open_window(reply_to=lambda _prompt: Reply(text=TEXT))
    turns = _answers(opened, AT_HAND + 4)
    opened.wait(lambda: all(turn.recording is None for turn in turns[:-AT_HAND]))
    assert all(turn.recording is not None for turn in turns[-AT_HAND:])
    assert _steps_in_memory() == AT_HAND * STEPS


def test_what_was_looked_at_leaves_memory_as_well(open_window: OpenWindow, own_garbage: None) -> None:
    opened = open_window(reply_to=lambda _prompt: Reply(text=TEXT))
    turns = _answers(opened, AT_HAND + 3)
    opened.wait(lambda: turns[2].recording is None)
    for turn in turns:
        opened.window.drawer.toggle(turn)
        opened.wait(lambda turn=turn: opened.window.drawer.turn is turn)  # type: ignore[misc]  # bound at once
        opened.settle()
    opened.window.drawer.close_viewer()
    assert _steps_in_memory() == AT_HAND * STEPS


def test_an_answer_that_left_memory_is_seen_again_as_it_was(open_window: OpenWindow) -> None:
    opened = open_window(reply_to=lambda _prompt: Reply(text=TEXT))
    first = opened.answered()
    (was,) = first.trace.canvases
    _answers(opened, AT_HAND)
    opened.wait(lambda: first.recording is None)
    opened.window.transcript.page.turns[0][2]._replay.click()
    opened.wait(lambda: opened.window.drawer.is_open)
    recording = opened.window.drawer.viewer.cursor_model.recording
    assert recording is not None
    (now,) = recording.canvases
    assert (now.trace.noise, now.trace.block, now.trace.rule) == (was.noise, was.block, was.rule)
    assert [(step.ids, step.draft, step.accepted) for step in now.steps] == [
        (step.ids, step.draft, step.accepted) for step in was.steps
    ]
    assert now.vocabulary is opened.parts.status.model.vocabulary  # type: ignore[union-attr]  # it is loaded


def test_the_answer_that_has_just_ended_is_seen_at_once(open_window: OpenWindow) -> None:
    opened = open_window()
    _answers(opened, AT_HAND + 1)
    opened.settle(200)
    opened.window.drawer.toggle(opened.parts.library.open_chat.turns[-1])
    assert opened.window.drawer.is_open


def test_words_of_an_answer_that_left_memory_can_be_renoised(open_window: OpenWindow) -> None:
    opened, turn = _let_go(open_window)
    renoiser, chat = opened.parts.renoiser, opened.parts.library.open_chat
    opened.window._reword(turn, (4, 8))
    opened.wait(lambda: bool(renoiser.alternatives) and not renoiser.waiting)
    other = renoiser.alternatives[1]
    later = chat.turns[1:]
    opened.wait(lambda: all(each.recording is None for each in later[:-1]))
    renoiser.use(other)
    assert chat.turns[-1].text == other.text != TEXT


def test_what_the_renoiser_holds_may_leave_memory_elsewhere(open_window: OpenWindow) -> None:
    opened, turn = _let_go(open_window)
    renoiser, chat = opened.parts.renoiser, opened.parts.library.open_chat
    opened.window._reword(turn, None)
    opened.wait(lambda: renoiser.turn is turn)
    later = _answers(opened, AT_HAND)
    opened.wait(lambda: turn.recording is None)
    renoiser.ask(4, 8)
    opened.wait(lambda: renoiser.waiting == 0)
    renoiser.use(renoiser.alternatives[1])
    reworded = chat.turns[0]
    assert reworded.recording is not None
    assert reworded.text == renoiser.alternatives[1].text
    assert later[-1] not in chat.turns


def test_only_what_was_wanted_last_is_brought_to_who_waits(open_window: OpenWindow) -> None:
    opened, first = _let_go(open_window)
    second = _answers(opened, 1)[0]
    second = opened.parts.library.open_chat.turns[1]
    opened.wait(lambda: second.recording is None)
    for turn in (first, second):
        opened.window._reword(turn, None)
    opened.wait(lambda: opened.parts.renoiser.turn is not None)
    opened.settle()
    assert opened.parts.renoiser.turn is second
    assert first.recording is None


def test_a_recording_that_comes_for_a_conversation_that_is_deleted_by_then_opens_nothing(
    open_window: OpenWindow,
) -> None:
    opened, turn = _let_go(open_window)
    library = opened.parts.library
    undone: list[object] = []
    library.removed.connect(lambda _words, undo: undone.append(undo))
    opened.window._reword(turn, (4, 8))
    library.delete(library.open_chat.record.id)
    opened.wait(lambda: turn.recording is not None)
    assert opened.parts.renoiser.turn is None
    opened.window.drawer.toggle(turn)
    assert not opened.window.drawer.is_open
    assert len(undone) == 1


def test_an_answer_that_is_deleted_while_it_is_brought_is_not_shown(open_window: OpenWindow) -> None:
    opened, turn = _let_go(open_window)
    opened.window.drawer.toggle(turn)
    opened.parts.control.delete(turn)
    opened.wait(lambda: turn.recording is not None)
    assert not opened.window.drawer.is_open


def test_where_recordings_are_switched_off_only_the_newest_answers_can_be_seen(
    open_window: OpenWindow, own_garbage: None
) -> None:
    opened = open_window(reply_to=lambda _prompt: Reply(text=TEXT))
    opened.parts.settings.set(RECORDINGS, 0)
    turns = _answers(opened, AT_HAND + 2)
    opened.wait(lambda: all(turn.recording is None for turn in turns[:-AT_HAND]))
    assert _steps_in_memory() == AT_HAND * STEPS
    opened.window.drawer.toggle(turns[-AT_HAND])
    assert opened.window.drawer.is_open


def test_a_smaller_number_that_was_taken_back_deletes_nothing(open_window: OpenWindow) -> None:
    opened = open_window(reply_to=lambda _prompt: Reply(text=TEXT))
    turns = _answers(opened, AT_HAND)
    _settle_the_file(opened)  # else a recording that is not written yet lets the older go
    opened.parts.settings.set(RECORDINGS, 1)
    _settle_the_file(opened)
    opened.parts.settings.reset(RECORDINGS)
    assert _recorded(opened) == [turn.answer_id for turn in turns]


def test_a_smaller_number_holds_at_the_next_start(open_window: OpenWindow) -> None:
    opened = open_window(reply_to=lambda _prompt: Reply(text=TEXT))
    _, second = _answers(opened, 2)
    opened.parts.settings.set(RECORDINGS, 1)
    again = _restarted(opened, open_window)
    again.wait(lambda: _recorded(again) == [second.answer_id])


def test_an_answer_whose_recording_finds_no_room_on_the_disk_stays_in_memory(
    open_window: OpenWindow, caplog: pytest.LogCaptureFixture
) -> None:
    opened = open_window(reply_to=lambda _prompt: Reply(text=STORY * 10))
    stored = opened.answered()
    opened.parts.traces._do(_fill_up)
    turns = _answers(opened, AT_HAND + 1)
    opened.wait(lambda: caplog.text.count("cannot be kept") == len(turns))
    opened.settle()
    assert all(turn.recording is not None for turn in (stored, *turns))
    caplog.clear()
    opened.parts.traces._do(lambda file: file.execute("PRAGMA max_page_count = 100000"))
    later = _answers(opened, AT_HAND)
    opened.wait(lambda: stored.recording is None)
    assert all(turn.recording is not None for turn in (*turns, *later))


def _fill_up(file: sqlite3.Connection) -> None:
    """Let a file have no more room than it has, as on a disk that is full."""
    file.execute("PRAGMA max_page_count = 1")


def test_a_recording_that_retention_deletes_stays_in_the_viewer_that_shows_it(
    open_window: OpenWindow,
) -> None:
    opened = open_window()
    turn = opened.answered()
    drawer = opened.window.drawer
    drawer.toggle(turn)
    opened.parts.settings.set(RECORDINGS, 1)
    _answers(opened, AT_HAND)
    opened.wait(lambda: turn.recording is None)
    assert drawer.turn is turn
    assert drawer.viewer.cursor_model.recording is not None
    drawer.close_viewer()
    told: list[str] = []
    opened.parts.archive.told.connect(told.append)
    drawer.toggle(turn)
    opened.wait(lambda: bool(told))
    assert told == [NONE_KEPT]


def test_each_version_of_an_answer_that_left_memory_comes_back_as_itself(open_window: OpenWindow) -> None:
    opened = open_window(reply_to=lambda _prompt: Reply(text=TEXT))
    turn = opened.answered()
    chat = opened.parts.library.open_chat
    noises = []
    for seed in range(AT_HAND + 1):
        opened.parts.choices.seed = seed
        opened.parts.control.regenerate(chat.turns[-1])
        opened.finish(chat.turns[-1])
        noises.append(chat.turns[-1].trace.canvases[0].noise)
    _, *versions = chat.answers(turn)
    opened.wait(lambda: versions[0].recording is None)
    for version in versions:
        opened.parts.archive.recall(version, lambda: None)
        opened.wait(lambda version=version: version.recording is not None)  # type: ignore[misc]  # bound at once
        assert version.trace.canvases[0].noise == noises[versions.index(version)]
    assert len(set(noises)) == len(noises)
