"""Which files go with which messages and drafts, in the file; to be called in the thread that owns it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence

from app.attachments import Attachment, Kind

_QUERY = (
    "SELECT attachment.owner, attachment.name, attachment.kind, attachment.note, file.text, file.content"
    " FROM attachment JOIN file ON file.digest = attachment.file"
)


def attach(connection: sqlite3.Connection, owner: int, attachments: Sequence[Attachment]) -> None:
    """Let these files, and no others, go with a message or a draft; within a transaction of the caller's."""
    held = connection.execute(
        "SELECT name, kind, note, file FROM attachment WHERE owner = ? ORDER BY place", (owner,)
    ).fetchall()
    if held == [_row(each) for each in attachments]:
        return
    connection.execute("DELETE FROM attachment WHERE owner = ?", (owner,))
    for place, each in enumerate(attachments):
        connection.execute(
            "INSERT OR IGNORE INTO file VALUES (?, ?, ?)", (each.digest, each.text, each.content)
        )
        connection.execute("INSERT INTO attachment VALUES (?, ?, ?, ?, ?, ?)", (owner, place, *_row(each)))


def of_messages(connection: sqlite3.Connection, conversation: int) -> dict[int, tuple[Attachment, ...]]:
    """The files of every message of a conversation, by the message's id."""
    return _gathered(
        connection.execute(
            f"{_QUERY} JOIN message ON message.id = attachment.owner"
            " WHERE message.conversation = ? ORDER BY attachment.owner, attachment.place",
            (conversation,),
        )
    )


def of_drafts(connection: sqlite3.Connection) -> dict[int, tuple[Attachment, ...]]:
    """The files of every draft, by the conversation's id."""
    return _gathered(
        connection.execute(
            f"{_QUERY} JOIN conversation ON conversation.id = attachment.owner"
            " ORDER BY attachment.owner, attachment.place"
        )
    )


def everywhere(connection: sqlite3.Connection) -> Iterator[tuple[int, Attachment]]:
    """The files of all owners, each with its owner's id."""
    yield from _read(connection.execute(f"{_QUERY} ORDER BY attachment.owner, attachment.place"))


def forget(connection: sqlite3.Connection) -> None:
    """Remove what goes with nothing any more; within a transaction of the caller's."""
    connection.execute(
        "DELETE FROM attachment WHERE NOT EXISTS (SELECT 1 FROM message WHERE id = owner)"
        " AND NOT EXISTS (SELECT 1 FROM conversation WHERE id = owner)"
    )
    connection.execute(
        "DELETE FROM file WHERE NOT EXISTS (SELECT 1 FROM attachment WHERE attachment.file = digest)"
    )


def _row(attachment: Attachment) -> tuple[str, str, str, str]:
    return attachment.name, attachment.kind.value, attachment.note, attachment.digest


def _gathered(rows: sqlite3.Cursor) -> dict[int, tuple[Attachment, ...]]:
    gathered: dict[int, tuple[Attachment, ...]] = {}
    for owner, attachment in _read(rows):
        gathered[owner] = (*gathered.get(owner, ()), attachment)
    return gathered


def _read(rows: sqlite3.Cursor) -> Iterator[tuple[int, Attachment]]:
    for owner, name, kind, note, text, content in rows:
        yield owner, Attachment(name=name, kind=Kind(kind), note=note, text=text, content=content)
