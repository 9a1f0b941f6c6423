from __future__ import annotations

import pytest
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.widgets.title_cover import TitleCover
from tests.app.conftest import OpenWindow

LONG = "A long sentence about what was done with the drop on the glass. " * 3


@pytest.mark.parametrize("width", [1280, 360])
def test_nothing_that_is_read_moves_when_a_notice_comes_or_goes(open_window: OpenWindow, width: int) -> None:
    opened = open_window()
    window = opened.window
    window.resize(width, 700)
    for _ in range(3):
        turn = opened.answered()
    window.drawer.toggle(turn)
    opened.settle(300)
    page = window.transcript

    def places() -> list[object]:
        panes = (page, page.viewport(), page.page, window.drawer.viewer, window.composer, window.header._more)
        return [page.verticalScrollBar().value(), *(pane.geometry() for pane in panes)]

    before = places()
    window._notice_bar.offer(LONG, lambda: None)
    opened.settle(100)
    assert places() == before
    window._notice_bar.hide()
    opened.settle(100)
    assert places() == before


def test_it_hides_title_and_model_and_leaves_the_buttons(open_window: OpenWindow) -> None:
    opened = open_window()
    window, header = opened.window, opened.window.header
    window._notice_bar.say(LONG)
    opened.settle()
    cover = window._notice_bar.geometry()
    assert cover.contains(header._title.geometry())
    assert cover.contains(header._model.geometry())
    for button in (header.sidebar_button, header._more):
        assert not cover.intersects(button.geometry())
    assert header.childAt(header._model.geometry().center()) in (window._notice_bar, window._notice_bar.words)


def test_its_words_have_the_room_that_they_need_and_are_cut_before_its_parts_are(
    page: QWidget, qtbot: QtBot
) -> None:
    button = QPushButton("Undo")
    cover = TitleCover(button, parent=page)
    cover.resize(500, 40)
    for words in ("Short", LONG):
        cover.words.say(words)
        cover.words.limit_to(words)
        cover.show()
        qtbot.wait(20)
        assert button.width() >= button.sizeHint().width()
        assert (cover.words.text() == words) is (words == "Short")
        assert button.x() < 200 or words == LONG
    assert cover.rect().contains(button.geometry())
