from __future__ import annotations

import re

from engine import EngineState, LoadFailed, LoadProgressed, StateChanged
from engine.errors import ModelMissing
from tests.app.conftest import OpenWindow


def test_loading_is_told_with_its_progress_and_ends_with_the_name(open_window: OpenWindow) -> None:
    opened = open_window(shown=False, loaded=False, load_s=0.05)
    status = opened.parts.status
    lines: list[str] = []
    status.changed.connect(lambda: lines.append(status.line))
    assert status.line == "Loading the model"
    opened.load()
    assert [line for line in lines if re.fullmatch(r"Loading the model, [\d.]+ \w+ of [\d.]+ \w+", line)]
    assert status.line == "Dewpoint demo"
    opened.wait(lambda: status.state is EngineState.READY)
    assert status.glyphs is not None


def test_what_a_card_does_once_the_model_is_there_is_told(open_window: OpenWindow) -> None:
    opened = open_window(shown=False, loaded=False)
    opened.parts.bridge.arrived.emit((LoadProgressed(done_bytes=400, total_bytes=400),))
    assert opened.parts.status.line == "Preparing the model"


def test_a_failed_load_is_told_and_can_be_tried_again(open_window: OpenWindow) -> None:
    error = ModelMissing("There is no model.", "Choose another folder.")
    opened = open_window(shown=False, loaded=False, load_error=error)
    status = opened.parts.status
    status.load("demo")
    opened.wait(lambda: status.error is not None)
    assert (status.error, status.line) == (error, "No model")
    status.load_again()
    opened.wait(lambda: status.model is not None)
    assert status.error is None


def test_a_model_that_made_way_for_one_that_failed_is_not_there_any_more(open_window: OpenWindow) -> None:
    opened = open_window(shown=False)
    status = opened.parts.status
    assert status.model is not None
    error = ModelMissing("There is no model.", "Choose another folder.")
    opened.parts.bridge.arrived.emit((LoadFailed(error=error), StateChanged(state=EngineState.EMPTY)))
    assert (status.error, status.line, status.place) == (error, "No model", "")
    assert status.glyphs is None


def test_a_model_whose_card_was_lost_is_gone_and_none_is_loading(
    open_window: OpenWindow,
) -> None:
    opened = open_window(shown=False)
    status = opened.parts.status
    opened.parts.bridge.arrived.emit((StateChanged(state=EngineState.EMPTY),))
    assert (status.model, status.error, status.line) == (None, None, "No model")
