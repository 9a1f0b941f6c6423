"""A real window over a fake engine, and what every test of it must leave behind: nothing that still runs."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Protocol
from weakref import WeakSet

import pytest
import shiboken6
from PySide6.QtCore import QObject, QThread, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.bridge import Bridge, Listener
from app.history import History
from app.language import speak
from app.main import Parts, build, close, prepare
from app.models.turn import Turn
from app.settings import Settings
from app.theme import Theme
from tests.app.fake_engine import FakeEngine, Reply

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["CUDA_VISIBLE_DEVICES"] = ""  # what is asked here is asked of the processor
WAIT_MS = 30_000


def pytest_sessionfinish() -> None:
    """Leave nothing of Python's on the offscreen platform's clipboard, which outlives Python."""
    if QApplication.instance() is not None:
        QApplication.clipboard().clear()


class OpenWindow(Protocol):
    """Opens a window over a fake engine that behaves as the keywords say, and loads the demo."""

    def __call__(self, *, shown: bool = True, loaded: bool = True, **behaviour: object) -> Opened: ...


class Opened:
    """A window with its parts and its engine, and the waits that tests need."""

    def __init__(self, parts: Parts, engine: FakeEngine, qtbot: QtBot) -> None:
        self.parts = parts
        self.engine = engine
        self.window = parts.window
        self._qtbot = qtbot

    def wait(self, condition: Callable[[], bool]) -> None:
        """Let the window live until the condition holds."""
        self._qtbot.waitUntil(condition, timeout=WAIT_MS)

    def settle(self, wait_ms: int = 50) -> None:
        """Let the window live for a moment."""
        self._qtbot.wait(wait_ms)

    def load(self) -> None:
        """Load the demo and wait for it."""
        self.parts.status.load("demo")
        self.wait(lambda: self.parts.status.model is not None)

    def ask(self, prompt: str = "Tell me of the drop.") -> Turn:
        """Ask in the open conversation."""
        self.window.composer.sent.emit(prompt)
        return self.parts.library.open_chat.turns[-1]

    def answered(self, prompt: str = "Tell me of the drop.") -> Turn:
        """Ask, and wait for the end."""
        turn = self.ask(prompt)
        self.finish(turn)
        return turn

    def stored(self) -> None:
        """Wait until everything is on disk that was to be written."""
        written: list[None] = []
        self.parts.history._write(lambda _connection: None, written.append)
        self.wait(lambda: bool(written))

    def tear_down(self) -> None:
        """End the window and all that belongs to it, as leaving the app does; once is enough."""
        if shiboken6.isValid(self.window):
            tear_down(self.parts)

    def finish(self, turn: Turn) -> None:
        """Let a stepwise engine take the steps that a turn still needs."""

        def ended() -> bool:
            self.engine.advance()
            return turn.ended

        self.wait(ended)

    def stepped(self, turn: Turn, steps: int) -> None:
        """Let a stepwise engine take so many steps of a turn."""
        wanted = turn.steps + steps
        self.engine.advance(steps)
        self.wait(lambda: turn.steps >= wanted)


@pytest.fixture(scope="session")
def qapp(qapp_args: list[str]) -> QApplication:
    """The application as the app prepares it."""
    app = QApplication.instance() or QApplication(qapp_args)
    assert isinstance(app, QApplication)
    prepare(app)
    return app


@pytest.fixture
def qtbot(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> QtBot:
    """The plugin's own, which waits longer where a test says nothing: machines may be busy."""
    for name in ("waitUntil", "waitSignal", "waitSignals"):
        monkeypatch.setattr(qtbot, name, partial(getattr(qtbot, name), timeout=WAIT_MS))
    return qtbot


@pytest.fixture(autouse=True)
def _in_english(qapp: QApplication) -> None:
    """The words of every test, whatever the system speaks, or one before left when it failed."""
    speak(qapp, "en")


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    """A theme of its own, for a widget without its window."""
    made = Theme(qapp)
    yield made
    shiboken6.delete(made)


@pytest.fixture
def page(theme: Theme, qtbot: QtBot) -> Iterator[QWidget]:
    """A shown window to put widgets in, in the colours of the page of the transcript."""
    made = QWidget()
    # Type as well: the palette of the application is whatever the last window left.
    made.setStyleSheet(f"background: {theme.colours.surface}; color: {theme.colours.text}")
    made.resize(600, 500)
    made.show()
    qtbot.waitExposed(made)
    yield made
    shiboken6.delete(made)


@pytest.fixture
def open_window(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[OpenWindow]:
    """Opens windows over one history; closes them and their engines after the test."""
    opened: list[Opened] = []

    def make(*, shown: bool = True, loaded: bool = True, **behaviour: object) -> Opened:
        engines: list[FakeEngine] = []

        def start(listener: Listener) -> FakeEngine:
            engines.append(FakeEngine(listener, **behaviour))  # type: ignore[arg-type]  # checked by the dataclass
            return engines[0]

        folder = tmp_path / "history"
        parts = build(qapp, Bridge(start), History(folder), Settings(folder))
        opened.append(Opened(parts, engines[0], qtbot))
        if shown:
            parts.window.show()
            qtbot.waitExposed(parts.window)
        if loaded:
            opened[-1].load()
        return opened[-1]

    yield make
    for each in opened:
        each.tear_down()


def tear_down(parts: Parts) -> None:
    """End a window and all that belongs to it."""
    parts.window.leaving.allow()
    parts.window.close()
    close(parts)
    for part in (
        parts.window,
        parts.storage,
        parts.machine,
        parts.room,
        parts.saving,
        parts.control,
        parts.attachments,
        parts.library,
        parts.history,
        parts.settings,
        parts.queue,
        parts.status,
        parts.bridge,
        parts.theme,
        parts.choices,
        parts.renoiser,
        parts.archive,
    ):
        shiboken6.delete(part)


@pytest.fixture
def own_garbage() -> Iterator[None]:
    """Let the collector pass over what other tests left: looking at all that takes a quarter of a second."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.fixture(scope="session")
def told_of() -> WeakSet[QObject]:
    """What was found to run on after a test, and what no later test is to blame for."""
    return WeakSet()


@pytest.fixture(autouse=True)
def _nothing_still_runs(told_of: WeakSet[QObject]) -> Iterator[None]:
    """Fail on a QTimer or QThread that is still active after the test."""
    yield
    # By type: isinstance asks every object for its class, and some of torch's warn when they are asked.
    alive = [thing for thing in gc.get_objects() if issubclass(type(thing), QTimer | QThread)]
    running = [thing for thing in alive if shiboken6.isValid(thing) and _runs(thing)]
    names = [_named(thing) for thing in running if thing not in told_of]
    told_of.update(running)
    assert not names, f"still running: {names}"


@pytest.fixture(autouse=True)
def _no_button_is_held() -> Iterator[None]:
    """Fail when the mouse is still pressed after the test: all that wait for it would wait in the next."""
    before = QGuiApplication.mouseButtons()
    yield
    assert QGuiApplication.mouseButtons() == before


def _runs(thing: QTimer | QThread) -> bool:
    return thing.isActive() if isinstance(thing, QTimer) else thing.isRunning()


def _named(thing: QObject) -> str:
    owner = thing.parent()
    return f"{type(thing).__name__} of {type(owner).__name__ if owner is not None else 'nobody'}"


def always(reply: Reply) -> Callable[[str], Reply]:
    """The same reply to every prompt."""
    return lambda _prompt: reply
