from __future__ import annotations

import threading
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from app.attachments import MOST, Attachment, Kind
from app.models import attachments
from app.models.attachments import PASTED
from tests.app.attachments.files import write_pdf, write_picture
from tests.app.conftest import Opened, OpenWindow

NOTES = Attachment(name="notes.txt", kind=Kind.TEXT, text="the drop is clear")


def _refusals(opened: Opened) -> list[str]:
    told: list[str] = []
    opened.parts.attachments.refused.connect(told.append)
    return told


def _attach(opened: Opened, *paths: Path) -> None:
    """Attach files, and wait until each is read and counted, or refused."""
    files = opened.parts.attachments
    files.add_files(paths)
    opened.wait(lambda: all(each.tokens is not None or each.problem for each in files.entries))


def test_a_file_is_read_and_counted_and_goes_with_the_question(
    open_window: OpenWindow, tmp_path: Path
) -> None:
    opened = open_window()
    (tmp_path / "notes.txt").write_text("the drop is clear")
    pdf = write_pdf(tmp_path / "page.pdf", ["Dew falls."])
    _attach(opened, tmp_path / "notes.txt", pdf)
    files = opened.parts.attachments
    assert [(each.name, each.tokens) for each in files.entries] == [("notes.txt", 8), ("page.pdf", 13)]
    turn = opened.answered("What falls?")
    assert [each.name for each in turn.attachments] == ["notes.txt", "page.pdf"]
    asked = opened.engine.asked[-1].prompt
    assert asked.index("the drop is clear") < asked.index("Dew falls.") < asked.index("What falls?")
    assert files.entries == ()


def test_files_stay_with_their_draft_and_their_question_over_a_restart(
    open_window: OpenWindow, tmp_path: Path
) -> None:
    opened = open_window()
    opened.parts.attachments.add_ready([NOTES])
    opened.answered("What is clear?")
    picture = Attachment(name="other.txt", kind=Kind.TEXT, text="for later")
    opened.parts.attachments.add_ready([picture])
    opened.tear_down()
    again = open_window()
    again.wait(lambda: bool(again.parts.library.open_chat.turns))
    assert again.parts.library.open_chat.turns[0].attachments == (NOTES,)
    assert again.parts.attachments.ready == (picture,)
    again.answered("And now?")
    said = again.engine.asked[-1].messages
    assert "the drop is clear" in said[0].text
    assert "for later" in said[2].text


def test_every_conversation_has_files_of_its_own(open_window: OpenWindow, tmp_path: Path) -> None:
    opened = open_window()
    library, files = opened.parts.library, opened.parts.attachments
    opened.answered("One")
    first = library.open_chat.record.id
    (tmp_path / "late.txt").write_text("it comes late")
    files.add_files([tmp_path / "late.txt"])
    library.start()  # while it is read
    assert not files.entries
    library.open(first)
    opened.wait(lambda: bool(files.ready))
    assert [each.name for each in files.entries] == ["late.txt"]


def test_what_cannot_be_attached_is_refused_and_leaves_nothing(
    open_window: OpenWindow, tmp_path: Path
) -> None:
    opened = open_window()
    told = _refusals(opened)
    opened.parts.attachments.add_files([tmp_path / "gone.txt", write_picture(tmp_path / "a.png")])
    opened.wait(lambda: len(told) == 2)
    assert told[0].startswith("“gone.txt” is no longer there.")
    assert "cannot see images" in told[1]
    opened.parts.attachments.add_picture(QImage(4, 4, QImage.Format.Format_RGB32))
    assert "cannot see images" in told[2]
    opened.parts.attachments.add_ready([NOTES] * MOST)
    opened.parts.attachments.add_files([tmp_path / "one_more.txt"])
    assert f"{MOST} files" in told[3]
    assert len(opened.parts.attachments.entries) == MOST


def test_a_file_that_nobody_foresaw_is_refused_and_holds_no_message_up(
    open_window: OpenWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def stumble(*_file: object, **_how: object) -> Attachment:
        raise ZeroDivisionError

    monkeypatch.setattr(attachments, "read_file", stumble)
    opened = open_window()
    told = _refusals(opened)
    (tmp_path / "odd.txt").write_text("odd")
    _attach(opened, tmp_path / "odd.txt")
    assert [words for words in told if words.startswith("“odd.txt” is damaged.")]
    assert not opened.parts.attachments.is_reading
    assert "ZeroDivisionError" in caplog.text
    caplog.clear()


def test_images_go_to_a_model_that_sees_and_are_marked_once_another_is_loaded(
    open_window: OpenWindow, tmp_path: Path
) -> None:
    opened = open_window(sees_images=True)
    picture = QImage(4, 4, QImage.Format.Format_RGB32)
    picture.fill(1)
    files = opened.parts.attachments
    files.add_picture(picture)
    opened.wait(lambda: bool(files.entries) and files.entries[0].tokens == 100)
    assert files.entries[0].name == PASTED
    content = files.ready[0].content
    assert QImage.fromData(content).size() == picture.size()
    opened.engine.sees_images = False
    opened.parts.status.load("other")
    opened.wait(lambda: bool(files.entries[0].problem))
    assert files.entries[0].problem == "This model cannot see images."
    opened.engine.sees_images = True
    opened.parts.status.load("demo")
    opened.wait(lambda: not files.entries[0].problem)
    opened.answered("")
    assert opened.engine.asked[-1].images[0].content == content
    assert opened.parts.library.open_chat.title == PASTED


def test_an_edited_question_keeps_its_files_and_can_change_them(open_window: OpenWindow) -> None:
    opened = open_window()
    files, control = opened.parts.attachments, opened.parts.control
    files.add_ready([NOTES])
    turn = opened.answered("One")
    draft = Attachment(name="draft.txt", kind=Kind.TEXT, text="draft")
    files.add_ready([draft])
    control.edit(turn)
    assert files.ready == (NOTES,)
    files.remove(files.entries[0].id)
    control.leave_editing()
    assert turn.attachments == (NOTES,)
    assert files.ready == (draft,)
    control.edit(turn)
    edited = opened.answered("Two")
    assert edited.attachments == (NOTES,)
    control.regenerate(edited)
    assert opened.parts.library.open_chat.turns[-1].attachments == (NOTES,)
    opened.finish(opened.parts.library.open_chat.turns[-1])
    assert files.ready == (draft,)


def test_a_message_taken_back_brings_its_files_back(open_window: OpenWindow) -> None:
    opened = open_window(stepwise=True)
    first = opened.ask("One")
    opened.parts.attachments.add_ready([NOTES])
    second = opened.ask("Two")
    opened.parts.control.withdraw(second)
    assert opened.parts.attachments.ready == (NOTES,)
    opened.finish(first)


def test_a_file_that_is_still_being_read_waits_for_the_next_message(open_window: OpenWindow) -> None:
    opened = open_window()
    files = opened.parts.attachments
    reading = threading.Event()

    def read() -> Attachment:
        assert reading.wait(10.0)
        return NOTES

    files._add("notes.txt", read)
    assert opened.answered("One").attachments == ()
    reading.set()
    opened.wait(lambda: files.ready == (NOTES,))
    assert opened.answered("Two").attachments == (NOTES,)
