"""How long the window stands still while 200 KB are opened, laid out anew, dressed, zoomed and answered.

    QT_QPA_PLATFORM=offscreen python -m tests.app.long_answer_cost [--kind code ...]

Prints one JSON object a kind of text: for each scene the longest time in milliseconds that the window's
thread worked without coming round to its event loop, and how many seconds it works until all that was opened
is laid out. It is that thread's own time, so what else the machine does counts for nothing.
"""

from __future__ import annotations

import argparse
import gc
import json
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication

from app.bridge import Bridge
from app.history import History, StoredConversation, StoredMessage
from app.history.database import close_database, open_database, transaction
from app.history.statements import insert
from app.main import SWITCH_INTERVAL_S, Parts, build, close, prepare
from app.markdown import parser as markdown
from app.models import code
from app.selftest import GapMeter
from app.settings import CODE_FONT, THEME, ZOOM, Settings
from app.widgets.budget import budget
from app.widgets.buttons import IconButton
from engine import Role
from tests.app.fake_engine import FakeEngine
from tests.app.living import turn_over

SIZE = 200_000  # characters of each text
QUIET_S = 0.3  # in which nothing is laid out any more
LIMIT_S = 120.0  # of the thread's own time
_FUNCTION = 'def dew(point, air=21.5):\n    """Words of it."""\n    return [point - 1, "drop"]  # cold\n\n'
_TABLE = "| air | dew point |\n|---|---|\n| 20 | `9.3` |\n| 25 | **13.9** |\n\nIt is cold.\n\n"
_PROSE = "The dew point is the temperature at which **vapour** turns into `drops` of water. " * 6 + "\n\n"
_LATIN = "The dew point is the temperature at which vapour turns into drops of water. "
_CHINESE = "露点是空气中的水蒸气凝结成水滴时的温度，空气越湿润，露点就越高。"
_ARABIC = "نقطة الندى هي درجة الحرارة التي يتكاثف عندها بخار الماء. "
_NESTED = "".join(f"{'  ' * depth}- level {depth} of **dew** and `drops`\n" for depth in range(18))
_MIXED = _PROSE + _TABLE + f"```python\n{_FUNCTION}```\n\n"
_FORMULA = (
    r"The pressure $e_{%d} = 6.112 \exp\frac{17.62\,T}{243.12 + T}$ of vapour at a temperature of $T$."
    + "\n\n"
)
_LINKS = "![a drop](https://example.org/drop.png) and [the dew point](https://example.org/dew) of water\n\n"


def _filled(words: str) -> str:
    """As many times these words as make up a long text."""
    return words * (SIZE // len(words))


@dataclass(frozen=True)
class Talk:
    """A conversation of turns that are alike."""

    answer: str = "It is a temperature."
    question: str = "Tell me all."
    thought: str = ""
    turns: int = 1


KINDS = {
    "one code block": Talk(f"```python\n{_filled(_FUNCTION)}```"),
    "code blocks of 20 KB": Talk(f"```python\n{_FUNCTION * (20_000 // len(_FUNCTION))}```\n\n" * 10),
    "small code blocks": Talk(_filled(f"```python\n{_FUNCTION}```\n\n")),
    "small tables": Talk(_filled(_TABLE)),
    "one table": Talk("| air | dew point |\n|---|---|\n" + _filled("| 20 | `9.3` |\n")),
    "prose": Talk(_filled(_PROSE)),
    "one paragraph": Talk(_filled(_LATIN)),
    "one word": Talk("dew" * (SIZE // 3)),
    "lines": Talk(_filled("a short line\n")),
    "Chinese": Talk(_filled(_CHINESE * 10 + "\n\n")),
    "Chinese in one paragraph": Talk(_filled(_CHINESE)),
    "right to left": Talk(_filled(_ARABIC * 8 + "\n\n")),
    "nested lists": Talk(_filled(_NESTED + "\n")),
    "tasks": Talk(_filled("- [x] wipe the window\n- [ ] measure the **air**\n")),
    "formulas": Talk("".join(_FORMULA % number for number in range(2000))),
    "links": Talk(_filled(_LINKS)),
    "a thought": Talk(thought=_filled(_PROSE)),
    "a question": Talk(question=_filled(_PROSE)),
    "a question in one paragraph": Talk(question=_filled(_LATIN)),
    "a Chinese question": Talk(question=_filled(_CHINESE * 10 + "\n\n")),
    "40 turns": Talk(answer=_MIXED * 5, turns=40),
    "500 turns": Talk(answer=_MIXED * 5, turns=500),
}


def measure(app: QApplication, talk: Talk) -> dict[str, float]:
    """Open a window over a history with one conversation, and measure each scene."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        id = _store(folder / "history.sqlite3", talk)
        parts = build(app, Bridge(FakeEngine), History(folder), Settings(folder))
        parts.window.resize(1280, 800)
        parts.window.show()
        _rest(parts)
        settings, window = parts.settings, parts.window
        scenes: dict[str, Callable[[], None]] = {
            "open": lambda: parts.library.open(id),
            "unfold": lambda: _unfold(parts),
            "dark": lambda: settings.set(THEME, "dark"),
            "narrow": lambda: window.resize(500, 800),
            "wide": lambda: window.resize(1400, 900),
            "zoom": lambda: settings.set(ZOOM, 150),
            "zoom back": lambda: settings.set(ZOOM, ZOOM.default),
            "scroll": lambda: _scroll(parts),
            "load": lambda: _load(parts),
            "send": lambda: _send(parts),
            "code face": lambda: settings.set(CODE_FONT, "DejaVu Sans Mono"),
            "leave": parts.library.start,
        }
        measured: dict[str, float] = {}
        for scene, act in scenes.items():
            begun_s = time.thread_time()
            measured[scene] = _gap(parts, act)
            if scene == "open":
                measured["all laid out, seconds"] = round(time.thread_time() - begun_s, 1)
        window.leaving.allow()
        window.close()
        close(parts)
    return measured


def _store(path: Path, talk: Talk) -> int:
    """Write a history with one conversation; returns its id."""
    connection = open_database(path).connection
    stored = StoredConversation(title="A long answer", updated_s=time.time())
    messages: list[StoredMessage] = []
    for _ in range(talk.turns):
        parent = messages[-1].id if messages else None
        asked = StoredMessage(conversation=stored.id, parent=parent, role=Role.USER, text=talk.question)
        answer = StoredMessage(
            conversation=stored.id, parent=asked.id, role=Role.MODEL, text=talk.answer, thought=talk.thought
        )
        messages += (asked, answer)
    with transaction(connection):
        insert(connection, stored, messages)
    close_database(connection, path)
    return stored.id


def _gap(parts: Parts, act: Callable[[], None]) -> float:
    """The longest gap from an act until the window rests."""
    meter = GapMeter(time.thread_time)
    meter.start()
    act()
    _rest(parts)
    meter.stop()
    return round(meter.longest_ms, 1)


def _scroll(parts: Parts) -> None:
    """Scroll from the end to the beginning, in jumps."""
    bar = parts.window.transcript.verticalScrollBar()
    for place in range(20, -1, -1):
        bar.setValue(bar.maximum() * place // 20)
        QCoreApplication.processEvents()


def _load(parts: Parts) -> None:
    """Load a model, which tells how far it is."""
    parts.status.load("demo")
    while parts.status.model is None:
        turn_over()


def _send(parts: Parts) -> None:
    """Ask, and have it answered."""
    turn = parts.control.send("Tell me of the drop.")
    while not turn.ended:
        turn_over()


def _unfold(parts: Parts) -> None:
    """Show the thoughts."""
    for fold in parts.window.transcript.findChildren(IconButton, "fold"):
        fold.click()


def _rest(parts: Parts) -> None:
    """Let the window live until nothing is laid out any more."""
    rested_s = time.perf_counter()
    end_s = time.thread_time() + LIMIT_S
    while time.perf_counter() - rested_s < QUIET_S:
        turn_over()
        if time.thread_time() > end_s:
            raise TimeoutError
        if not parts.window.transcript.page.is_complete or budget()._waiting:
            rested_s = time.perf_counter()


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m tests.app.long_answer_cost")
    parser.add_argument("--kind", choices=KINDS, action="append", help="only these kinds of text")
    kinds = parser.parse_args().kind or list(KINDS)
    app = QApplication(sys.argv[:1])
    prepare(app)
    markdown()  # as the window does, before an answer comes
    code.prepare()
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    for kind in kinds:
        gc.collect()  # what is left of another window is not this one's
        sys.stdout.write(json.dumps({"kind": kind} | measure(app, KINDS[kind])) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
