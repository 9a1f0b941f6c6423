from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_benchmark_of_a_long_history_measures_the_window() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.app.bench", "--conversations", "30", "--messages", "800"],
        cwd=ROOT,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert set(told) == {
        "start_ms", "search_ms_p95", "open_500_ms", "scroll_ms_p95", "idle_gap_ms", "memory_mb", "file_mb",
    }  # fmt: skip
    assert all(value > 0 for value in told.values())
