"""Two starts of the app on one set of conversations: the window of the first comes forward."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FIRST = """
import sys
from PySide6.QtCore import QTimer
from app import main

build = main.build
def built(*given):
    QTimer.singleShot(0, lambda: print("up", flush=True))
    return build(*given)
main.build = built

def come_forward(window):
    print("came forward", flush=True)
    QTimer.singleShot(100, window.close)
main.MainWindow.come_forward = come_forward
sys.exit(main.run("demo"))
"""


def test_the_second_start_ends_and_the_window_of_the_first_comes_forward(tmp_path: Path) -> None:
    places = {f"XDG_{kind}_HOME": str(tmp_path / kind) for kind in ("DATA", "CONFIG", "STATE", "CACHE")}
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"} | places
    first = subprocess.Popen(
        [sys.executable, "-c", FIRST], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    )
    try:
        assert first.stdout is not None
        assert first.stdout.readline() == "up\n"
        second = subprocess.run(
            [sys.executable, "-m", "app"],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert (second.returncode, second.stdout, second.stderr) == (0, "", "")
        assert first.communicate(timeout=20)[0] == "came forward\n"
        assert first.returncode == 0
    finally:
        first.kill()
        first.communicate()
