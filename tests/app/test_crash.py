"""Run in processes of their own: the handlers are meant for life."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from app.crash import FAULT_BEFORE_NAME, FAULT_NAME, LOG_NAME, end_well, take_fault

ROOT = Path(__file__).resolve().parents[2]


def _run(tmp_path: Path, program: str) -> tuple[str, subprocess.CompletedProcess[str]]:
    """What the log says after a program that installed the handlers first."""
    start = (
        f"from pathlib import Path; from app import crash; kept = crash.install(Path({str(tmp_path)!r}))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", start + program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    log = tmp_path / LOG_NAME
    return (log.read_text(encoding="utf-8") if log.exists() else ""), done


def test_an_uncaught_exception_is_logged_and_told(tmp_path: Path) -> None:
    log, done = _run(tmp_path, "raise RuntimeError('a drop too many')")
    assert "CRITICAL" in log
    assert "a drop too many" in log
    assert "a drop too many" in done.stderr


def test_an_exception_in_a_thread_is_logged_with_its_name(tmp_path: Path) -> None:
    program = "import threading\nt = threading.Thread(target=lambda: 1 / 0, name='mist')\nt.start(); t.join()"
    log, done = _run(tmp_path, program)
    assert "ZeroDivisionError" in log
    assert "mist" in log
    assert done.returncode == 0


def test_messages_of_qt_and_warnings_are_logged(tmp_path: Path) -> None:
    program = (
        "from PySide6.QtCore import qWarning\nqWarning('the glass is wet')\n"
        "import warnings\nwarnings.warn('and cold')"
    )
    log, _ = _run(tmp_path, program)
    assert "the glass is wet" in log
    assert "and cold" in log


def test_a_dying_process_leaves_where_it_was(tmp_path: Path) -> None:
    _, done = _run(tmp_path, "import faulthandler\nfaulthandler._sigabrt()")
    assert done.returncode != 0
    assert "Fatal Python error" in (tmp_path / FAULT_NAME).read_text(encoding="utf-8")
    assert take_fault(tmp_path)
    assert "Fatal Python error" in (tmp_path / FAULT_BEFORE_NAME).read_text(encoding="utf-8")
    assert not take_fault(tmp_path)  # told once


def test_an_uneventful_run_leaves_no_log(tmp_path: Path) -> None:
    log, done = _run(tmp_path, "pass")
    assert (log, done.stderr, done.returncode) == ("", "", 0)
    assert not take_fault(tmp_path)


def test_a_run_that_ended_well_had_no_fault_whatever_was_written_meanwhile(tmp_path: Path) -> None:
    (tmp_path / FAULT_NAME).write_text("Windows fatal exception: code 0x8001010d")
    end_well(tmp_path)
    assert not take_fault(tmp_path)
    end_well(tmp_path / "nowhere")
