"""What a person may set, as one table: from it come the values, their limits, the file and the dialog."""

from __future__ import annotations

import json
import logging
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QIODevice, QObject, QSaveFile, QTimer, Signal, Slot

from app.language import LANGUAGES, mark
from app.setting import Choice, Family, Line, Number, Setting, Switch, Value, Words
from engine import DEMO

FILE_NAME = "settings.json"
WRITE_MS = 300  # of rest before the file is written
_log = logging.getLogger(__name__)

THEME = Choice(
    name="theme",
    group=mark("Look"),
    label=mark("Theme"),
    help=mark("The colours of the window."),
    default="system",
    options={
        "system": mark("As the system"),
        "light": mark("Light"),
        "dark": mark("Dark"),
        "contrast": mark("High contrast"),
    },
)
ZOOM = Number(
    name="zoom",
    group=mark("Look"),
    label=mark("Zoom"),
    help=mark("The size of everything in the window. Also Ctrl with plus, minus, 0 and the wheel."),
    default=100,
    least=80,
    most=300,
    step=10,
    unit=" %",
)
TEXT_FONT = Family(
    name="text_font",
    group=mark("Look"),
    label=mark("Text font"),
    help=mark("What conversations and the window are written in."),
)
CODE_FONT = Family(
    name="code_font",
    group=mark("Look"),
    label=mark("Code font"),
    help=mark("For code; all its characters are of one width."),
    fixed=True,
)
LANGUAGE = Choice(
    name="language",
    group=mark("Look"),
    label=mark("Language"),
    help=mark("What the window is written in. Takes effect at the next start."),
    default="system",
    options={"system": mark("As the system"), **LANGUAGES},
)
MOTION = Choice(
    name="motion",
    group=mark("Look"),
    label=mark("Motion"),
    help=mark("Reduced: nothing fades or flickers, and a line of text stands for the canvas."),
    default="system",
    options={"system": mark("As the system"), "full": mark("Full"), "reduced": mark("Reduced")},
)
NOISE = Choice(
    name="noise",
    group=mark("Look"),
    label=mark("Random tokens"),
    help=mark(
        "The noise that the model sees may be in any language, and rude. Syllables are a substitute; the"
        " recording keeps the true tokens."
    ),
    default="true",
    options={"true": mark("As they are"), "syllables": mark("As syllables")},
)
SEND_KEY = Choice(
    name="send_key",
    group=mark("Writing"),
    label=mark("Send with"),
    help=mark("The other one of the two begins a new line, as Shift+Enter always does."),
    default="enter",
    options={"enter": mark("Enter"), "ctrl_enter": mark("Ctrl+Enter")},
)
PRESET = Choice(
    name="preset",
    group=mark("New conversations"),
    label=mark("Preset"),
    help=mark("How many denoising steps a block may take. A conversation keeps what was chosen in it."),
    default="best",
    options={
        "fast": mark("Fast: at most 16"),
        "balanced": mark("Balanced: at most 24"),
        "best": mark("Best: at most 48"),
    },
)
THINKING = Switch(
    name="thinking",
    group=mark("New conversations"),
    label=mark("Think first"),
    help=mark("The model writes a thought before it answers."),
    default=False,
)
ROOM = Number(
    name="room",
    group=mark("New conversations"),
    label=mark("Longest answer"),
    help=mark("Room for an answer with its thought; rounded up to whole blocks."),
    default=1024,
    least=256,
    most=16384,
    step=256,
    unit=mark(" tokens"),
)
SYSTEM = Words(
    name="system",
    group=mark("New conversations"),
    label=mark("System prompt"),
    help=mark("What the model is told before a new conversation begins. Empty for nothing."),
    default="",
    longest=20_000,
)
NOTIFY = Switch(
    name="notify",
    group=mark("Writing"),
    label=mark("Tell when an answer is done"),
    help=mark("A message of the system when a long answer ends while you look elsewhere."),
    default=False,
)
RECORDINGS = Number(
    name="recordings",
    group=mark("Recordings"),
    label=mark("Keep the newest"),
    help=mark(
        "How many answers can be seen step by step later. Older recordings go with the next answer"
        " or at the next start, but for those you always keep; their answers stay."
    ),
    default=500,
    least=0,
    most=10_000,
    step=50,
)
MODEL = Line(
    name="model",
    group=mark("Models"),
    label=mark("Model"),
    help=mark("What is loaded at the start: demo, or the folder of a model."),
    default=DEMO,
    longest=4096,
)
MODELS_FOLDER = Line(
    name="models_folder",
    group=mark("Models"),
    label=mark("Folder for models"),
    help=mark("Where downloads go; it stays while one runs. Empty for Dewpoint's own folder."),
    default="",
    longest=4096,
)
ENDPOINT = Line(
    name="endpoint",
    group=mark("Models"),
    label=mark("Download address"),
    help=mark("A mirror of the Hugging Face Hub, beginning with https://. Empty for the Hub itself."),
    default="",
    longest=2000,
)
PROXY = Line(
    name="proxy",
    group=mark("Models"),
    label=mark("Proxy"),
    help=mark("For downloads, such as http://proxy:8080. Empty for the system's own."),
    default="",
    longest=2000,
)
SPEED_LIMIT = Number(
    name="speed_limit",
    group=mark("Models"),
    label=mark("Speed limit"),
    help=mark("For downloads, so that others on the line have room too."),
    default=0,
    least=0,
    most=1_000_000,
    step=500,
    unit=mark(" kB per second"),
    least_words=mark("None"),
)
OFFER_SETUP = Switch(
    name="offer_setup",
    group=mark("Models"),
    label=mark("Show the setup at the start"),
    help=mark("The page that fetches the full model; it is also in the menu."),
    default=True,
)
SETTINGS: tuple[Setting, ...] = (
    THEME,
    ZOOM,
    TEXT_FONT,
    CODE_FONT,
    LANGUAGE,
    MOTION,
    NOISE,
    SEND_KEY,
    NOTIFY,
    PRESET,
    THINKING,
    ROOM,
    SYSTEM,
    RECORDINGS,
    MODEL,
    MODELS_FOLDER,
    ENDPOINT,
    PROXY,
    SPEED_LIMIT,
    OFFER_SETUP,
)


class Settings(QObject):
    """The values in force, and their file. Lives in the GUI thread.

    A value that does not fit its setting is left out when the file is read; a file that cannot be read at all
    is set aside.

    Args:
        folder: Where the file lies.

    Attributes:
        set_aside: Where a file lies now that could not be read, or None.

    Signals:
        changed: The `Setting` that has another value.
        unsaved: Why the file cannot be written; told once until it can.
    """

    changed = Signal(object)
    unsaved = Signal(str)

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._path = folder / FILE_NAME
        self.set_aside: Path | None = None
        self._values = self._read()
        self._is_unsaved = False
        self._resting = QTimer(self, singleShot=True, interval=WRITE_MS)
        self._resting.timeout.connect(self._write)

    def is_on(self, setting: Switch) -> bool:
        """Whether a switch is on."""
        return bool(self._values.get(setting.name, setting.default))

    def number(self, setting: Number) -> int:
        """The number that is set."""
        return int(self._values.get(setting.name, setting.default))

    def text(self, setting: Choice | Words) -> str:
        """The value that is chosen, or the text that is written."""
        return str(self._values.get(setting.name, setting.default))

    def value(self, setting: Setting) -> Value:
        """The value, whatever its kind."""
        return self._values.get(setting.name, setting.default)

    def set(self, setting: Setting, value: Value) -> None:
        """Give a setting a value, at once; the file follows in a moment.

        Raises:
            ValueError: The value is not within the limits.
        """
        if not setting.fits(value):
            raise ValueError(f"{setting.name} cannot be {value!r}")
        if value != self.value(setting):
            self._values[setting.name] = value
            self._resting.start()
            self.changed.emit(setting)

    def reset(self, setting: Setting) -> None:
        """Give a setting its default."""
        self.set(setting, setting.default)

    def remember(self, name: str, words: str) -> None:
        """Keep something that nobody sets, such as where the window stood, under a name of its own."""
        if words != self.recall(name):
            self._values[f"last {name}"] = words
            self._resting.start()

    def recall(self, name: str) -> str:
        """What was remembered under a name; empty where nothing was."""
        return str(self._values.get(f"last {name}", ""))

    def flush(self) -> None:
        """Write at once what waits to be written, or could not be."""
        if self._resting.isActive() or self._is_unsaved:
            self._write()

    @Slot()
    def _write(self) -> None:
        """Write the file, whole or not at all; what cannot be written is logged and told."""
        self._resting.stop()
        problem = self._problem_of_writing()
        if problem:
            _log.warning("The settings could not be written: %s", problem)
        if problem and not self._is_unsaved:
            self.unsaved.emit(problem)
        self._is_unsaved = bool(problem)

    def _problem_of_writing(self) -> str:
        """Write the file; why it could not be written, or nothing where it was."""
        file = QSaveFile(str(self._path))
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            return error.strerror or str(error)
        is_open = file.open(QIODevice.OpenModeFlag.WriteOnly)
        is_written = is_open and file.write(self._bytes()) >= 0 and file.commit()
        return "" if is_written else file.errorString()

    def _bytes(self) -> bytes:
        return json.dumps(self._values, ensure_ascii=False, indent=1).encode(errors="replace")

    def _read(self) -> dict[str, Value]:
        try:
            held = json.loads(self._path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, RecursionError) as error:
            self._put_aside(error)
            return {}
        if not isinstance(held, dict):
            self._put_aside(TypeError("not an object"))
            return {}
        known = {setting.name: setting for setting in SETTINGS}
        return {name: value for name, value in held.items() if name not in known or known[name].fits(value)}

    def _put_aside(self, error: Exception) -> None:
        stamp = datetime.now().strftime("%Y%m%d-%H%M%S")
        aside = self._path.with_name(f"settings.broken-{stamp}.json")
        _log.info("The settings cannot be read (%s); they are kept as %s.", error, aside.name)
        try:
            self._path.rename(aside)
        except OSError:
            return
        self.set_aside = aside
