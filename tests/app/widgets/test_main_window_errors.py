"""What goes wrong around the window, for real where that can be: one sentence, one button, nothing lost."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton

from app.history import database
from app.history.store import FILE_NAME
from app.models.turn import TurnState
from app.widgets.answer_view import AnswerView
from app.widgets.error_card import ErrorCard
from engine import EngineError
from engine.errors import DeviceLost, ModelMissing, OutOfMemory
from tests.app.conftest import Opened, OpenWindow
from tests.app.fake_engine import Reply


def _button(card: ErrorCard) -> QPushButton:
    button, *_ = card.findChildren(QPushButton)
    return button


def _card(opened: Opened) -> ErrorCard:
    card = opened.window.transcript.findChildren(AnswerView)[-1]._card
    assert card is not None
    return card


def _titles(opened: Opened) -> list[str]:
    """The prompts that another start finds."""
    opened.wait(lambda: bool(opened.parts.library.open_chat.turns))
    return [turn.prompt for turn in opened.parts.library.open_chat.turns]


@pytest.mark.parametrize(
    ("error", "loads"),
    [
        (OutOfMemory("There is not enough memory for this.", "Close other programs."), 0),
        (DeviceLost("The graphics driver has lost the card.", "Start Dewpoint again."), 1),
    ],
    ids=["out of memory", "driver lost"],
)
def test_an_answer_that_fails_says_why_and_is_asked_again(
    open_window: OpenWindow, monkeypatch: pytest.MonkeyPatch, error: EngineError, loads: int
) -> None:
    replies = [Reply(error=error), Reply(text="the drop is clear")]
    opened = open_window(reply_to=lambda _prompt: replies.pop(0))
    asked: list[str | Path] = []
    load = opened.parts.bridge.load

    def counted(model: str | Path) -> None:
        asked.append(model)
        load(model)

    monkeypatch.setattr(opened.parts.bridge, "load", counted)
    turn = opened.answered("What is dew?")
    assert turn.state is TurnState.FAILED
    assert _card(opened).accessibleName() == f"{error.title} {error.hint}"
    assert opened.window.transcript.isVisible()
    _button(_card(opened)).click()
    opened.wait(lambda: turn.state is TurnState.FINISHED)
    assert turn.text == "the drop is clear"
    assert not _card(opened).isVisible()
    assert len(asked) == loads


def test_a_model_folder_that_is_gone_leads_to_the_models(open_window: OpenWindow) -> None:
    gone = ModelMissing("There is no model in /nowhere.", "Choose another folder.")
    opened = open_window(loaded=False, load_error=gone)
    opened.window.composer.sent.emit("What is dew?")
    card = opened.window._load_error
    opened.parts.status.load("/nowhere")
    opened.wait(card.isVisible)
    assert card.accessibleName() == "There is no model in /nowhere. Choose another folder."
    assert _button(card).text() == "Models…"
    _button(card).click()
    assert opened.window.setup.isVisible()
    opened.load()  # what is chosen there
    turn = opened.parts.library.open_chat.turns[-1]
    opened.wait(lambda: turn.ended)
    assert turn.text
    assert not card.isVisible()


def test_a_full_disk_is_told_of_and_what_was_said_is_saved_once_there_is_room(
    open_window: OpenWindow,
) -> None:
    opened = open_window()
    opened.answered("One")
    opened.stored()

    def fill(connection: sqlite3.Connection) -> None:
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages}")  # until the file is opened anew

    opened.parts.history._write(fill)
    card = opened.window._history_error
    opened.ask("Two " * 20_000)
    opened.wait(card.isVisible)
    assert card.accessibleName().startswith("The disk is full")
    assert "Nothing is lost" in card.accessibleName()
    _button(card).click()
    opened.wait(lambda: not card.isVisible())
    opened.wait(lambda: opened.parts.library.open_chat.turns[-1].ended)
    opened.stored()
    opened.tear_down()
    assert [title.split()[0] for title in _titles(open_window())] == ["One", "Two"]


def test_a_file_that_another_program_holds_is_told_of_and_written_when_it_is_free(
    open_window: OpenWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_S", 0.05)
    opened = open_window()
    opened.answered("One")
    opened.stored()
    holder = sqlite3.connect(tmp_path / "history" / FILE_NAME, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    card = opened.window._history_error
    opened.answered("Two")
    opened.wait(card.isVisible)
    assert card.accessibleName().startswith("Another program holds the file of your conversations.")
    assert opened.window.composer.isEnabled()
    holder.execute("COMMIT")
    holder.close()
    _button(card).click()
    opened.wait(lambda: not card.isVisible())
    opened.stored()
    opened.tear_down()
    assert _titles(open_window()) == ["One", "Two"]


def test_a_damaged_file_is_set_aside_and_the_window_goes_on(open_window: OpenWindow, tmp_path: Path) -> None:
    opened = open_window()
    opened.answered("One")
    opened.tear_down()
    file = tmp_path / "history" / FILE_NAME
    file.write_bytes(b"these are my letters, not a database. " * 400)
    again = open_window()
    card = again.window._history_error
    again.wait(card.isVisible)
    assert card.accessibleName().startswith("The file of your conversations was damaged.")
    assert _button(card).text() == "Close"
    _button(card).click()
    assert not card.isVisible()
    assert again.answered("Two").text
    (aside,) = [path for path in file.parent.glob("history.damaged-*") if path.suffix == ".sqlite3"]
    assert aside.read_bytes().startswith(b"these are my letters")
