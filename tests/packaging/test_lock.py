from __future__ import annotations

import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

import lock

PACKAGING = Path(__file__).resolve().parents[2] / "packaging"

HOLD = """
import sys, time
sys.path.insert(0, sys.argv[1])
from pathlib import Path
import lock
with lock.locked(Path(sys.argv[2]), lambda: None):
    print("held", flush=True)
    sys.stdin.read()
"""

HOLD_BY_A_CHILD = """
import subprocess, sys
sys.path.insert(0, sys.argv[1])
from pathlib import Path
import lock
with lock.locked(Path(sys.argv[2]), lambda: None) as descriptor:
    child = subprocess.Popen([sys.executable, "-c", "input()"], pass_fds=[descriptor])
    print("held", flush=True)
    child.wait()
"""


def _holder(program: str, path: Path) -> subprocess.Popen[str]:
    holder = subprocess.Popen(
        [sys.executable, "-c", program, str(PACKAGING), str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    return holder


def test_a_free_lock_is_taken_without_waiting(tmp_path: Path) -> None:
    waits: list[str] = []
    with lock.locked(tmp_path / "lock", lambda: waits.append("waits")):
        pass
    with lock.locked(tmp_path / "lock", lambda: waits.append("waits")):
        pass
    assert waits == []


def _release_later(holder: subprocess.Popen[str]) -> tuple[threading.Timer, threading.Event]:
    released = threading.Event()

    def release() -> None:
        released.set()
        holder.communicate()  # closes its input, which is what it waits for

    timer = threading.Timer(0.5, release)
    timer.start()
    return timer, released


def test_a_lock_held_by_another_process_is_waited_for_and_told_once(tmp_path: Path) -> None:
    timer, released = _release_later(_holder(HOLD, tmp_path / "lock"))
    waits: list[str] = []
    with lock.locked(tmp_path / "lock", lambda: waits.append("waits")):
        assert released.is_set()
    timer.join()
    assert waits == ["waits"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_a_killed_holder_frees_the_lock(tmp_path: Path) -> None:
    holder = _holder(HOLD, tmp_path / "lock")
    holder.send_signal(signal.SIGKILL)
    holder.communicate()
    waits: list[str] = []
    with lock.locked(tmp_path / "lock", lambda: waits.append("waits")):
        pass
    assert waits == []


@pytest.mark.skipif(sys.platform == "win32", reason="on Windows children do not share the lock")
def test_a_child_of_a_killed_holder_still_holds_the_lock(tmp_path: Path) -> None:
    holder = _holder(HOLD_BY_A_CHILD, tmp_path / "lock")
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    waits: list[str] = []
    timer, released = _release_later(holder)  # its input is the child's
    with lock.locked(tmp_path / "lock", lambda: waits.append("waits")):
        assert released.is_set()
    timer.join()
    assert waits == ["waits"]
