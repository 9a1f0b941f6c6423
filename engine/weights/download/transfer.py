"""One file from wherever it can be had to its final name, with all the tries that it takes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from time import monotonic

from engine.errors import FilesDiffer
from engine.events import FileProgress, FileState
from engine.weights.download.adopt import adopt, found
from engine.weights.download.digest import Digest, GrowingDigest, digest_of
from engine.weights.download.flush import Flusher
from engine.weights.download.gate import Gate
from engine.weights.download.limit import Limit
from engine.weights.download.line import Line, Passing, confused
from engine.weights.download.manifest import Manifest, ManifestFile
from engine.weights.download.part import Part, part_path
from engine.weights.download.patience import PROGRESS_BYTES, Backoff, Patience
from engine.words import said

_POLL_S = 0.05


@dataclass(slots=True)
class Row:
    """Where one file stands; written by its transfer, read by whoever reports.

    Attributes:
        done_bytes: Bytes on disk, or hashed while it is verified.
        fetched_bytes: Bytes that came over the line.
        next_try_s: When it is tried again, on the clock of `time.monotonic`.
    """

    file: ManifestFile
    state: FileState = FileState.QUEUED
    done_bytes: int = 0
    fetched_bytes: int = 0
    next_try_s: float | None = None

    @property
    def present_bytes(self) -> int:
        """Bytes on disk; what is being verified is there."""
        is_whole = self.state in (FileState.VERIFYING, FileState.DONE)
        return self.file.size_bytes if is_whole else self.done_bytes

    def progress(self) -> FileProgress:
        """The row as a value."""
        wait_s = None if self.next_try_s is None else max(0.0, self.next_try_s - monotonic())
        return FileProgress(
            path=self.file.path,
            state=self.state,
            done_bytes=self.done_bytes,
            total_bytes=self.file.size_bytes,
            wait_s=wait_s,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """Brings one file into a folder. For one thread.

    Attributes:
        manifest: What the file belongs to.
        folder: Where it shall lie.
        line: Whom to ask for it.
        already: A folder that may hold it, or None.
        patience: How long to wait for whom.
        limit: How fast it may go.
        gate: Stops it.
        row: Where it tells how far it is.
    """

    manifest: Manifest
    folder: Path
    line: Line
    already: Path | None
    patience: Patience
    limit: Limit
    gate: Gate
    row: Row

    def run(self) -> ManifestFile:
        """Do it; afterwards the final name holds verified bytes.

        Returns:
            The file with its SHA-256.

        Raises:
            DownloadError, DiskFull, FolderUnusable: It cannot be had; the part is kept.
            Stopped: The gate was shut; the part is kept.
        """
        file = self.row.file
        digest = self._there() or self._adopted() or self._fetched() or self._fetched()
        if digest is None:
            raise FilesDiffer(
                said("{file} arrived with wrong bytes, twice.", file=file.path),
                said("Nothing of it is used. Try again later, or use another download address."),
            )
        self.row.done_bytes = file.size_bytes
        self.row.state = FileState.DONE
        return replace(file, digest=digest.sha256)

    def _there(self) -> Digest | None:
        """The digest of what lies under the final name, if that is it."""
        file, path = self.row.file, self.folder / self.row.file.path
        if not path.is_file() or path.stat().st_size != file.size_bytes:
            return None
        self.row.state = FileState.VERIFYING
        digest = digest_of(path, file.digest, file.size_bytes, progress=self._note)
        return digest if digest.fits else None

    def _adopted(self) -> Digest | None:
        """The digest of the file linked from where the person has it; a copy is left to be verified."""
        if self.already is None:
            return None
        path = found(self.already, self.manifest.repository, self.row.file)
        if path is None:
            return None
        self.row.state = FileState.VERIFYING
        is_it = adopt(path, self.folder, self.row.file, self.gate, self._note)
        return self._there() if is_it and not part_path(self.folder, self.row.file).exists() else None

    def _fetched(self) -> Digest | None:
        """Fetch what is missing and verify all; None where the bytes were wrong, and are dropped."""
        file = self.row.file
        part = Part(self.folder, file)
        growing = GrowingDigest(part.path, file.digest, file.size_bytes)
        flusher = Flusher(part.path.name, part.sync)

        def grew(latest: bytes) -> None:
            growing.grew(part.size_bytes, latest)
            flusher.grew(part.size_bytes)

        try:
            self._fill(part, grew)
            digest = self._digest(growing)
            with self.gate:
                flusher.finish()
                if digest.fits:
                    part.finish()
                else:
                    part.restart()
        finally:
            growing.close()
            flusher.close()
            part.close()
        return digest if digest.fits else None

    def _digest(self, growing: GrowingDigest) -> Digest:
        self.row.state = FileState.VERIFYING
        while (digest := growing.result(_POLL_S)) is None:
            self._note(growing.done_bytes)
        return digest

    def _fill(self, part: Part, grew: Callable[[bytes], None]) -> None:
        """Fetch until the part has all its bytes; `grew` is told the latest of them."""
        backoff = Backoff(self.patience)
        progress_from = part.size_bytes
        doubts = 0
        grew(b"")
        while part.size_bytes < self.row.file.size_bytes:
            self.row.done_bytes = part.size_bytes
            try:
                self._attempt(part, grew)
            except Passing as failed:
                if failed.restart:
                    part.restart()
                    grew(b"")
                if not 0 <= part.size_bytes - progress_from < PROGRESS_BYTES:
                    progress_from, doubts = part.size_bytes, 0
                    backoff.reset()
                doubts += failed.doubtful
                self._wait(failed, None if doubts > 1 else backoff.next_wait_s(failed.wait_s))

    def _attempt(self, part: Part, grew: Callable[[bytes], None]) -> None:
        """Ask once, and write what comes.

        Raises:
            Passing: Not everything came.
        """
        row = self.row
        self.gate.check()
        row.state = FileState.CONNECTING
        with self.line.body(
            self.manifest.repository, self.manifest.commit, row.file, part.size_bytes
        ) as body:
            if body.start_bytes != part.size_bytes:
                part.restart()
                grew(b"")
            row.state = FileState.DOWNLOADING
            for chunk in body.chunks:
                with self.gate:
                    part.append(chunk)
                grew(chunk)
                row.done_bytes = part.size_bytes
                row.fetched_bytes += len(chunk)
                self.gate.wait(self.limit.wait_s(len(chunk)))
        if part.size_bytes < row.file.size_bytes:
            raise Passing(confused(said("It ends a file too early.")))

    def _wait(self, failed: Passing, wait_s: float | None) -> None:
        if wait_s is None:
            raise failed.error from failed
        self.row.next_try_s = monotonic() + wait_s
        self.row.state = FileState.WAITING
        self.gate.wait(wait_s)
        self.row.next_try_s = None

    def _note(self, done_bytes: int) -> None:
        """Tell how many bytes are hashed or copied; a long read ends here when it is stopped."""
        self.gate.check()
        self.row.done_bytes = done_bytes
