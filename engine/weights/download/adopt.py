"""Files that a person already has: found in a plain folder or a Hub cache, checked, linked or copied.

The source is read and never changed.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

from engine.weights.download.digest import READ_BYTES, digest_of
from engine.weights.download.gate import Gate
from engine.weights.download.manifest import ManifestFile
from engine.weights.download.part import Part, disk_errors, part_path, replace


def found(source: Path, repository: str, file: ManifestFile) -> Path | None:
    """Where a file of that path and size lies below `source`, if anywhere; its bytes are not read.

    `source` is a folder with the files, a folder of the Hub's cache for one model, or that cache itself.

    Raises:
        FolderUnusable: It cannot be read.
    """
    with disk_errors(source):
        for path in _places(source, repository, file.path):
            if path.is_file() and path.stat().st_size == file.size_bytes:
                return path.resolve()
    return None


def adopt(path: Path, folder: Path, file: ManifestFile, gate: Gate, progress: Callable[[int], None]) -> bool:
    """Take over a file that was found, if its bytes are the right ones.

    It is linked where both lie on one disk, and has its final name then; else it is copied into the part,
    and still to be verified there.

    Returns:
        Whether its bytes are the right ones.

    Raises:
        DiskFull: The copy did not fit.
        FolderUnusable: The source cannot be read, or the folder not be written.
        Stopped: The gate is shut.
    """

    def checked(done_bytes: int) -> None:
        gate.check()
        progress(done_bytes)

    if not digest_of(path, file.digest, file.size_bytes, progress=checked).fits:
        return False
    if not _linked(path, folder, file, gate):
        _copy(path, folder, file, gate, progress)
    return True


def _places(source: Path, repository: str, path: str) -> Iterator[Path]:
    cached = f"models--{repository.replace('/', '--')}"
    yield source / path
    for root in (source, source / cached, source / "hub" / cached):
        yield from sorted(root.glob(f"snapshots/*/{path}"))


def _linked(path: Path, folder: Path, file: ManifestFile, gate: Gate) -> bool:
    link = part_path(folder, file)
    with gate:
        try:
            link.parent.mkdir(parents=True, exist_ok=True)
            link.unlink(missing_ok=True)
            os.link(path, link)
        except OSError:  # another disk, or a file system without links
            return False
        replace(link, folder / file.path)
    return True


def _copy(path: Path, folder: Path, file: ManifestFile, gate: Gate, progress: Callable[[int], None]) -> None:
    part = Part(folder, file)
    try:
        with disk_errors(path.parent), path.open("rb", buffering=0) as source:
            source.seek(part.size_bytes)
            while chunk := source.read(READ_BYTES):
                with gate:
                    part.append(chunk)
                progress(part.size_bytes)
    finally:
        part.close()
