"""What it costs to save a recording of 20 canvases in each form while its viewer is scrubbed.

    QT_QPA_PLATFORM=offscreen python -m tests.app.saving_cost [--form .webp ...] [--canvases N]

Prints one JSON object a form: the longest time that the event loop did not come round, as the clock counts
and as the window's thread itself worked, in milliseconds; how long it took; how much memory it took at most
beyond what was in use (Linux alone tells), and how large the file is. Each form has a process of its own.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication

from app.main import SWITCH_INTERVAL_S, prepare
from app.models.portable import SUFFIX
from app.models.recording import Recording
from app.models.saving import Saving
from app.selftest import GapMeter
from app.theme import Theme
from app.widgets.viewer import Viewer
from tests.app.fake_engine import STORY, VOCABULARY
from tests.app.living import turn_over
from tests.app.recordings import recording_of

FORMS = (".webp", ".gif", ".html", ".json", SUFFIX, ".png", ".csv", ".txt")
CANVAS_LENGTH, STEPS = 256, 20
SCRUB_S = 0.05  # between two places that the viewer is put to
_STATUS = Path("/proc/self/status")


def measure(form: str, canvases: int) -> dict[str, object]:
    """Save a recording in one form and look at the window meanwhile."""
    app = QApplication(sys.argv[:1])
    prepare(app)
    viewer = Viewer(Theme(app), saving=(saving := Saving()))
    viewer.resize(1200, 600)
    viewer.show()
    recording = _recording(canvases)
    viewer.open(recording)
    QCoreApplication.processEvents()
    told: list[str] = []
    saving.told.connect(lambda words, _folder: told.append(words))
    meters = GapMeter(), GapMeter(time.thread_time)
    before_mb = _forget_peak_mb()
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / f"answer{form}"
        for meter in meters:
            meter.start()
        started_s = scrubbed_s = time.perf_counter()
        viewer.export.save(path)
        while not told:
            turn_over()
            if time.perf_counter() > scrubbed_s + SCRUB_S:
                scrubbed_s = time.perf_counter()
                viewer.cursor_model.go(round(1000 * scrubbed_s) % recording.length)
        seconds = time.perf_counter() - started_s
        for meter in meters:
            meter.stop()
        size_bytes = path.stat().st_size
    return {
        "form": form,
        "gap_ms": round(meters[0].longest_ms, 1),
        "work_ms": round(meters[1].longest_ms, 1),
        "seconds": round(seconds, 2),
        "peak_mb": None if before_mb is None else round(_status_mb("VmHWM") - before_mb),
        "file_bytes": size_bytes,
    }


def _recording(canvases: int) -> Recording:
    text = STORY * (canvases * CANVAS_LENGTH // 40)  # some more than needed
    trace = recording_of(text, steps=STEPS, canvas_length=CANVAS_LENGTH).trace
    return Recording(type(trace)(about=trace.about, canvases=trace.canvases[:canvases]), VOCABULARY)


def _forget_peak_mb() -> float | None:
    """Let the peak begin anew; what is in use now, where the system tells."""
    if not _STATUS.exists():
        return None
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    return _status_mb("VmRSS")


def _status_mb(name: str) -> float:
    lines = _STATUS.read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(f"{name}:"))


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m tests.app.saving_cost")
    parser.add_argument("--form", choices=FORMS, action="append", help="only these forms")
    parser.add_argument("--canvases", type=int, default=20)
    given = parser.parse_args()
    forms = given.form or FORMS
    if len(forms) == 1:
        sys.setswitchinterval(SWITCH_INTERVAL_S)
        sys.stdout.write(json.dumps(measure(forms[0], given.canvases)) + "\n")
        return
    for form in forms:
        command = [sys.executable, "-m", "tests.app.saving_cost", "--form", form]
        subprocess.run([*command, "--canvases", str(given.canvases)], check=True)


if __name__ == "__main__":
    main()
