"""How long the window stands still while large files are attached, counted and measured with the demo model.

    QT_QPA_PLATFORM=offscreen python -m tests.app.attaching_cost

Prints one line a file, with the longest time for which the event loop did not come round, and beside it the
longest for which the window's own thread worked meanwhile: the rest is what other threads and programs took.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from app.main import Parts, close, start
from app.selftest import GapMeter
from tests.app.attachments.files import write_pdf
from tests.app.living import live, wait

PAGES = 40
LIMIT_S = 300.0
LINE = "The dew point is the temperature at which vapour turns into drops of water. "


def main() -> None:
    """Attach each file to a window over the demo model, and print the longest gap."""
    with TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        parts = start("demo", folder / "history")
        parts.window.show()
        wait(lambda: parts.status.model is not None)
        live(2.0)
        (folder / "large.txt").write_text((LINE + "\n") * (950_000 // len(LINE)))
        pdf = write_pdf(folder / "long.pdf", [LINE * 20] * PAGES)
        for path in (folder / "large.txt", pdf):
            _measure(parts, path)
        parts.window.leaving.allow()
        parts.window.close()
        close(parts)


def _measure(parts: Parts, path: Path) -> None:
    """Attach one file, write beside it, take it away."""
    files, refused = parts.attachments, list[str]()
    files.refused.connect(refused.append)
    started_s = time.perf_counter()
    meters = GapMeter(), GapMeter(time.thread_time)
    for meter in meters:
        meter.start()
    files.add_files([path])
    wait(lambda: bool(refused) or _is_counted(parts), limit_s=LIMIT_S)
    counted_s = time.perf_counter() - started_s
    parts.window.composer.field.setPlainText("What is it?")
    live(3.0)
    for meter in meters:
        meter.stop()
    sys.stdout.write(f"{path.name}: {_outcome(parts, refused)} after {counted_s:.2f} s, ")
    sys.stdout.write(f"longest gap {meters[0].longest_ms:.0f} ms, own {meters[1].longest_ms:.0f} ms; ")
    sys.stdout.write(f"{parts.room.warning or parts.room.line}\n")
    sys.stdout.flush()
    for entry in files.entries:
        files.remove(entry.id)


def _is_counted(parts: Parts) -> bool:
    return all(entry.tokens is not None or entry.problem for entry in parts.attachments.entries)


def _outcome(parts: Parts, refused: list[str]) -> str:
    """What came of the file: its tokens, or why it has none."""
    for entry in parts.attachments.entries:
        return entry.problem or f"{entry.tokens:,} tokens"
    return " ".join(refused)


if __name__ == "__main__":
    main()
