from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtGui import QSessionManager
from PySide6.QtWidgets import QAbstractButton, QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from app.history.errors import HistoryError, HistoryFull
from app.models.files_job import FilesJob
from engine import FinishReason
from tests.app.conftest import Opened, OpenWindow, always
from tests.app.fake_engine import STORY, Reply
from tests.app.models.test_saving import Slowly

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # of a platform without a window manager


def _question(opened: Opened) -> QMessageBox:
    box = opened.window.leaving.question
    assert box is not None
    assert box.isVisible()
    return box


def _button(opened: Opened, words: str) -> QAbstractButton:
    (found,) = [each for each in _question(opened).buttons() if each.text() == words]
    return found


def test_a_window_in_which_nothing_goes_on_closes_without_a_question(open_window: OpenWindow) -> None:
    opened = open_window()
    opened.answered()
    assert opened.window.close()
    assert opened.window.leaving.question is None


def test_an_answer_is_asked_about_once_and_kept_as_far_as_it_was(open_window: OpenWindow) -> None:
    opened = open_window(stepwise=True, reply_to=always(Reply(text=STORY * 2)))
    turn = opened.ask("One")
    while not turn.committed:
        opened.stepped(turn, 1)
    text = turn.committed_text
    assert not opened.window.close()
    assert not opened.window.close()
    assert "An answer is being written." in _question(opened).informativeText()
    assert len(opened.window.findChildren(QMessageBox)) == 1
    _button(opened, "Close").click()
    opened.wait(lambda: not opened.window.isVisible())
    assert turn.reason is FinishReason.CANCELLED
    opened.tear_down()
    again = open_window()
    again.wait(lambda: bool(again.parts.library.open_chat.turns))
    (kept,) = again.parts.library.open_chat.turns
    assert kept.text == text
    assert again.parts.control.can_proceed(kept)


def test_who_stays_gets_the_answer_and_is_asked_again_next_time(open_window: OpenWindow) -> None:
    opened = open_window(stepwise=True)
    turn = opened.ask("One")
    opened.stepped(turn, 1)
    opened.window.close()
    _button(opened, "Stay").click()
    assert opened.window.leaving.question is None
    assert not opened.window.close()
    _button(opened, "Stay").click()
    opened.finish(turn)
    assert opened.window.close()


def test_questions_that_wait_are_kept_and_not_asked(open_window: OpenWindow) -> None:
    opened = open_window(stepwise=True)
    opened.stepped(opened.ask("One"), 1)
    opened.ask("Two")
    opened.window.close()
    assert "Questions are waiting." in _question(opened).informativeText()
    _button(opened, "Close").click()
    opened.wait(lambda: not opened.window.isVisible())
    assert [asked.prompt for asked in opened.engine.asked] == ["One"]
    opened.tear_down()
    again = open_window()
    again.wait(lambda: len(again.parts.library.open_chat.turns) == 2)
    assert [turn.prompt for turn in again.parts.library.open_chat.turns] == ["One", "Two"]


def test_an_engine_that_does_not_answer_holds_nobody_for_long(open_window: OpenWindow) -> None:
    opened = open_window(stepwise=True)
    opened.stepped(opened.ask("One"), 1)
    opened.parts.bridge.cancel = lambda turn_id: None  # type: ignore[method-assign]  # an engine that is stuck
    opened.window.close()
    _button(opened, "Close").click()
    assert opened.window.isVisible()
    opened.wait(lambda: not opened.window.isVisible())
    assert opened.parts.queue.running is not None  # the answer never ended


def test_what_cannot_be_saved_is_asked_about_until_it_can(open_window: OpenWindow, qtbot: QtBot) -> None:
    opened = open_window()
    history = opened.parts.history
    problems: list[HistoryError] = [HistoryFull("The disk is full.", "Make room.")]

    def write() -> None:
        if problems:
            raise problems[0]

    with qtbot.waitSignal(history.failed):
        history._writer.post(write)
    assert not opened.window.close()
    assert "cannot be saved" in _question(opened).informativeText()
    _button(opened, "Stay").click()
    problems.clear()
    with qtbot.waitSignal(history.recovered):
        history.retry()
    assert opened.window.close()


def test_what_is_lost_already_is_not_asked_about(
    open_window: OpenWindow, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    opened = open_window()
    history = opened.parts.history
    with qtbot.waitSignal(history.failed):
        history._writer.post(lambda: 1 // 0)
    caplog.clear()
    assert opened.window.leaving.reasons == []


def test_a_message_that_was_rewritten_and_not_sent_is_asked_about(open_window: OpenWindow) -> None:
    opened = open_window()
    turn = opened.answered("One")
    library, control = opened.parts.library, opened.parts.control
    first, composer = library.open_chat.record.id, opened.window.composer
    control.edit(turn)
    assert opened.window.leaving.reasons == []
    composer.field.setPlainText("One, and much more")
    assert not opened.window.close()
    assert "You have changed an earlier message" in _question(opened).informativeText()
    _button(opened, "Stay").click()
    library.start()
    assert not opened.window.close()  # it waits there to be gone on with
    _button(opened, "Stay").click()
    library.open(first)
    control.edit(turn)
    control.leave_editing()
    control.edit(turn)
    opened.parts.attachments.add_text("a list")
    assert not opened.window.close()  # a file is a change as well
    _button(opened, "Stay").click()
    opened.wait(lambda: not opened.parts.attachments.is_reading)
    composer.field.submitted.emit()
    opened.finish(library.open_chat.turns[-1])
    assert opened.window.close()


def test_a_message_that_was_rewritten_is_not_asked_about_once_it_is_deleted(open_window: OpenWindow) -> None:
    opened = open_window()
    library, control = opened.parts.library, opened.parts.control
    undone: list[Callable[[], None]] = []
    library.removed.connect(lambda _words, undo: undone.append(undo))
    opened.answered("One")
    turn = opened.answered("Two")
    control.edit(turn)
    opened.window.composer.field.setPlainText("Two, and much more")
    deletions = (partial(control.delete, turn), partial(library.delete, library.open_chat.record.id))
    for delete in deletions:
        delete()
        assert opened.window.leaving.reasons == []
        undone.pop()()
        assert len(opened.window.leaving.reasons) == 1
    control.edit(turn)
    assert opened.window.composer.field.toPlainText() == "Two, and much more"


def test_a_download_and_work_on_files_are_asked_about(
    open_window: OpenWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = open_window()
    monkeypatch.setattr(FilesJob, "is_running", True)
    assert not opened.window.close()
    told = _question(opened).informativeText()
    assert "being downloaded. It goes on where it was" in told
    assert "files of a model" in told
    monkeypatch.undo()
    _button(opened, "Close").click()
    assert not opened.window.isVisible()


def test_the_end_of_the_session_asks_nothing(open_window: OpenWindow, qapp: QApplication) -> None:
    opened = open_window(stepwise=True)
    opened.stepped(opened.ask("One"), 1)
    qapp.commitDataRequest.emit(QSessionManager.__new__(QSessionManager))
    assert opened.window.close()


def test_a_session_that_was_to_end_and_goes_on_is_asked_about_again(
    open_window: OpenWindow, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.widgets.leaving.SESSION_END_MS", 10)
    opened = open_window(stepwise=True)
    opened.stepped(opened.ask("One"), 1)
    qapp.commitDataRequest.emit(QSessionManager.__new__(QSessionManager))
    opened.wait(lambda: not opened.window.leaving.may_close())
    _button(opened, "Close").click()
    opened.wait(lambda: not opened.window.isVisible())


def test_a_file_that_is_being_saved_is_asked_about_and_nothing_of_it_is_left(
    open_window: OpenWindow, tmp_path: Path
) -> None:
    opened = open_window(loaded=False)
    folder = tmp_path / "saved"
    folder.mkdir()
    way = Slowly()
    opened.parts.saving.save(folder / "film.webp", way, "figures")
    opened.wait(way.begun.is_set)
    assert not opened.window.close()
    assert "A file is being saved." in _question(opened).informativeText()
    _button(opened, "Close").click()
    opened.wait(lambda: not opened.window.isVisible())
    opened.tear_down()
    assert list(folder.iterdir()) == []
