"""Where things are: what ships with the app, and where the app writes."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from platformdirs import user_data_path, user_state_path

APP_NAME = "Dewpoint"
ROOT = Path(__file__).resolve().parent.parent
ASSETS = ROOT / "assets"
MARKS = ("portable", "portable.txt")  # either of these files in the root keeps everything in one place
_CACHES = ("HF_HOME", "TRITON_CACHE_DIR", "XDG_CACHE_HOME")  # where libraries keep what they may lose


def data_directory() -> Path:
    """The folder for conversations and settings; it may not exist yet."""
    return portable_directory() or user_data_path(APP_NAME, appauthor=False)


def portable_directory() -> Path | None:
    """The folder beside the program for all that it writes, where that is wanted; else None."""
    return ROOT / "data" if any((ROOT / mark).is_file() for mark in MARKS) else None


def keep_together() -> None:
    """Where all is kept beside the program, libraries keep theirs there too. Before any is imported."""
    if (folder := portable_directory()) is not None:
        for name in _CACHES:
            os.environ.setdefault(name, str(folder / "cache" / name.lower()))


def log_directory() -> Path:
    """The folder for logs and crash reports, made where it is missing; a temporary one as a last resort."""
    folder = (portable_directory() or user_state_path(APP_NAME, appauthor=False)) / "log"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        # A disk may be full, or not to be written. (On Windows `tempfile` would try new names for ever then.)
        trial = folder / f"trial-{os.getpid()}"
        trial.touch()
        trial.unlink()
    except OSError:
        return Path(tempfile.mkdtemp(prefix=f"{APP_NAME}-"))
    return folder
