"""A Python without Dewpoint's packages, as a system has, is told what to run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a module in a Python that has its own library alone."""
    alone = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    return subprocess.run(
        [sys.executable, "-S", "-m", *arguments],
        cwd=ROOT,
        env=alone,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("command", [["engine", "chat", "Who are you?"], ["engine", "bench"], ["app"]])
def test_what_is_missing_is_said_with_the_command_that_sets_it_up(command: list[str]) -> None:
    done = run(*command)
    assert done.returncode != 0
    assert "is not installed for this Python" in done.stderr
    assert "packaging/launch.py" in done.stderr or "Dewpoint.cmd" in done.stderr
    assert "Traceback" not in done.stderr
    assert "defect" not in done.stderr


def test_the_doctor_examines_all_the_same() -> None:
    done = run("engine", "doctor", "--json")
    assert done.returncode == 1, done.stderr
    verdicts = {finding["check"]: finding["verdict"] for finding in json.loads(done.stdout)}
    assert [check for check, verdict in verdicts.items() if verdict == "problem"] == [
        "torch",
        "transformers",
        "nvidia-ml-py",
    ]
    assert verdicts["python"] == verdicts["demo model"] == "ok"
