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


def _end(holder: subprocess.Popen[str]) -> None:
    holder.communicate()


def test_a_free_lock_is_taken_without_waiting(tmp_path: Path) -> None:
    waits: list[str] = []
    with lock.locked(tmp_path / "lock", lambda: waits.append("waits")):
        pass
    with lock.locked(tmp_path / "lock", lambda: waits.append("waits")):
        pass
    assert waits == []


def test_a_lock_held_by_another_process_is_waited_for_and_told_once(tmp_path: Path) -> None:
    holder = _holder(HOLD, tmp_path / "lock")
    waits: list[str] = []
    release = threading.Timer(0.5, _end, [holder])
    release.start()
    with lock.locked(tmp_path / "lock", lambda: waits.append("waits")):
        assert holder.poll() == 0
    release.join()
    assert waits == ["waits"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_a_killed_holder_frees_the_lock(tmp_path: Path) -> None:
    holder = _holder(HOLD, tmp_path / "lock")
    holder.send_signal(signal.SIGKILL)
    _end(holder)
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
    release = threading.Timer(0.5, _end, [holder])  # closes the child's input
    release.start()
    with lock.locked(tmp_path / "lock", lambda: waits.append("waits")):
        pass
    release.join()
    assert waits == ["waits"]
