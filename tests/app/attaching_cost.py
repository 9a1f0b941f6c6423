"""How long the window stands still while large files are attached, counted and measured with the demo model.

QT_QPA_PLATFORM=offscreen python -m tests.app.attaching_cost
"""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from PySide6.QtTest import QTest

from app.main import Parts, close, start
from app.selftest import GapMeter
from tests.app.attachments.files import write_pdf

PAGES = 40
LINE = "The dew point is the temperature at which vapour turns into drops of water. "


def main() -> None:
    """Attach each file to a window over the demo model, and print the longest gap."""
    with TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        parts = start("demo", folder / "history")
        parts.window.show()
        while parts.status.model is None:
            QTest.qWait(50)
        QTest.qWait(2000)
        (folder / "large.txt").write_text((LINE + "\n") * (950_000 // len(LINE)))
        pdf = write_pdf(folder / "long.pdf", [LINE * 20] * PAGES)
        for path in (folder / "large.txt", pdf):
            _measure(parts, path)
        parts.window.leaving.allow()
        parts.window.close()
        close(parts)


def _measure(parts: Parts, path: Path) -> None:
    """Attach one file, write beside it, take it away."""
    files, started_s = parts.attachments, perf_counter()
    meter = GapMeter()
    meter.start()
    files.add_files([path])
    while files.entries[0].tokens is None:
        QTest.qWait(20)
    counted_s = perf_counter() - started_s
    parts.window.composer.field.setPlainText("What is it?")
    QTest.qWait(3000)
    meter.stop()
    told = f"{path.name}: {files.entries[0].tokens:,} tokens after {counted_s:.2f} s"
    said = parts.room.warning or parts.room.line
    sys.stdout.write(f"{told}, longest gap {meter.longest_ms:.0f} ms; {said}\n")
    files.remove(files.entries[0].id)


if __name__ == "__main__":
    main()
