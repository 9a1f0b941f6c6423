"""Models on the disk: which there are, and moving and deleting them."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from engine.errors import EngineError, FolderLeft, FolderUnusable, ModelDamaged, ModelMissing
from engine.events import FilesEvent, FilesRemoved
from engine.weights.download.fetch import bring
from engine.weights.download.folder import LOCK, RECORD, UNFINISHED, held, listed, present_bytes, record
from engine.weights.download.limit import Limit
from engine.weights.download.manifest import Manifest, read
from engine.weights.download.part import delete, disk_errors, parts_in, replace
from engine.weights.download.patience import Patience
from engine.weights.download.source import Source
from engine.words import said


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredModel:
    """A model's folder, looked at by sizes alone.

    Attributes:
        present_bytes: What is there of it.
        is_finished: Whether everything was fetched and verified, and still has its size.
        problem: What is wrong with it, as a sentence; empty where nothing is.
    """

    folder: str
    repository: str
    commit: str
    total_bytes: int
    present_bytes: int
    is_finished: bool
    problem: str


def stored_models(folder: Path) -> Iterator[StoredModel]:
    """The models in the folders inside a folder; milliseconds.

    Raises:
        FolderUnusable: It is not there, or cannot be read.
    """
    with disk_errors(folder):
        inside = sorted(filter(_has_record, folder.iterdir()))
    for path in inside:
        with suppress(ModelMissing, OSError):
            yield _looked_at(path)


def _has_record(folder: Path) -> bool:
    """Whether it is a folder with a record of ours; one that nobody may look into has none."""
    with suppress(OSError):
        return not {RECORD, UNFINISHED}.isdisjoint(os.listdir(folder))
    return False


def _looked_at(folder: Path) -> StoredModel:
    manifest: Manifest | None
    try:
        manifest = listed(folder)
    except (ModelDamaged, FolderUnusable) as error:
        manifest, problem = None, error.title
    else:
        problem = _problem(folder)
    files = manifest.files if manifest is not None else ()
    return StoredModel(
        folder=str(folder),
        repository=manifest.repository if manifest is not None else "",
        commit=manifest.commit if manifest is not None else "",
        total_bytes=sum(file.size_bytes for file in files),
        present_bytes=sum(present_bytes(folder, file) for file in files),
        is_finished=(folder / RECORD).is_file() and not problem,
        problem=problem,
    )


def _problem(folder: Path) -> str:
    try:
        record(folder)
    except ModelMissing:
        return ""  # it is on its way
    except ModelDamaged as error:
        return error.title
    return ""


def move(
    folder: Path, to: Path, *, source: Source, limit: Limit | None = None
) -> Generator[FilesEvent, None, None]:
    """Move a finished model: every file is verified, linked or copied, and only then the old folder goes.

    Stopped half-way, both folders are usable for the next try. A file that turns out damaged is fetched.

    Raises:
        ModelMissing: There is no finished model in `folder`.
        DownloadError: The new folder does not take it; the old one is as it was.
        FolderLeft: The new folder has it, told by `FilesFinished`; the old one could not be deleted.
    """
    manifest = read(folder / RECORD)
    if to.resolve() == folder.resolve():
        raise FolderUnusable(said("The model is in this folder already."), said("Choose another folder."))
    yield from bring(manifest, to, source=source, patience=Patience(), already=folder, limit=limit or Limit())
    try:
        remove(folder)
    except EngineError as error:
        raise FolderLeft(
            said(
                "The model was moved, but its old folder could not be deleted. {reason}", reason=error.title
            ),
            said("Close what uses the folder {folder}, then delete it yourself.", folder=folder),
        ) from error


def remove(folder: Path) -> FilesRemoved:
    """Delete a model, finished or not: the files that its lists name and nothing else.

    Raises:
        ModelMissing: There is no model of ours in the folder.
        ModelDamaged: The list of its files was changed.
        FolderBusy: It is being written.
        FolderUnusable: A file cannot be deleted; what is left counts as an unfinished model.
    """
    manifest = listed(folder)
    freed_bytes = 0
    with held(folder), disk_errors(folder):
        # Whatever ends this half-way leaves an unfinished model, which can be removed again or repaired.
        if (folder / RECORD).is_file():
            replace(folder / RECORD, folder / UNFINISHED)
        for path in (*_files(folder, manifest), folder / UNFINISHED):
            if path.is_file():
                freed_bytes += path.stat().st_size
                delete(path)
    with suppress(OSError):
        (folder / LOCK).unlink()
    _remove_empty(folder)
    return FilesRemoved(folder=str(folder), freed_bytes=freed_bytes)


def _files(folder: Path, manifest: Manifest) -> Iterator[Path]:
    for file in manifest.files:
        yield folder / file.path
        yield from parts_in((folder / file.path).parent.glob("*.part"))


def _remove_empty(folder: Path) -> None:
    """Remove the folder and those inside it, as far as they are empty."""
    for path in sorted((path for path in folder.rglob("*") if path.is_dir()), reverse=True):
        with suppress(OSError):
            path.rmdir()
    with suppress(OSError):
        folder.rmdir()
