from __future__ import annotations

import time
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from app import selftest
from app.main import load_after_first_paint
from app.selftest import GapMeter, SelfTest, process_start_s, report
from engine import EngineError
from engine.errors import ModelMissing
from tests.app.conftest import OpenWindow, always
from tests.app.fake_engine import Reply


def test_a_stalled_event_loop_is_measured(qtbot: QtBot) -> None:
    meter = GapMeter()
    meter.start()
    qtbot.wait(20)
    time.sleep(0.15)
    qtbot.wait(20)
    meter.stop()
    assert 150 <= meter.longest_ms < 10_000


@pytest.mark.skipif("sys.platform != 'linux'", reason="other systems do not tell")
def test_the_start_of_the_process_is_known() -> None:
    started_s = process_start_s()
    assert started_s is not None
    assert 0 < time.monotonic() - started_s < 24 * 3600


def test_the_window_is_measured_from_start_to_answer(open_window: OpenWindow, tmp_path: Path) -> None:
    reply = Reply(text="the drop is clear", steps=4)
    opened = open_window(shown=False, loaded=False, reply_to=always(reply), step_s=0.15, load_s=0.05)
    load_after_first_paint(opened.parts, "demo")
    test = SelfTest(opened.parts, "One", started_s=time.monotonic(), pictures=tmp_path)
    measured = test.measure()
    assert measured["answer"] == "the drop is clear"
    assert measured["steps"] == 4
    startup_ms, ready_ms = measured["startup_ms"], measured["ready_ms"]
    assert isinstance(startup_ms, int)
    assert isinstance(ready_ms, int)
    assert ready_ms >= startup_ms + 50
    assert measured["first_step_ms"]
    assert isinstance(measured["max_event_loop_gap_ms"], float)
    for scheme in ("light", "dark"):
        stems = {path.stem for path in tmp_path.glob(f"*-{scheme}*.png")}
        expected = {"empty", "finished", "viewer-text", "viewer-compare"}
        assert {f"{view}-{scheme}" for view in expected} | {f"condensing-{scheme}-1"} <= stems
        assert len(list((tmp_path / f"frames-{scheme}").glob("*.png"))) >= 2
    assert QImage(str(tmp_path / "finished-dark.png")) != QImage(str(tmp_path / "finished-light.png"))


def test_a_model_that_does_not_load_ends_the_test_with_its_error(open_window: OpenWindow) -> None:
    opened = open_window(shown=False, loaded=False, load_error=ModelMissing("There is no model."))
    load_after_first_paint(opened.parts, "demo")
    with pytest.raises(ModelMissing):
        SelfTest(opened.parts, "One", started_s=time.monotonic(), pictures=None).measure()


def test_a_turn_that_fails_ends_the_test_with_its_error(open_window: OpenWindow) -> None:
    failing = always(Reply(error=EngineError("No memory is left.")))
    opened = open_window(shown=False, loaded=False, reply_to=failing)
    load_after_first_paint(opened.parts, "demo")
    with pytest.raises(EngineError, match="No memory"):
        SelfTest(opened.parts, "One", started_s=time.monotonic(), pictures=None).measure()


def test_a_window_that_never_gets_ready_is_given_up(
    open_window: OpenWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(selftest, "READY_LIMIT_S", 0.1)
    opened = open_window(shown=False, loaded=False)
    with pytest.raises(EngineError, match="took more than"):
        SelfTest(opened.parts, "One", started_s=time.monotonic(), pictures=None).measure()


def test_an_error_is_reported_with_what_to_do() -> None:
    assert report(EngineError("No.", "Try again.")) == {"error": "No.", "hint": "Try again."}
    assert report({"answer": "the drop"}) == {"answer": "the drop"}
