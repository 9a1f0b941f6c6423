"""Whether a finished model is still, byte for byte, what was downloaded. Needs no network."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from pathlib import Path
from time import monotonic

from engine.events import FilesEvent, FilesFinished, FilesProgressed
from engine.weights.download import folder as folders
from engine.weights.download.digest import READ_BYTES, Digest
from engine.weights.download.manifest import ManifestFile, read
from engine.weights.download.part import disk_errors

TELL_S = 0.1


def verify(folder: Path) -> Generator[FilesEvent, None, None]:
    """Hash every file of a model; the last event is `FilesFinished`. Closing the generator stops it.

    Raises:
        ModelMissing: There is no finished model in the folder.
        ModelDamaged: Files are missing or changed; the error names all of them.
        FolderUnusable: A file cannot be read.
    """
    started_s = told_s = monotonic()
    manifest = read(folder / folders.RECORD)
    done_bytes = 0
    bad = []
    for file in manifest.files:
        yield FilesProgressed(path=file.path, done_bytes=done_bytes, total_bytes=manifest.total_bytes)
        digest = Digest(file.digest, file.size_bytes)
        for chunk in _chunks(folder, file):
            digest.update(chunk)
            done_bytes += len(chunk)
            if monotonic() - told_s >= TELL_S:
                told_s = monotonic()
                yield FilesProgressed(path=file.path, done_bytes=done_bytes, total_bytes=manifest.total_bytes)
        if not digest.fits:
            bad.append(file.path)
    if bad:
        raise folders.damaged(bad)
    yield FilesFinished(
        repository=manifest.repository,
        commit=manifest.commit,
        folder=str(folder),
        total_bytes=manifest.total_bytes,
        fetched_bytes=0,
        seconds=monotonic() - started_s,
    )


def _chunks(folder: Path, file: ManifestFile) -> Iterator[memoryview]:
    """A file's bytes; none where it is not there."""
    path = folder / file.path
    with disk_errors(folder):
        if not path.is_file():
            return
    buffer = memoryview(bytearray(READ_BYTES))
    with disk_errors(folder), path.open("rb", buffering=0) as opened:
        while count := opened.readinto(buffer):
            yield buffer[:count]
