from __future__ import annotations

import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel

from app.attachments import Attachment, Kind
from app.language import speak
from app.settings import SEND_KEY
from app.widgets.composer import SHARE
from engine import Preset, TurnOptions
from tests.app.conftest import Opened, OpenWindow

SHIFT = Qt.KeyboardModifier.ShiftModifier


def _sent(opened: Opened) -> list[str]:
    sent: list[str] = []
    opened.window.composer.sent.connect(sent.append)
    return sent


def test_enter_sends_and_empties_the_field(open_window: OpenWindow) -> None:
    opened = open_window()
    sent = _sent(opened)
    field = opened.window.composer.field
    QTest.keyClicks(field, "the drop")
    QTest.keyClick(field, Qt.Key.Key_Return, SHIFT)
    QTest.keyClicks(field, "is clear")
    assert sent == []
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert sent == ["the drop\nis clear"]
    assert field.toPlainText() == ""


def test_a_press_beside_the_buttons_brings_the_keyboard_to_the_field(open_window: OpenWindow) -> None:
    opened = open_window()
    composer = opened.window.composer
    for place in (QPoint(3, 3), composer._submit.geometry().center() - QPoint(100, 0)):
        opened.window.sidebar.list.setFocus()
        beneath = composer.childAt(place) or composer
        QTest.mouseClick(beneath, Qt.MouseButton.LeftButton, pos=beneath.mapFrom(composer, place))
        assert composer.field.hasFocus()


@pytest.mark.parametrize("blank", ["", "   ", "\n\n \t"])
def test_nothing_is_not_sent(open_window: OpenWindow, blank: str) -> None:
    opened = open_window()
    sent = _sent(opened)
    opened.window.composer.field.setPlainText(blank)
    QTest.keyClick(opened.window.composer.field, Qt.Key.Key_Return)
    assert sent == []
    assert not opened.window.composer._submit.isEnabled()


def test_enter_that_ends_a_composition_sends_nothing(open_window: OpenWindow) -> None:
    opened = open_window()
    sent = _sent(opened)
    field = opened.window.composer.field
    field.setPlainText("the drop ")
    field.inputMethodEvent(QInputMethodEvent("にほん", []))
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert sent == []
    done = QInputMethodEvent("", [])
    done.setCommitString("日本")
    field.inputMethodEvent(done)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert len(sent) == 1


def test_markup_is_pasted_as_text(open_window: OpenWindow) -> None:
    opened = open_window()
    field = opened.window.composer.field
    mime = QMimeData()
    mime.setHtml("<h1>drop</h1>")
    mime.setText("<h1>drop</h1>")
    field.insertFromMimeData(mime)
    assert field.toPlainText() == "<h1>drop</h1>"


def test_it_grows_with_the_text_up_to_a_share_of_the_window(open_window: OpenWindow) -> None:
    opened = open_window()
    field = opened.window.composer.field
    one_line = field.height()
    field.setPlainText("line\n" * 4)
    assert field.height() > 2 * one_line
    field.setPlainText("line\n" * 400)
    assert field.height() == int(opened.window.height() * SHARE)
    assert field.verticalScrollBarPolicy() is Qt.ScrollBarPolicy.ScrollBarAsNeeded
    field.clear()
    assert field.height() == one_line


def test_while_answering_there_is_a_stop_button_and_writing_goes_on(open_window: OpenWindow) -> None:
    opened = open_window(stepwise=True)
    composer = opened.window.composer
    assert not composer._stop.isVisible()
    first = opened.ask("One")
    opened.stepped(first, 1)
    assert composer._stop.isVisible()
    QTest.keyClicks(composer.field, "Two")
    assert composer._submit.isVisible()
    QTest.keyClick(composer.field, Qt.Key.Key_Return)
    second = opened.parts.library.open_chat.turns[-1]
    assert second.prompt == "Two"
    composer._stop.click()
    opened.wait(lambda: first.ended)
    opened.finish(second)
    assert not composer._stop.isVisible()


def test_the_choices_are_taken_by_the_next_turn(open_window: OpenWindow) -> None:
    opened = open_window()
    composer = opened.window.composer
    assert composer._presets.text() == "Best"
    composer._presets.menu().actions()[1].trigger()
    composer._thinking.click()
    turn = opened.answered()
    assert (turn.options.preset, turn.options.thinking) == (Preset.BALANCED, True)
    assert composer._presets.accessibleName() == "Preset Balanced: at most 24 steps a block"
    assert [action.isChecked() for action in composer._presets.menu().actions()][:3] == [False, True, False]


@pytest.mark.parametrize("language", ["en", "de"])
def test_in_a_narrow_window_the_switches_step_back_and_the_preset_is_read_whole(
    open_window: OpenWindow, qapp: QApplication, language: str
) -> None:
    speak(qapp, language)
    opened = open_window(stepwise=True)
    composer = opened.window.composer
    opened.parts.choices.choose_preset(Preset.BALANCED)
    icons, words = Qt.ToolButtonStyle.ToolButtonIconOnly, Qt.ToolButtonStyle.ToolButtonTextOnly
    opened.window.resize(1280, 800)
    opened.settle()
    wide = (composer._presets.text(), composer._presets.width())
    assert composer._presets.shown() == wide[0]
    assert {each.toolButtonStyle() for each in (composer._thinking, composer._slow)} == {words}
    composer.field.setPlainText("the drop")
    opened.window.resize(380, 640)
    opened.settle()
    assert {each.toolButtonStyle() for each in (composer._thinking, composer._slow)} == {icons}
    assert (composer._presets.shown(), composer._presets.width()) == wide
    turn = opened.ask()
    opened.stepped(turn, 1)
    composer.field.setPlainText("the next drop")
    opened.settle()
    assert composer._stop.isVisible()
    assert composer._submit.isVisible()
    assert (composer._presets.shown(), composer._presets.width()) == wide
    opened.finish(turn)
    for width in (480, 560, 640, 1280):
        opened.window.resize(width, 800)
        opened.settle()
        assert composer._thinking.geometry().right() < composer._slow.x()
    assert composer._thinking.toolButtonStyle() == words


def test_a_long_name_of_a_preset_is_cut_at_its_end_and_shown_again_once_there_is_room(
    open_window: OpenWindow,
) -> None:
    opened = open_window()
    presets, choices = opened.window.composer._presets, opened.parts.choices
    name = "As slow & sure as it gets"
    choices.presets.save(name, TurnOptions(steps=40))
    shown = {}
    for width in (1280, 360, 1280):
        opened.window.resize(width, 640)
        opened.settle()
        choices.choose_preset(Preset.FAST)
        choices.use(TurnOptions(steps=40))  # the switches are folded for its name
        opened.settle()
        shown[width] = presets.shown().removesuffix("…")
    assert len(shown[360]) >= len("As slow")
    assert len(shown[360]) < len(shown[1280])
    assert all(name.replace("&", "&&").startswith(each) for each in shown.values())


def test_a_draft_waits_while_a_message_is_edited_and_belongs_to_its_conversation(
    open_window: OpenWindow,
) -> None:
    opened = open_window()
    turn = opened.answered("One")
    library, composer = opened.parts.library, opened.window.composer
    first = library.open_chat.record.id
    composer.field.setPlainText("a draft")
    opened.parts.control.edit(turn)
    assert composer.field.toPlainText() == "One"
    assert composer._edit_note.isVisible()
    opened.window.resize(360, 640)
    opened.settle()
    (note,) = composer._edit_note.findChildren(QLabel)
    assert note.wordWrap()
    assert note.height() >= note.heightForWidth(note.width())
    library.start()
    assert composer.field.toPlainText() == ""
    composer.field.setPlainText("another draft")
    library.open(first)
    assert composer.field.toPlainText() == "a draft"
    library.start()
    assert composer.field.toPlainText() == "another draft"


def test_what_is_written_in_a_message_is_there_again_after_another_conversation_was_looked_at(
    open_window: OpenWindow,
) -> None:
    opened = open_window()
    turn = opened.answered("One")
    library, control = opened.parts.library, opened.parts.control
    field, first = opened.window.composer.field, library.open_chat.record.id
    control.edit(turn)
    field.setPlainText("One, and much more")
    library.start()
    library.open(first)
    assert (control.editing, field.toPlainText()) == (None, "")
    control.edit(turn)
    assert field.toPlainText() == "One, and much more"
    QTest.keyClick(field, Qt.Key.Key_Escape)
    control.edit(turn)
    assert field.toPlainText() == "One"  # it was left as it is


def test_what_is_written_in_one_message_waits_while_another_is_edited(open_window: OpenWindow) -> None:
    opened = open_window()
    first, second = opened.answered("One"), opened.answered("Two")
    control, field = opened.parts.control, opened.window.composer.field
    field.setPlainText("a draft")
    control.edit(first)
    field.setPlainText("One, and much more")
    control.edit(second)
    assert field.toPlainText() == "Two"
    control.edit(first)
    assert field.toPlainText() == "One, and much more"
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert field.toPlainText() == "a draft"


def test_what_is_written_in_a_message_is_there_beside_another_answer_to_it(open_window: OpenWindow) -> None:
    opened = open_window()
    turn = opened.answered("One")
    control, field = opened.parts.control, opened.window.composer.field
    control.edit(turn)
    field.setPlainText("One, and much more")
    control.regenerate(turn)
    again = control.chat.turns[-1]
    opened.finish(again)
    control.edit(again)
    assert field.toPlainText() == "One, and much more"


def test_files_of_a_message_that_is_edited_wait_with_its_text(open_window: OpenWindow) -> None:
    opened = open_window()
    turn = opened.answered("One")
    library, control, files = opened.parts.library, opened.parts.control, opened.parts.attachments
    notes = Attachment(name="notes.txt", kind=Kind.TEXT, text="the drop is clear")
    control.edit(turn)
    files.add_ready([notes])
    control.edit(turn)  # the same pencil again
    assert files.ready == (notes,)
    first = library.open_chat.record.id
    library.start()
    library.open(first)
    assert not files.entries
    control.edit(turn)
    assert files.ready == (notes,)
    control.leave_editing()
    control.edit(turn)
    assert not files.entries


def test_a_prompt_taken_back_is_no_part_of_a_message_that_is_edited(open_window: OpenWindow) -> None:
    opened = open_window(stepwise=True)
    first = opened.answered("One")
    running = opened.ask("Two")
    notes = Attachment(name="notes.txt", kind=Kind.TEXT, text="the drop is clear")
    opened.parts.attachments.add_ready([notes])
    waiting = opened.ask("Three")
    control, field = opened.parts.control, opened.window.composer.field
    control.edit(first)
    field.setPlainText("One, and much more")
    opened.window.transcript.page.withdrawn.emit(waiting)
    assert (control.editing, field.toPlainText()) == (None, "Three")
    assert opened.parts.attachments.ready == (notes,)
    control.edit(first)
    assert field.toPlainText() == "One, and much more"
    assert not opened.parts.attachments.entries
    opened.finish(running)


def test_escape_leaves_the_editing(open_window: OpenWindow) -> None:
    opened = open_window()
    opened.parts.control.edit(opened.answered("One"))
    QTest.keyClick(opened.window.composer.field, Qt.Key.Key_Escape)
    assert opened.parts.control.editing is None
    assert opened.window.composer.field.toPlainText() == ""


def test_another_key_sends_where_that_is_set(open_window: OpenWindow) -> None:
    opened = open_window()
    opened.parts.settings.set(SEND_KEY, "ctrl_enter")
    assert opened.window.composer._submit.toolTip() == "Send (Ctrl+Enter)"
    sent = _sent(opened)
    field = opened.window.composer.field
    QTest.keyClicks(field, "one")
    QTest.keyClick(field, Qt.Key.Key_Return)
    QTest.keyClicks(field, "two")
    assert sent == []
    QTest.keyClick(field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert sent == ["one\ntwo"]
    assert "Control and Enter" in field.accessibleDescription()


def test_files_alone_can_be_sent_but_not_before_they_are_read(open_window: OpenWindow) -> None:
    opened = open_window()
    sent = _sent(opened)
    composer, files = opened.window.composer, opened.parts.attachments
    reading = threading.Event()

    def read() -> Attachment:
        assert reading.wait(10.0)
        return Attachment(name="a.txt", kind=Kind.TEXT, text="the drop")

    files._add("a.txt", read)
    QTest.keyClick(composer.field, Qt.Key.Key_Return)
    assert sent == []
    assert not composer._submit.isEnabled()
    assert composer._submit.accessibleName() == "Send once the files are read"
    reading.set()
    opened.wait(composer._submit.isEnabled)
    QTest.keyClick(composer.field, Qt.Key.Key_Return)
    assert sent == [""]
    assert opened.parts.library.open_chat.turns[-1].attachments[0].name == "a.txt"
    assert files.entries == ()


@pytest.mark.qt_log_ignore("propagateSizeHints")  # of a platform without a window manager
def test_a_button_asks_for_files(open_window: OpenWindow, tmp_path: Path) -> None:
    opened = open_window()
    (tmp_path / "a.txt").write_text("the drop")
    opened.window.composer.attach.click()
    (dialog,) = opened.window.findChildren(QFileDialog)
    dialog.filesSelected.emit([str(tmp_path / "a.txt")])
    dialog.close()
    opened.wait(lambda: bool(opened.parts.attachments.ready))


def test_slow_motion_is_switched_on_before_an_answer_and_while_one_runs(open_window: OpenWindow) -> None:
    opened = open_window(stepwise=True)
    opened.window.composer._slow.click()
    assert opened.parts.control.slow.is_on
    turn = opened.ask()
    opened.stepped(turn, 1)
    opened.window.composer._slow.click()
    assert opened.engine.pauses == [0.5, 0.0]
    opened.finish(turn)
