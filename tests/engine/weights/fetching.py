"""How the tests of downloads ask for one, and what a complete one looks like."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from engine.events import FilesEvent, FilesFinished
from engine.weights.download import Patience, Source, Wanted, download
from engine.weights.download.folder import LOCK, RECORD, record
from tests.engine.weights.hub import REPOSITORY, Hub

SOON = Patience(
    connect_s=0.5, stall_s=0.4, first_wait_s=0.01, longest_wait_s=0.02, longest_told_s=5.0, tries=5
)


def fetch(hub: Hub, folder: Path, **how: Any) -> FilesFinished:
    """Fetch the hub's model; returns the last event."""
    last = events(hub, folder, **how)[-1]
    assert isinstance(last, FilesFinished)
    return last


def events(hub: Hub, folder: Path, *, token: str | None = None, **how: Any) -> list[FilesEvent]:
    """Every event of a download."""
    revision = how.pop("revision", "main")
    source = Source(endpoint=hub.endpoint, token=token)
    wanted = Wanted(repository=REPOSITORY, revision=revision)
    return list(download(wanted, folder, source=source, **({"patience": SOON} | how)))


def assert_complete(folder: Path, files: Mapping[str, bytes]) -> None:
    """The folder holds exactly these files and the record, and the record fits."""
    there = {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }
    assert {name: there[name] for name in there if name not in (LOCK, RECORD)} == dict(files)
    assert {file.path for file in record(folder).files} == set(files)


def parts(folder: Path) -> list[Path]:
    """What is unfinished."""
    return sorted(folder.rglob("*.part"))
