"""Where things are: what ships with the app, and where the app writes."""

from __future__ import annotations

import tempfile
from pathlib import Path

from platformdirs import user_data_path, user_state_path

APP_NAME = "Dewpoint"
ASSETS = Path(__file__).resolve().parent.parent / "assets"


def data_directory() -> Path:
    """The folder for conversations and settings; it may not exist yet."""
    return user_data_path(APP_NAME, appauthor=False)


def log_directory() -> Path:
    """The folder for logs and crash reports, made where it is missing; a temporary one as a last resort."""
    folder = user_state_path(APP_NAME, appauthor=False) / "log"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=folder).close()  # a disk may be full, or not to be written
    except OSError:
        return Path(tempfile.mkdtemp(prefix=f"{APP_NAME}-"))
    return folder
