from __future__ import annotations

from app.attachments import Attachment, Kind
from app.models.room import REST_MS, dropped, used
from app.models.turn import Turn
from engine import TurnOptions
from tests.app.conftest import Opened, OpenWindow, always
from tests.app.fake_engine import Reply

LONG = always(Reply(text="the drop is clear. " * 12, steps=2))  # 48 words


def _write(opened: Opened, draft: str) -> None:
    opened.window.composer.field.setPlainText(draft)
    opened.parts.room.measure()
    opened.settle()


def test_what_is_written_and_attached_counts_before_it_is_sent(open_window: OpenWindow) -> None:
    opened = open_window()
    room = opened.parts.room
    assert room.line == ""
    _write(opened, "one two three")
    opened.wait(lambda: room.line == used(3, 2048) == "3 of 2,048 tokens (0%)")
    assert room.share == "0%"
    shown = opened.window.composer._room
    assert shown.accessibleName() == shown.text() == room.line
    opened.window.resize(480, 600)
    opened.wait(lambda: shown.text() == room.share)
    assert shown.toolTip() == room.line
    opened.parts.attachments.add_ready([Attachment(name="a.txt", kind=Kind.TEXT, text="four five")])
    opened.wait(lambda: room.line.startswith("9 of"))  # with its name and its fences


def test_it_is_measured_when_the_keys_rest(open_window: OpenWindow) -> None:
    opened = open_window()
    opened.window.composer.field.setPlainText("one two")
    assert opened.parts.room.line == ""
    opened.wait(lambda: opened.parts.room.line.startswith("2 of"))
    assert opened.parts.room._resting.interval() == REST_MS


def test_what_is_left_out_is_foretold_exactly_as_it_happens(open_window: OpenWindow) -> None:
    opened = open_window(context_tokens=220, reply_to=LONG)
    warning = opened.window.composer._warning
    for prompt in ("First of all", "Second", "Third"):
        opened.answered(prompt)
        opened.parts.room.measure()
        opened.settle()
    turns = opened.parts.library.open_chat.turns
    _write(opened, "Fourth")
    opened.wait(warning.isVisible)
    asked = opened.parts.library.open_chat.conversation_with("Fourth", ())
    fit = opened.engine.measure(asked, TurnOptions())
    assert fit.dropped == 1
    assert warning.text() == opened.parts.room.warning == dropped(turns, 1)
    assert "all before “Second”" in warning.text()
    opened.parts.library.start()
    opened.wait(lambda: not warning.isVisible())


def test_a_message_that_cannot_fit_is_told_of_before_it_is_sent(open_window: OpenWindow) -> None:
    opened = open_window(context_tokens=150)
    _write(opened, "word " * 60)
    opened.wait(lambda: opened.parts.room.warning == "The message is too long. Shorten it.")
    _write(opened, "")
    opened.wait(lambda: opened.parts.room.warning == "")


def test_another_version_of_a_question_is_measured_in_its_place(open_window: OpenWindow) -> None:
    opened = open_window(reply_to=LONG)
    first = opened.answered("First")
    opened.answered("Second")
    opened.parts.control.edit(first)
    _write(opened, "one two three")
    opened.wait(lambda: opened.parts.room.line.startswith("3 of"))


def test_the_words_tell_one_many_and_all(qapp: object) -> None:
    turns = [Turn(prompt, TurnOptions(), created_s=0.0) for prompt in ("One", "Two", "Three")]
    assert dropped(turns, 0) == ""
    assert "The oldest question with the answer will not be sent: all before “Two”" in dropped(turns, 1)
    assert "The oldest 2 questions with the answers" in dropped(turns, 2)
    told = dropped(turns, 3)
    assert "None of the earlier questions and answers will be sent." in told
    assert "oldest" not in told


def test_a_question_of_files_alone_is_called_by_their_names(qapp: object) -> None:
    notes = Attachment(name="notes.txt", kind=Kind.TEXT, text="the drop")
    turns = [Turn("One", TurnOptions()), Turn("", TurnOptions(), attachments=[notes])]
    assert "all before “notes.txt”" in dropped(turns, 1)
