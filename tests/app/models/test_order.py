from __future__ import annotations

from datetime import datetime, timedelta

from app.history import StoredConversation
from app.models.order import Entry, Heading, shelved

NOW = datetime(2026, 3, 30, 9, 0)  # a day after clocks changed in Europe


def _at(title: str, when: datetime, *, pinned: bool = False, folder: str = "") -> StoredConversation:
    return StoredConversation(title=title, updated_s=when.timestamp(), is_pinned=pinned, folder=folder)


def _words(*records: StoredConversation) -> list[str]:
    titles = {record.id: record.title for record in records}
    return [f"# {row.words}" if isinstance(row, Heading) else titles[row.id] for row in shelved(records, NOW)]


def test_conversations_stand_under_their_day_newest_first() -> None:
    today = NOW.replace(hour=0)
    assert _words(
        _at("month", datetime(2026, 1, 31, 23, 59)),
        _at("midnight", today),
        _at("week", NOW - timedelta(days=5)),
        _at("just now", NOW),
        _at("same month", datetime(2026, 1, 1)),
        _at("late", today - timedelta(minutes=1)),
        _at("weeks", NOW - timedelta(days=20)),
        _at("long ago", datetime(2019, 12, 24)),
    ) == [
        "# Today", "just now", "midnight", "# Yesterday", "late", "# Last 7 days", "week",
        "# Last 30 days", "weeks", "# January 2026", "month", "same month", "# December 2019", "long ago",
    ]  # fmt: skip


def test_a_conversation_of_a_clock_that_was_never_set_is_listed_last() -> None:
    never_set = StoredConversation(title="old", updated_s=2 * 86_400.0)
    assert _words(never_set, _at("new", NOW)) == ["# Today", "new", "# January 1970", "old"]


def test_pinned_ones_stand_above_folders_and_folders_above_days() -> None:
    assert _words(
        _at("loose", NOW),
        _at("Zebra", NOW, folder="work"),
        _at("ant", NOW, folder="Garden"),
        _at("old and pinned", NOW - timedelta(days=400), pinned=True, folder="work"),
    ) == ["# Pinned", "old and pinned", "# Garden", "ant", "# work", "Zebra", "# Today", "loose"]


def test_what_has_no_title_yet_is_not_listed() -> None:
    assert shelved([StoredConversation(draft="half")], NOW) == []
    record = _at("one", NOW)
    assert shelved([record], NOW)[1] == Entry(record.id)
