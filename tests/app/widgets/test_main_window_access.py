"""Every page and dialog by keyboard and by name, not the window alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QAccessible, QKeyEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QDialog,
    QLineEdit,
    QPushButton,
    QToolButton,
    QWidget,
)

from app.history import ImportRejected
from app.widgets.answer_view import AnswerView
from app.widgets.buttons import OPENS
from app.widgets.main_window import MainWindow
from app.widgets.panes import has_keyboard
from app.widgets.prose_block import ProseBlock
from engine.errors import ModelMissing
from tests.app.conftest import OpenWindow, always
from tests.app.fake_engine import Reply

TEXT = "A **drop** and $x^2$\n\n```python\nx = 1\n```\n\n- [x] done\n\n| a |\n|---|\n| 1 |"
VIEWS: dict[str, Callable[[MainWindow], object]] = {
    "conversation": lambda window: None,
    "tour": lambda window: window.show_tour(),
    "presets": lambda window: window.composer._presets.show_values(),
    "find": lambda window: window.finding.open(),
    "viewer": lambda window: window._replay(),
    "setup": lambda window: window.show_setup(),
    "settings": lambda window: window._dialogs.show_settings(),
    "keys": lambda window: window._dialogs.show_keys(),
    "system prompt": lambda window: window._dialogs.show_system_prompt(),
}


def _controls(window: QWidget) -> list[QWidget]:
    """What the keyboard can reach now."""
    return [
        widget
        for widget in window.findChildren(QWidget)
        if widget.isVisible() and widget.isEnabled() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        if not isinstance(widget.parent(), QLineEdit | QAbstractSpinBox)  # parts of a control that has a name
    ]


def _name(widget: QWidget) -> str:
    """What a screen reader calls it."""
    return _told(widget, QAccessible.Text.Name)


def _told(widget: QWidget, what: QAccessible.Text) -> str:
    """What a screen reader is told of it."""
    return QAccessible.queryAccessibleInterface(widget).text(what)


@pytest.mark.qt_log_ignore("propagateSizeHints")  # of a platform without a window manager
@pytest.mark.parametrize("view", VIEWS)
def test_every_control_has_a_name_and_the_tab_key_goes_round_it(open_window: OpenWindow, view: str) -> None:
    opened = open_window(reply_to=always(Reply(text=TEXT)))
    opened.answered()
    VIEWS[view](opened.window)
    opened.settle()
    dialogs = [each for each in opened.window.findChildren(QDialog) if each.isVisible()]
    shown = dialogs[0] if dialogs else opened.window
    controls = _controls(shown)
    assert [f"{type(each).__name__} {each.objectName()}" for each in controls if not _name(each)] == []
    seen: list[QWidget] = []
    chain: QWidget | None = shown
    while chain is not None and chain not in seen:
        seen.append(chain)
        chain = chain.nextInFocusChain()
    assert set(controls) <= set(seen)
    for dialog in dialogs:
        dialog.close()


@pytest.mark.qt_log_ignore("propagateSizeHints")  # of a platform without a window manager
@pytest.mark.parametrize("view", VIEWS)
def test_the_name_of_a_button_has_what_stands_on_it_and_nothing_is_told_twice(
    open_window: OpenWindow, view: str
) -> None:
    """Who speaks to a button says what stands on it."""
    opened = open_window(reply_to=always(Reply(text=TEXT)))
    opened.answered()
    VIEWS[view](opened.window)
    opened.settle()
    kinds = (QPushButton, QToolButton)  # a switch tells its state
    buttons = [each for kind in kinds for each in opened.window.findChildren(kind) if each.text()]
    assert len(buttons) > 20
    shown = {
        _name(each): each.text().replace("&&", "&").removesuffix(OPENS).removesuffix("…") for each in buttons
    }
    assert [each for each in shown.items() if each[1].casefold() not in each[0].casefold()] == []
    told = [(_name(each), _told(each, QAccessible.Text.Description)) for each in _controls(opened.window)]
    assert [(name, more) for name, more in told if name != more and more.startswith(name)] == []
    for dialog in opened.window.findChildren(QDialog):
        dialog.close()


def test_one_key_goes_round_the_panes(open_window: OpenWindow) -> None:
    opened = open_window()
    opened.answered()
    opened.window._replay()
    opened.window.composer.field.setFocus()
    panes = []
    for _ in range(4):
        panes.append(QApplication.focusWidget())
        QTest.keyClick(opened.window, Qt.Key.Key_F6)
    assert len(set(panes)) == 4
    assert QApplication.focusWidget() is panes[0]


def test_the_same_key_reaches_only_what_is_in_sight(open_window: OpenWindow) -> None:
    opened = open_window()
    opened.answered()
    window = opened.window
    for show, page in ((window.show_tour, window._tour), (window.show_setup, window.setup)):
        show()
        within = []
        for _ in range(4):
            QTest.keyClick(window, Qt.Key.Key_F6)
            focused = QApplication.focusWidget()
            assert focused is not None
            assert focused.isVisible()
            within.append(page.isAncestorOf(focused))
        assert True in within
        assert False in within


def test_the_same_key_reaches_the_cards_above_the_field_while_they_show(open_window: OpenWindow) -> None:
    opened = open_window()
    window, turn = opened.window, opened.answered()
    opened.parts.history.failed.emit(ImportRejected("This is no export.", "Choose another file."))
    opened.parts.status.error = ModelMissing("There is no model.", "Choose another one.")
    opened.parts.status.changed.emit()
    opened.parts.renoiser.open(opened.parts.library.open_chat, turn)
    for shown in (3, 0):
        window.composer.field.setFocus()
        reached = set()
        for _ in range(8):
            QTest.keyClick(window, Qt.Key.Key_F6)
            reached |= {card for card in window._cards if has_keyboard(card)}
        assert len(reached) == shown
        for card in window._cards:
            card.hide()


def test_the_keyboard_is_seen_where_it_is(open_window: OpenWindow) -> None:
    opened = open_window()
    opened.answered()
    for scheme, contrast in (
        (Qt.ColorScheme.Light, None),
        (Qt.ColorScheme.Dark, None),
        (Qt.ColorScheme.Dark, True),
    ):
        opened.parts.theme.choose(scheme, contrast=contrast)
        for widget in _controls(opened.window):
            opened.window.setFocus()
            QApplication.processEvents()
            before = widget.grab().toImage()
            widget.setFocus(Qt.FocusReason.TabFocusReason)
            QApplication.processEvents()
            around = widget.parentWidget()
            assert widget.grab().toImage() != before or (around is not None and around.property("focused"))


@pytest.mark.parametrize("held", ["Alt", "Control", "Meta"])
def test_a_command_that_nothing_knows_is_no_text_and_moves_no_keyboard(
    open_window: OpenWindow, held: str
) -> None:
    """Some systems tell a text for such keys; those with Ctrl a text field leaves to the window."""
    window = open_window().window
    for at in (window.transcript, window.composer.field)[: 2 if held == "Control" else 1]:
        at.setFocus()
        event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_7, Qt.KeyboardModifier[f"{held}Modifier"], "7")
        QCoreApplication.sendEvent(at, event)
        assert not event.isAccepted()
        assert at.hasFocus()
    assert not window.composer.field.toPlainText()


def test_what_alt_gr_types_is_text(open_window: OpenWindow) -> None:
    window = open_window().window
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier  # on Windows
    event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_At, both, "@")
    QCoreApplication.sendEvent(window.transcript, event)
    assert window.composer.field.toPlainText() == "@"


def test_what_is_typed_over_the_conversation_or_a_page_goes_into_the_message(open_window: OpenWindow) -> None:
    opened = open_window()
    opened.answered()
    window = opened.window
    field = window.composer.field
    (answer,) = window.transcript.findChildren(AnswerView)
    window.show_setup()
    window.setup.back.setFocus()
    QTest.keyClicks(window.setup.back, "Wh")
    window.setup.back.click()
    for held in (answer.findChildren(ProseBlock)[0], window.transcript, window.composer.attach):
        held.setFocus()
        QTest.keyClicks(held, "y")
        assert field.hasFocus()
    QApplication.clipboard().setText(" not?")
    window.transcript.setFocus()
    QTest.keySequence(window.transcript, QKeySequence.StandardKey.Paste)
    assert field.toPlainText() == "Whyyy not?"


def test_the_viewer_keeps_its_keys_and_a_tour_without_a_field_writes_nothing(open_window: OpenWindow) -> None:
    opened = open_window()
    window = opened.window
    window.drawer.toggle(opened.answered())
    strip = window.drawer.viewer.strip
    strip.setFocus()
    QTest.keyClicks(strip, "x2")
    assert strip.hasFocus()
    window.show_tour()
    QTest.keyClicks(window._tour.on, "x")
    assert window.composer.field.toPlainText() == ""
