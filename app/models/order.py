"""The order in which conversations are listed: pinned, folders, then by day; pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from PySide6.QtCore import QDate, QDateTime, QLocale

from app.history import StoredConversation
from app.language import tr


@dataclass(frozen=True, slots=True)
class Heading:
    """A line above a group of conversations."""

    words: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A listed conversation; `excerpt` is where a search found something."""

    id: int
    excerpt: str = ""


Row = Heading | Entry


def shelved(records: Iterable[StoredConversation], now: datetime) -> list[Row]:
    """The rows of the list: what has a title, each group under its heading, the newest first."""
    newest_first = sorted((r for r in records if r.title), key=lambda r: r.updated_s, reverse=True)
    pinned = [record for record in newest_first if record.is_pinned]
    rows: list[Row] = _group(tr("Pinned"), pinned)
    loose: list[StoredConversation] = []
    folders: dict[str, list[StoredConversation]] = {}
    for record in newest_first:
        if not record.is_pinned:
            (folders.setdefault(record.folder, []) if record.folder else loose).append(record)
    for folder in sorted(folders, key=str.casefold):
        rows += _group(folder, folders[folder])
    return rows + _by_day(loose, now)


def _group(words: str, records: list[StoredConversation]) -> list[Row]:
    return [Heading(words), *(Entry(record.id) for record in records)] if records else []


def _by_day(newest_first: list[StoredConversation], now: datetime) -> list[Row]:
    rows: list[Row] = []
    since_s = float("inf")
    for record in newest_first:
        if record.updated_s < since_s:
            words, since_s = _day_of(record.updated_s, now)
            rows.append(Heading(words))
        rows.append(Entry(record.id))
    return rows


def _day_of(moment_s: float, now: datetime) -> tuple[str, float]:
    """The heading of a moment, and the earliest moment that has the same."""
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    for words, days in (
        (tr("Today"), 0),
        (tr("Yesterday"), 1),
        (tr("Last 7 days"), 7),
        (tr("Last 30 days"), 30),
    ):
        since_s = (today - timedelta(days=days)).timestamp()
        if moment_s >= since_s:
            return words, since_s
    day = QDateTime.fromSecsSinceEpoch(int(moment_s)).date()
    month = QDate(day.year(), day.month(), 1)  # of Qt: Python's on Windows fails in January 1970
    return QLocale().toString(month, "MMMM yyyy"), month.startOfDay().toSecsSinceEpoch()
