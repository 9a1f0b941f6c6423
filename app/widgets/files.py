"""Asking for a file to write or to read, without holding up the window."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from app.history import FileKind
from app.language import mark, tr

Then = Callable[[Path], None]
_KINDS = {
    FileKind.MARKDOWN: mark("Markdown (*.md)"),
    FileKind.HTML: mark("Web page (*.html)"),
    FileKind.JSON: mark("Conversations that can be imported again (*.json)"),
}
LONGEST_NAME = 60
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)  # on Windows, no files


def ask_where_to_save(parent: QWidget, title: str, kind: FileKind, then: Then) -> None:
    """Ask under which name something called `title` is to be saved; `then` gets the path."""
    _ask_for_place(parent, tr("Save as"), f"{file_name(title)}.{kind}", tr(_KINDS[kind]), then)


def ask_what_to_import(parent: QWidget, then: Then) -> None:
    """Ask for a file of exported conversations; `then` gets the path."""
    kinds = tr("Conversations (*.json)")
    dialog = QFileDialog(parent, tr("Import conversations"), str(documents()), kinds)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    _ask(dialog, then)


def ask_where_to_export(parent: QWidget, title: str, suffix: str, then: Then) -> None:
    """Ask under which name a recording called `title` is to be saved; `then` gets a path with that suffix."""
    name = file_name(title or tr("Answer")) + suffix
    _ask_for_place(parent, tr("Save"), name, f"*{suffix}", then)


def ask_what_to_open(parent: QWidget, suffix: str, then: Then) -> None:
    """Ask for the file of a recording; `then` gets the path."""
    dialog = QFileDialog(parent, tr("Open a recording"), str(documents()), f"*{suffix}")
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    _ask(dialog, then)


def ask_what_to_attach(parent: QWidget, then: Callable[[list[Path]], None]) -> None:
    """Ask for files to go with a message; `then` gets their paths."""
    dialog = QFileDialog(parent, tr("Attach files"), str(documents()))
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.filesSelected.connect(lambda paths: then([Path(path) for path in paths]))
    dialog.open()


def show_folder(folder: Path) -> None:
    """Open a folder in the system's file manager."""
    with suppress(OSError):  # the system says itself that it is not there
        folder.mkdir(parents=True, exist_ok=True)
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))


def documents() -> Path:
    """Where a person keeps files; their own folder, where no place is meant for that."""
    folder = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
    return folder if folder.is_dir() else Path.home()


def file_name(title: str) -> str:
    """A title as the name of a file on any system."""
    name = re.sub(r'[<>:"/\\|?*\x00-\x1f]', " ", title)
    name = " ".join(name.split())[:LONGEST_NAME].strip(" .") or tr("Conversation")
    return f"_{name}" if _DEVICES.fullmatch(name) else name


def _ask_for_place(parent: QWidget, title: str, name: str, kinds: str, then: Then) -> None:
    suffix = Path(name).suffix
    dialog = QFileDialog(parent, title, str(documents() / name), kinds)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(suffix)
    # A name with a dot in it counts as one that has a suffix.
    _ask(dialog, lambda path: then(path if path.suffix == suffix else path.with_name(path.name + suffix)))


def _ask(dialog: QFileDialog, then: Then) -> None:
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.fileSelected.connect(lambda path: then(Path(path)))
    dialog.open()
