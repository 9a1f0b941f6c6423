"""What is asked of the file, each a function over a connection; to be called in the thread that owns it."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, fields, replace

from app.history import attached
from app.history.database import transaction
from app.history.records import Outcome, StoredConversation, StoredMessage, new_id
from engine import Deed, EngineError, Preset, Role, Steering, TurnOptions, TurnStats

CONVERSATION_COLUMNS, MESSAGE_COLUMNS = (
    tuple(field.name for field in fields(kind) if field.name != "attachments")  # they have a table
    for kind in (StoredConversation, StoredMessage)
)


def _upsert(table: str, names: Sequence[str]) -> str:
    taken = ", ".join(f"{name} = excluded.{name}" for name in names if name != "id")
    marks = ", ".join(f":{name}" for name in names)
    return f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks}) ON CONFLICT (id) DO UPDATE SET {taken}"


PURGED = "purged"  # the name under which is remembered what else may be left of
_SAVE_CONVERSATION = _upsert("conversation", CONVERSATION_COLUMNS)
_SAVE_MESSAGE = _upsert("message", MESSAGE_COLUMNS)


def save(
    connection: sqlite3.Connection, record: StoredConversation, said: Iterable[StoredMessage] = ()
) -> None:
    """Write a conversation and some of its messages, new or changed, as one."""
    with transaction(connection):
        insert(connection, record, said)


def insert(connection: sqlite3.Connection, record: StoredConversation, said: Iterable[StoredMessage]) -> None:
    """The same within a transaction of the caller's."""
    connection.execute(_SAVE_CONVERSATION, _row(record))
    attached.attach(connection, record.id, record.attachments)
    for message in said:
        connection.execute(_SAVE_MESSAGE, _row(message))
        attached.attach(connection, message.id, message.attachments)


def conversations(connection: sqlite3.Connection) -> list[StoredConversation]:
    """All conversations, those in which nothing was asked yet as well; the newest first."""
    rows = connection.execute(
        f"SELECT {', '.join(CONVERSATION_COLUMNS)} FROM conversation"
        " WHERE deleted_s IS NULL ORDER BY updated_s DESC"
    )
    files = attached.of_drafts(connection)
    read = [conversation_from(row) for row in rows]
    return [replace(each, attachments=files[each.id]) if each.id in files else each for each in read]


def messages(connection: sqlite3.Connection, id: int) -> list[StoredMessage]:
    """All messages of a conversation, every branch; the oldest first."""
    rows = connection.execute(
        f"SELECT {', '.join(MESSAGE_COLUMNS)} FROM message"
        " WHERE conversation = ? AND deleted_s IS NULL ORDER BY id",
        (id,),
    )
    files = attached.of_messages(connection, id)
    read = [message_from(row) for row in rows]
    return [replace(each, attachments=files[each.id]) if each.id in files else each for each in read]


def conversation(connection: sqlite3.Connection, id: int) -> StoredConversation | None:
    """One conversation; None where there is none of that id."""
    found = connection.execute(
        f"SELECT {', '.join(CONVERSATION_COLUMNS)} FROM conversation WHERE id = ?", (id,)
    ).fetchone()
    if found is None:
        return None
    return replace(conversation_from(found), attachments=attached.of_drafts(connection).get(id, ()))


def delete_conversation(connection: sqlite3.Connection, id: int, *, deleted: bool = True) -> None:
    """Mark a conversation as deleted, or take that back."""
    connection.execute(
        "UPDATE conversation SET deleted_s = ? WHERE id = ?", (time.time() if deleted else None, id)
    )


def delete_messages(connection: sqlite3.Connection, ids: Sequence[int], *, deleted: bool = True) -> None:
    """Mark messages as deleted, or take that back."""
    when_s = time.time() if deleted else None
    with transaction(connection):
        connection.executemany("UPDATE message SET deleted_s = ? WHERE id = ?", [(when_s, id) for id in ids])


def purge(connection: sqlite3.Connection) -> list[int]:
    """Remove for good what is marked as deleted, and conversations in which nothing was ever written.

    Returns:
        The ids of the messages that went, now and before, as long as they are remembered as `PURGED`.
    """
    with transaction(connection):
        gone = connection.execute(
            "SELECT id FROM message WHERE deleted_s IS NOT NULL"
            " OR conversation IN (SELECT id FROM conversation WHERE deleted_s IS NOT NULL)"
        ).fetchall()
        purged: list[int] = json.loads(state(connection, PURGED) or "[]") + [id for (id,) in gone]
        if gone:
            remember(connection, PURGED, json.dumps(purged))
        connection.execute("DELETE FROM message WHERE deleted_s IS NOT NULL")
        connection.execute(
            "DELETE FROM conversation WHERE deleted_s IS NOT NULL OR (title = '' AND draft = ''"
            " AND NOT EXISTS (SELECT 1 FROM attachment WHERE owner = conversation.id)"
            " AND NOT EXISTS (SELECT 1 FROM message WHERE message.conversation = conversation.id))"
        )
        attached.forget(connection)
    return purged


def duplicate(connection: sqlite3.Connection, id: int, title: str) -> StoredConversation | None:
    """Copy a conversation with every branch under new ids; None where there is no such conversation."""
    found = conversation(connection, id)
    if found is None:
        return None
    copy, copies = renumbered(found, messages(connection, id), title=title)
    save(connection, copy, copies)
    return copy


def renumbered(
    record: StoredConversation, said: Sequence[StoredMessage], *, title: str
) -> tuple[StoredConversation, list[StoredMessage]]:
    """A copy of a conversation, made now: under new ids and another name."""
    return with_new_ids(replace(record, title=title, is_named=True, updated_s=time.time()), said)


def with_new_ids(
    record: StoredConversation, said: Sequence[StoredMessage]
) -> tuple[StoredConversation, list[StoredMessage]]:
    """The same conversation, as it was, under new ids."""
    ids: dict[int | None, int] = {message.id: new_id() for message in said}
    copy = replace(record, id=new_id(), shown=ids.get(record.shown))
    copies = [
        replace(each, id=ids[each.id], conversation=copy.id, parent=ids.get(each.parent)) for each in said
    ]
    return copy, copies


def greatest_id(connection: sqlite3.Connection) -> int:
    """The id that was made last of all that are kept; 0 where nothing is."""
    (greatest,) = connection.execute(
        "SELECT max((SELECT ifnull(max(id), 0) FROM message), (SELECT ifnull(max(id), 0) FROM conversation))"
    ).fetchone()
    return int(greatest)


def state(connection: sqlite3.Connection, name: str) -> str:
    """What was last remembered under a name; empty where nothing was."""
    found = connection.execute("SELECT value FROM state WHERE name = ?", (name,)).fetchone()
    return "" if found is None else str(found[0])


def remember(connection: sqlite3.Connection, name: str, value: str) -> None:
    """Remember a value under a name."""
    connection.execute("INSERT OR REPLACE INTO state (name, value) VALUES (?, ?)", (name, value))


def _row(record: StoredConversation | StoredMessage) -> dict[str, object]:
    """A record as SQLite takes it."""
    columns = MESSAGE_COLUMNS if isinstance(record, StoredMessage) else CONVERSATION_COLUMNS
    row: dict[str, object] = {name: getattr(record, name) for name in columns}
    for name in ("options", "stats"):
        if isinstance(held := row.get(name), TurnOptions | TurnStats):
            row[name] = json.dumps(asdict(held))
    return row


def conversation_from(row: Sequence[object]) -> StoredConversation:
    """The conversation of a row with its columns in order."""
    values = dict(zip(CONVERSATION_COLUMNS, row, strict=True))
    flags = {name: bool(values[name]) for name in ("is_named", "is_pinned")}
    return StoredConversation(**values | flags | {"options": options_from(values["options"])})  # type: ignore[arg-type]  # the table is STRICT


def message_from(row: Sequence[object]) -> StoredMessage:
    """The message of a row with its columns in order."""
    values = dict(zip(MESSAGE_COLUMNS, row, strict=True))
    read = {
        "role": Role(str(values["role"])),
        "outcome": Outcome(str(values["outcome"])),
        "options": options_from(values["options"]),
        "stats": stats_from(values["stats"]),
    }
    return StoredMessage(**values | read)  # type: ignore[arg-type]  # the table is STRICT


def options_from(stored: object) -> TurnOptions | None:
    """Options as they were stored, by this version or another; None where they mean nothing here."""
    known = _known(stored, {field.name for field in fields(TurnOptions)})
    try:
        known["preset"] = Preset(str(known.get("preset")))
        known["steerings"] = _steerings_from(known.get("steerings", ()))
        return TurnOptions(**known)  # type: ignore[arg-type]  # what does not fit raises
    except (EngineError, TypeError, ValueError, KeyError):
        return None


def _steerings_from(stored: object) -> tuple[Steering, ...]:
    """Deeds as they were stored; raises where one means nothing."""
    if not isinstance(stored, Sequence):
        raise TypeError("no deeds")
    return tuple(Steering(**{**row, "deed": Deed(row["deed"])}) for row in stored)


def stats_from(stored: object) -> TurnStats | None:
    """Measures as they were stored; None where one is missing, or is no number."""
    known = _known(stored, {field.name for field in fields(TurnStats)})
    seeds = known.pop("earlier_seeds", [])
    measured = {name for name, value in known.items() if value is not None or name != "first_text_seconds"}
    if not all(isinstance(known[name], int | float) for name in measured):
        return None
    if not isinstance(seeds, list) or not all(isinstance(seed, int) for seed in seeds):
        return None
    try:
        return TurnStats(**known, earlier_seeds=tuple(seeds))  # type: ignore[arg-type]  # what is missing raises
    except TypeError:
        return None


def _known(stored: object, names: set[str]) -> dict[str, object]:
    """Those of `names` that are told, by an object or by its JSON; nothing where it is neither."""
    try:
        held = json.loads(stored) if isinstance(stored, str) else stored
    except ValueError:
        return {}
    return {name: held[name] for name in names & held.keys()} if isinstance(held, Mapping) else {}
