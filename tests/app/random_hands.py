"""Random hands on the real window under a real X server: they find what nobody thought of.

    python -m tests.app.random_hands [--seed N] [--seconds N]

Needs Xvfb, openbox and xdotool. The window asks the real demo model; nothing of a person is read or written.
Clicks, keys and words come from outside, as a person's do, most of them on buttons. Prints what went wrong,
each with what the hands had done last, and how many deeds there were: exceptions, words of Qt, an event loop
that stood, a database that is damaged. The exit status is 1 where anything was, or where the window died.
"""

from __future__ import annotations

import argparse
import faulthandler
import json
import os
import random
import sqlite3
import subprocess
import sys
import time
import traceback
from collections import deque
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

WINDOW = (1180, 760)
TOLD_EVERY_MS = 120  # where the buttons are
STOOD_S = 2.5  # that an event loop may not stand
HANGS_S = 60
REMEMBERED = 12  # deeds
KEYS = [
    *("Tab", "ISO_Left_Tab", "Escape", "Return", "space", "Up", "Down", "Left", "Right", "Home", "End"),
    *("Prior", "Next", "Delete", "BackSpace", "F1", "F2", "F3", "F6", "Menu", "comma", "plus", "minus"),
    *"abcdefghijklmnopqrstuvwxyz0123456789",
]
HELD = ["", "", "", "ctrl+", "shift+", "ctrl+shift+", "alt+"]
WORDS = ["What is 17 plus 25?", "Tell me a story about a fox named Mia.", "**bold** `code`", "x" * 60]
DATABASES = ("history.sqlite3", "traces.sqlite3")
SIZES = [WINDOW, (800, 600), (640, 480), (427, 360)]


class Hands:
    """Does one thing after another.

    Args:
        folder: Where the window tells of its buttons.
        display: Of the X server.
        seed: For what is done.
    """

    def __init__(self, folder: Path, display: str, seed: int) -> None:
        self._told, self._random = folder / "told.json", random.Random(seed)
        self._environment = {**os.environ, "DISPLAY": display}
        self.done: deque[str] = deque(maxlen=REMEMBERED)
        self.count = 0

    def act(self) -> None:
        """Do something, once the window is there."""
        if not self._told.exists():
            time.sleep(0.2)
            return
        draw = self._random
        deeds = (
            self._press_button,
            self._press_somewhere,
            self._drag,
            self._turn_wheel,
            self._key,
            self._write,
        )
        draw.choices([*deeds, self._resize], weights=(40, 12, 5, 5, 24, 12, 2))[0]()
        self.count += 1
        time.sleep(draw.choice([0, 0.02, 0.05, 0.15]))

    def _press_button(self) -> None:
        told = json.loads(self._told.read_text(encoding="utf-8"))
        if told:
            x, y = self._random.choice(told)
            self._do("mousemove", x, y, "click", 1)

    def _press_somewhere(self) -> None:
        self._do(
            "mousemove", *self._place(), "click", "--repeat", self._random.choice([1, 1, 2]), self._button()
        )

    def _drag(self) -> None:
        moves = [each for _ in range(2) for each in ("mousemove", *self._place())]
        self._do("mousemove", *self._place(), "mousedown", 1, *moves, "mouseup", 1)

    def _turn_wheel(self) -> None:
        self._do("mousemove", *self._place(), "click", "--repeat", 4, self._random.choice([4, 5]))

    def _key(self) -> None:
        self._do("key", self._random.choice(HELD) + self._random.choice(KEYS))

    def _write(self) -> None:
        self._do("type", "--delay", 4, self._random.choice(WORDS))
        self._do("key", self._random.choice(["Return", "Escape"]))

    def _resize(self) -> None:
        size = self._random.choice(SIZES)
        self._do("search", "--onlyvisible", "--name", "Dewpoint", "windowsize", *size)

    def _button(self) -> int:
        return self._random.choice([1, 1, 3])

    def _place(self) -> tuple[int, int]:
        return self._random.randrange(WINDOW[0]), self._random.randrange(WINDOW[1])

    def _do(self, *words: object) -> None:
        self.done.append(" ".join(map(str, words)))
        command = ["xdotool", *map(str, words)]
        subprocess.run(command, env=self._environment, capture_output=True, check=False, timeout=HANGS_S)


@contextmanager
def x_server() -> Iterator[str]:
    """An X server with a window manager, as long as the context lasts; its display."""
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "1280x960x24"],
        pass_fds=[write],
        stderr=subprocess.DEVNULL,
    )
    display = f":{os.read(read, 16).decode().strip()}"
    own, quiet = {**os.environ, "DISPLAY": display}, subprocess.DEVNULL
    manager = subprocess.Popen(["openbox"], env=own, stdout=quiet, stderr=quiet)
    try:
        yield display
    finally:
        manager.kill()
        server.kill()


def be_the_window(folder: Path) -> None:
    """Show the window, tell where its buttons are, and say on standard output what goes wrong."""
    faulthandler.enable()
    from PySide6.QtCore import QTimer, QtMsgType, qInstallMessageHandler
    from PySide6.QtGui import QDesktopServices
    from PySide6.QtWidgets import QAbstractButton, QApplication

    from app.main import close, start

    def fault(words: str) -> None:
        sys.stdout.write(json.dumps(words) + "\n")
        sys.stdout.flush()

    def take_in(kind: QtMsgType, _context: object, words: str) -> None:
        if kind != QtMsgType.QtDebugMsg:
            fault(words)

    qInstallMessageHandler(take_in)
    QDesktopServices.openUrl = lambda _url: True  # type: ignore[method-assign]  # no browser
    parts, told = start("demo", folder / "data"), folder / "told.json"
    sys.excepthook = lambda *error: fault("".join(traceback.format_exception(*error)))
    parts.window.resize(*WINDOW)
    parts.window.show()
    last_s = time.monotonic()

    def tell() -> None:
        nonlocal last_s
        if (stood_s := time.monotonic() - last_s) > STOOD_S:
            fault(f"the event loop stood for {stood_s:.1f} s")
        last_s = time.monotonic()
        faulthandler.dump_traceback_later(HANGS_S, exit=True)
        if (folder / "enough").exists():
            parts.app.exit()
        parts.window.setVisible(True)
        buttons = [each for each in QApplication.allWidgets() if isinstance(each, QAbstractButton)]
        reached = [each for each in buttons if each.isEnabled() and not each.visibleRegion().isEmpty()]
        places = [
            each.mapToGlobal(each.visibleRegion().boundingRect().center()).toTuple() for each in reached
        ]
        fresh = told.with_suffix(".new")
        fresh.write_text(json.dumps(places), encoding="utf-8")
        fresh.replace(told)

    timer = QTimer()
    timer.timeout.connect(tell)
    timer.start(TOLD_EVERY_MS)
    while not (folder / "enough").exists():  # the hands may close the window
        parts.app.exec()
    faulthandler.cancel_dump_traceback_later()
    timer.stop()
    close(parts)
    for name in DATABASES:
        if found := damage(folder / "data" / name):
            fault(f"{name}: {found}")


def damage(database: Path) -> str:
    """What SQLite finds wrong with a file, or that there is none; empty where nothing is."""
    if not database.exists():
        return "is missing"
    with closing(sqlite3.connect(database)) as opened:
        try:
            (found,) = opened.execute("pragma integrity_check").fetchone()
        except sqlite3.DatabaseError as error:
            return str(error)
    return "" if found == "ok" else found


def main() -> int:
    """Let the hands loose; the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--window", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    sys.argv[1:] = []  # Qt would read it
    if given.window:
        be_the_window(given.window)
        return 0
    with TemporaryDirectory(ignore_cleanup_errors=True) as made, x_server() as display:
        return let_loose(Path(made), display, given.seed, given.seconds)


def let_loose(folder: Path, display: str, seed: int, seconds: float) -> int:
    """Start the window, and the hands on it, and tell what went wrong; the exit status."""
    own = {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    command = [sys.executable, "-m", "tests.app.random_hands", "--window", str(folder)]
    out = folder / "faults"
    with out.open("w", encoding="utf-8") as written:
        window = subprocess.Popen(command, env={**os.environ, **own}, stdout=written)
    hands, end_s, faults = Hands(folder, display, seed), time.monotonic() + seconds, 0
    while time.monotonic() < end_s and window.poll() is None:
        hands.act()
        faults = _tell(out, faults, list(hands.done))
    (folder / "enough").touch()
    status = window.wait(2 * HANGS_S)
    faults = _tell(out, faults, list(hands.done))  # what the end brought, too
    told = {"deeds": hands.count, "faults": faults, "window's status": status}
    sys.stdout.write(json.dumps(told) + "\n")
    return int(bool(faults or status))


def _tell(out: Path, known: int, done: list[str]) -> int:
    """Tell the faults that are new, each with what the hands had done last; how many there are by now."""
    whole, _, _ = out.read_text(encoding="utf-8").rpartition("\n")  # a line may be half written
    lines = whole.splitlines()
    for line in lines[known:]:
        sys.stdout.write(json.dumps({"fault": json.loads(line), "behind": done}) + "\n")
    return len(lines)


if __name__ == "__main__":
    sys.exit(main())
