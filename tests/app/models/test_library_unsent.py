from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.attachments import Attachment, Kind
from app.history.database import read_database
from app.history.statements import conversations, messages
from app.history.store import FILE_NAME
from app.models.chat import UNTITLED
from app.settings import OFFER_SETUP, SYSTEM
from app.widgets.answer_view import AnswerView
from tests.app.conftest import Opened, OpenWindow

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
    assert library.record(id).system == "Be brief."
    opened.tear_down()
    again = open_window(shown=False)
    library = again.parts.library
    again.wait(lambda: library.open_chat.record.id == id)
    assert library.record(library.ids[0]).title == UNTITLED
    again.answered("One")
    assert again.engine.asked[-1].messages[0].text == "Be brief."
    assert library.open_chat.title == "One"
    library.start()
    assert library.open_chat.record.system == "Be kind."


def test_a_prompt_that_was_looked_at_and_left_as_it_is_lists_nothing(open_window: OpenWindow) -> None:
    library = open_window(shown=False, loaded=False).parts.library
    library.instruct(library.open_chat.record.id, library.open_chat.record.system)
    assert library.ids == []


def test_what_was_taken_back_in_a_new_conversation_is_found_after_others_and_the_next_start(
    open_window: OpenWindow,
) -> None:
    opened = open_window(stepwise=True)
    library = opened.parts.library
    running = opened.ask("One")
    library.start()
    id = library.open_chat.record.id
    opened.ask("Two")
    library.start()
    library.open(id)
    opened.window.transcript.findChildren(AnswerView)[-1]._withdraw.click()
    library.start()
    assert library.open_chat.record.id != id
    library.write_draft("something else")
    opened.finish(running)
    opened.tear_down()
    again = open_window()
    library = again.parts.library
    again.wait(lambda: id in library.ids)
    library.open(id)
    again.wait(lambda: library.open_chat.record.id == id)
    assert again.window.composer.field.toPlainText() == "Two"
    again.answered("Three")
    assert library.open_chat.title == "Three"


def test_a_message_and_its_file_are_on_disk_at_every_moment_of_taking_them_back(
    open_window: OpenWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = open_window(loaded=False)
    opened.parts.attachments.add_ready([NOTES])
    turn = opened.ask("One")
    opened.stored()
    kept = _kept_by_each_write(opened, monkeypatch)
    opened.window.transcript.withdrawn.emit(turn)
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
