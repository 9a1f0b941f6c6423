"""The longest gap of the event loop while a model is downloaded, verified, moved and loaded. Prints JSON.

QT_QPA_PLATFORM=offscreen python -m tests.app.download_trial [--bytes 1000000000] --to DIR

The real window with the demo model loaded, the real commands, a hub in another process that sends as fast as
it can; the setup page is in sight, and a question is asked while the download runs.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QTimer

from app.main import Parts, close, start
from app.selftest import GapMeter
from app.settings import ENDPOINT
from engine import FULL, keep_quiet
from tests.app.living import wait
from tests.engine.weights import hub as hubs

LIMIT_S = 600.0


def _measured(act: Callable[[], object], done: Callable[[], bool]) -> float:
    """The longest gap in ms from the act until it is done."""
    meter = GapMeter()
    meter.start()
    act()
    wait(done, limit_s=LIMIT_S)
    meter.stop()
    return round(meter.longest_ms, 1)


def run(parts: Parts, to: Path) -> dict[str, float]:
    """Download with a chat beside it, verify, move; load the demo, which is the model that loads anywhere."""
    storage = parts.storage
    way = storage._way
    storage._way = lambda: ["--revision", "main", *way()]  # type: ignore[method-assign]  # any size will do

    def fetch_and_ask() -> None:
        storage.fetch()
        QTimer.singleShot(500, lambda: parts.window.composer.sent.emit("What is a canvas?"))
        QTimer.singleShot(1500, parts.window.show_setup)

    download_ms = _measured(fetch_and_ask, lambda: not storage.download.is_running)
    wait(lambda: storage.full is not None)
    model = storage.models[0]
    verify_ms = _measured(lambda: storage.verify(model), lambda: not storage.care.is_running)
    move_ms = _measured(lambda: storage.move(model, to / "moved"), lambda: not storage.care.is_running)
    load_ms = _measured(lambda: parts.status.load("demo"), lambda: not parts.status.coming)
    return {
        "download_gap_ms": download_ms,
        "verify_gap_ms": verify_ms,
        "move_gap_ms": move_ms,
        "load_gap_ms": load_ms,
    }


@contextmanager
def _hub(size_bytes: int) -> Iterator[str]:
    """The address of a hub with a model of that size, in a process of its own until the end of the block."""
    mine, its = os.pipe()
    child = os.fork()
    if child == 0:
        hubs.REPOSITORY, hubs.COMMIT = FULL.repository, FULL.commit
        files = {"model.safetensors": os.urandom(size_bytes), "config.json": b"{}"}
        os.write(its, hubs.Hub(files).endpoint.encode())
        os.close(its)
        while True:
            time.sleep(60)
    os.close(its)
    try:
        yield os.read(mine, 100).decode()
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(mine)


def main() -> None:
    """Build everything and print the gaps."""
    keep_quiet(offline=True)
    parser = argparse.ArgumentParser(prog="python -m tests.app.download_trial")
    parser.add_argument("--bytes", type=int, default=1_000_000_000)
    parser.add_argument("--to", type=Path, required=True, help="an empty folder")
    given = parser.parse_args()
    given.to.mkdir(parents=True, exist_ok=True)
    with _hub(given.bytes) as endpoint:
        parts = start("demo", given.to / "data")
        parts.settings.set(ENDPOINT, endpoint)
        parts.window.show()
        wait(lambda: parts.status.model is not None)
        parts.window.composer.sent.emit("Who are you?")  # what the first answer draws is not what is measured
        wait(lambda: parts.library.open_chat.turns[-1].ended)
        parts.window.show_setup()
        wait(lambda: bool(parts.machine.findings))
        told = run(parts, given.to)
        parts.window.leaving.allow()
        parts.window.close()
        close(parts)
    sys.stdout.write(f"{json.dumps({'size_bytes': given.bytes} | told)}\n")


if __name__ == "__main__":
    main()
