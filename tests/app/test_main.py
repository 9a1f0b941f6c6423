"""Starting and leaving: in this process over a fake engine, and as people do, in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QScrollBar

from app.crash import FAULT_NAME, take_fault
from app.faces import TEXT_FAMILY
from app.main import _show_again, end_session, load_after_first_paint, named
from app.settings import SEND_KEY, Settings
from app.theme import DARK, Scheme
from app.widgets.answer_view import AnswerView
from tests.app.conftest import OpenWindow

ROOT = Path(__file__).resolve().parents[2]


def _start(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `python -m app` without a display but what the environment gives."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "SYSTEMROOT") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-m", "app", *arguments],
        cwd=ROOT,
        env=kept | environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_the_model_is_loaded_after_the_window_stands(open_window: OpenWindow) -> None:
    opened = open_window(shown=False, loaded=False)
    load_after_first_paint(opened.parts, "demo")
    opened.settle()
    assert opened.parts.status.model is None
    opened.window.show()
    opened.wait(lambda: opened.parts.status.model is not None)


def test_what_only_answers_and_the_viewer_need_is_not_imported_before_the_window_stands() -> None:
    late = {"markdown_it", "pygments", "app.widgets.viewer"}
    program = f"import sys, app.main; print(sorted({late} & set(sys.modules)))"
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_where_the_session_ends_the_settings_are_kept_and_the_next_start_tells_of_no_fault(
    open_window: OpenWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.main.log_directory", lambda: tmp_path)
    opened = open_window()
    (tmp_path / FAULT_NAME).write_text("Windows fatal exception: code 0x8001010d")  # it was handled
    opened.parts.settings.set(SEND_KEY, "ctrl_enter")
    end_session(opened.parts)
    again = Settings(opened.parts.settings._path.parent)
    assert again.text(SEND_KEY) == "ctrl_enter"
    assert again.recall("window")
    assert not take_fault(tmp_path)


def test_the_application_has_the_name_and_the_face_of_the_app(qapp: QApplication) -> None:
    assert qapp.applicationName() == "Dewpoint"
    assert qapp.font().family() == TEXT_FAMILY
    assert not qapp.windowIcon().isNull()


class _Counter(QObject):
    """Counts how often widgets are styled."""

    times = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.times += event.type() is QEvent.Type.StyleChange
        return super().eventFilter(watched, event)


def test_a_theme_change_styles_a_widget_no_more_often_where_it_lies_deep(open_window: OpenWindow) -> None:
    opened = open_window()
    opened.answered()
    opened.settle()
    counter = _Counter()
    bars = opened.window.findChildren(AnswerView)[-1].findChildren(QScrollBar)
    bars[0].installEventFilter(counter)
    opened.parts.theme.choose(Scheme.Light if opened.parts.theme.colours is DARK else Scheme.Dark)
    assert 1 <= counter.times <= 2
    opened.parts.theme.choose(None)


@pytest.mark.skipif(sys.platform != "linux", reason="other systems always have a display")
def test_without_a_display_a_sentence_points_to_the_terminal() -> None:
    done = _start()
    assert done.returncode == 2
    assert "python -m engine chat" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("arguments", [["--json"], ["--screenshots", "x"], ["--nonsense"]])
def test_arguments_that_mean_nothing_are_refused(arguments: list[str]) -> None:
    done = _start(*arguments, QT_QPA_PLATFORM="offscreen")
    assert done.returncode == 2
    assert "usage:" in done.stderr


def test_the_real_engine_says_in_one_object_that_there_is_no_model(tmp_path: Path) -> None:
    done = _start(
        "--selftest", "One", "--json", "--model", str(tmp_path),
        QT_QPA_PLATFORM="offscreen", XDG_STATE_HOME=str(tmp_path),
    )  # fmt: skip
    assert done.returncode == 1
    told = json.loads(done.stdout)
    assert set(told) == {"error", "hint"}
    assert str(tmp_path) in told["error"]
    assert "Traceback" not in done.stderr


@pytest.mark.qt_log_ignore("raise")  # of a platform without a window manager
def test_a_second_start_has_the_first_window_load_the_model_that_it_names(
    open_window: OpenWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "demo").mkdir()  # which stands for no model
    assert [named(None), named("demo"), named("mine")] == ["", "demo", str(tmp_path / "mine")]
    opened = open_window()
    opened.window.hide()
    asked: list[str] = []
    monkeypatch.setattr(opened.parts.status, "load", asked.append)
    for model in ("", opened.parts.status.place, "/models/mine"):
        _show_again(opened.parts, model)
    assert opened.window.isVisible()
    assert asked == ["/models/mine"]
