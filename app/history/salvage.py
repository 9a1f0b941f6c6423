"""Taking over what can still be read of a damaged file."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from app.attachments import Attachment
from app.history.attached import everywhere
from app.history.database import transaction
from app.history.records import StoredConversation, StoredMessage
from app.history.statements import (
    CONVERSATION_COLUMNS,
    MESSAGE_COLUMNS,
    conversation_from,
    insert,
    message_from,
)
from app.language import mark, tr
from app.sqlite_file import WITH_FILE

T = TypeVar("T")
RECOVERED = mark("Recovered conversation")


def salvage(damaged: Path, connection: sqlite3.Connection) -> int:
    """Copy every conversation and message that can be read into another file.

    The damaged file itself is not touched: a copy of it is read.

    Returns:
        How many conversations were taken over.
    """
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        copy = Path(folder) / damaged.name
        for ending in WITH_FILE:
            part = damaged.with_name(damaged.name + ending)
            if part.exists():
                shutil.copyfile(part, copy.with_name(copy.name + ending))
        with closing(sqlite3.connect(copy)) as source:
            records = _readable(source, "conversation", CONVERSATION_COLUMNS, conversation_from)
            said = _readable(source, "message", MESSAGE_COLUMNS, message_from)
            files = _files(source)
            deleted = set(_readable(source, "conversation", ("id",), lambda row: row[0], state="NOT NULL"))
    said = [replace(each, attachments=files.get(each.id, ())) for each in said]
    records = [replace(each, attachments=files.get(each.id, ())) for each in records]
    return _take_over(records, [each for each in said if each.conversation not in deleted], connection)


def _files(source: sqlite3.Connection) -> dict[int, tuple[Attachment, ...]]:
    """What goes with messages and drafts, up to the damage; nothing in a file older than attachments."""
    files: dict[int, tuple[Attachment, ...]] = {}
    with suppress(sqlite3.Error, ValueError, TypeError, AttributeError):
        for owner, attachment in everywhere(source):
            files[owner] = (*files.get(owner, ()), attachment)
    return files


def _take_over(
    records: Sequence[StoredConversation], said: Sequence[StoredMessage], connection: sqlite3.Connection
) -> int:
    by_id = {record.id: record for record in records}
    messages: dict[int, list[StoredMessage]] = {}
    for message in said:
        messages.setdefault(message.conversation, []).append(message)
    for id in messages.keys() - by_id.keys():
        by_id[id] = StoredConversation(id=id, title=tr(RECOVERED), created_s=messages[id][0].created_s)
    with transaction(connection):
        for id, record in by_id.items():
            insert(connection, record, messages.get(id, []))
    return len(by_id)


def _readable(
    source: sqlite3.Connection,
    table: str,
    columns: Sequence[str],
    made: Callable[[Sequence[object]], T],
    *,
    state: str = "NULL",
) -> list[T]:
    """The rows of a table from both ends up to the damage, as records; what makes no sense is left out."""
    rows: dict[object, Sequence[object]] = {}
    query = f"SELECT {', '.join(columns)} FROM {table} WHERE deleted_s IS {state} ORDER BY id"
    for order in ("ASC", "DESC"):
        with suppress(sqlite3.Error):
            for row in source.execute(f"{query} {order}"):
                rows[row[0]] = row
    records: list[T] = []
    for id in sorted(rows, key=str):
        with suppress(ValueError, TypeError):
            records.append(made(rows[id]))
    return records
