"""How long to wait for whom, and when to give up."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from random import Random

PROGRESS_BYTES = 2**20  # so much new is progress; a single byte is not


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """Limits of waiting.

    Attributes:
        connect_s: For a connection.
        stall_s: For the next byte of an answer.
        first_wait_s: Before the second try; doubled for each one after.
        longest_wait_s: The most that doubling comes to.
        longest_told_s: The most that a server may ask for; beyond, it is called busy.
        tries: How many tries in a row may bring nothing.
    """

    connect_s: float = 10.0
    stall_s: float = 20.0
    first_wait_s: float = 1.0
    longest_wait_s: float = 30.0
    longest_told_s: float = 600.0
    tries: int = 8


class Backoff:
    """Counts tries that brought nothing, and says how long to wait before the next.

    Args:
        patience: The limits.
        chance: Spreads the waits, so that many who failed together do not come back together.
    """

    def __init__(self, patience: Patience, chance: Random | None = None) -> None:
        self._patience = patience
        self._chance = chance or Random()
        self._failed = 0

    def reset(self) -> None:
        """There was progress: count from the start."""
        self._failed = 0

    def next_wait_s(self, told_s: float | None = None) -> float | None:
        """Seconds to wait, at least what the server told; None where it is time to give up."""
        self._failed += 1
        limits = self._patience
        if self._failed >= limits.tries or (told_s or 0.0) > limits.longest_told_s:
            return None
        doubled = limits.first_wait_s * 2.0 ** (self._failed - 1)
        own_s = min(limits.longest_wait_s, doubled) * self._chance.uniform(0.75, 1.0)
        return max(own_s, told_s or 0.0)


def told_wait_s(headers: Mapping[str, str]) -> float | None:
    """How long a server asks to wait, from `Retry-After` or `RateLimit`; None where it does not say.

    A date is compared with the server's own clock, never with this machine's.
    """
    told = headers.get("retry-after", "").strip()
    if re.fullmatch(r"\d{1,9}", told):
        return float(told)
    if told and (until := _date(told)) is not None:
        now = _date(headers.get("date", "")) or datetime.now(UTC)
        return max(0.0, (until - now).total_seconds())
    limit = re.search(r"\bt=(\d{1,9})", headers.get("ratelimit", ""))
    return float(limit[1]) if limit else None


def _date(told: str) -> datetime | None:
    try:
        date = parsedate_to_datetime(told)
    except (ValueError, OverflowError):
        return None
    return date if date.tzinfo is not None else date.replace(tzinfo=UTC)
