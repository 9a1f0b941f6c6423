from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.instance import Instance

ROOT = Path(__file__).resolve().parents[2]
HOLD = """
import os, sys, time
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from app.instance import Instance
instance = Instance(Path(sys.argv[1]))
print(instance.claim(), flush=True)
time.sleep(float(sys.argv[2]))
app = QCoreApplication([])
instance.listen()
def tell(model):
    print("wanted", model, os.getenv("XDG_ACTIVATION_TOKEN"), flush=True)
    app.quit()
instance.wanted.connect(tell)
print("up", flush=True)
time.sleep(float(sys.argv[3]))
app.exec()
"""


@pytest.fixture
def instance(qapp: QApplication, tmp_path: Path) -> Iterator[Instance]:
    made = Instance(tmp_path)
    yield made
    made.release()
    shiboken6.delete(made)


def _hold(folder: Path, *, starts_in_s: float = 0, hears_in_s: float = 0) -> subprocess.Popen[str]:
    held = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder), str(starts_in_s), str(hears_in_s)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ,
    )
    assert held.stdout is not None
    assert held.stdout.readline() == "True\n"
    return held


@pytest.mark.parametrize("model", ["", "demo", "/models/Dämpfe"])
def test_the_second_start_shows_the_first_window_and_says_what_it_was_started_with(
    instance: Instance, tmp_path: Path, model: str
) -> None:
    first = _hold(tmp_path)
    assert not instance.claim()
    assert instance.holder == first.pid
    assert instance.ask(model)
    assert first.communicate(timeout=20)[0] == f"up\nwanted {model} None\n"
    assert instance.claim()  # it is gone now


def test_the_leave_to_come_forward_that_a_desktop_gave_the_second_start_is_handed_to_the_first(
    instance: Instance, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = _hold(tmp_path)
    monkeypatch.setenv("XDG_ACTIVATION_TOKEN", "leave-7")
    assert instance.ask("demo")
    assert first.communicate(timeout=20)[0] == "up\nwanted demo leave-7\n"


def test_a_second_start_waits_for_a_first_that_is_not_up_yet(instance: Instance, tmp_path: Path) -> None:
    first = _hold(tmp_path, starts_in_s=0.5)
    assert instance.ask("demo")
    assert first.communicate(timeout=20)[0] == "up\nwanted demo None\n"


def test_a_first_that_hears_nothing_is_told_of(
    instance: Instance, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.instance.ANSWER_MS", 300)
    first = _hold(tmp_path, hears_in_s=60)
    assert first.stdout is not None
    assert first.stdout.readline() == "up\n"
    assert not instance.ask("demo")
    first.kill()
    first.communicate()
    assert not instance.ask("demo")


def test_a_process_that_was_killed_holds_nothing(instance: Instance, tmp_path: Path) -> None:
    first = _hold(tmp_path)
    first.kill()
    first.communicate()
    assert instance.claim()


@pytest.mark.skipif(sys.platform != "win32", reason="elsewhere a lock tells of which start of the PC it is")
def test_a_process_that_was_killed_holds_nothing_when_another_has_its_id(
    instance: Instance, tmp_path: Path
) -> None:
    assert instance.claim()
    lock = tmp_path / "instance.lock"
    left = lock.read_bytes()
    instance.release()
    lock.write_bytes(left)  # this process has that id
    assert instance.claim()
    second = Instance(tmp_path)
    assert not second.claim()
    shiboken6.delete(second)


def test_another_folder_is_another_matter(instance: Instance, tmp_path: Path, qtbot: QtBot) -> None:
    assert instance.claim()
    other = Instance(tmp_path / "other")
    assert other.claim()
    other.release()
    shiboken6.delete(other)


@pytest.mark.qt_log_ignore("unexpected locking error")  # of Windows
def test_a_folder_that_cannot_be_written_keeps_nobody_out(qapp: QApplication, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    instance = Instance(tmp_path / "file")
    assert instance.claim()
    instance.release()
    shiboken6.delete(instance)
