from __future__ import annotations

from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.widgets.error_card import ErrorCard
from engine import EngineError


def test_it_shows_an_error_and_hides_without_one(page: QWidget) -> None:
    card = ErrorCard(page)
    assert card.isHidden()
    card.show_error(EngineError("<b>No</b> memory is left.", "Close other programs."))
    assert not card.isHidden()
    assert card._title.text() == "<b>No</b> memory is left."
    assert not card._hint.isHidden()
    card.show_error(EngineError("No."))
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
    card.show_error(EngineError("No memory is left. " * 3, "Close other programs. " * 6))
    for height in (card.heightForWidth(250), 180):
        card.setGeometry(0, 0, 250, height)
        QApplication.processEvents()
        buttons = card._actions
        assert buttons.geometry().bottom() <= card.contentsRect().bottom() - 11
        assert all(part.geometry().bottom() < buttons.height() for part in buttons.parts)
        assert card._words.geometry().bottom() < buttons.y()
        assert (card._words.verticalScrollBar().maximum() > 0) is (height == 180)
