from __future__ import annotations

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.models.cursor import Cursor
from app.models.playback import SPEEDS, Playback
from app.theme import Theme
from app.widgets.player_bar import PlayerBar
from tests.app.recordings import ANSWER


@pytest.fixture
def bar(theme: Theme, page: QWidget, cursor: Cursor) -> PlayerBar:
    return PlayerBar(theme, cursor, Playback(cursor), page)


def test_a_step_pauses_and_goes_one_frame(bar: PlayerBar, cursor: Cursor) -> None:
    bar.play.click()
    assert bar.play.accessibleName() == "Pause"
    bar.on.click()
    assert (cursor.moment, bar.play.accessibleName()) == (1, "Play")
    bar.back.click()
    assert cursor.moment == 0


def test_it_offers_to_pause_for_as_long_as_it_plays(bar: PlayerBar, cursor: Cursor, qtbot: QtBot) -> None:
    offered: list[str] = []
    cursor.moved.connect(lambda: offered.append(bar.play.accessibleName()))
    cursor.go(cursor.last - 3)
    bar.play.click()
    qtbot.waitUntil(lambda: cursor.moment == cursor.last)
    assert offered[1:] == ["Pause"] * 3
    assert bar.play.accessibleName() == "Play"


def test_it_says_where_it_is(bar: PlayerBar, cursor: Cursor) -> None:
    assert bar.place.text() == "block 1 · step \u20070 of 6"
    cursor.go(ANSWER.starts[1] + 7)
    assert bar.place.text() == "block 2 · step \u20076 of 6"


def test_every_speed_is_on_its_menu(bar: PlayerBar) -> None:
    actions = bar.speed.menu().actions()
    words = [*(f"{speed:g}×" for speed in SPEEDS), "0.25 s a step", "0.5 s a step", "1 s a step"]
    assert [action.text() for action in actions] == words
    actions[-1].trigger()
    assert (bar.speed.text(), bar._playback.step_ms) == ("1 s a step  ▾", 1000)
    actions[len(SPEEDS) - 1].trigger()
    assert (bar.speed.text(), bar._playback.speed, bar._playback.step_ms) == ("4×  ▾", 4.0, None)


def test_the_loop_is_a_switch(bar: PlayerBar) -> None:
    bar.loop.click()
    assert bar._playback.loops
    bar._playback.loop(False)
    assert not bar.loop.isChecked()
