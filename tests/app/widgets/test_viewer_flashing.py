"""No view of the viewer flashes: painted frames, while an answer is made and while it is replayed."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.models.canvas import Layer
from app.theme import Scheme, Theme
from app.widgets.viewer import Viewer
from tests.app.conftest import OpenWindow
from tests.app.fake_engine import STORY, Reply
from tests.app.flashes import FlashMeter, watched
from tests.app.recordings import recording_of

ALLOWED = 3  # changes within a second
SECONDS = 1.5
LONG = recording_of(STORY * 12, steps=8, canvas_length=256)  # canvases that fill most of the view


@pytest.mark.parametrize(("times", "wanted"), [(3, 3), (4, 4), (9, 9)])
def test_the_meter_counts_changes_of_a_large_area_and_of_no_small_one(times: int, wanted: int) -> None:
    for part, counted in ((150, wanted), (60, 0)):
        meter = FlashMeter()
        for number in range(times + 1):
            plane = np.full((200, 200), 0.5, np.float32)
            plane[:part, :part] = 0.2 if number % 2 else 0.35
            meter.see(number / 10, plane)
        assert meter.most() == counted
    slowly = FlashMeter()
    for number in range(times + 1):
        slowly.see(number / 2.5, np.full((200, 200), 0.2 if number % 2 else 0.5, np.float32))
    assert slowly.most() == 3


@pytest.fixture
def viewer(theme: Theme, page: QWidget) -> Viewer:
    page.resize(1000, 600)
    made = Viewer(theme, page)
    made.resize(1000, 560)
    made.show()
    made.open(LONG)
    made.playback.loop(True)
    made.playback.choose_speed(4.0)
    return made


@pytest.mark.parametrize("scheme", [Scheme.Light, Scheme.Dark])
@pytest.mark.parametrize(
    ("view", "layer"), [(0, layer) for layer in Layer] + [(1, Layer.BLENDED), (2, Layer.BLENDED)]
)
def test_a_replay_at_four_times_the_pace_does_not_flash(
    viewer: Viewer, theme: Theme, qtbot: QtBot, scheme: Scheme, view: int, layer: Layer
) -> None:
    theme.choose(scheme)
    viewer._choose_layer(list(Layer).index(layer))
    viewer.show_view(view)
    viewer.playback.play()
    meter = watched(viewer.grab, qtbot.wait, seconds=SECONDS)
    viewer.playback.pause()
    qtbot.waitUntil(lambda: not viewer.text.canvas.is_moving)
    assert meter.most() <= ALLOWED


def test_a_table_of_slots_does_not_flash_either(viewer: Viewer, qtbot: QtBot) -> None:
    viewer.show_view(1)
    viewer.bar.measure.menu().actions()[-1].trigger()
    viewer.playback.play()
    meter = watched(viewer.grab, qtbot.wait, seconds=SECONDS)
    viewer.playback.pause()
    assert meter.most() <= ALLOWED


@pytest.mark.parametrize("view", [0, 1])
def test_an_answer_that_is_made_does_not_flash_in_the_viewer(open_window: OpenWindow, view: int) -> None:
    reply = Reply(text=STORY * 400, steps=8)
    opened = open_window(reply_to=lambda _prompt: reply, step_s=0.008, canvas_length=256)
    turn = opened.ask()
    opened.wait(lambda: turn.recording is not None)
    opened.window.drawer.toggle(turn)
    opened.window.drawer.viewer.show_view(view)
    opened.window.drawer.viewer.cursor_model.go(10**6)
    meter = watched(opened.window.drawer.viewer.grab, opened.settle, seconds=SECONDS)
    assert not turn.ended
    opened.parts.queue.stop()
    opened.wait(lambda: turn.ended)
    opened.window.drawer.close_viewer()
    assert meter.most() <= ALLOWED
