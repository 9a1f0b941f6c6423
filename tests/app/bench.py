"""How the window does with years of conversations, measured in the real window in one process.

    QT_QPA_PLATFORM=offscreen python -m tests.app.bench [--conversations 10000] [--messages 200000]

Prints one JSON object: start_ms (from building the window to its list on show), search_ms_p95 (a key typed to
its answer listed), open_500_ms (a conversation of 500 messages, from the click to the first picture of it),
scroll_ms_p95 (a frame while that conversation is scrolled), idle_gap_ms and memory_mb.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication

from app.bridge import Bridge
from app.history import History, StoredConversation, StoredMessage
from app.history.database import close_database, open_database, transaction
from app.history.statements import insert
from app.main import SWITCH_INTERVAL_S, Parts, build, close, prepare
from app.markdown import parser as markdown
from app.selftest import GapMeter
from app.settings import Settings
from engine import Role
from tests.app.fake_engine import FakeEngine
from tests.app.living import live, memory_mb, wait

WORDS = (
    *("dew", "point", "glass", "morning", "air", "water", "vapour", "noise", "canvas", "step", "token"),
    *("model", "drop", "cold", "clear", "slowly", "window", "leaf", "temperature", "entropy", "garden"),
    *("letter", "recipe", "python", "function", "table", "summer", "winter", "travel", "露点", "温度"),
)
SEARCHES = ("entropy glass", "temperature", "露点", "the", "py", "xyzzy", "garden letter recipe", "w")
LONG = 500  # messages of the long conversation


def fill(path: Path, conversations: int, messages: int, seed: int = 0) -> int:
    """Write a history; returns the id of a conversation with `LONG` messages."""
    words = random.Random(seed)
    each = max((messages - LONG) // max(conversations - 1, 1), 2)
    connection = open_database(path).connection
    now_s = time.time()
    long_id = 0
    with transaction(connection):
        for number in range(conversations):
            title = " ".join(words.choices(WORDS, k=4))
            talk = StoredConversation(title=title, updated_s=now_s - number * 3000.0)
            insert(connection, talk, _talk(words, talk.id, LONG if number == 0 else each))
            long_id = long_id or talk.id
    close_database(connection, path)
    return long_id


def _talk(words: random.Random, conversation: int, count: int) -> list[StoredMessage]:
    said: list[StoredMessage] = []
    for number in range(count):
        length = 12 if number % 2 == 0 else 60
        said.append(
            StoredMessage(
                conversation=conversation,
                parent=said[-1].id if said else None,
                role=Role.USER if number % 2 == 0 else Role.MODEL,
                text=" ".join(words.choices(WORDS, k=length)),
            )
        )
    return said


def measure(folder: Path, long_id: int) -> dict[str, float]:
    """Open the window over a history and measure."""
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    prepare(app)
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    started_s = time.perf_counter()
    parts = build(app, Bridge(FakeEngine), History(folder), Settings(folder))
    parts.window.resize(1280, 800)
    parts.window.show()
    shelf = parts.library.catalogue.shelf
    wait(lambda: shelf.rowCount() > 0)
    parts.window.grab()
    start_ms = _since(started_s)
    markdown()  # as the application does once its window stands
    try:
        return {
            "start_ms": start_ms,
            "search_ms_p95": _p95(_searches(parts)),
            "open_500_ms": _open(parts, long_id),
            "scroll_ms_p95": _p95(_scrolls(parts)),
            "idle_gap_ms": _idle_gap(),
            "memory_mb": memory_mb(),
        }
    finally:
        parts.window.close()
        close(parts)


def _searches(parts: Parts) -> list[float]:
    """The time of each key until what it finds is listed."""
    answered: list[None] = []
    parts.library.catalogue.search.answered.connect(lambda: answered.append(None))
    times = []
    for words in SEARCHES:
        for length in range(1, len(words) + 1):
            answered.clear()
            started_s = time.perf_counter()
            parts.window.sidebar.search.setText(words[:length])
            wait(lambda: bool(answered))
            times.append(_since(started_s))
    parts.window.sidebar.search.clear()
    return times


def _open(parts: Parts, id: int) -> float:
    started_s = time.perf_counter()
    parts.library.open(id)
    wait(lambda: parts.library.open_chat.record.id == id)
    parts.window.grab()
    return _since(started_s)


def _scrolls(parts: Parts) -> list[float]:
    """The time of each frame from the bottom of a long conversation upwards, once it is whole."""
    transcript = parts.window.transcript
    wait(lambda: transcript.page.is_complete)
    bar = transcript.verticalScrollBar()
    times = []
    for _ in range(200):
        started_s = time.perf_counter()
        bar.setValue(bar.value() - 120)
        QCoreApplication.processEvents()  # paints what has come into sight
        times.append(_since(started_s))
    return times


def _idle_gap() -> float:
    meter = GapMeter()
    meter.start()
    live(1.0)
    meter.stop()
    return meter.longest_ms


def _since(started_s: float) -> float:
    return (time.perf_counter() - started_s) * 1000


def _p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--conversations", type=int, default=10_000)
    parser.add_argument("--messages", type=int, default=200_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "history.sqlite3"
        long_id = fill(path, options.conversations, options.messages)
        file_mb = path.stat().st_size / 2**20
        told = measure(Path(folder), long_id) | {"file_mb": file_mb}
    sys.stdout.write(json.dumps({name: round(value, 1) for name, value in told.items()}) + "\n")


if __name__ == "__main__":
    main()
