from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget

from app.settings import Settings
from app.widgets.drawer_memory import HEIGHT, TURN, VIEW
from app.widgets.view_bar import WORDS
from app.widgets.viewer_drawer import PERCENT
from tests.app.conftest import Opened, OpenWindow

GRID = 1  # of the views


def _left_open(open_window: OpenWindow, *, pull_px: int = 0, view: int = 0) -> Opened:
    """A window whose drawer was opened on the first of two answers, its handle pulled down; closed again."""
    opened = open_window()
    turn = opened.answered()
    opened.answered("And then?")
    drawer = opened.window.drawer
    drawer.toggle(turn)
    opened.settle()
    if pull_px:
        drawer.moveSplitter(drawer.handle(1).y() + pull_px, 1)
    drawer.viewer.show_view(view)
    opened.stored()
    opened.tear_down()
    return opened


def _share(opened: Opened) -> float:
    above, below = opened.window.drawer.sizes()
    return below / (above + below)


def test_a_drawer_that_was_open_is_open_on_the_same_answer_at_the_next_start(open_window: OpenWindow) -> None:
    _left_open(open_window, pull_px=120)
    opened = open_window()
    drawer = opened.window.drawer
    percent = drawer.percent
    assert percent < PERCENT - 5
    opened.wait(lambda: drawer.is_open)
    opened.settle()
    assert drawer.turn is opened.parts.library.open_chat.turns[0]
    assert _share(opened) == pytest.approx(percent / 100, abs=0.02)
    assert opened.window.composer.field.hasFocus()


@pytest.mark.parametrize(("left", "shown"), [(GRID, GRID), (WORDS, 0)])
def test_it_is_open_in_the_view_that_was_on_show(open_window: OpenWindow, left: int, shown: int) -> None:
    _left_open(open_window, view=left)
    opened = open_window()
    drawer = opened.window.drawer
    opened.wait(lambda: drawer.is_open)
    assert drawer.viewer.view == shown
    drawer.close_viewer()
    opened.stored()
    opened.tear_down()
    again = open_window()  # in which the viewer is not made
    again.stored()
    again.tear_down()
    assert open_window().window.drawer.view == shown


def test_its_part_of_the_height_holds_in_a_window_of_another_height(open_window: OpenWindow) -> None:
    _left_open(open_window, pull_px=120)
    opened = open_window()
    opened.wait(lambda: opened.window.drawer.is_open)
    opened.window.resize(1280, 1000)
    opened.settle()
    assert _share(opened) == pytest.approx(opened.window.drawer.percent / 100, abs=0.02)


def test_a_drawer_that_was_closed_stays_closed_and_opens_as_high_as_before(open_window: OpenWindow) -> None:
    opened = open_window()
    turn = opened.answered()
    drawer = opened.window.drawer
    drawer.toggle(turn)
    opened.settle()
    drawer.moveSplitter(drawer.handle(1).y() + 120, 1)
    percent = drawer.percent
    drawer.close_viewer()
    opened.stored()
    opened.tear_down()
    again = open_window()
    again.wait(lambda: bool(again.parts.library.open_chat.turns))
    again.settle(200)
    assert not again.window.drawer.is_open
    again.window.drawer.toggle(again.answered())
    assert _share(again) == pytest.approx(percent / 100, abs=0.02)


def test_only_the_conversation_that_is_opened_at_the_start_counts(
    open_window: OpenWindow, tmp_path: Path
) -> None:
    first = open_window()
    turn, chat = first.answered(), first.parts.library.open_chat
    first.parts.library.start()
    first.answered("Another one.")
    first.stored()
    first.tear_down()
    settings = Settings(tmp_path / "history")
    settings.remember(TURN, str(turn.answer_id))
    settings.flush()
    opened = open_window()
    library = opened.parts.library
    opened.wait(lambda: bool(library.open_chat.turns))
    library.open(chat.record.id)
    opened.wait(lambda: library.open_chat.record.id == chat.record.id)
    opened.settle(200)
    assert not opened.window.drawer.is_open


def test_a_recording_that_is_gone_is_no_news_at_the_start(open_window: OpenWindow) -> None:
    left = _left_open(open_window)
    left.parts.traces._path.unlink()
    opened = open_window()
    opened.wait(lambda: bool(opened.parts.library.open_chat.turns))
    opened.settle(200)
    assert not opened.window.drawer.is_open
    notice: QWidget = opened.window._notice_bar
    assert not notice.isVisible()


@pytest.mark.parametrize("view", ["5", "-1", "Text", "²"])
def test_a_view_that_is_none_is_left_alone(open_window: OpenWindow, view: str) -> None:
    first = open_window(shown=False, loaded=False)
    first.parts.settings.remember(VIEW, view)
    first.parts.settings.flush()
    assert open_window(shown=False, loaded=False).window.drawer.view == 0


@pytest.mark.parametrize("height", ["0", "100", "-5", "much", "²"])
def test_a_height_that_is_none_is_left_alone(open_window: OpenWindow, height: str) -> None:
    first = open_window(shown=False, loaded=False)
    first.parts.settings.remember(HEIGHT, height)
    first.parts.settings.remember(TURN, "nobody")
    first.parts.settings.flush()
    opened = open_window(shown=False, loaded=False)
    assert opened.window.drawer.percent == PERCENT
