"""A whole model into a folder, as a plain generator of events; two files at a time, a thread each."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Generator
from concurrent import futures
from dataclasses import dataclass, replace
from pathlib import Path
from time import monotonic, sleep

from engine.errors import EngineError, FilesDiffer, FilesElsewhere
from engine.events import DownloadProgressed, DownloadStarted, FilesEvent, FilesFinished, FileState
from engine.faults import engine_error
from engine.weights.download import folder as folders
from engine.weights.download.adopt import found
from engine.weights.download.awake import awake
from engine.weights.download.gate import Gate, Stopped
from engine.weights.download.limit import Limit
from engine.weights.download.line import Line, Passing
from engine.weights.download.listing import list_files
from engine.weights.download.manifest import Manifest, ManifestFile, read
from engine.weights.download.pace import Pace
from engine.weights.download.part import remove_stale_parts
from engine.weights.download.patience import Backoff, Patience
from engine.weights.download.source import Source
from engine.weights.download.transfer import Row, Transfer
from engine.words import said

CONNECTIONS = 2
TICK_S = 0.1  # between two events
_HEADERS = 1.01  # files hold a little more than tensors
_END_S = 0.2  # a thread that waits for an answer may stay behind; it cannot write any more


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A model to fetch.

    Attributes:
        repository: `owner/name`.
        revision: A commit id, or a branch that stands for the commit it has now.
        weights_bytes: What its tensors come to, where that is known beforehand; files that cannot be that
            are refused.
    """

    repository: str
    revision: str = "main"
    weights_bytes: int | None = None


def download(
    wanted: Wanted,
    folder: Path,
    *,
    source: Source,
    patience: Patience | None = None,
    already: Path | None = None,
    limit: Limit | None = None,
) -> Generator[FilesEvent, None, None]:
    """Fetch a model, or what is missing of it; the last event is `FilesFinished`.

    Closing the generator is pause and cancel alike: nothing is written afterwards, and the next call goes on
    at the byte where this one ended, in this process or another one. The caller's thread does no waiting
    for the line; an event comes every 0.1 s.

    Args:
        wanted: What to fetch.
        folder: Where to. It is made, locked while this runs, and afterwards holds a model.
        source: Whom to ask.
        patience: How long to wait for whom.
        already: A folder that may hold some of the files; it is only read.
        limit: How fast it may go.

    Raises:
        DownloadError, DiskFull, FolderUnusable: It cannot be had; what has arrived is kept.
    """
    patience = patience or Patience()
    manifest = _known(wanted, folder)
    if manifest is None:
        manifest = yield from _listed(wanted, source, patience)
    if already is not None:
        _check_has_some(already, manifest)
    yield from bring(
        manifest, folder, source=source, patience=patience, already=already, limit=limit or Limit()
    )


def bring(
    manifest: Manifest,
    folder: Path,
    *,
    source: Source,
    patience: Patience,
    already: Path | None,
    limit: Limit,
) -> Generator[FilesEvent, None, None]:
    """Bring exactly these files into a folder; otherwise as `download`."""
    started_s = monotonic()
    folders.check_usable(folder, manifest)
    with folders.held(folder), awake("A model is being downloaded"):
        remove_stale_parts(folder, manifest)
        folders.check_room(folder, _needed_bytes(folder, manifest, already))
        folders.begin(folder, manifest)
        yield DownloadStarted(
            repository=manifest.repository,
            commit=manifest.commit,
            folder=str(folder),
            total_bytes=manifest.total_bytes,
        )
        crew = _Crew(manifest, folder, source, patience, already, limit)
        try:
            while not crew.wait(TICK_S):
                yield crew.progress()
        finally:
            crew.stop()
        yield crew.progress()
        folders.finish(folder, crew.verified())
        yield FilesFinished(
            repository=manifest.repository,
            commit=manifest.commit,
            folder=str(folder),
            total_bytes=manifest.total_bytes,
            fetched_bytes=sum(row.fetched_bytes for row in crew.rows),
            seconds=monotonic() - started_s,
        )


def _known(wanted: Wanted, folder: Path) -> Manifest | None:
    """What an earlier run wrote down of the same version, so that nobody has to be asked again."""
    for name in (folders.UNFINISHED, folders.RECORD):
        try:
            manifest = read(folder / name)
        except EngineError:
            continue  # absent, or edited: it is asked for anew
        if manifest.repository == wanted.repository and wanted.revision in ("main", manifest.commit):
            return manifest
    return None


def _listed(wanted: Wanted, source: Source, patience: Patience) -> Generator[FilesEvent, None, Manifest]:
    """Ask what there is, as often as it takes."""
    backoff = Backoff(patience)
    while True:
        asked = _in_background(lambda: _list(wanted, source, patience))
        yield _nothing_yet()
        while futures.wait([asked], TICK_S).not_done:
            yield _nothing_yet()
        try:
            return asked.result()
        except Passing as failed:
            wait_s = backoff.next_wait_s(failed.wait_s)
            if wait_s is None:
                raise failed.error from failed
            next_try_s = monotonic() + wait_s
        while (left_s := next_try_s - monotonic()) > 0:
            yield _nothing_yet(left_s)
            sleep(min(TICK_S, left_s))


def _list(wanted: Wanted, source: Source, patience: Patience) -> Manifest:
    manifest = list_files(wanted.repository, wanted.revision, source, patience)
    told_bytes = sum(file.size_bytes for file in manifest.files if file.path.endswith(".safetensors"))
    expected_bytes = wanted.weights_bytes
    if expected_bytes is not None and not expected_bytes <= told_bytes <= expected_bytes * _HEADERS:
        raise FilesDiffer(
            said(
                "The files at this address are not those of {model} that Dewpoint knows.",
                model=wanted.repository,
            ),
            said("Use another download address, or look for a newer version of Dewpoint."),
        )
    return manifest


def _check_has_some(already: Path, manifest: Manifest) -> None:
    """Check that a folder has a file of the model, so that nobody fetches all of it by mistake."""
    if not any(found(already, manifest.repository, file) for file in manifest.files):
        raise FilesElsewhere(
            said("None of the files of {model} are in {folder}.", model=manifest.repository, folder=already),
            said("Choose the folder that they lie in, or a folder of the Hub's cache; or download them."),
        )


def _needed_bytes(folder: Path, manifest: Manifest, already: Path | None) -> int:
    """How much the disk must still take; what can be linked needs nothing."""

    def is_linkable(file: ManifestFile) -> bool:
        path = None if already is None else found(already, manifest.repository, file)
        return path is not None and path.stat().st_dev == folder.stat().st_dev

    return sum(
        file.size_bytes - folders.present_bytes(folder, file)
        for file in manifest.files
        if not is_linkable(file)
    )


def _nothing_yet(wait_s: float | None = None) -> DownloadProgressed:
    return DownloadProgressed(
        done_bytes=0, total_bytes=0, bytes_per_second=None, remaining_s=None, files=(), wait_s=wait_s
    )


def _in_background(call: Callable[[], Manifest]) -> futures.Future[Manifest]:
    """Call on a thread that holds up nobody: a name lookup cannot be called back."""
    asked = futures.Future[Manifest]()

    def run() -> None:
        try:
            asked.set_result(call())
        except BaseException as error:  # noqa: BLE001 - it is raised again where the result is asked for
            asked.set_exception(error)

    threading.Thread(target=run, name="list of files", daemon=True).start()
    return asked


class _Crew:
    """The threads that bring the files of one model, the small ones first.

    Attributes:
        rows: Where each file stands, in the manifest's order.
    """

    def __init__(
        self,
        manifest: Manifest,
        folder: Path,
        source: Source,
        patience: Patience,
        already: Path | None,
        limit: Limit,
    ) -> None:
        self.rows = [Row(file, done_bytes=folders.present_bytes(folder, file)) for file in manifest.files]
        self._manifest, self._folder, self._patience, self._already = manifest, folder, patience, already
        self._limit = limit
        self._gate = Gate()
        self._pace = Pace()
        self._paced_bytes = 0
        self._verified: dict[str, ManifestFile] = {}
        self._error: EngineError | None = None
        self._waiting = deque(sorted(self.rows, key=lambda row: row.file.size_bytes))
        self._lines = [Line(source, patience, limit) for _ in range(min(CONNECTIONS, len(self.rows)))]
        self._threads = [
            threading.Thread(target=self._work, args=(line,), name=f"download {number}", daemon=True)
            for number, line in enumerate(self._lines)
        ]
        for thread in self._threads:
            thread.start()

    def wait(self, wait_s: float) -> bool:
        """Wait so long; whether all is done, or cannot be."""
        until_s = monotonic() + wait_s
        for thread in self._threads:
            thread.join(max(0.0, until_s - monotonic()))
        return self._error is not None or not any(thread.is_alive() for thread in self._threads)

    def stop(self) -> None:
        """End all transfers; nothing is written afterwards."""
        self._gate.shut()
        for line in self._lines:
            line.abort()
        until_s = monotonic() + _END_S
        for thread in self._threads:
            thread.join(max(0.0, until_s - monotonic()))

    def verified(self) -> Manifest:
        """The manifest with the SHA-256 of every file.

        Raises:
            EngineError: A file could not be had.
        """
        if self._error is not None:
            raise self._error
        return replace(self._manifest, files=tuple(self._verified[row.file.path] for row in self.rows))

    def progress(self) -> DownloadProgressed:
        """Where all files stand."""
        files = tuple(row.progress() for row in self.rows)
        done_bytes = sum(row.present_bytes for row in self.rows)
        fetched_bytes = sum(row.fetched_bytes for row in self.rows)
        self._pace.note(fetched_bytes - self._paced_bytes)
        self._paced_bytes = fetched_bytes
        return DownloadProgressed(
            done_bytes=done_bytes,
            total_bytes=self._manifest.total_bytes,
            bytes_per_second=self._pace.bytes_per_second,
            remaining_s=self._pace.remaining_s(self._manifest.total_bytes - done_bytes),
            files=files,
        )

    def _work(self, line: Line) -> None:
        """Bring one file after the other, until none is left or one cannot be had."""
        try:
            while self._error is None and (row := self._next()) is not None:
                self._bring(row, line)
        finally:
            line.close()

    def _next(self) -> Row | None:
        try:
            return self._waiting.popleft()
        except IndexError:
            return None

    def _bring(self, row: Row, line: Line) -> None:
        transfer = Transfer(
            manifest=self._manifest,
            folder=self._folder,
            line=line,
            already=self._already,
            patience=self._patience,
            limit=self._limit,
            gate=self._gate,
            row=row,
        )
        try:
            self._verified[row.file.path] = transfer.run()
        except Stopped:
            row.state = FileState.QUEUED
        except Exception as error:  # noqa: BLE001 - the work of a thread ends here, and is reported
            row.state = FileState.FAILED
            self._error = engine_error(error)
