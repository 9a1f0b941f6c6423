"""The real window over the real engine and the demo model, started as people start it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_window_answers_with_the_demo_model_and_takes_its_pictures(tmp_path: Path) -> None:
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "XDG_STATE_HOME": str(tmp_path / "state")}
    pictures = tmp_path / "pictures"
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "app",
            "--selftest",
            "What is 20 + 22?",
            "--json",
            "--screenshots",
            str(pictures),
        ],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert set(told) == {
        "startup_ms", "ready_ms", "first_step_ms", "answer", "steps", "max_event_loop_gap_ms",
    }  # fmt: skip
    assert told["answer"] == "20 plus 22 is 42."
    assert told["first_step_ms"] > 0
    assert told["startup_ms"] < told["ready_ms"]
    assert {path.stem for path in pictures.glob("*.png")} >= {
        "empty-light",
        "finished-light",
        "finished-dark",
    }
    assert len(list((pictures / "frames-dark").glob("*.png"))) >= 2
    log = tmp_path / "state" / "Dewpoint" / "log" / "dewpoint.log"
    assert not log.exists(), log.read_text(encoding="utf-8")
