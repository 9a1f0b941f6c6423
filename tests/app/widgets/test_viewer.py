from __future__ import annotations

from itertools import combinations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.models.canvas import Layer
from app.models.caption import note_of_masks
from app.models.cells import Measure
from app.models.explain import sentence, shorter
from app.models.looks import STYLES, View
from app.theme import Theme
from app.widgets.ring import Ring
from app.widgets.view_bar import VIEWS
from app.widgets.viewer import NARROW_PX, Viewer
from engine import Deed
from tests.app.conftest import OpenWindow
from tests.app.recordings import ANSWER, recording_of


def test_it_opens_at_the_beginning_with_a_sentence(viewer: Viewer) -> None:
    assert viewer.cursor_model.moment == 0
    assert viewer._caption.text().startswith("Block 1 begins")


def test_all_views_stand_on_one_cursor(viewer: Viewer) -> None:
    viewer.cursor_model.go(3)
    for index in range(len(VIEWS)):
        viewer.show_view(index)
        one = viewer.grab().toImage()
        viewer.cursor_model.go(5)
        assert viewer.grab().toImage() != one
        viewer.cursor_model.go(3)
    viewer.show_view(3)
    assert viewer.table.selectionModel().selectedRows()[0].row() == 2


@pytest.mark.parametrize("width", [1000, 640])
def test_masks_and_syllables_are_called_a_way_of_drawing_wherever_they_are_drawn(
    viewer: Viewer, theme: Theme, width: int
) -> None:
    viewer.resize(width, 560)
    names = (*VIEWS, "Words", "Slot")
    for true_noise, drawn in ((True, ("Text", "Compare")), (False, names)):
        theme.draw_noise(true=true_noise)
        for index, name in enumerate(names[: len(names) if width < NARROW_PX else -1]):
            viewer.show_view(index)
            QApplication.processEvents()
            shown = [note for note in (viewer.controls.note, viewer._note_above) if note.isVisible()]
            assert [note.text() for note in shown] == [note_of_masks(true_noise=true_noise)] * (name in drawn)


def test_what_stands_for_an_unstable_draft_is_chosen_by_key_and_from_a_menu(
    viewer: Viewer, qtbot: QtBot
) -> None:
    viewer.cursor_model.go(2)
    seen = []
    for style in (*STYLES, View.MASKS):
        qtbot.waitUntil(lambda: not viewer.text.canvas.is_moving)
        assert viewer.text.masks is style
        seen.append(viewer.text.grab().toImage())
        QTest.keyClick(viewer.strip, Qt.Key.Key_M)
    assert seen[0] == seen[-1]
    assert all(one != other for one, other in combinations(seen[:-1], 2))
    viewer.bar.masks.menu().actions()[1].trigger()
    assert viewer.text.masks is View.DOTS
    assert viewer.bar.masks.text().startswith("Dots")


@pytest.mark.parametrize(
    ("key", "moment"),
    [
        (Qt.Key.Key_Period, 4),
        (Qt.Key.Key_Comma, 2),
        (Qt.Key.Key_PageDown, ANSWER.starts[1]),
        (Qt.Key.Key_PageUp, 0),
        (Qt.Key.Key_Home, 0),
        (Qt.Key.Key_End, ANSWER.length - 1),
    ],
)
def test_keys_move_through_the_recording(viewer: Viewer, key: Qt.Key, moment: int) -> None:
    viewer.cursor_model.go(3)
    QTest.keyClick(viewer.strip, key)
    assert viewer.cursor_model.moment == moment


@pytest.mark.parametrize(
    "key", [Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_Comma]
)
def test_who_goes_elsewhere_by_key_stays_there(viewer: Viewer, key: Qt.Key) -> None:
    viewer.cursor_model.go(3)
    viewer.playback.play()
    QTest.keyClick(viewer.strip, key)
    assert not viewer.playback.is_playing


def test_side_by_side_the_story_and_the_masks_are_chosen_as_in_the_text(viewer: Viewer) -> None:
    viewer.show_view(VIEWS.index("Compare"))
    assert viewer.bar.layer.isVisible()
    assert viewer.bar.masks.isVisible()
    QTest.keyClick(viewer.strip, Qt.Key.Key_L)
    QTest.keyClick(viewer.strip, Qt.Key.Key_M)
    chosen = {(text.layer, text.masks) for text in (viewer.text, *viewer.compare.texts)}
    assert chosen == {(Layer.SEES, View.DOTS)}


def test_a_replay_takes_a_second_for_each_step_while_motion_is_reduced(viewer: Viewer, theme: Theme) -> None:
    viewer.playback.choose_speed(4.0)
    assert viewer.playback.pause_ms() >= 1000
    theme.reduce_motion(False)
    assert viewer.playback.pause_ms() < 1000
    theme.reduce_motion(True)
    assert viewer.playback.pause_ms() >= 1000


@pytest.mark.parametrize("name", ["text", "chart"])
def test_page_keys_go_a_block_on_wherever_the_keyboard_is(viewer: Viewer, name: str) -> None:
    keyboard = {"text": viewer.text, "chart": viewer.inspector.chart}[name]
    QTest.keyClick(keyboard, Qt.Key.Key_PageDown)
    assert viewer.cursor_model.moment == ANSWER.starts[1]
    QTest.keyClick(keyboard, Qt.Key.Key_PageUp)
    assert viewer.cursor_model.moment == 0


def test_keys_choose_view_speed_layer_and_play(viewer: Viewer) -> None:
    for index, key in enumerate((Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_3, Qt.Key.Key_4, Qt.Key.Key_5)):
        QTest.keyClick(viewer.strip, key)
        assert viewer._stack.currentIndex() == index
    QTest.keyClick(viewer.strip, Qt.Key.Key_BracketRight)
    assert viewer.playback.speed == 0.5
    QTest.keyClick(viewer.strip, Qt.Key.Key_L)
    assert viewer.text.layer is Layer.SEES
    QTest.keyClick(viewer.strip, Qt.Key.Key_Space)
    assert viewer.playback.is_playing
    QTest.keyClick(viewer.strip, Qt.Key.Key_Left)
    assert not viewer.playback.is_playing


def test_where_a_key_has_moved_the_keyboard_a_ring_shows_it(viewer: Viewer, qtbot: QtBot) -> None:
    viewer.window().activateWindow()
    qtbot.waitUntil(viewer.isActiveWindow)
    viewer.show_view(1)
    viewer.grid.setFocus()
    (left, _), keys = viewer.compare.texts, Qt.Key
    before: QWidget = viewer.grid
    for key, area in ((keys.Key_1, viewer.text), (keys.Key_5, left), (keys.Key_G, viewer.glossary)):
        QTest.keyClick(before, key)
        assert area.hasFocus()
        before = area
        (ring,) = area.findChildren(Ring)
        assert ring.isVisible()
    viewer.strip.setFocus()
    QTest.keyClick(viewer.strip, keys.Key_1)
    assert viewer.strip.hasFocus()


def test_a_row_of_the_table_goes_to_its_step_however_it_is_sorted(viewer: Viewer) -> None:
    viewer.show_view(3)
    viewer.table.sortByColumn(9, Qt.SortOrder.DescendingOrder)
    viewer.table.sortByColumn(1, Qt.SortOrder.DescendingOrder)
    index = viewer.table.model().index(0, 1)
    assert index.data() == "6"
    viewer.table.clicked.emit(index)
    assert viewer.cursor_model.frame == 6


def test_the_legend_names_the_colours_that_are_in_front(viewer: Viewer) -> None:
    def named() -> str:
        return viewer.controls.legend.accessibleName()

    unsure = named()
    viewer._choose_measure(list(Measure).index(Measure.SETTLED))
    assert named() == unsure == "Colours from sure, dark, to unsure, light"  # those of the strip
    viewer.show_view(1)
    assert named() == "Colours from early, dark, to late, light"
    viewer._choose_measure(len(Measure))  # the table
    assert named() == unsure
    viewer._choose_measure(list(Measure).index(Measure.SETTLED))
    viewer.toggle_glossary()
    assert named() == unsure


def test_a_slot_chosen_in_the_grid_is_inspected(viewer: Viewer) -> None:
    viewer.show_view(1)
    viewer.grid.chosen.emit(7)
    assert "Slot 7" in viewer.inspector.words


def test_the_slots_are_told_as_a_table_too_and_a_row_of_it_is_inspected(viewer: Viewer) -> None:
    viewer.show_view(1)
    viewer.cursor_model.go(2)
    viewer.bar.measure.menu().actions()[-1].trigger()
    table = viewer._slots.table
    assert table.isVisible()
    assert not viewer.grid.isVisible()
    table.clicked.emit(table.model().index(5, 0))
    assert "Slot 5" in viewer.inspector.words
    viewer.bar.measure.menu().actions()[0].trigger()
    assert viewer.grid.isVisible()


def test_a_part_of_a_turn_is_shown_as_far_as_it_goes(viewer: Viewer) -> None:
    for until in (2, 3, 4, 9):
        recording = recording_of(until=until)
        viewer.open(recording)
        viewer.cursor_model.go(viewer.cursor_model.last)
        moment = viewer.cursor_model.moment
        assert moment == recording.length - 1
        assert viewer._caption.text() in (sentence(recording, moment), *shorter(recording, moment))
        for index in range(len(VIEWS)):
            viewer.show_view(index)
            viewer.grab()
        viewer.show_view(3)
        assert viewer.table.model().rowCount() == moment


def test_keys_pace_and_steer_the_answer_that_is_made_in_slow_motion(open_window: OpenWindow) -> None:
    opened = open_window(stepwise=True)
    slow = opened.parts.control.slow
    turn = opened.ask()
    opened.stepped(turn, 2)
    opened.window.drawer.toggle(turn)
    viewer = opened.window.drawer.viewer
    assert viewer.controls.pace is not None
    assert (viewer.controls.player.isVisible(), viewer.controls.pace.isVisible()) == (True, False)
    slow.switch(True)
    assert (viewer.controls.player.isVisible(), viewer.controls.pace.isVisible()) == (False, True)
    for key, rate in ((Qt.Key.Key_BracketRight, 4.0), (Qt.Key.Key_BracketLeft, 2.0)):
        QTest.keyClick(viewer.strip, key)
        assert slow.rate == rate
    assert viewer.playback.speed == 0.25  # of the player, which is hidden
    QTest.keyClick(viewer.strip, Qt.Key.Key_Space)
    assert slow.is_standing
    QTest.keyClick(viewer.strip, Qt.Key.Key_Period)
    opened.wait(lambda: turn.steps == 3)
    QTest.keyClick(viewer.strip, Qt.Key.Key_P)
    QTest.keyClick(viewer.strip, Qt.Key.Key_F)
    opened.wait(lambda: [each.deed for each in turn.trace.steerings][:1] == [Deed.PIN])
    viewer.cursor_model.go(1)
    assert viewer.controls.back_to_live.isVisible()
    QTest.keyClick(viewer.strip, Qt.Key.Key_Period)  # away from the newest step it moves what is shown
    assert (viewer.cursor_model.moment, turn.steps) == (2, 3)
    viewer.controls.back_to_live.click()
    assert viewer.cursor_model.moment == viewer.cursor_model.last
    assert not viewer.controls.back_to_live.isVisible()
    opened.finish(turn)
    assert (viewer.controls.player.isVisible(), viewer.controls.pace.isVisible()) == (True, False)


def test_where_the_keyboard_leads_is_told_to_a_screen_reader_and_what_plays_is_not(
    viewer: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr("app.widgets.viewer.announce", lambda _viewer, words: said.append(words))
    viewer.cursor_model.go(2)
    QTest.keyClick(viewer.strip, Qt.Key.Key_Right)
    QTest.keyClick(viewer.strip, Qt.Key.Key_Down)
    assert said == [sentence(ANSWER, 3), viewer.inspector.words]
    viewer.show_view(1)
    QTest.keyClick(viewer.grid, Qt.Key.Key_Right)
    assert said[2:] == [viewer.inspector.words]
    assert "Slot 2" in said[2]
    told = len(said)
    keys = (Qt.Key.Key_Period, Qt.Key.Key_Comma, Qt.Key.Key_PageDown, Qt.Key.Key_Home, Qt.Key.Key_End)
    for key in keys:
        QTest.keyClick(viewer.strip, key)
        assert said[told:] == [sentence(ANSWER, viewer.cursor_model.moment)]
        told = len(said)
    viewer.playback.toggle()
    viewer.cursor_model.go(2)
    viewer.playback.toggle()
    assert said[told:] == []


def test_a_screen_reader_finds_the_words_of_the_step_that_a_key_led_to_from_the_text(viewer: Viewer) -> None:
    viewer.activateWindow()
    viewer.text.setFocus()
    QTest.keyClick(viewer.text, Qt.Key.Key_Home)
    assert viewer.text.accessibleDescription() == "…"
    QTest.keyClick(viewer.text, Qt.Key.Key_End)
    assert len(viewer.text.accessibleDescription()) > 20


def test_the_view_before_the_slot_and_the_glossary_is_the_one_that_is_remembered(viewer: Viewer) -> None:
    viewer.resize(500, 420)
    viewer.show_view(3)
    viewer.show_slot()
    assert viewer.view == 3
    viewer.toggle_glossary()
    assert viewer.view == 3
    viewer.toggle_glossary()
    assert viewer.inspector.isVisible()
