"""Recordings on disk: one SQLite file beside the history, which may be deleted without harm to any chat.

A recording is kept under the id of its answer; the vocabulary that reads it is kept once, under its
fingerprint, so that replay needs no model. All work is done in order on one thread of the store's own.
"""

from __future__ import annotations

import json
import logging
import sqlite3
import threading
import zlib
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from app.sqlite_file import BUSY_S, is_damage, is_gone, put_back, set_aside, write_ahead
from engine import EngineError, Trace, Vocabulary, decode_trace, encode_trace

FILE_NAME = "traces.sqlite3"
_LAYOUT = """
CREATE TABLE IF NOT EXISTS vocabularies (fingerprint TEXT PRIMARY KEY, tokens BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS traces (
    answer TEXT PRIMARY KEY,
    vocabulary TEXT NOT NULL,
    trace BLOB NOT NULL
);
CREATE TABLE IF NOT EXISTS pinned (answer TEXT PRIMARY KEY);
"""
_log = logging.getLogger(__name__)
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Stored:
    """A recording with what reads it."""

    trace: Trace
    vocabulary: Vocabulary


class Traces:
    """The recordings on disk. Its methods may be called from any thread and return at once, but `close`.

    What goes wrong with the file is logged and never raised: a chat must not suffer from its recordings.
    A damaged file is set aside and a new one begun.

    Args:
        folder: Where the file lies.
        keep: How many recordings are kept besides those that are pinned. 0 records nothing.
    """

    def __init__(self, folder: Path, *, keep: int) -> None:
        self._path = folder / FILE_NAME
        self._keep = keep
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="traces")
        self._connection: sqlite3.Connection | None = None
        self._known: tuple[Vocabulary, str] | None = None  # with its fingerprint
        self._closed = threading.Event()

    def save(self, answer: str, trace: Trace, vocabulary: Vocabulary, done: Callable[[bool], None]) -> None:
        """Keep the recording of an answer, in place of an earlier one.

        Args:
            answer: The id of the answer.
            trace: Every step of it.
            vocabulary: What reads it.
            done: Gets whether memory need not hold it: it is in the file by now, or none are to be kept. On
                the store's thread.
        """
        self._do(
            lambda file: self._save(file, answer, trace, vocabulary),
            lambda settled: done(settled is True),
        )

    def load(self, answer: str, done: Callable[[Stored | EngineError | None], None]) -> None:
        """Read a recording; `done` gets it, or why not, or None where none is, on the store's thread."""
        self._do(lambda file: self._load(file, answer), done)

    def delete(self, answers: Iterable[str], done: Callable[[bool], None] = lambda _is_done: None) -> None:
        """Forget the recordings of answers; `done` gets whether they are gone, on the store's thread."""
        keys = [(answer,) for answer in answers]
        self._do(lambda file: self._delete(file, keys), lambda is_done: done(is_done is True))

    def pin(self, answer: str, done: Callable[[frozenset[str] | None], None], *, pinned: bool) -> None:
        """Let a recording stay however many come after it, or no longer; `done` as in `pins`."""
        self._do(lambda file: self._pin(file, answer, pinned), done)

    def pins(self, done: Callable[[frozenset[str] | None], None]) -> None:
        """Find out which recordings stay: `done` gets their answers, or None, on the store's thread."""
        self._do(_pinned, done)

    def retain(self, keep: int) -> None:
        """Keep so many recordings from now on; older ones go with the next `save` or `trim`."""
        self._keep = keep

    def trim(self) -> None:
        """Let go of the recordings that are older than those to keep."""
        self._do(self._trim)

    def close(self) -> None:
        """Finish what was asked, and close the file."""
        if not self._closed.is_set():
            self._worker.submit(self._shut)
            self._closed.set()
        self._worker.shutdown(wait=True)

    # What follows runs on the store's thread.

    def _do(
        self,
        work: Callable[[sqlite3.Connection], Result],
        done: Callable[[Result | None], None] = lambda _result: None,
    ) -> None:
        if not self._closed.is_set():
            self._worker.submit(self._guarded, work, done)

    def _guarded(
        self, work: Callable[[sqlite3.Connection], Result], done: Callable[[Result | None], None]
    ) -> None:
        """Do some work, and tell what came of it once that is in the file; None where it failed."""
        result = None
        try:
            result = self._done(work)
        except (sqlite3.Error, OSError):
            _log.warning("Recordings cannot be kept in %s.", self._path, exc_info=True)
        except Exception:  # noqa: BLE001 - the store's thread ends here, and a chat must go on
            _log.exception("A recording could not be handled.")
        done(result)

    def _done(self, work: Callable[[sqlite3.Connection], Result]) -> Result:
        """Do some work over the file; where that shows that it is damaged, over a new one."""
        try:
            with self._opened() as file:
                return work(file)
        except sqlite3.DatabaseError as error:
            if not is_damage(error):
                raise
            self._shut()
            set_aside(self._path)
            with self._opened() as file:
                return work(file)

    def _opened(self) -> sqlite3.Connection:
        if self._connection is not None and is_gone(self._path):
            put_back(self._connection, self._path)
            self._connection = None
        if self._connection is None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._connection = _connected(self._path)
        return self._connection

    def _shut(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _save(self, file: sqlite3.Connection, answer: str, trace: Trace, vocabulary: Vocabulary) -> bool:
        """Write a recording, where any are kept, and let older ones go; True once that is done."""
        if self._keep > 0 or answer in _pinned(file):
            self._write(file, answer, trace, vocabulary)
        self._trim(file)
        return True

    def _write(self, file: sqlite3.Connection, answer: str, trace: Trace, vocabulary: Vocabulary) -> None:
        fingerprint = self._fingerprint(vocabulary)
        about = replace(trace.about, vocabulary=fingerprint, vocabulary_size=len(vocabulary.tokens))
        packed = encode_trace(replace(trace, about=about))
        if not _first(file, "SELECT 1 FROM vocabularies WHERE fingerprint = ?", fingerprint):
            file.execute("INSERT INTO vocabularies VALUES (?, ?)", (fingerprint, pack_vocabulary(vocabulary)))
        file.execute(
            "INSERT INTO traces (answer, vocabulary, trace) VALUES (?, ?, ?) ON CONFLICT (answer)"
            " DO UPDATE SET vocabulary = excluded.vocabulary, trace = excluded.trace",
            (answer, fingerprint, packed),
        )

    def _load(self, file: sqlite3.Connection, answer: str) -> Stored | EngineError | None:
        row = _first(file, "SELECT trace, vocabulary FROM traces WHERE answer = ?", answer)
        if row is None:
            return None
        packed, fingerprint = row
        try:
            trace = decode_trace(packed, vocabulary=fingerprint)
        except EngineError as error:
            return error
        vocabulary = self._vocabulary(file, fingerprint)
        return Stored(trace, vocabulary) if vocabulary is not None else None

    def _vocabulary(self, file: sqlite3.Connection, fingerprint: str) -> Vocabulary | None:
        """The vocabulary with a fingerprint: the one that was met last, where it is that."""
        if self._known is None or self._known[1] != fingerprint:
            row = _first(file, "SELECT tokens FROM vocabularies WHERE fingerprint = ?", fingerprint)
            if row is None:
                return None
            self._known = (unpack_vocabulary(row[0]), fingerprint)
        return self._known[0]

    def _fingerprint(self, vocabulary: Vocabulary) -> str:
        if self._known is None or self._known[0] is not vocabulary:
            self._known = (vocabulary, vocabulary.fingerprint())
        return self._known[1]

    def _delete(self, file: sqlite3.Connection, keys: list[tuple[str]]) -> bool:
        for table in ("traces", "pinned"):
            file.executemany(f"DELETE FROM {table} WHERE answer = ?", keys)
        return True

    def _pin(self, file: sqlite3.Connection, answer: str, pinned: bool) -> frozenset[str]:
        if pinned:
            file.execute("INSERT OR IGNORE INTO pinned SELECT answer FROM traces WHERE answer = ?", (answer,))
        else:
            file.execute("DELETE FROM pinned WHERE answer = ?", (answer,))
        return _pinned(file)

    def _trim(self, file: sqlite3.Connection) -> None:
        loose = "FROM traces WHERE answer NOT IN (SELECT answer FROM pinned)"
        file.execute(
            f"DELETE {loose} AND rowid NOT IN (SELECT rowid {loose} ORDER BY rowid DESC LIMIT ?)",
            (max(self._keep, 0),),
        )
        file.execute("DELETE FROM vocabularies WHERE fingerprint NOT IN (SELECT vocabulary FROM traces)")


def pack_vocabulary(vocabulary: Vocabulary) -> bytes:
    """A vocabulary as bytes."""
    fields = {
        "tokens": vocabulary.tokens,
        "special_ids": sorted(vocabulary.special_ids),
        "end_ids": sorted(vocabulary.end_ids),
        "pad_id": vocabulary.pad_id,
    }
    # In pieces: written in one, so many tokens would keep the interpreter from the window for too long.
    return zlib.compress("".join(json.JSONEncoder().iterencode(fields)).encode())


def unpack_vocabulary(packed: bytes) -> Vocabulary:
    """What `pack_vocabulary` packed."""
    fields = json.loads(zlib.decompress(packed))
    return Vocabulary(
        tokens=tuple(fields["tokens"]),
        special_ids=frozenset(fields["special_ids"]),
        end_ids=frozenset(fields["end_ids"]),
        pad_id=fields["pad_id"],
    )


def _connected(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=BUSY_S, check_same_thread=False)
    try:
        write_ahead(connection, wait_s=BUSY_S)
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA secure_delete = ON")  # what is deleted is overwritten
        connection.executescript(_LAYOUT)
    except sqlite3.DatabaseError:
        connection.close()
        raise
    return connection


def _pinned(file: sqlite3.Connection) -> frozenset[str]:
    """The answers whose recordings stay."""
    return frozenset(answer for (answer,) in file.execute("SELECT answer FROM pinned"))


def _first(file: sqlite3.Connection, query: str, key: str) -> tuple[Any, ...] | None:
    """The first row that a query finds."""
    with closing(file.execute(query, (key,))) as rows:
        row: tuple[Any, ...] | None = rows.fetchone()
    return row
