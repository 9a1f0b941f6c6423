"""The whole window over a fake engine: what a person does, and what must never happen meanwhile."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QTextEdit, QWidget

from app.attachments import Attachment, Kind
from app.models.turn import TurnState
from app.selftest import GapMeter
from app.theme import DARK, LIGHT, Scheme
from app.widgets.answer_view import AnswerView
from app.widgets.dialog import FRAME
from app.widgets.main_window import NARROW_PX
from app.widgets.sidebar import WIDTH_PX
from engine import FinishReason
from engine.errors import ModelMissing, OutOfMemory
from tests.app.conftest import Opened, OpenWindow, always
from tests.app.fake_command import FakeCommands
from tests.app.fake_engine import STORY, Reply

NO_MODIFIER = Qt.KeyboardModifier.NoModifier
CONTROL = Qt.KeyboardModifier.ControlModifier


def _press(
    opened: Opened, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    QTest.keyClick(QApplication.focusWidget() or opened.window, key, modifier)


@pytest.mark.usefixtures("own_garbage")
def test_typing_scrolling_and_resizing_never_wait_for_the_engine(open_window: OpenWindow) -> None:
    reply = always(Reply(text=STORY * 4, steps=12))
    opened = open_window(loaded=False, reply_to=reply, load_s=0.2, step_s=0.002, canvas_length=256)
    meter = GapMeter(time.thread_time)
    opened.parts.status.load("demo")
    turn = opened.ask()
    meter.start()
    width = 1000
    while not turn.ended:
        QTest.keyClicks(opened.window.composer.field, "a")
        width = 1300 - width + 900
        opened.window.resize(width, 700)
        opened.settle(5)
    meter.stop()
    assert turn.state is TurnState.FINISHED
    assert len(opened.window.composer.field.toPlainText()) > 2
    assert meter.longest_ms < 100


def test_closing_during_a_turn_ends_it_without_a_wait(open_window: OpenWindow) -> None:
    opened = open_window(stepwise=True)
    opened.stepped(opened.ask(), 2)
    opened.window.leaving.allow()
    opened.window.close()
    assert not opened.window.isVisible()
    started_s = time.monotonic()
    opened.parts.bridge.close(60.0)
    assert time.monotonic() - started_s < 30.0
    assert opened.engine.closed
    opened.settle()


def test_two_prompts_in_a_row_are_both_answered(open_window: OpenWindow) -> None:
    opened = open_window(loaded=False)
    field = opened.window.composer.field
    for prompt in ("One", "Two"):
        QTest.keyClicks(field, prompt)
        QTest.keyClick(field, Qt.Key.Key_Return)
    opened.load()
    turns = opened.parts.library.open_chat.turns
    opened.wait(lambda: all(turn.ended for turn in turns))
    assert [turn.prompt for turn in turns] == ["One", "Two"]
    assert all(turn.text for turn in turns)


def test_a_waiting_prompt_goes_back_into_the_composer_before_what_is_written_there(
    open_window: OpenWindow,
) -> None:
    opened = open_window(stepwise=True)
    opened.stepped(opened.ask("One"), 1)
    opened.ask("Two")
    opened.window.composer.field.setPlainText("and more")
    opened.window.transcript.findChildren(AnswerView)[-1]._withdraw.click()
    assert opened.window.composer.field.toPlainText() == "Two\nand more"
    assert [turn.prompt for turn in opened.parts.library.open_chat.turns] == ["One"]


def test_another_answer_taken_back_leaves_the_draft_as_it_is(open_window: OpenWindow) -> None:
    opened = open_window(stepwise=True)
    library, files = opened.parts.library, opened.parts.attachments
    files.add_ready([Attachment(name="notes.txt", kind=Kind.TEXT, text="the drop is clear")])
    asked = opened.answered("One")
    first = library.open_chat.record.id
    library.start()
    other = opened.ask("Another")
    library.open(first)
    opened.window.composer.field.setPlainText("my draft")
    opened.parts.control.regenerate(asked)
    opened.window.transcript.findChildren(AnswerView)[-1]._withdraw.click()
    assert library.open_chat.turns == [asked]
    assert opened.window.composer.field.toPlainText() == "my draft"
    assert files.entries == ()
    opened.finish(other)


def test_escape_stops_the_answer(open_window: OpenWindow) -> None:
    opened = open_window(stepwise=True)
    turn = opened.ask()
    opened.stepped(turn, 2)
    _press(opened, Qt.Key.Key_Escape)
    opened.wait(lambda: turn.ended)
    assert turn.reason is FinishReason.CANCELLED


def test_a_model_that_does_not_load_is_told_with_a_way_out(open_window: OpenWindow) -> None:
    error = OutOfMemory("There is not enough memory for this.", "Close other programs.")
    opened = open_window(loaded=False, load_error=error)
    card = opened.window._load_error
    opened.parts.status.load("demo")
    opened.wait(card.isVisible)
    assert card.accessibleName() == "There is not enough memory for this. Close other programs."
    card.retried.emit()
    opened.wait(lambda: opened.parts.status.model is not None)
    assert not card.isVisible()


def test_a_model_whose_files_are_amiss_leads_to_the_models(open_window: OpenWindow) -> None:
    error = ModelMissing("There is no model in /nowhere.", "Choose another folder.")
    opened = open_window(loaded=False, load_error=error)
    commands = FakeCommands()
    opened.parts.machine._run = opened.parts.storage._run = commands
    card = opened.window._load_error
    opened.parts.status.load("/nowhere")
    opened.wait(card.isVisible)
    assert card._button.text() == "Models…"
    card.retried.emit()
    assert opened.window.setup.isVisible()


@pytest.mark.parametrize(
    "prompt",
    [
        "\u202eمرحبا\u202c بالعالم \u2066🎉👩\u200d👩\u200d👧\u2069",
        "<script>alert(1)</script> <img src=http://nowhere/x.png> [a](b)",
        "e\u0301" * 50 + "Z" + "\u0335" * 200,
        "\x01\x02\x07 control \ufeff",
        "word " * 4000,
    ],
    ids=["bidi", "markup", "marks", "controls", "long"],
)
def test_any_prompt_is_shown_and_answered(open_window: OpenWindow, prompt: str) -> None:
    opened = open_window()
    turn = opened.answered(prompt)
    assert turn.state is TurnState.FINISHED
    assert not opened.window.grab().isNull()


def test_a_narrow_window_hides_the_list_and_has_a_button_for_it(open_window: OpenWindow) -> None:
    opened = open_window()
    window = opened.window
    assert window.sidebar.isVisible()
    window.resize(360, 640)
    assert not window.sidebar.isVisible()
    assert window._pane.width() == 360
    window.header.sidebar_button.click()
    assert window.sidebar.isVisible()
    assert window._pane.width() == 360  # the list lies over the page
    window.sidebar.new.click()
    assert not window.sidebar.isVisible()
    window.resize(NARROW_PX, 640)
    assert window.sidebar.isVisible()
    assert window._pane.width() == NARROW_PX - WIDTH_PX


def test_escape_puts_a_list_over_the_page_away_before_it_stops_anything(open_window: OpenWindow) -> None:
    opened = open_window(stepwise=True)
    opened.window.resize(360, 640)
    turn = opened.ask()
    opened.stepped(turn, 1)
    opened.window.header.sidebar_button.click()
    _press(opened, Qt.Key.Key_Escape)
    opened.settle()
    assert not opened.window.sidebar.isVisible()
    assert not turn.ended
    _press(opened, Qt.Key.Key_Escape)
    opened.wait(lambda: turn.ended)


def test_escape_leaves_the_models_before_it_stops_anything(open_window: OpenWindow) -> None:
    opened = open_window(stepwise=True)
    turn = opened.ask()
    opened.stepped(turn, 1)
    opened.window.show_setup()
    _press(opened, Qt.Key.Key_Escape)
    assert opened.window.setup.isHidden()
    assert opened.window.composer.field.hasFocus()
    assert not turn.ended


def test_the_keyboard_goes_back_to_the_field_when_the_viewer_is_put_away(open_window: OpenWindow) -> None:
    opened = open_window()
    window, turn = opened.window, opened.answered()
    window.drawer.toggle(turn)
    assert window.drawer.viewer.strip.hasFocus()
    window.drawer.viewer._close.click()
    assert window.composer.field.hasFocus()
    window.show_setup()
    _press(opened, Qt.Key.Key_R, CONTROL)
    assert window.setup.isHidden()
    assert window.drawer.viewer.strip.hasFocus()


def test_a_list_that_was_closed_stays_closed(open_window: OpenWindow) -> None:
    opened = open_window()
    opened.window.header.sidebar_button.click()
    assert not opened.window.sidebar.isVisible()
    assert opened.window.header.new_button.isVisible()
    opened.window.resize(500, 600)
    opened.window.resize(1200, 600)
    assert not opened.window.sidebar.isVisible()
    _press(opened, Qt.Key.Key_B, CONTROL)
    assert opened.window.sidebar.isVisible()


def test_keys_reach_every_pane(open_window: OpenWindow) -> None:
    opened = open_window()
    opened.answered()
    window = opened.window
    panes = [window.composer.field, window.transcript, window.sidebar.list]
    window.composer.field.setFocus()
    for pane in (*panes[1:], panes[0]):
        _press(opened, Qt.Key.Key_F6)
        assert QApplication.focusWidget() is pane
    _press(opened, Qt.Key.Key_K, CONTROL)
    assert QApplication.focusWidget() is window.sidebar.search
    _press(opened, Qt.Key.Key_N, CONTROL)
    assert opened.parts.library.open_chat.turns == []
    assert QApplication.focusWidget() is window.composer.field


def test_the_tab_key_goes_through_every_control(open_window: OpenWindow) -> None:
    opened = open_window()
    opened.answered()
    controls = {
        widget
        for kind in (QAbstractButton, QLineEdit, QTextEdit)
        for widget in opened.window.findChildren(kind)
        if widget.isVisible() and widget.isEnabled() and widget.focusPolicy() != Qt.FocusPolicy.NoFocus
    }
    reached = set()
    for _ in range(len(controls) + 10):
        _press(opened, Qt.Key.Key_Tab)
        reached.add(QApplication.focusWidget())
    assert controls <= reached, [f"{w.objectName()} {w.accessibleName()}" for w in controls - reached]


def test_everything_that_can_be_used_has_a_name(open_window: OpenWindow) -> None:
    opened = open_window(stepwise=True, reply_to=always(Reply(thought="the glass", text="the drop")))
    opened.window.composer._thinking.click()
    opened.stepped(opened.ask(), 3)
    nameless = [
        f"{type(widget).__name__} {widget.objectName()}"
        for widget in opened.window.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and not widget.accessibleName()
        if not isinstance(widget.parent(), QLineEdit)  # parts of a control that has one
    ]
    assert nameless == []


def _at(image: QImage, window: QWidget, widget: QWidget) -> QColor:
    corner = widget.mapTo(window, widget.rect().bottomLeft())
    return image.pixelColor(corner.x() + 4, corner.y() - 4)


def test_the_window_follows_the_system_from_light_to_dark_while_it_answers(open_window: OpenWindow) -> None:
    opened = open_window(stepwise=True)
    turn = opened.ask()
    opened.stepped(turn, 3)
    window = opened.window
    hints = QGuiApplication.styleHints()
    for scheme, colours in ((Scheme.Dark, DARK), (Scheme.Light, LIGHT)):
        opened.parts.theme.choose(scheme)
        image = window.grab().toImage()
        assert _at(image, window, window.transcript).name() == colours.surface.lower()
        assert _at(image, window, window.sidebar).name() == colours.background.lower()
    opened.parts.theme.choose(None)
    told: list[None] = []
    opened.parts.theme.changed.connect(lambda: told.append(None))
    hints.colorSchemeChanged.emit(hints.colorScheme())
    assert told == []  # the system said what is shown already
    opened.finish(turn)


def test_no_text_is_read_as_markup(open_window: OpenWindow) -> None:
    opened = open_window(reply_to=always(Reply(text="<b> the drop")))
    opened.answered("<b>bold</b>")
    assert {label.textFormat() for label in opened.window.findChildren(QLabel)} == {Qt.TextFormat.PlainText}
    said = [block.toPlainText() for block in opened.window.transcript.findChildren(QTextEdit)]
    assert "<b>bold</b>" in said
    assert "<b> the drop" in said


def test_the_window_comes_back_as_it_was_left(open_window: OpenWindow) -> None:
    opened = open_window()
    opened.window.resize(790, 640)
    opened.window.header.sidebar_button.click()
    opened.tear_down()
    again = open_window()
    assert again.window.size().toTuple() == (790, 640)
    assert not again.window.sidebar.isVisible()


def test_a_window_that_no_size_was_left_for_is_no_larger_than_the_screen(open_window: OpenWindow) -> None:
    opened = open_window(shown=False)
    window, room = opened.window, opened.window.screen().availableSize()
    assert window.width() > room.width()  # the platform of tests has a small screen
    window.fit()
    assert (window.size() + FRAME).boundedTo(room) == window.size() + FRAME


def test_settings_that_could_not_be_read_are_told_of(open_window: OpenWindow, tmp_path: Path) -> None:
    (tmp_path / "history").mkdir()
    (tmp_path / "history" / "settings.json").write_text("{")
    opened = open_window()
    assert opened.window._notice_bar.isVisible()
    assert "settings.broken-" in opened.window._notice_bar.words.accessibleName()


def test_how_much_the_model_still_holds_is_told(open_window: OpenWindow) -> None:
    opened = open_window()
    room = opened.window.composer._room
    assert room.accessibleName() == ""
    turn = opened.answered()
    assert turn.stats is not None
    used = turn.stats.prompt_tokens + turn.stats.new_tokens
    opened.wait(lambda: room.accessibleName().startswith(f"{used:,} of 2,048 tokens"))
    opened.parts.library.start()
    assert room.accessibleName() == ""
