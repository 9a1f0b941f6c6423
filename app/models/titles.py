"""Finding conversations by their titles; pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from app.history import MOST, StoredConversation, words_of

Title = tuple[str, int]


def titles_of(records: Iterable[StoredConversation]) -> list[Title]:
    """The titles as they are compared, each with its conversation, the newest first."""
    newest_first = sorted(records, key=lambda record: -record.updated_s)
    return [(record.title.casefold(), record.id) for record in newest_first if record.title]


def titled(titles: Sequence[Title], words: str) -> list[int]:
    """The conversations with every word in their title; not more than are looked at."""
    left = titles
    for word in words_of(words.casefold()):  # ten thousand titles are looked through with each key
        left = [title for title in left if word in title[0]]
    return [id for _, id in left[:MOST]]
