"""Finding words in what was said: any part of a word, in any script, newest first."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable

from app.history.records import Found

MOST = 200  # conversations found at most
INDEXED = 3  # characters from which a word is found by the index
EXCERPT = 90  # characters of an excerpt
LEAD = 24  # of them before the word
MOST_WORDS = 100  # SQLite has a limit on what a question may hold
_LIKE = r"message.text LIKE ? ESCAPE '\'"
_THINGS = re.compile(r'(?<!\S)"(?P<phrase>[^"]*[^"\s][^"]*)"(?!\S)|(?P<word>\S+)')
_STEPS = 20_000  # of SQLite's machine between two looks at whether the search is still wanted


def search(
    connection: sqlite3.Connection, words: str, is_stale: Callable[[], bool] = lambda: False
) -> list[Found]:
    """The conversations with a message that holds every word; empty once the search is stale."""
    wanted = words_of(words)
    if not wanted:
        return []
    connection.set_progress_handler(lambda: int(is_stale()), _STEPS)
    try:
        return _found(connection, wanted)
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_INTERRUPT:
            return []
        raise
    finally:
        connection.set_progress_handler(None, 0)


def words_of(written: str) -> list[str]:
    """What is looked for, each once: words, or in quotation marks words as they stand; not very many."""
    told = _THINGS.finditer(written.replace("\0", " "))  # SQLite's language ends at a zero
    return list(dict.fromkeys(found["phrase"] or found["word"] for found in told))[:MOST_WORDS]


def _found(connection: sqlite3.Connection, words: list[str]) -> list[Found]:
    found: dict[int, Found] = {}
    rows = connection.execute(*_query(words))
    for message, conversation, text in rows:
        if conversation not in found:
            excerpt = excerpt_of(text, words[0])
            found[conversation] = Found(conversation=conversation, message=message, excerpt=excerpt)
            if len(found) == MOST:
                break
    rows.close()
    return list(found.values())


def _query(words: list[str]) -> tuple[str, list[str]]:
    """By the index for long words; what is shorter than the index knows is looked for in the text.

    CROSS JOIN keeps the order of the tables, so that rows come newest first without being sorted.
    """
    indexed = [word for word in words if len(word) >= INDEXED]
    short = [word for word in words if len(word) < INDEXED]
    source, order, conditions, values = "message", "message.id", [], []
    if indexed:
        source = "message_text CROSS JOIN message ON message.id = message_text.rowid"
        order = "message_text.rowid"
        conditions.append("message_text MATCH ?")
        values.append(" ".join('"' + word.replace('"', '""') + '"' for word in indexed))
    for word in short:
        cases = _cases(word)
        conditions.append(f"({' OR '.join([_LIKE] * len(cases))})")
        values += [f"%{_escaped(case)}%" for case in cases]
    conditions += ["message.deleted_s IS NULL", "conversation.deleted_s IS NULL"]
    return (
        f"SELECT message.id, message.conversation, message.text FROM {source}"
        " CROSS JOIN conversation ON conversation.id = message.conversation"
        f" WHERE {' AND '.join(conditions)} ORDER BY {order} DESC",
        values,
    )


def _cases(word: str) -> list[str]:
    """A word as it may be written in capitals and small letters; of ASCII SQLite knows that itself."""
    return [word] if word.isascii() else list({word, word.lower(), word.upper(), word.title()})


def _escaped(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")


def excerpt_of(text: str, word: str) -> str:
    """One line around the first place of a word."""
    found = re.search(re.escape(word), text, re.IGNORECASE)  # folded, a text may be longer
    start = max(found.start() - LEAD, 0) if found is not None else 0
    line = " ".join(text[start : start + EXCERPT].split())
    return f"…{line}" if start else line
