from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.theme import Theme
from app.widgets.error_card import GAP_PX, ErrorCard
from engine import EngineError

SHORT = EngineError("No.")
LONG = EngineError("No memory is left. " * 3, "Close other programs. " * 6)


def test_it_shows_an_error_and_hides_without_one(page: QWidget) -> None:
    card = ErrorCard(page)
    assert card.isHidden()
    card.show_error(EngineError("<b>No</b> memory is left.", "Close other programs."))
    assert not card.isHidden()
    assert card._title.text() == "<b>No</b> memory is left."
    assert not card._hint.isHidden()
    card.show_error(SHORT)
    assert card._hint.isHidden()
    assert card.accessibleName() == "No."
    card.show_error(None)
    assert card.isHidden()


def test_its_one_button_asks_for_another_try(qtbot: QtBot) -> None:
    card = ErrorCard()
    qtbot.addWidget(card)
    (button,) = card.findChildren(QPushButton)
    with qtbot.waitSignal(card.retried):
        button.click()


def test_the_keyboard_comes_first_to_a_button_that_does_something(page: QWidget) -> None:
    hidden, other = QPushButton("No"), QPushButton("Go on without")
    card = ErrorCard(page, others=(hidden, other))
    card.show_error(EngineError("No memory is left."))
    assert card.first.accessibleName() == "Try again"
    hidden.hide()
    card.offer("Wait", can=False)
    assert card.first is other


def test_in_a_low_window_what_is_said_is_scrolled_and_the_buttons_are_whole(page: QWidget) -> None:
    card = ErrorCard(page, others=(QPushButton("Use the demo model"),))
    card.show_error(LONG)
    assert card.minimumSizeHint().height() <= 180
    high = card.heightForWidth(250)
    for height in (high, 180, high):
        card.setGeometry(0, 0, 250, height)
        QApplication.processEvents()
        buttons = card._actions
        assert buttons.geometry().bottom() <= card.contentsRect().bottom() - 11
        assert all(part.geometry().bottom() < buttons.height() for part in buttons.parts)
        assert card._words.geometry().bottom() + GAP_PX < buttons.y()
        assert (card._words.verticalScrollBar().maximum() > 0) is (height == 180)


def test_the_keyboard_scrolls_what_is_said_and_leaves_out_what_is_all_in_sight(
    page: QWidget, qtbot: QtBot
) -> None:
    card = ErrorCard(page)
    card.show_error(LONG)
    words, bar = card._words, card._words.verticalScrollBar()
    card.setGeometry(0, 0, 250, 160)
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    assert words.focusPolicy() is Qt.FocusPolicy.StrongFocus
    QTest.keyClick(words, Qt.Key.Key_Down)
    assert bar.value() > 0
    card.setGeometry(0, 0, 250, card.heightForWidth(250))
    qtbot.waitUntil(lambda: bar.maximum() == 0)
    assert words.focusPolicy() is Qt.FocusPolicy.NoFocus


def test_what_has_no_room_where_a_shorter_error_had_it_is_scrolled(page: QWidget) -> None:
    card = ErrorCard(page)
    card.show_error(EngineError("No memory is left.", "Close other programs."))
    card.resize(250, card.heightForWidth(250))
    QApplication.processEvents()
    assert not card._words.verticalScrollBar().isVisible()
    card.show_error(LONG)
    QApplication.processEvents()
    assert card._words.verticalScrollBar().isVisible()
    assert card._words.focusPolicy() is Qt.FocusPolicy.StrongFocus


def test_it_is_as_high_as_what_is_said_whatever_was_said_before(page: QWidget, qtbot: QtBot) -> None:
    home = QWidget(page)
    home.resize(page.size())
    card = ErrorCard()
    column = QVBoxLayout(home)
    column.addWidget(card)
    column.addStretch()
    home.show()
    for error, is_high in ((SHORT, False), (LONG, True), (SHORT, False)):
        card.show_error(error)
        qtbot.waitUntil(lambda: card.height() == card.heightForWidth(card.width()))
        assert (card.height() > 100) is is_high
        assert not card._words.verticalScrollBar().isVisible()


def test_what_is_said_stands_on_the_ground_of_the_card(theme: Theme, page: QWidget) -> None:
    page.setStyleSheet(theme.style_sheet())
    card = ErrorCard(page)
    card.show_error(LONG)
    card.resize(250, card.heightForWidth(250))
    shown = card.grab().toImage()
    beside = card._words.geometry().right() - 1  # of the words
    ground = {shown.pixelColor(beside, y).name() for y in range(8, card.height() - 8)}
    assert ground == {theme.colours.raised.lower()}
