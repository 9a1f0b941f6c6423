from __future__ import annotations

import time

from app.traces import Stored
from engine import ModelLoaded
from tests.app.conftest import OpenWindow


def test_a_recording_names_the_model_that_made_it_where_another_comes_with_its_end(
    open_window: OpenWindow,
) -> None:
    opened = open_window()
    turn, bridge = opened.ask(), opened.parts.bridge
    opened.parts.status.load("another")
    while not any(isinstance(event, ModelLoaded) for event in bridge._waiting):
        time.sleep(0.01)  # the window hears of both at once
    opened.wait(lambda: turn.ended)
    told: list[object] = []
    opened.parts.traces.load(str(turn.answer_id), told.append)
    opened.wait(lambda: bool(told))
    assert isinstance(told[0], Stored)
    assert told[0].trace.about.model == "Dewpoint demo"
