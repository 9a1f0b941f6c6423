"""Offline by proof: a whole session in a process that may open no socket."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SWITCHES = ("HF_HUB_DISABLE_TELEMETRY", "HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE")


@pytest.mark.skipif(sys.platform != "linux", reason="asks the system which sockets a process holds")
def test_a_whole_session_opens_no_socket(tmp_path: Path) -> None:
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "XDG_STATE_HOME": str(tmp_path / "state")}
    for switch in SWITCHES:
        environment.pop(switch, None)  # the app sets them itself
    done = subprocess.run(
        [sys.executable, "-m", "tests.e2e.offline_session", str(tmp_path)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    answer, led_out, asked = done.stdout.strip().split("; ")
    assert (led_out, asked) == ("[]", "[]")
    assert "42" in answer


def test_the_hook_of_this_test_does_refuse() -> None:
    program = """
import socket, sys
from tests.e2e.offline_session import _refuse, asked
sys.addaudithook(_refuse)
try:
    socket.create_connection(("127.0.0.1", 9))
except PermissionError:
    print(len(asked))
"""
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert int(done.stdout) > 0
