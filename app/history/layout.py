"""The layouts of the file, oldest first: each is the statements that lead there from the one before.

A layout that was ever shipped is never edited; a change is a new entry at the end. `PRAGMA user_version`
counts the entries that a file has.
"""

from __future__ import annotations

_CONVERSATION = """
CREATE TABLE conversation (
    id INTEGER PRIMARY KEY,
    title TEXT NOT NULL,
    is_named INTEGER NOT NULL,
    is_pinned INTEGER NOT NULL,
    folder TEXT NOT NULL,
    created_s REAL NOT NULL,
    updated_s REAL NOT NULL,
    shown INTEGER,
    draft TEXT NOT NULL,
    system TEXT NOT NULL,
    options TEXT,
    deleted_s REAL
) STRICT
"""
# A parent is no foreign key: what could be saved of a damaged file may lack one, and is shown all the same.
_MESSAGE = """
CREATE TABLE message (
    id INTEGER PRIMARY KEY,
    conversation INTEGER NOT NULL REFERENCES conversation ON DELETE CASCADE,
    parent INTEGER,
    role TEXT NOT NULL,
    text TEXT NOT NULL,
    thought TEXT NOT NULL,
    outcome TEXT NOT NULL,
    options TEXT,
    stats TEXT,
    error_title TEXT NOT NULL,
    error_hint TEXT NOT NULL,
    created_s REAL NOT NULL,
    deleted_s REAL
) STRICT
"""
# Three characters are one term: any part of a word is found, in scripts without spaces as well.
_SEARCH = """
CREATE VIRTUAL TABLE message_text USING fts5(text, content = 'message', content_rowid = 'id',
    tokenize = 'trigram')
"""
_REMOVE = "INSERT INTO message_text (message_text, rowid, text) VALUES ('delete', old.id, old.text)"
_ADD = "INSERT INTO message_text (rowid, text) VALUES (new.id, new.text)"

# A file is kept once, however many messages and copies of them it goes with.
_FILE = """
CREATE TABLE file (
    digest TEXT PRIMARY KEY,
    text TEXT NOT NULL,
    content BLOB NOT NULL
) STRICT
"""
# Its owner is a message, or the conversation in whose draft it waits.
_ATTACHMENT = """
CREATE TABLE attachment (
    owner INTEGER NOT NULL,
    place INTEGER NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    note TEXT NOT NULL,
    file TEXT NOT NULL REFERENCES file,
    PRIMARY KEY (owner, place)
) STRICT, WITHOUT ROWID
"""

LAYOUTS: tuple[tuple[str, ...], ...] = (
    (
        _CONVERSATION,
        _MESSAGE,
        "CREATE INDEX message_conversation ON message (conversation)",
        _SEARCH,
        f"CREATE TRIGGER message_added AFTER INSERT ON message BEGIN {_ADD}; END",
        f"CREATE TRIGGER message_removed AFTER DELETE ON message BEGIN {_REMOVE}; END",
        f"""CREATE TRIGGER message_changed AFTER UPDATE OF text ON message WHEN old.text <> new.text
            BEGIN {_REMOVE}; {_ADD}; END""",
        "CREATE TABLE state (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT",
    ),
    (_FILE, _ATTACHMENT, "CREATE INDEX attachment_file ON attachment (file)"),
)
