from __future__ import annotations

import gc
import time
import weakref
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.models.playback import CANVAS_MS
from app.models.portable import SUFFIX, exported
from app.widgets.top_chart import ROW_PX
from app.widgets.view_bar import VIEWS
from app.widgets.viewer import NARROW_PX, Viewer
from app.widgets.viewer_drawer import SLIVER_PX
from engine import Trace
from tests.app.conftest import OpenWindow, always
from tests.app.fake_engine import STORY, Reply


def test_the_viewer_is_made_when_it_is_first_wanted(open_window: OpenWindow) -> None:
    opened = open_window()
    turn = opened.answered()
    opened.window.drawer.close_viewer()
    assert not opened.window.findChildren(Viewer)
    opened.window.drawer.toggle(turn)
    assert len(opened.window.findChildren(Viewer)) == 1


def test_an_answers_button_opens_the_viewer_and_closes_it_again(open_window: OpenWindow) -> None:
    opened = open_window()
    turn = opened.answered()
    drawer = opened.window.drawer
    view = opened.window.transcript.page.turns[-1][2]
    assert not drawer.is_open
    view._replay.click()
    assert drawer.is_open
    assert drawer.viewer.cursor_model.recording is not None
    assert drawer.viewer.cursor_model.recording.trace is turn.trace
    view._replay.click()
    assert not drawer.is_open


def test_one_key_opens_the_latest_answer_and_escape_puts_it_away(open_window: OpenWindow) -> None:
    opened = open_window()
    QTest.keyClick(opened.window, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    assert not opened.window.drawer.is_open  # there is no answer yet
    opened.answered()
    QTest.keyClick(opened.window, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    assert opened.window.drawer.is_open
    QTest.keyClick(opened.window.drawer.viewer.strip, Qt.Key.Key_Escape)
    assert not opened.window.drawer.is_open


def test_the_keyboard_comes_to_the_viewer_between_the_conversation_and_the_field(
    open_window: OpenWindow,
) -> None:
    opened = open_window()
    opened.window.drawer.toggle(opened.answered())
    viewer, field = opened.window.drawer.viewer, opened.window.composer.field
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_Backtab)
    passed: list[str] = []
    while (stop := QApplication.focusWidget()) is not None and viewer.isAncestorOf(stop):
        passed.append(stop.accessibleName())
        QTest.keyClick(stop, Qt.Key.Key_Backtab)
    assert passed[-len(VIEWS) :] == ["Compare", "Steps", "Positions", "Grid", "Text"]
    assert passed.index("Play") < passed.index("Positions by steps") < passed.index("Text at this step")
    assert stop is not None
    assert opened.window.transcript.isAncestorOf(stop)


def test_a_running_answer_grows_under_the_cursor_at_its_end(open_window: OpenWindow) -> None:
    opened = open_window(stepwise=True)
    turn = opened.ask()
    opened.stepped(turn, 2)
    opened.window.drawer.toggle(turn)
    cursor = opened.window.drawer.viewer.cursor_model
    cursor.go(cursor.last)
    before = cursor.last
    opened.stepped(turn, 2)
    assert cursor.moment == cursor.last == before + 2
    cursor.go(1)
    opened.stepped(turn, 1)
    assert cursor.moment == 1
    opened.finish(turn)


def test_while_motion_is_reduced_a_running_answer_shows_a_step_a_second_and_the_last_one_in_the_end(
    open_window: OpenWindow,
) -> None:
    opened = open_window(stepwise=True)
    opened.parts.theme.reduce_motion(True)
    turn = opened.ask()
    opened.stepped(turn, 2)
    opened.window.drawer.toggle(turn)
    cursor = opened.window.drawer.viewer.cursor_model
    cursor.go(cursor.last)
    opened.stepped(turn, 1)
    shown = cursor.last
    opened.stepped(turn, 2)
    assert cursor.moment == cursor.last == shown
    opened.wait(lambda: cursor.last == shown + 2)
    opened.finish(turn)
    opened.wait(lambda: cursor.recording is not None and cursor.recording.trace is turn.trace)


def test_canvases_that_come_fast_are_shown_one_a_second_and_the_last_one_in_the_end(
    open_window: OpenWindow,
) -> None:
    opened = open_window(stepwise=True)
    turn = opened.ask()
    opened.stepped(turn, 2)
    opened.window.drawer.toggle(turn)
    cursor = opened.window.drawer.viewer.cursor_model
    cursor.go(cursor.last)
    begun: list[float] = []
    known = [1]

    def note() -> None:
        assert cursor.recording is not None
        if len(cursor.recording.canvases) != known[0]:
            known[0] = len(cursor.recording.canvases)
            begun.append(time.monotonic())

    cursor.opened.connect(note)
    opened.finish(turn)
    opened.wait(lambda: cursor.recording is not None and cursor.recording.trace is turn.trace)
    assert all(after - before > 0.9 * CANVAS_MS / 1000 for before, after in pairwise(begun))


def test_another_conversation_closes_it(open_window: OpenWindow) -> None:
    opened = open_window()
    opened.window.drawer.toggle(opened.answered())
    opened.window.drawer.viewer.playback.play()
    opened.parts.library.start()
    assert not opened.window.drawer.is_open
    assert not opened.window.drawer.viewer.playback.is_playing


def test_another_conversation_closes_it_while_a_question_is_edited(open_window: OpenWindow) -> None:
    opened = open_window()
    turn = opened.answered()
    opened.window.drawer.toggle(turn)
    opened.parts.control.edit(turn)
    opened.parts.library.start()
    assert not opened.window.drawer.is_open


def test_a_deletion_closes_it_where_its_answer_went(open_window: OpenWindow) -> None:
    opened = open_window()
    first, second, third = opened.answered("One"), opened.answered("Two"), opened.answered("Three")
    window, control = opened.window, opened.parts.control
    window.drawer.toggle(second)
    control.delete(third)
    assert window.drawer.is_open
    control.delete(first)
    assert not window.drawer.is_open


@pytest.mark.parametrize(
    "size", [(1280, 800), (760, 600), (360, 640), (900, 500), (550, 400), (427, 360), (320, 360)]
)
def test_it_fits_in_windows_of_every_size(open_window: OpenWindow, size: tuple[int, int]) -> None:
    opened = open_window()
    opened.window.resize(*size)
    opened.window.drawer.toggle(opened.answered())
    opened.settle()
    viewer = opened.window.drawer.viewer
    assert viewer.width() <= opened.window.width()
    assert viewer.inspector.isVisible() is (viewer.width() >= NARROW_PX)
    shown = [part for part in viewer.findChildren(QWidget) if part.isVisible() and part.parent() is viewer]
    assert all(part.geometry().right() <= viewer.width() for part in shown)
    assert all(part.geometry().bottom() <= viewer.height() for part in shown)
    assert not [pair for pair in combinations(shown, 2) if pair[0].geometry().intersects(pair[1].geometry())]
    assert viewer.mapTo(opened.window, viewer.rect().bottomLeft()).y() < opened.window.composer.y()


@pytest.mark.parametrize(("size", "least"), [((640, 480), 125), ((427, 360), 70), ((683, 384), 95)])
def test_in_a_low_window_a_view_has_the_room_that_there_is(
    open_window: OpenWindow, size: tuple[int, int], least: int
) -> None:
    opened = open_window()
    opened.window.resize(*size)
    opened.window.drawer.toggle(opened.answered())
    opened.settle()
    viewer = opened.window.drawer.viewer
    for view in (0, 1):
        viewer.show_view(view)
        opened.settle()
        assert viewer._stack.height() >= least


def test_no_sliver_is_left_of_the_transcript_and_a_high_window_is_shared_as_before(
    open_window: OpenWindow,
) -> None:
    opened = open_window()
    opened.window.resize(1000, 800)
    opened.window.drawer.toggle(opened.answered())
    opened.settle()
    before = opened.window.drawer.sizes()
    for height in range(400, 640, 40):
        opened.window.resize(1000, height)
        opened.settle()
        assert opened.window.drawer.sizes()[0] == 1 or opened.window.drawer.sizes()[0] >= SLIVER_PX
    opened.window.resize(1000, 800)
    opened.settle()
    assert opened.window.drawer.sizes() == before


def test_a_running_answer_is_opened_at_its_newest_step_and_a_finished_one_at_its_beginning(
    open_window: OpenWindow,
) -> None:
    opened = open_window(stepwise=True)
    turn = opened.ask()
    opened.stepped(turn, 2)
    drawer = opened.window.drawer
    cursor = drawer.viewer.cursor_model
    drawer.toggle(turn)
    assert cursor.moment == cursor.last > 0
    drawer.close_viewer()
    opened.finish(turn)
    drawer.toggle(turn)
    assert cursor.moment == 0


@pytest.mark.parametrize("size", [(1280, 800), (560, 600), (427, 360)])
@pytest.mark.parametrize("view", [None, 3])
def test_pin_or_forbid_brings_what_steers_a_slot_in_sight_and_closes_nothing(
    open_window: OpenWindow, size: tuple[int, int], view: int | None
) -> None:
    opened = open_window(stepwise=True)
    opened.window.resize(*size)
    opened.parts.control.slow.switch(True)
    turn = opened.ask()
    opened.stepped(turn, 2)
    drawer = opened.window.drawer
    if view is not None:
        drawer.toggle(turn)
        drawer.viewer.show_view(view)
    opened.window.transcript.page.steered.emit(turn)
    opened.settle()
    assert drawer.is_open
    inspector = drawer.viewer.inspector
    assert inspector.steer is not None
    assert inspector.steer.pin.visibleRegion().boundingRect() == inspector.steer.pin.rect()
    assert inspector.area.height() >= ROW_PX
    if size[0] > 1000 and view is not None:
        assert drawer.viewer.view == view
    opened.finish(turn)


def test_an_answer_that_leaves_memory_while_its_canvases_are_shown_one_a_second_is_shown_whole(
    open_window: OpenWindow,
) -> None:
    opened = open_window(stepwise=True, reply_to=always(Reply(text=STORY * 3)))
    turn = opened.ask()
    opened.stepped(turn, 2)
    opened.window.drawer.toggle(turn)
    cursor = opened.window.drawer.viewer.cursor_model
    whole: list[Trace] = []

    def let_go() -> None:
        if turn.ended and not whole:
            whole.append(turn.trace)
            turn.let_go()

    turn.changed.connect(let_go)
    while not turn.block:
        opened.stepped(turn, 1)
    opened.engine.advance(1000)
    opened.wait(lambda: bool(whole))
    opened.wait(lambda: cursor.recording is not None and cursor.recording.trace is whole[0])
    assert opened.window.drawer.turn is turn


def test_a_closed_viewer_holds_no_recording(open_window: OpenWindow) -> None:
    opened = open_window()
    turn = opened.answered()
    drawer = opened.window.drawer
    drawer.toggle(turn)
    for view in range(len(VIEWS)):
        drawer.viewer.show_view(view)
        opened.settle()
    shown = drawer.viewer.cursor_model.recording
    assert shown is not None
    held = (weakref.ref(shown), weakref.ref(shown.canvases[0]))
    del shown
    drawer.close_viewer()
    gc.collect()
    assert held[0]() is None
    assert held[1]() is None
    drawer.toggle(turn)
    assert drawer.viewer.cursor_model.recording is not None


def test_an_answer_that_is_being_made_can_be_held_played_again_and_followed_again(
    open_window: OpenWindow,
) -> None:
    opened = open_window(stepwise=True)
    turn = opened.ask()
    opened.stepped(turn, 3)
    opened.window.drawer.toggle(turn)
    viewer = opened.window.drawer.viewer
    cursor = viewer.cursor_model
    assert viewer.controls.player.play.accessibleName() == "Pause"
    viewer.controls.player.play.click()
    stood = cursor.moment
    opened.stepped(turn, 1)
    opened.wait(lambda: cursor.last > stood)
    assert cursor.moment == stood
    assert viewer.controls.back_to_live.isVisible()
    cursor.go(0)
    viewer.playback.choose_speed(0.1)
    viewer.controls.player.play.click()
    last = cursor.last
    opened.stepped(turn, 1)
    opened.wait(lambda: cursor.last > last)
    assert viewer.playback.is_playing
    viewer.controls.back_to_live.click()
    assert (cursor.moment, viewer.playback.is_playing) == (cursor.last, False)
    assert not viewer.controls.back_to_live.isVisible()
    opened.finish(turn)
    opened.wait(lambda: not cursor.is_growing)
    assert viewer.controls.player.play.accessibleName() == "Play"


def test_a_recording_from_a_file_says_where_it_comes_from_until_a_turn_is_on_show_again(
    open_window: OpenWindow, tmp_path: Path
) -> None:
    opened = open_window()
    turn = opened.answered()
    drawer = opened.window.drawer
    drawer.toggle(turn)
    viewer, told = drawer.viewer, drawer.viewer._origin
    assert not told.isVisible()
    path = tmp_path / f"answer{SUFFIX}"
    assert turn.recording is not None
    path.write_bytes(exported(turn.recording))
    viewer.export.open(path)
    opened.wait(lambda: drawer.turn is None)
    assert told.isVisible()
    assert told.accessibleName().startswith(
        f"From a file: Dewpoint demo · seed 0 · Best · {turn.steps} steps · "
    )
    assert viewer.bar.geometry().bottom() < told.geometry().top() < viewer.strip.geometry().top()
    drawer.toggle(turn)
    assert not told.isVisible()
