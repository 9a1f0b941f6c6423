"""How much memory each answer of a long session leaves behind, and what an early one costs to see again.

    QT_QPA_PLATFORM=offscreen python -m tests.app.memory_cost [--answers 40] [--blocks 2] [--steps 20]

Drives the real window over a made-up engine, whose canvases have 256 slots, and prints one JSON object:
steps (denoising steps of an answer), memory_mb (of the process after a quarter of the answers),
mb_an_answer (its growth with each answer from then on), steps_in_memory (recorded steps that are alive in
the end), open_ms (from the click on the first answer to its recording on show) and open_gap_ms (the longest
time that the window's thread worked meanwhile without coming round to its event loop).
"""

from __future__ import annotations

import argparse
import gc
import json
import sys
import tempfile
import time
from pathlib import Path

from PySide6.QtWidgets import QApplication

from app.bridge import Bridge, Listener
from app.history import History
from app.main import SWITCH_INTERVAL_S, Parts, build, close, prepare
from app.markdown import parser as markdown
from app.selftest import GapMeter
from app.settings import Settings
from engine import StepTaken
from tests.app.fake_engine import STORY, FakeEngine, Reply
from tests.app.living import live, memory_mb, wait

SLOTS = 256
REST_S = 0.5  # in which recordings are stored and pages laid out


def measure(folder: Path, answers: int, reply: Reply) -> dict[str, float]:
    """Ask so many times in one conversation, then look at the first answer step by step."""
    app = QApplication(sys.argv[:1])
    prepare(app)
    markdown()
    sys.setswitchinterval(SWITCH_INTERVAL_S)

    def start(listener: Listener) -> FakeEngine:
        return FakeEngine(listener, reply_to=lambda _prompt: reply, canvas_length=SLOTS)

    parts = build(app, Bridge(start), History(folder), Settings(folder))
    parts.window.show()
    parts.status.load("demo")
    wait(lambda: parts.status.model is not None)
    early = max(answers // 4, 1)
    for _ in range(early):
        _answer(parts)
    begun_mb = _rested_mb()
    for _ in range(answers - early):
        _answer(parts)
    grown_mb = _rested_mb() - begun_mb
    steps_in_memory = sum(type(thing) is StepTaken for thing in gc.get_objects())
    open_ms, gap_ms = _look_at_the_first(parts)
    first = parts.library.open_chat.turns[0]
    parts.window.leaving.allow()
    parts.window.close()
    close(parts)
    return {
        "steps": first.steps,
        "memory_mb": round(begun_mb, 1),
        "mb_an_answer": round(grown_mb / (answers - early), 2),
        "steps_in_memory": steps_in_memory,
        "open_ms": round(open_ms, 1),
        "open_gap_ms": round(gap_ms, 1),
    }


def _answer(parts: Parts) -> None:
    parts.window.composer.sent.emit("Tell me of the drop.")
    turn = parts.library.open_chat.turns[-1]
    wait(lambda: turn.ended)


def _look_at_the_first(parts: Parts) -> tuple[float, float]:
    drawer = parts.window.drawer
    drawer.toggle(parts.library.open_chat.turns[-1])  # what a viewer costs to make is not meant
    drawer.close_viewer()
    meter = GapMeter(time.thread_time)
    meter.start()
    begun_s = time.perf_counter()
    drawer.toggle(parts.library.open_chat.turns[0])
    wait(lambda: drawer.is_open)
    open_ms = (time.perf_counter() - begun_s) * 1000
    live(REST_S)
    meter.stop()
    return open_ms, meter.longest_ms


def _rested_mb() -> float:
    """What the process holds in memory, once it rests."""
    live(REST_S)
    gc.collect()
    return memory_mb()


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m tests.app.memory_cost")
    parser.add_argument("--answers", type=int, default=40)
    parser.add_argument("--blocks", type=int, default=2)
    parser.add_argument("--steps", type=int, default=20)
    chosen = parser.parse_args()
    story = len(Reply(text=STORY).ids())
    reply = Reply(text=STORY * (chosen.blocks * SLOTS // story), steps=chosen.steps)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        told = measure(Path(folder), chosen.answers, reply)
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main()
