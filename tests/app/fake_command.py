"""Commands that run nothing: a test tells their lines and their end."""

from __future__ import annotations

import json
from collections.abc import Sequence

from PySide6.QtCore import QObject

from app.command import Command
from engine import (
    DownloadProgressed,
    EngineError,
    FileProgress,
    FilesEvent,
    FilesFailed,
    FilesFinished,
    FilesProgressed,
    FilesRemoved,
    FileState,
)


class FakeCommand(Command):
    """A command that says what it is told to say."""

    def __init__(self, arguments: Sequence[str], parent: QObject | None = None) -> None:
        super().__init__(arguments, parent)
        self.arguments = list(arguments)
        self.started = self.stopped = self.closed = False
        self.confided: dict[str, str] = {}

    def confide(self, name: str, secret: str) -> None:
        self.confided[name] = secret

    def start(self) -> None:
        self.started = True

    def stop(self) -> None:
        self.stopped = True
        self.ended.emit(-1)

    def close(self) -> None:
        self.closed = True

    def say(self, told: object) -> None:
        """Print a line of JSON."""
        self.told.emit(json.dumps(told))

    def finish(self, *lines: object, status: int = 0) -> None:
        """Print these lines and end."""
        for line in lines:
            self.say(line)
        self.ended.emit(status)


class FakeCommands:
    """Makes them, and keeps them in order."""

    def __init__(self) -> None:
        self.made: list[FakeCommand] = []

    def __call__(self, arguments: Sequence[str], parent: QObject | None = None) -> FakeCommand:
        self.made.append(FakeCommand(arguments, parent))
        return self.made[-1]

    def latest(self, name: str) -> FakeCommand:
        """The newest of that name."""
        return next(command for command in reversed(self.made) if command.arguments[0] == name)


def line_of(event: FilesEvent) -> dict[str, object]:
    """An event as the command line writes it, made by hand."""
    match event:
        case FilesFailed(kind=kind, error=error):
            fields = {
                "kind": kind,
                "title": error.title,
                "hint": error.hint,
                "recoverable": error.recoverable,
                "said": {"title": error.title, "hint": error.hint},
            }
        case DownloadProgressed():
            rows = [{name: getattr(row, name) for name in FileProgress.__slots__} for row in event.files]
            fields = {name: getattr(event, name) for name in type(event).__slots__} | {"files": rows}
        case _:
            fields = {name: getattr(event, name) for name in type(event).__slots__}
    return {"event": type(event).__name__, **fields}


def progressed(done_bytes: int = 4_000_000_000, speed: float | None = 5e7) -> DownloadProgressed:
    """A download of 10 GB in two files."""
    states = (FileState.DOWNLOADING, FileState.QUEUED)
    files = tuple(
        FileProgress(
            path=f"file{index}", state=state, done_bytes=done_bytes * (1 - index), total_bytes=5 * 10**9
        )
        for index, state in enumerate(states)
    )
    return DownloadProgressed(
        done_bytes=done_bytes, total_bytes=10**10, bytes_per_second=speed, remaining_s=120.0, files=files
    )


PROGRESSED = FilesProgressed(path="file0", done_bytes=3, total_bytes=9)
FINISHED = FilesFinished(
    repository="a/b", commit="c", folder="f", total_bytes=9, fetched_bytes=9, seconds=1.0
)
REMOVED = FilesRemoved(folder="f", freed_bytes=9)


def failed(kind: str = "NoConnection") -> FilesFailed:
    """A failure with words."""
    return FilesFailed(kind=kind, error=EngineError("It broke.", "Mend it."))


def stored(
    folder: str, *, present: int = 10**10, finished: bool = True, problem: str = ""
) -> dict[str, object]:
    """A model as the command `models` tells of it."""
    return {
        "folder": folder,
        "repository": "nvidia/model-one",
        "commit": "c",
        "total_bytes": 10**10,
        "present_bytes": present,
        "is_finished": finished,
        "problem": problem,
        "said": {"problem": problem},
    }


def finding(check: str, verdict: str, reason: str) -> dict[str, object]:
    """A finding as the doctor prints it."""
    return {"check": check, "verdict": verdict, "reason": reason, "said": {"reason": reason}}
