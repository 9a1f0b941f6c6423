"""Starts and ends the app: builds what its models stand on, all models in one piece, and the window."""

from __future__ import annotations

import ctypes
import json
import os
import signal
import sys
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.bridge import Bridge
from app.crash import end_well
from app.display import FRAME
from app.faces import load_fonts
from app.garbage import Collector
from app.history import History
from app.icons import app_icon
from app.instance import Instance
from app.language import language_of, speak
from app.markdown import parser
from app.models import code
from app.models.choices import Choices
from app.models.library import Library
from app.models.models import Models
from app.paths import APP_NAME, data_directory, log_directory
from app.selftest import SelfTest, report
from app.settings import (
    CODE_FONT,
    LANGUAGE,
    MODEL,
    MOTION,
    NOISE,
    OFFER_SETUP,
    TEXT_FONT,
    THEME,
    ZOOM,
    Settings,
)
from app.theme import Scheme, Theme, system_reduces_motion, text_font
from app.widgets.main_window import MainWindow
from app.widgets.second_start import bring_forward, takes_over
from engine import EngineError, collect_with

SWITCH_INTERVAL_S = 0.0005  # how long the engine's thread may keep the interpreter from the window's
CLOSE_S = 5.0
WRITE_S = 60.0  # for each thing that is left to write


@dataclass(frozen=True, kw_only=True)
class Parts(Models):
    """Everything that lives as long as the window, and the window."""

    app: QApplication
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


def build(app: QApplication, bridge: Bridge, history: History, settings: Settings) -> Parts:
    """Build the models and the window over what they stand on, and connect them. Shows nothing yet."""
    theme = Theme(app)
    _follow_settings(settings, theme)
    models = Models.over(theme, bridge, history, settings)
    _keep_choices(settings, models.library, models.choices)
    window = MainWindow(models)
    _dress(app, window, theme)
    models.library.restore()
    return Parts(app=app, window=window, **vars(models))


def start(model: str | Path | None, folder: Path) -> Parts:
    """Build the window over the real engine; the model is loaded once the window is shown.

    Args:
        model: The model to load; None for the one that the settings name.
        folder: Where conversations and settings are kept.
    """
    settings = Settings(folder)
    return _started(application(settings), model, settings, folder)


def application(settings: Settings) -> QApplication:
    """The one of this process, as the settings want it."""
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Python's own handler would wait for the next event
    if (zoom := settings.number(ZOOM)) != ZOOM.default:
        os.environ.setdefault("QT_SCALE_FACTOR", str(zoom / 100))  # read once, when Qt starts
    os.environ.setdefault("QT_WAYLAND_DECORATION", FRAME)
    app = QApplication(sys.argv[:1])
    collect_with(Collector(app).collect)
    prepare(app)
    speak(app, language_of(settings.text(LANGUAGE)))
    return app


def _started(app: QApplication, model: str | Path | None, settings: Settings, folder: Path) -> Parts:
    parts = build(app, Bridge(), History(folder), settings)
    load_after_first_paint(parts, model or parts.storage.chosen)
    return parts


def run(model: str | Path | None, *, fell: bool = False) -> int:
    """Show the window, or the one that is open already, and stay until it is closed; the exit status.

    Args:
        model: As for `start`.
        fell: Whether the process before this one died.
    """
    folder = data_directory()
    settings, instance = Settings(folder), Instance(folder)
    is_first = instance.claim()
    app = application(settings)
    if not is_first and not instance.host:
        return bring_forward(instance, named(model))
    if not is_first and not takes_over(instance):
        return 1
    parts = _started(app, model, settings, folder)
    instance.wanted.connect(partial(_show_again, parts))
    instance.listen()
    if parts.settings.is_on(OFFER_SETUP):
        parts.window.show_setup()
    else:
        parts.storage.refresh()
    parts.window.fit()
    parts.window.show()
    if fell:
        parts.window.telling.tell_of_fault()
    app.commitDataRequest.connect(lambda _session: end_session(parts))
    status = parts.app.exec()
    close(parts)
    instance.release()
    return status


def named(model: str | Path | None) -> str:
    """A model as any process finds it, wherever that was started; empty where none is named."""
    told = str(model or "")
    return told if told in ("", MODEL.default) else str(Path(told).resolve())


def _show_again(parts: Parts, model: str) -> None:
    """Do what a second start wants."""
    parts.window.come_forward()
    if model and model != parts.status.place:
        parts.status.load(model)


def _write(parts: Parts) -> None:
    """Have written what waits for a pause in the typing."""
    parts.settings.flush()
    parts.library.flush()


def end_session(parts: Parts) -> None:
    """Have written all that waits: Windows may end this process right after that, which is no fault."""
    parts.window.remember()
    _write(parts)
    end_well(log_directory())


def close(parts: Parts) -> None:
    """End the engine, in a few seconds at most, and write what is left, a minute for each thing at most."""
    parts.machine.close()
    parts.storage.close()
    parts.attachments.close()
    parts.room.close()
    parts.saving.close(CLOSE_S)
    parts.bridge.close(CLOSE_S)
    _write(parts)
    parts.history.close(WRITE_S)
    parts.traces.close()


def run_selftest(
    model: str | Path | None, prompt: str, *, started_s: float, as_json: bool, pictures: Path | None
) -> int:
    """Run the self-test over the real window and engine, and print its report; the exit status."""
    measured: dict[str, object] | EngineError
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:  # nobody's own conversations
        parts = start(model, Path(folder))
        try:
            measured = SelfTest(parts, prompt, started_s=started_s, pictures=pictures).measure()
        except EngineError as error:
            measured = error
        parts.window.leaving.allow()
        parts.window.close()
        close(parts)
    told = report(measured)
    lines = [json.dumps(told, ensure_ascii=False)] if as_json else [f"{name}: {told[name]}" for name in told]
    sys.stdout.write("\n".join(lines) + "\n")
    return int(isinstance(measured, EngineError))


def load_after_first_paint(parts: Parts, model: str | Path) -> None:
    """Load the model once the window stands, so that nothing delays it, and what the first answer needs."""
    parts.window.painted.connect(Thread(target=_prepare_text, name="prepare", daemon=True).start)
    parts.window.painted.connect(lambda: parts.status.load(model), Qt.ConnectionType.QueuedConnection)


def _prepare_text() -> None:
    """Import what formats answers."""
    parser()
    code.prepare()


def _dress(app: QApplication, window: MainWindow, theme: Theme) -> None:
    """Give the window and all that belongs to it the theme's colours and face, now and at every change."""

    def dress() -> None:
        app.setFont(text_font())
        app.setPalette(theme.palette())
        # Not the application: Qt styles a widget anew once for each widget that it lies in.
        window.setStyleSheet(theme.style_sheet())

    theme.changed.connect(dress)
    dress()


def _follow_settings(settings: Settings, theme: Theme) -> None:
    """Let the theme be as the settings say, now and at every change."""
    schemes = {"light": Scheme.Light, "dark": Scheme.Dark}

    def follow() -> None:
        chosen = settings.text(THEME)
        theme.choose(schemes.get(chosen), contrast=True if chosen == "contrast" else None)
        theme.choose_faces(settings.text(TEXT_FONT), settings.text(CODE_FONT))
        theme.draw_noise(true=settings.text(NOISE) == "true")

    def move(changed: object) -> None:
        """The system is asked only where it is to decide: that takes a while."""
        if changed is MOTION:
            motion = settings.text(MOTION)
            theme.reduce_motion(system_reduces_motion() if motion == "system" else motion == "reduced")

    settings.changed.connect(follow)
    settings.changed.connect(move)
    follow()
    move(MOTION)


def _keep_choices(settings: Settings, library: Library, choices: Choices) -> None:
    """Let each conversation keep what was chosen in it, where that is not what the settings say."""

    def adopt() -> None:
        choices.adopt(library.open_chat.record.options)

    library.opened.connect(adopt)
    settings.changed.connect(adopt)
    choices.changed.connect(lambda: library.keep_options(choices.kept()))
