"""What the history keeps, as values: conversations, messages, what a search found."""

from __future__ import annotations

import secrets
import threading
import time
from dataclasses import dataclass, field
from enum import StrEnum

from app.attachments import Attachment
from engine import Role, TurnOptions, TurnStats

_RANDOM_BITS = 20
_FARTHEST = 1 << 62  # an id from the year 2109 was not made here, but read from damage
_lock = threading.Lock()
_latest = 0


def new_id() -> int:
    """An id that no other record has, here or in a file to be imported; each is greater than the one before.

    Milliseconds since 1970, then 20 random bits. Any thread.
    """
    global _latest
    drawn = (time.time_ns() // 1_000_000) << _RANDOM_BITS | secrets.randbits(_RANDOM_BITS)
    with _lock:
        _latest = max(_latest + 1, drawn)
        return _latest


def go_on_from(id: int) -> None:
    """Let every id to come be greater than this one: the clock may have been set back since. Any thread."""
    global _latest
    with _lock:
        _latest = max(_latest, id if id < _FARTHEST else 0)


class Outcome(StrEnum):
    """How the making of a message ended."""

    OPEN = "open"  # still being made; found in the file later, it was interrupted
    END = "end"
    BUDGET = "budget"
    CANCELLED = "cancelled"
    FAILED = "failed"
    REFUSED = "refused"  # the same, and it would again: the question can only be asked otherwise


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredConversation:
    """A conversation without its messages.

    Attributes:
        id: Its id.
        title: Its name; empty while nothing was asked in it, and it has no system prompt of its own.
        is_named: Whether a person chose the title.
        is_pinned: Whether it stands above the others.
        folder: The folder it lies in, or an empty string.
        created_s: When it was begun, in seconds since 1970.
        updated_s: When something was last said in it.
        shown: The last message of the branch on show, or None.
        draft: What is written and not yet sent.
        system: Its system prompt.
        options: What was chosen for its next turn, or None.
        attachments: The files of its draft.
    """

    id: int = field(default_factory=new_id)
    title: str = ""
    is_named: bool = False
    is_pinned: bool = False
    folder: str = ""
    created_s: float = field(default_factory=time.time)
    updated_s: float = field(default_factory=time.time)
    shown: int | None = None
    draft: str = ""
    system: str = ""
    options: TurnOptions | None = None
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredMessage:
    """One message of a tree: messages with the same parent are versions of each other.

    Attributes:
        id: Its id.
        conversation: The conversation that it belongs to.
        parent: The message that it follows, or None for a first one.
        role: Who said it.
        text: What was said; of an answer that is being made, what is committed.
        thought: The thought before it.
        outcome: How its making ended.
        options: What it was asked with, for an answer.
        stats: Its measures, for an answer that finished.
        error_title: Why it failed, in one sentence; empty where it did not.
        error_hint: What to do about that.
        created_s: When it was begun, in seconds since 1970.
        attachments: The files that go with it, for a question.
    """

    id: int = field(default_factory=new_id)
    conversation: int
    parent: int | None = None
    role: Role
    text: str
    thought: str = ""
    outcome: Outcome = Outcome.END
    options: TurnOptions | None = None
    stats: TurnStats | None = None
    error_title: str = ""
    error_hint: str = ""
    created_s: float = field(default_factory=time.time)
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A conversation in which a search found something.

    Attributes:
        conversation: Its id.
        message: The newest message that holds every word.
        excerpt: One line of that message around the first word.
    """

    conversation: int
    message: int
    excerpt: str
