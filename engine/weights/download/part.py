"""The files of a download on disk: the part that grows, and the final name that only verified bytes get.

A part is named after the hash that its bytes shall have, `NAME.HASH.part`: whatever becomes of other files,
it tells for itself what it is a part of, and a part of another version is never built on.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from engine.errors import DiskFull, EngineError, FolderUnusable
from engine.sharing import IN_USE, once_free, windows_error
from engine.weights.download.manifest import Manifest, ManifestFile
from engine.words import said

WRITE_BYTES = (
    2**16
)  # at once: for larger writes Linux looks for memory in large pieces, which took twice as long
_HASH_CHARACTERS = 16
_NAME = re.compile(rf".+\.[0-9a-f]{{{_HASH_CHARACTERS}}}\.part")
_FULL = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}
_WINDOWS_FULL = {39, 112}


class Part:
    """The bytes of one file that have arrived, in order, from the first on. For one thread.

    Args:
        folder: The model's folder.
        file: The file it becomes.
    """

    def __init__(self, folder: Path, file: ManifestFile) -> None:
        self._file = file
        self._final = folder / file.path
        self.path = part_path(folder, file)
        with disk_errors(folder):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._out = self.path.open("ab", buffering=0)
            self.size_bytes = self._out.tell()
        if self.size_bytes > file.size_bytes:
            self.restart()

    def append(self, chunk: bytes) -> None:
        """Write a chunk behind the last one.

        Raises:
            DiskFull: There was no room; what fitted is kept.
            FolderUnusable: The disk does not take it.
        """
        left = memoryview(chunk)
        with disk_errors(self.path.parent, self._file.size_bytes - self.size_bytes):
            while left:
                done = self._out.write(left[:WRITE_BYTES])
                self.size_bytes += done
                left = left[done:]

    def restart(self) -> None:
        """Drop every byte."""
        with disk_errors(self.path.parent):
            self._out.truncate(0)
        self.size_bytes = 0

    def sync(self) -> None:
        """Bring what is written to the disk itself; may be called from another thread."""
        with disk_errors(self.path.parent):
            os.fsync(self._out.fileno())

    def finish(self) -> None:
        """Give the file its final name. Its bytes must have been verified."""
        self.sync()
        self.close()
        replace(self.path, self._final)

    def close(self) -> None:
        """Keep the part for later."""
        self._out.close()


def part_path(folder: Path, file: ManifestFile) -> Path:
    """Where the part of a file lies."""
    final = folder / file.path
    value = file.digest.rpartition(":")[2]
    return final.with_name(f"{final.name}.{value[:_HASH_CHARACTERS]}.part")


def parts_in(paths: Iterable[Path]) -> list[Path]:
    """Those of these files that are named as our parts are; other programs have parts too."""
    return [path for path in paths if _NAME.fullmatch(path.name)]


def remove_stale_parts(folder: Path, manifest: Manifest) -> None:
    """Remove the parts that belong to none of the manifest's files."""
    wanted = {part_path(folder, file) for file in manifest.files}
    for path in parts_in(folder.rglob("*.part")):
        if path not in wanted:
            delete(path)


def replace(source: Path, target: Path) -> None:
    """Rename over what is there."""
    with disk_errors(target.parent):
        once_free(lambda: os.replace(source, target))
        _sync_folder(target.parent)


def delete(path: Path) -> None:
    """Delete a file that may be missing."""
    with disk_errors(path.parent):
        once_free(lambda: path.unlink(missing_ok=True))


def write_whole(path: Path, text: str) -> None:
    """Write a small file so that it is there whole or not at all."""
    draft = draft_of(path)
    with disk_errors(path.parent, len(text)):
        with draft.open("w", encoding="utf-8") as out:
            out.write(text)
            out.flush()
            os.fsync(out.fileno())
        replace(draft, path)


def draft_of(path: Path) -> Path:
    """What such a file is called until it is whole."""
    return path.with_name(f"{path.name}.new")


@contextmanager
def disk_errors(folder: Path, needed_bytes: int = 0) -> Iterator[None]:
    """Convert what the system says about a disk.

    Raises:
        DiskFull: There is no room; `needed_bytes` is how much is wanted.
        FolderUnusable: Anything else.
    """
    try:
        yield
    except OSError as error:
        raise _disk_error(error, folder, needed_bytes) from error


def disk_full(folder: Path, needed_bytes: int) -> DiskFull:
    """The error of a disk that has less room than is needed."""
    needed = needed_bytes / 1e9
    title = said("There is no room in {folder}: it needs {needed:.1f} GB more.", folder=folder, needed=needed)
    with suppress(OSError):
        title = said(
            "There is no room in {folder}: it needs {needed:.1f} GB more and has {free:.1f} GB.",
            folder=folder,
            needed=needed,
            free=shutil.disk_usage(folder).free / 1e9,
        )
    return DiskFull(title, said("Free some space or choose another folder. What has arrived is kept."))


def _disk_error(error: OSError, folder: Path, needed_bytes: int) -> EngineError:
    if error.errno in _FULL or windows_error(error) in _WINDOWS_FULL:
        return disk_full(folder, needed_bytes)
    if error.errno == errno.EFBIG:
        return FolderUnusable(
            said("The disk of {folder} takes no files of this size.", folder=folder),
            said("Choose a folder on a disk that is formatted as NTFS, exFAT or ext4."),
        )
    if windows_error(error) == IN_USE:
        return FolderUnusable(
            said("Another program is using a file in {folder}.", folder=folder),
            said("Close it, then try again."),
        )
    return FolderUnusable(
        said(
            "The folder {folder} cannot be used: {reason}.",
            folder=folder,
            reason=error.strerror or str(error),
        ),
        said("Choose another folder."),
    )


def _sync_folder(folder: Path) -> None:
    """Make a rename last through a power loss; Windows has no such call."""
    if sys.platform != "win32":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
