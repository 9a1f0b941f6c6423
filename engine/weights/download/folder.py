"""The folder of a model: whether it may be used, who writes it, and the records that say what it holds.

`dewpoint-download.json` lists what is being fetched; `dewpoint-model.json` is written last, by a rename, and
says that everything was fetched and verified. A folder without it is no finished model.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from engine.drives import mounts
from engine.errors import FolderBusy, FolderUnusable, ModelDamaged, ModelMissing
from engine.weights.download.manifest import Manifest, ManifestFile, read, written
from engine.weights.download.part import delete, disk_errors, disk_full, part_path, parts_in, write_whole
from engine.words import said

LOCK = ".dewpoint.lock"
UNFINISHED = "dewpoint-download.json"
RECORD = "dewpoint-model.json"
SPARE_BYTES = 10**9  # left free on the disk
_FAT_LIMIT_BYTES = 2**32
_FAT_KINDS = {"vfat", "msdos", "fat", "fat32"}


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Be the only one that writes a folder; it is made where it is missing.

    Raises:
        FolderBusy: Another process writes it.
        FolderUnusable: It cannot be written at all.
    """
    with disk_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / LOCK, timeout=0, thread_local=False)
        try:
            lock.acquire()
        except Timeout as error:
            raise FolderBusy(
                said("Another Dewpoint is working in {folder}.", folder=folder),
                said("Wait for it, or end it. What it has fetched will be used."),
            ) from error
    try:
        yield
    finally:
        lock.release()


def check_usable(folder: Path, manifest: Manifest) -> None:
    """Check that a folder may take a model: it is new, empty, the model's own already, or holds its files.

    Raises:
        FolderUnusable: It is none of these, or its disk takes no files as large.
    """
    with disk_errors(folder):
        if folder.exists() and not folder.is_dir():
            raise FolderUnusable(
                said("{path} is a file, not a folder.", path=folder), said("Choose a folder.")
            )
        inside = set(folder.iterdir()) if folder.is_dir() else set()
    if inside.isdisjoint({folder / LOCK, folder / UNFINISHED, folder / RECORD}):
        known = {folder / file.path.split("/")[0] for file in manifest.files}
        if strange := sorted(inside - known - set(parts_in(inside))):
            raise FolderUnusable(
                said(
                    "The folder {folder} holds other things, “{name}” for one.",
                    folder=folder,
                    name=strange[0].name,
                ),
                said("Choose an empty folder, or a new name."),
            )
    elif (model := _model_in(folder)) not in (None, manifest.repository):
        raise FolderUnusable(
            said("The folder {folder} holds another model, {model}.", folder=folder, model=model),
            said("Choose another folder, or remove that model first."),
        )
    largest_bytes = max(file.size_bytes for file in manifest.files)
    if largest_bytes >= _FAT_LIMIT_BYTES and _file_system(folder) in _FAT_KINDS:
        raise FolderUnusable(
            said(
                "The disk of {folder} is formatted as FAT32, which takes no files over 4 GiB.", folder=folder
            ),
            said("Choose a folder on another disk."),
        )


def check_room(folder: Path, needed_bytes: int) -> None:
    """Check that a disk has room for so much, and something to spare.

    Raises:
        DiskFull: It has not.
    """
    with disk_errors(folder):
        free_bytes = shutil.disk_usage(folder).free
    if needed_bytes and free_bytes < needed_bytes + SPARE_BYTES:
        raise disk_full(folder, needed_bytes + SPARE_BYTES)


def present_bytes(folder: Path, file: ManifestFile) -> int:
    """How much of a file is there, by its size alone: all of it, or what is in its part."""
    return max(
        _size(folder / file.path, file.size_bytes), min(_size(part_path(folder, file)), file.size_bytes)
    )


def begin(folder: Path, manifest: Manifest) -> None:
    """Write down what is being fetched; the folder is no finished model from now on."""
    write_whole(folder / UNFINISHED, written(manifest))
    delete(folder / RECORD)


def finish(folder: Path, manifest: Manifest) -> None:
    """Write down that everything is there and verified."""
    write_whole(folder / RECORD, written(manifest))
    delete(folder / UNFINISHED)


def record(folder: Path) -> Manifest:
    """What a finished model's folder holds, checked by the sizes alone: milliseconds.

    Raises:
        ModelMissing: There is no finished model.
        ModelDamaged: A file is missing or has another size, or the record was changed.
        FolderUnusable: The record cannot be read.
    """
    manifest = read(folder / RECORD)
    for file in manifest.files:
        path = folder / file.path
        if not path.is_file() or path.stat().st_size != file.size_bytes:
            raise damaged([file.path])
    return manifest


def listed(folder: Path) -> Manifest:
    """What a folder holds, or was to hold.

    Raises:
        ModelMissing: There is no model of ours in it.
        ModelDamaged: The list of its files was changed.
        FolderUnusable: It cannot be read.
    """
    try:
        return read(folder / RECORD)
    except ModelMissing:
        return read(folder / UNFINISHED)


def damaged(paths: list[str]) -> ModelDamaged:
    """The error of files that are no longer what was verified."""
    return ModelDamaged(
        said("{files} changed since the download was verified.", files=", ".join(paths)),
        said("Download the model again to the same folder: only what is damaged is fetched."),
    )


def _model_in(folder: Path) -> str | None:
    """The repository of the model in a folder; None where nothing tells."""
    try:
        return listed(folder).repository
    except (ModelMissing, ModelDamaged):
        return None


def _size(path: Path, wanted_bytes: int | None = None) -> int:
    """The size of a file; 0 where it is not there or not of the wanted size."""
    size = path.stat().st_size if path.is_file() else 0
    return size if wanted_bytes in (None, size) else 0


def _file_system(folder: Path) -> str:
    """What the disk of a folder is formatted as, in small letters; empty where nobody tells."""
    if sys.platform == "win32":
        return _windows_file_system(folder)
    resolved = folder.resolve()
    kinds = {place: kind for _, place, kind in mounts()}
    return next((kinds[str(place)] for place in (resolved, *resolved.parents) if str(place) in kinds), "")


if sys.platform == "win32":
    import ctypes

    def _windows_file_system(folder: Path) -> str:
        name = ctypes.create_unicode_buffer(64)
        root = folder.resolve().anchor
        ctypes.windll.kernel32.GetVolumeInformationW(root, None, 0, None, None, None, name, len(name))
        return name.value.lower()
