from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from app.models.canvas import SlotState
from app.models.explain import GLOSSARY, MARKED, RINGED
from app.theme import Theme
from app.widgets.glossary import Glossary
from app.widgets.mark_sample import MarkSample
from app.widgets.viewer import Viewer
from tests.app.conftest import OpenWindow
from tests.app.recordings import recording_of


def test_every_word_stands_there_with_its_meaning_and_every_mark_beside_its_word(
    theme: Theme, page: QWidget
) -> None:
    glossary = Glossary(theme, page)
    assert {*MARKED, RINGED} <= set(GLOSSARY)
    assert set(MARKED.values()) == {*SlotState} - {SlotState.FROZEN}  # which has no mark
    assert len(glossary.findChildren(MarkSample)) == len(MARKED) + 1
    said = [label.text() for label in glossary.findChildren(QLabel)]
    assert said == [text for entry in GLOSSARY.items() for text in entry]


def test_where_it_is_narrow_meanings_stand_under_their_words_and_not_beside_them(
    theme: Theme, page: QWidget
) -> None:
    page.resize(900, 400)
    glossary = Glossary(theme, page)
    glossary.show()
    word, meaning = glossary.findChildren(QLabel)[:2]
    for width in (800, 340, 800):
        glossary.resize(width, 300)
        QApplication.processEvents()
        is_under = meaning.y() >= word.geometry().bottom()
        assert is_under is (width == 340)
        assert meaning.width() > 200
        assert (meaning.x() == word.x()) is is_under


@pytest.mark.parametrize("leaving", [Qt.Key.Key_G, Qt.Key.Key_Escape])
def test_it_is_one_key_away_and_one_key_leads_back(leaving: Qt.Key, theme: Theme, page: QWidget) -> None:
    viewer = Viewer(theme, page)
    viewer.open(recording_of())
    viewer.show()
    viewer.show_view(1)
    QTest.keyClick(viewer.strip, Qt.Key.Key_G)
    assert viewer.glossary.isVisible()
    QTest.keyClick(viewer.glossary, leaving)
    assert not viewer.glossary.isVisible()
    assert viewer.grid.isVisible()


def test_escape_leaves_it_before_it_stops_the_answer_or_closes_the_viewer(open_window: OpenWindow) -> None:
    opened = open_window(stepwise=True)
    turn = opened.ask()
    opened.stepped(turn, 1)
    opened.window.drawer.toggle(turn)
    viewer = opened.window.drawer.viewer
    viewer.toggle_glossary()
    QTest.keyClick(viewer.glossary, Qt.Key.Key_Escape)
    assert not viewer.glossary.isVisible()
    assert viewer.isVisible()
    opened.stepped(turn, 1)
    assert not turn.ended
    opened.finish(turn)
