"""What helps to find a fault, as one text that a person reads before giving it away.

It holds versions, settings and the logs; no conversation, no system prompt, no name of the person and no path
of their home.
"""

from __future__ import annotations

import getpass
import platform
import re
import sqlite3
import sys
from collections.abc import Sequence
from pathlib import Path

import PySide6
from PySide6.QtCore import qVersion

from app import VERSION
from app.crash import FAULT_BEFORE_NAME, FAULT_NAME, LOG_NAME
from app.setting import Words
from app.settings import SETTINGS, Settings

LOG_CHARACTERS = 20_000  # of each log, from its end


def report(settings: Settings, logs: Path, model: str, machine: Sequence[str] = ()) -> str:
    """The whole text.

    Args:
        settings: Their values are told, except texts that the person wrote.
        logs: The folder of the logs.
        model: One line about the model.
        machine: A line about each part of the PC that matters.
    """
    told = [
        f"{setting.name}: {settings.value(setting)}" for setting in SETTINGS if not isinstance(setting, Words)
    ]
    parts = [
        f"Dewpoint {VERSION}",
        f"system: {platform.platform()}, {platform.machine()}",
        f"Python {sys.version.split()[0]}, PySide6 {PySide6.__version__}, Qt {qVersion()}",
        f"SQLite {sqlite3.sqlite_version}",
        f"model: {model}",
        *machine,
        "",
        "Settings",
        *told,
    ]
    for name in (LOG_NAME, FAULT_NAME, FAULT_BEFORE_NAME):
        parts += ["", name, _end_of(logs / name) or "(empty)"]
    return redacted("\n".join(parts) + "\n", home=Path.home(), user=_user())


def redacted(text: str, *, home: Path, user: str) -> str:
    """The text without the person's home and name."""
    for path in {str(home), home.as_posix(), str(home).replace("\\", "\\\\")} - {"/", ""}:
        text = re.sub(re.escape(path), "~", text, flags=re.IGNORECASE)  # Windows writes it in several ways
    if len(user) > 1 and user != "root":
        text = re.sub(rf"(?<!\w){re.escape(user)}(?!\w)", "<user>", text, flags=re.IGNORECASE)
    return text


def _end_of(log: Path) -> str:
    try:
        return log.read_text(encoding="utf-8", errors="replace")[-LOG_CHARACTERS:].strip()
    except OSError:
        return ""


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # a system that knows no names
        return ""
