"""Where the window is put together: every part is built here and handed what it needs, nothing else."""

from __future__ import annotations

import ctypes
import json
import signal
import sys
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.bridge import Bridge
from app.icons import app_icon
from app.models.choices import Choices
from app.models.library import Library
from app.models.queue import Queue
from app.models.renoiser import Renoiser
from app.models.status import Status
from app.paths import APP_NAME
from app.selftest import SelfTest, report
from app.theme import Theme, load_fonts, text_font
from app.widgets.main_window import MainWindow
from engine import EngineError

SWITCH_INTERVAL_S = 0.0005  # how long the engine's thread may keep the interpreter from the window's
CLOSE_S = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """Everything that lives as long as the window."""

    app: QApplication
    theme: Theme
    bridge: Bridge
    status: Status
    queue: Queue
    library: Library
    choices: Choices
    renoiser: Renoiser
    window: MainWindow


def prepare(app: QApplication) -> None:
    """Give the application the app's name, style and type."""
    app.setApplicationName(APP_NAME)
    app.setApplicationDisplayName(APP_NAME)
    app.setDesktopFileName(APP_NAME.lower())
    if sys.platform == "win32":  # a task bar entry of its own, not Python's
        ctypes.windll.shell32.SetCurrentProcessExplicitAppUserModelID(APP_NAME)
    app.setStyle("Fusion")
    load_fonts()
    app.setFont(text_font())
    app.setWindowIcon(app_icon())


def build(app: QApplication, bridge: Bridge) -> Parts:
    """Build the models and the window over an engine, and connect them. Shows nothing yet."""
    theme = Theme(app)
    _dress(app, theme)
    status = Status(bridge)
    queue = Queue(bridge, status)
    library = Library()
    choices = Choices()
    renoiser = Renoiser(bridge, status)
    window = MainWindow(theme, library, queue, status, choices, renoiser)
    return Parts(
        app=app,
        theme=theme,
        bridge=bridge,
        status=status,
        queue=queue,
        library=library,
        choices=choices,
        renoiser=renoiser,
        window=window,
    )


def start(model: str | Path) -> Parts:
    """Build the window over the real engine; the model is loaded once the window is shown."""
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Python's own handler would wait for the next event
    app = QApplication(sys.argv[:1])
    prepare(app)
    parts = build(app, Bridge())
    load_after_first_paint(parts, model)
    return parts


def run(model: str | Path) -> int:
    """Show the window and stay until it is closed; the exit status."""
    parts = start(model)
    parts.window.show()
    status = parts.app.exec()
    parts.bridge.close(CLOSE_S)
    return status


def run_selftest(
    model: str | Path, prompt: str, *, started_s: float, as_json: bool, pictures: Path | None
) -> int:
    """Run the self-test over the real window and engine, and print its report; the exit status."""
    parts = start(model)
    measured: dict[str, object] | EngineError
    try:
        measured = SelfTest(parts, prompt, started_s=started_s, pictures=pictures).measure()
    except EngineError as error:
        measured = error
    parts.window.close()
    parts.bridge.close(CLOSE_S)
    told = report(measured)
    lines = [json.dumps(told, ensure_ascii=False)] if as_json else [f"{name}: {told[name]}" for name in told]
    sys.stdout.write("\n".join(lines) + "\n")
    return int(isinstance(measured, EngineError))


def load_after_first_paint(parts: Parts, model: str | Path) -> None:
    """Load the model once the window stands, so that nothing delays it."""
    parts.window.painted.connect(lambda: parts.status.load(model), Qt.ConnectionType.QueuedConnection)


def _dress(app: QApplication, theme: Theme) -> None:
    """Give the application the theme's colours, now and at every change."""

    def dress() -> None:
        app.setPalette(theme.palette())
        app.setStyleSheet(theme.style_sheet())

    theme.changed.connect(dress)
    dress()
