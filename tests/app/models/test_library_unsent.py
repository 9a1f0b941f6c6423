from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.attachments import Attachment, Kind
from app.history import StoredMessage
from app.history.database import read_database
from app.history.statements import conversations, messages
from app.history.store import FILE_NAME
from app.models.chat import UNTITLED
from app.settings import OFFER_SETUP, SYSTEM
from app.widgets.answer_view import AnswerView
from engine import Preset
from tests.app.conftest import Opened, OpenWindow
from tests.app.models.test_library import titles_listed

NOTES = Attachment(name="notes.txt", kind=Kind.TEXT, text="the drop is clear")


def _kept_by_each_write(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> list[set[str]]:
    """Grows with every write: the drafts, the messages and the files that a kill would leave then."""
    history = opened.parts.history
    written, kept = history._written, list[set[str]]()

    def write(job: Callable[[sqlite3.Connection], object]) -> object:
        result = written(job)
        with closing(read_database(history.folder / FILE_NAME)) as file:
            records = conversations(file)
            said = [message for record in records for message in messages(file, record.id)]
        words = {record.draft for record in records} | {message.text for message in said}
        attached = [record.attachments for record in records] + [message.attachments for message in said]
        kept.append(words | {each.name for files in attached for each in files})
        return result

    monkeypatch.setattr(history, "_written", write)
    return kept


def test_a_prompt_written_for_a_new_conversation_outlives_settings_and_the_next_start(
    open_window: OpenWindow,
) -> None:
    opened = open_window(shown=False)
    library, settings = opened.parts.library, opened.parts.settings
    id = library.open_chat.record.id
    library.instruct(id, "Be brief.")
    settings.set(OFFER_SETUP, not settings.is_on(OFFER_SETUP))
    settings.set(SYSTEM, "Be kind.")
    assert library.catalogue.record(id).system == "Be brief."
    opened.tear_down()
    again = open_window(shown=False)
    library = again.parts.library
    again.wait(lambda: library.open_chat.record.id == id)
    assert library.catalogue.record(library.catalogue.ids[0]).title == UNTITLED
    again.answered("One")
    assert again.engine.asked[-1].messages[0].text == "Be brief."
    assert library.open_chat.title == "One"
    library.start()
    assert library.open_chat.record.system == "Be kind."


def test_a_prompt_that_was_looked_at_and_left_as_it_is_lists_nothing(open_window: OpenWindow) -> None:
    library = open_window(shown=False, loaded=False).parts.library
    library.instruct(library.open_chat.record.id, library.open_chat.record.system)
    assert library.catalogue.ids == []


def _take_back(opened: Opened) -> None:
    """Take back what was asked last in the open conversation."""
    opened.window.transcript.findChildren(AnswerView)[-1]._withdraw.click()


def _waiting(opened: Opened, *prompts: str) -> int:
    """Ask each in a new conversation while something else is answered; the last of these."""
    for prompt in prompts:
        opened.parts.library.start()
        opened.ask(prompt)
    return opened.parts.library.open_chat.record.id


def test_a_conversation_whose_only_question_was_taken_back_is_the_new_one_again(
    open_window: OpenWindow,
) -> None:
    opened = open_window(stepwise=True)
    library = opened.parts.library
    running = opened.ask("One")
    id = _waiting(opened, "Two")
    _take_back(opened)
    assert titles_listed(library) == ["One"]
    assert library.open_chat.title == UNTITLED
    library.open(library.catalogue.ids[0])
    library.start()
    assert library.open_chat.record.id == id
    opened.finish(running)
    opened.tear_down()
    again = open_window()
    again.wait(lambda: again.window.composer.field.toPlainText() == "Two")
    assert titles_listed(again.parts.library) == ["One"]
    again.answered("Three")
    assert titles_listed(again.parts.library) == ["Three", "One"]


def test_it_stays_listed_where_the_new_one_is_written_in(open_window: OpenWindow) -> None:
    opened = open_window(stepwise=True)
    library = opened.parts.library
    running = opened.ask("One")
    id = _waiting(opened, "Two")
    library.start()
    library.write_draft("something else")
    library.open(id)
    _take_back(opened)
    assert titles_listed(library) == ["Two", "One"]
    library.start()
    assert library.open_chat.record.draft == "something else"
    opened.finish(running)
    opened.tear_down()
    again = open_window()
    library = again.parts.library
    again.wait(lambda: library.open_chat.record.draft == "something else")
    library.open(id)
    again.wait(lambda: again.window.composer.field.toPlainText() == "Two")


def test_it_stays_listed_where_it_was_named_placed_or_instructed(open_window: OpenWindow) -> None:
    opened = open_window(stepwise=True)
    library = opened.parts.library
    running = opened.ask("One")
    chosen: list[Callable[[int], None]] = [
        lambda id: library.catalogue.rename(id, "Mine"),
        lambda id: library.catalogue.pin(id, True),
        lambda id: library.catalogue.move(id, "Garden"),
        lambda id: library.instruct(id, "Be brief."),
    ]
    for choose in chosen:
        id = _waiting(opened, "Two")
        choose(id)
        _take_back(opened)
        assert id in library.catalogue.ids
    opened.finish(running)


def test_a_conversation_that_was_emptied_is_listed_again_and_shown_once_that_is_undone(
    open_window: OpenWindow,
) -> None:
    opened = open_window()
    library = opened.parts.library
    undo: list[Callable[[], None]] = []
    library.removed.connect(lambda _words, call: undo.append(call))
    chat = library.open_chat
    first, second = opened.answered("One"), opened.answered("Two")
    library.cut(chat, second)
    assert titles_listed(library) == ["One"]
    library.cut(chat, first)
    assert (titles_listed(library), chat.title) == ([], UNTITLED)
    library.start()
    undo[1]()
    assert (titles_listed(library), library.open_chat) == (["One"], chat)
    undo[0]()
    assert chat.turns == [first, second]
    opened.tear_down()
    again = open_window(shown=False)
    again.wait(lambda: [turn.prompt for turn in again.parts.library.open_chat.turns] == ["One", "Two"])
    assert titles_listed(again.parts.library) == ["One"]


def test_one_that_stays_emptied_is_gone_and_what_was_written_in_it_is_not(open_window: OpenWindow) -> None:
    opened = open_window()
    library = opened.parts.library
    library.cut(library.open_chat, opened.answered("One"))
    opened.answered("Two")
    assert titles_listed(library) == ["Two"]
    library.write_draft("and then")
    library.cut(library.open_chat, library.open_chat.turns[0])
    library.start()
    assert library.open_chat.record.draft == "and then"
    opened.tear_down()
    again = open_window(shown=False)
    again.wait(lambda: again.parts.library.open_chat.record.draft == "and then")
    assert again.parts.library.catalogue.ids == []


def test_one_that_was_emptied_stays_listed_where_it_was_named(open_window: OpenWindow) -> None:
    opened = open_window()
    library = opened.parts.library
    turn = opened.answered("One")
    library.catalogue.rename(library.open_chat.record.id, "Mine")
    library.cut(library.open_chat, turn)
    assert titles_listed(library) == ["Mine"]


def test_it_is_listed_again_with_messages_that_were_deleted_before_and_are_put_back(
    open_window: OpenWindow,
) -> None:
    opened = open_window(stepwise=True)
    library = opened.parts.library
    undo: list[Callable[[], None]] = []
    library.removed.connect(lambda _words, call: undo.append(call))
    chat = library.open_chat
    library.cut(chat, opened.answered("One"))
    running_id = _waiting(opened, "Two")
    running = library.open_chat.turns[-1]
    library.open(chat.record.id)
    opened.ask("Three")
    _take_back(opened)
    assert library.catalogue.ids == [running_id]
    undo[0]()
    assert sorted(titles_listed(library)) == ["One", "Two"]
    opened.finish(running)


def test_an_older_draft_is_listed_by_its_words_where_one_is_written_before_it_is_read(
    open_window: OpenWindow,
) -> None:
    opened = open_window(shown=False)
    opened.parts.library.write_draft("half a thought\nand more")
    opened.tear_down()
    again = open_window(shown=False, loaded=False)
    library = again.parts.library
    library.write_draft("quick")
    again.wait(lambda: titles_listed(library) == ["half a thought"])
    library.open(library.catalogue.ids[0])
    assert library.open_chat.record.draft == "half a thought\nand more"
    library.start()
    assert library.open_chat.record.draft == "quick"
    again.tear_down()
    last = open_window(shown=False, loaded=False)
    last.wait(lambda: titles_listed(last.parts.library) == ["half a thought"])
    assert last.parts.library.open_chat.record.draft == "quick"


def test_what_is_written_while_the_conversation_that_was_open_is_read_waits_beside_an_older_draft(
    open_window: OpenWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = open_window(shown=False)
    opened.answered("One")
    listed = opened.parts.library.open_chat.record.id
    opened.parts.library.start()
    opened.parts.library.write_draft("half a thought")
    opened.parts.library.open(listed)
    opened.tear_down()
    again = open_window(shown=False, loaded=False)
    library = again.parts.library
    read = library._history.read_messages

    def write_and_read(id: int, then: Callable[[list[StoredMessage]], None]) -> None:
        library.write_draft("quick")
        read(id, then)

    monkeypatch.setattr(library._history, "read_messages", write_and_read)
    again.wait(lambda: library.open_chat.record.id == listed)
    assert sorted(titles_listed(library)) == ["One", "quick"]
    library.start()
    assert library.open_chat.record.draft == "half a thought"


def test_a_message_and_its_file_are_on_disk_at_every_moment_of_taking_them_back(
    open_window: OpenWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = open_window(loaded=False)
    opened.parts.attachments.add_ready([NOTES])
    turn = opened.ask("One")
    opened.stored()
    kept = _kept_by_each_write(opened, monkeypatch)
    opened.window.transcript.page.withdrawn.emit(turn)
    assert opened.window.composer.field.toPlainText() == "One"
    assert opened.parts.attachments.ready == (NOTES,)
    opened.stored()
    assert all({"One", "notes.txt"} <= each for each in kept), kept


def test_a_message_and_its_file_are_on_disk_at_every_moment_of_sending_them(
    open_window: OpenWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = open_window(loaded=False)
    field = opened.window.composer.field
    opened.parts.attachments.add_ready([NOTES])
    field.setPlainText("One")
    opened.parts.library.flush()
    opened.stored()
    kept = _kept_by_each_write(opened, monkeypatch)
    QTest.keyClick(field, Qt.Key.Key_Return)
    opened.stored()
    assert opened.parts.library.open_chat.turns
    assert all({"One", "notes.txt"} <= each for each in kept), kept


def test_what_is_chosen_once_something_is_written_holds_for_it_after_a_restart(
    open_window: OpenWindow,
) -> None:
    opened = open_window(shown=False)
    opened.parts.library.write_draft("half a thought")
    opened.parts.library.flush()
    opened.parts.choices.choose_preset(Preset.FAST)
    opened.tear_down()
    again = open_window(shown=False)
    again.wait(lambda: again.parts.choices.preset is Preset.FAST)
    again.parts.settings.set(SYSTEM, "Be kind.")
    again.tear_down()
    last = open_window(shown=False)
    last.wait(lambda: last.parts.library.open_chat.record.draft == "half a thought")
    assert last.parts.library.open_chat.record.system == "Be kind."
