"""What can be done with a model on the disk: move it, and delete it."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import suppress
from pathlib import Path

from engine.errors import FolderUnusable, ModelMissing
from engine.events import FilesEvent, FilesRemoved
from engine.weights.download.fetch import bring
from engine.weights.download.folder import LOCK, RECORD, UNFINISHED, held
from engine.weights.download.manifest import Manifest, read
from engine.weights.download.part import SUFFIX, disk_errors
from engine.weights.download.patience import Patience
from engine.weights.download.source import Source


def move(folder: Path, to: Path, *, source: Source) -> Generator[FilesEvent, None, None]:
    """Move a finished model: every file is verified, linked or copied, and only then the old folder goes.

    Stopped half-way, both folders are usable for the next try. A file that turns out damaged is fetched.

    Raises:
        ModelMissing: There is no finished model in `folder`.
        DownloadError: The new folder does not take it; the old one is as it was.
    """
    manifest = read(folder / RECORD)
    if to.resolve() == folder.resolve():
        raise FolderUnusable("The model is in this folder already.", "Choose another folder.")
    yield from bring(manifest, to, source=source, patience=Patience(), already=folder)
    remove(folder)


def remove(folder: Path) -> FilesRemoved:
    """Delete a model, finished or not: the files that its lists name and nothing else.

    Raises:
        ModelMissing: There is no model of ours in the folder.
        ModelDamaged: The list of its files was changed.
        FolderBusy: It is being written.
    """
    manifest = _listed(folder)
    freed_bytes = 0
    with held(folder), disk_errors(folder):
        # The records go first: whatever ends this half-way leaves no model that looks finished.
        for path in (folder / RECORD, folder / UNFINISHED, *_files(folder, manifest)):
            if path.is_file():
                freed_bytes += path.stat().st_size
                path.unlink()
    (folder / LOCK).unlink(missing_ok=True)
    _remove_empty(folder)
    return FilesRemoved(folder=str(folder), freed_bytes=freed_bytes)


def _listed(folder: Path) -> Manifest:
    """What the folder holds, or was to hold."""
    try:
        return read(folder / RECORD)
    except ModelMissing:
        return read(folder / UNFINISHED)


def _files(folder: Path, manifest: Manifest) -> Iterator[Path]:
    for file in manifest.files:
        yield folder / file.path
        yield from (folder / file.path).parent.glob(f"*{SUFFIX}")


def _remove_empty(folder: Path) -> None:
    """Remove the folder and those inside it, as far as they are empty."""
    for path in sorted((path for path in folder.rglob("*") if path.is_dir()), reverse=True):
        with suppress(OSError):
            path.rmdir()
    with suppress(OSError):
        folder.rmdir()
