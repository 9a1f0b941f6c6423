from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from app.history import FileKind, database
from app.history.exchange import imported
from app.history.store import FILE_NAME
from app.models.chat import UNTITLED
from app.models.library import Library
from app.models.shelf import ID_ROLE
from app.settings import SYSTEM
from engine import Preset, TurnOptions
from tests.app.conftest import Opened, OpenWindow, always
from tests.app.fake_engine import Reply


def titles_listed(library: Library) -> list[str]:
    """What is listed, headings left out."""
    places = (library.catalogue.shelf.index(row) for row in range(library.catalogue.shelf.rowCount()))
    return [place.data() for place in places if place.data(ID_ROLE) is not None]


def _open_id(opened: Opened) -> int:
    return opened.parts.library.open_chat.record.id


def test_an_empty_conversation_is_open_and_not_listed(open_window: OpenWindow) -> None:
    library = open_window(shown=False).parts.library
    assert library.open_chat.turns == []
    assert library.catalogue.shelf.rowCount() == 0
    assert library.open_chat.title == UNTITLED


def test_a_conversation_is_listed_with_its_first_prompt_and_the_last_used_first(
    open_window: OpenWindow,
) -> None:
    opened = open_window(shown=False)
    library = opened.parts.library
    opened.answered("One")
    first = _open_id(opened)
    library.start()
    opened.answered("Two")
    assert titles_listed(library) == ["Two", "One"]
    library.open(first)
    opened.answered("Again")
    assert titles_listed(library) == ["One", "Two"]


def test_a_new_conversation_is_begun_only_where_the_open_one_holds_something(open_window: OpenWindow) -> None:
    opened = open_window(shown=False)
    library = opened.parts.library
    empty = library.open_chat
    library.start()
    assert library.open_chat is empty
    opened.answered("One")
    library.start()
    assert library.open_chat is not empty


def test_opening_is_told_once_and_only_when_it_changes(open_window: OpenWindow) -> None:
    opened = open_window(shown=False)
    library = opened.parts.library
    opened.answered("One")
    first = library.open_chat
    told: list[None] = []
    library.opened.connect(lambda: told.append(None))
    library.start()
    library.open(first.record.id)
    library.open(first.record.id)
    assert len(told) == 2
    assert library.open_chat is first


def test_it_tells_when_somebody_wants_to_see_the_one_on_show_but_not_of_the_last_time(
    open_window: OpenWindow,
) -> None:
    first = open_window()
    first.answered()
    first.stored()
    first.tear_down()
    opened = open_window(shown=False, loaded=False)
    library, told = opened.parts.library, []
    library.turned_to.connect(lambda: told.append(library.open_chat.title))
    opened.wait(lambda: bool(library.open_chat.turns))
    assert told == []
    library.open(library.open_chat.record.id)
    library.start()
    library.start()
    assert told == ["Tell me of the drop.", "New conversation", "New conversation"]


def test_the_next_start_finds_everything_and_opens_what_was_open(open_window: OpenWindow) -> None:
    opened = open_window(shown=False, reply_to=always(Reply(text="the drop", thought="the glass")))
    opened.answered("One")
    opened.parts.library.start()
    turn = opened.answered("Two")
    opened.parts.library.write_draft("and then")
    opened.tear_down()
    again = open_window(shown=False)
    again.wait(lambda: bool(again.parts.library.open_chat.turns))
    library = again.parts.library
    assert titles_listed(library) == ["Two", "One"]
    assert library.open_chat.record.draft == "and then"
    (kept,) = library.open_chat.turns
    assert (kept.prompt, kept.text, kept.thought, kept.stats) == ("Two", "the drop", "the glass", turn.stats)


def test_a_draft_of_a_conversation_in_which_nothing_was_asked_is_kept(open_window: OpenWindow) -> None:
    opened = open_window(shown=False)
    opened.parts.library.write_draft("half a thought")
    opened.tear_down()
    again = open_window(shown=False)
    again.wait(lambda: again.parts.library.open_chat.record.draft == "half a thought")
    assert titles_listed(again.parts.library) == []


def test_that_draft_waits_in_the_new_conversation_where_another_one_was_open_last(
    open_window: OpenWindow,
) -> None:
    opened = open_window(shown=False)
    opened.answered("One")
    listed = _open_id(opened)
    opened.parts.library.start()
    opened.parts.library.write_draft("half a thought")
    opened.parts.library.open(listed)
    opened.tear_down()
    again = open_window(shown=False)
    library = again.parts.library
    again.wait(lambda: library.open_chat.record.id == listed)
    again.settle()
    library.start()
    assert library.open_chat.record.draft == "half a thought"


def test_what_is_written_before_the_history_is_read_is_not_thrown_away(open_window: OpenWindow) -> None:
    opened = open_window(shown=False)
    opened.answered("One")
    opened.tear_down()
    again = open_window(shown=False, loaded=False)
    again.parts.library.write_draft("quick")
    again.wait(lambda: titles_listed(again.parts.library) == ["One"])
    again.settle()
    assert again.parts.library.open_chat.record.draft == "quick"
    assert again.parts.library.open_chat.turns == []


def test_a_deleted_conversation_can_be_put_back_until_the_next_start(open_window: OpenWindow) -> None:
    opened = open_window(shown=False)
    library = opened.parts.library
    removed: list[tuple[str, Callable[[], None]]] = []
    library.removed.connect(lambda words, undo: removed.append((words, undo)))
    opened.answered("One")
    id = _open_id(opened)
    library.delete(id)
    assert titles_listed(library) == []
    assert library.open_chat.turns == []
    assert removed[0][0] == "Deleted “One”"
    removed[0][1]()
    assert titles_listed(library) == ["One"]
    assert _open_id(opened) == id
    library.delete(id)
    opened.tear_down()
    again = open_window(shown=False)
    again.settle(100)
    assert titles_listed(again.parts.library) == []


def test_deleted_messages_can_be_put_back(open_window: OpenWindow) -> None:
    opened = open_window(shown=False)
    library = opened.parts.library
    undo: list[Callable[[], None]] = []
    library.removed.connect(lambda _words, call: undo.append(call))
    first, second = opened.answered("One"), opened.answered("Two")
    library.cut(library.open_chat, second)
    assert library.open_chat.turns == [first]
    undo[0]()
    assert library.open_chat.turns == [first, second]
    library.cut(library.open_chat, second)
    opened.tear_down()
    again = open_window(shown=False)
    again.wait(lambda: [turn.prompt for turn in again.parts.library.open_chat.turns] == ["One"])


def test_deleting_one_version_keeps_the_question_of_the_others(open_window: OpenWindow) -> None:
    opened = open_window(shown=False)
    library = opened.parts.library
    first = opened.answered("One")
    version = opened.parts.queue.ask_version(library.open_chat, first, first.options)
    opened.wait(lambda: version.ended)
    library.cut(library.open_chat, version)
    opened.tear_down()
    again = open_window(shown=False)
    again.wait(lambda: bool(again.parts.library.open_chat.turns))
    assert again.parts.library.open_chat.turns[0].answer_id == first.answer_id


def test_a_copy_and_a_fork_go_their_own_ways(open_window: OpenWindow) -> None:
    opened = open_window(shown=False)
    library = opened.parts.library
    first, _ = opened.answered("One"), opened.answered("Two")
    original = library.open_chat
    library.fork(original, first)
    assert library.open_chat is not original
    assert [turn.prompt for turn in library.open_chat.turns] == ["One"]
    library.duplicate(original.record.id)
    opened.wait(lambda: library.open_chat.title == "One (copy)")
    assert [turn.prompt for turn in library.open_chat.turns] == ["One", "Two"]
    opened.answered("Three")
    assert len(original.turns) == 2
    assert sorted(titles_listed(library)) == ["One", "One (copy)", "One (fork)"]


def _exported(opened: Opened, path: Path) -> list[tuple[str, list[str]]]:
    """The titles and the texts of an export of everything."""
    library = opened.parts.library
    library.export(library.catalogue.ids, FileKind.JSON, path)
    opened.wait(path.exists)
    return [(record.title, [each.text for each in said]) for record, said in imported(path.read_bytes())]


def test_an_export_holds_what_is_stored_and_what_cannot_be_saved(
    open_window: OpenWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_S", 0.05)
    opened = open_window(shown=False, reply_to=always(Reply(text="the drop")))
    opened.answered("One")
    opened.parts.library.start()
    opened.answered("Two")
    opened.tear_down()
    again = open_window(shown=False, reply_to=always(Reply(text="the leaf")))
    again.wait(lambda: bool(again.parts.library.open_chat.turns))
    again.stored()
    holder = sqlite3.connect(again.parts.library.folder / FILE_NAME, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    again.answered("Three")
    assert _exported(again, tmp_path / "all.json") == [
        ("Two", ["Two", "the drop", "Three", "the leaf"]),
        ("One", ["One", "the drop"]),
    ]
    holder.close()


def test_an_export_holds_everything_where_the_file_could_not_be_opened(
    open_window: OpenWindow, tmp_path: Path
) -> None:
    (tmp_path / "history").mkdir()
    newer = sqlite3.connect(tmp_path / "history" / FILE_NAME)
    newer.execute("PRAGMA user_version = 1000")
    newer.close()
    opened = open_window(shown=False, reply_to=always(Reply(text="the drop")))
    opened.answered("One")
    assert _exported(opened, tmp_path / "all.json") == [("One", ["One", "the drop"])]


def test_another_answer_that_was_taken_back_leaves_the_question_and_the_first_one(
    open_window: OpenWindow,
) -> None:
    opened = open_window(shown=False, stepwise=True)
    library, queue = opened.parts.library, opened.parts.queue
    first = opened.answered("One")
    chat = library.open_chat
    library.start()
    other = opened.ask("Two")
    again = queue.ask_version(chat, first, TurnOptions())
    queue.withdraw(chat, again)
    opened.finish(other)
    library.open(chat.record.id)
    opened.stored()
    opened.tear_down()
    last = open_window(shown=False)
    last.wait(lambda: bool(last.parts.library.open_chat.turns))
    (kept,) = last.parts.library.open_chat.turns
    assert (kept.prompt, kept.text) == ("One", first.text)


def test_a_conversation_stays_whole_where_a_message_between_two_others_was_taken_back(
    open_window: OpenWindow,
) -> None:
    opened = open_window(stepwise=True)
    first, second, third = (opened.ask(prompt) for prompt in ("One", "Two", "Three"))
    chat = opened.parts.library.open_chat
    opened.parts.control.withdraw(second)
    assert [views.turn for views in opened.window.transcript.page.turns] == [first, third]
    opened.finish(third)
    assert chat.turns == [first, third]
    opened.stored()
    opened.tear_down()
    last = open_window(shown=False)
    last.wait(lambda: bool(last.parts.library.open_chat.turns))
    assert [turn.prompt for turn in last.parts.library.open_chat.turns] == ["One", "Three"]


def test_after_an_emptied_conversation_was_deleted_there_is_a_new_one_to_ask_in(
    open_window: OpenWindow,
) -> None:
    opened = open_window(shown=False)
    library = opened.parts.library
    turn, gone = opened.answered("One"), _open_id(opened)
    library.catalogue.rename(gone, "Mine")
    library.cut(library.open_chat, turn)
    library.start()
    assert _open_id(opened) != gone
    library.open(gone)
    library.delete(gone)
    assert _open_id(opened) != gone
    opened.parts.settings.set(SYSTEM, "Be kind.")
    opened.answered("Two")
    assert titles_listed(library) == ["Two"]


def test_each_conversation_keeps_its_choices_and_its_system_prompt(open_window: OpenWindow) -> None:
    opened = open_window(shown=False)
    library, choices = opened.parts.library, opened.parts.choices
    opened.answered("One")
    first = _open_id(opened)
    choices.choose_preset(Preset.FAST)
    library.instruct(first, "Be brief.")
    library.start()
    assert choices.options().preset is Preset.BEST
    library.open(first)
    assert choices.options().preset is Preset.FAST
    opened.tear_down()
    again = open_window(shown=False)
    again.wait(lambda: again.parts.choices.preset is Preset.FAST)
    again.answered("Two")
    assert again.engine.asked[-1].messages[0].text == "Be brief."


def test_a_new_conversation_begins_with_the_system_prompt_of_the_settings(open_window: OpenWindow) -> None:
    opened = open_window(shown=False)
    opened.parts.settings.set(SYSTEM, "Be kind.")
    opened.answered("One")
    assert opened.engine.asked[-1].messages[0].text == "Be kind."
