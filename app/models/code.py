"""What the parts of a piece of code are, so that they can be coloured; pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

LONGEST = 30_000  # characters of code that are coloured; more would be felt


class Part(Enum):
    """What a part of code is."""

    KEYWORD = "keyword"
    STRING = "string"
    NUMBER = "number"
    NAME = "name"
    COMMENT = "comment"


@dataclass(frozen=True, slots=True)
class Span:
    """A part of code: its first character, its length, and what it is."""

    start: int
    length: int
    part: Part


def prepare() -> None:
    """Import what colours code, so that the first piece of code does not wait for it. Any thread."""
    spans("x = 1", "python")


@lru_cache(maxsize=128)
def spans(text: str, language: str) -> tuple[Span, ...]:
    """The parts that have a colour; none where the language is unknown or the code too long."""
    if not language or len(text) > LONGEST:
        return ()
    from pygments.lexers import get_lexer_by_name  # takes a moment, and most conversations hold no code
    from pygments.util import ClassNotFound

    try:
        lexer = get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return ()
    found: list[Span] = []
    for start, kind, value in lexer.get_tokens_unprocessed(text):
        if (part := _part(str(kind))) is not None:
            found.append(Span(start, len(value), part))
    return tuple(found)


def _part(kind: str) -> Part | None:
    """What a token type of Pygments is here, by its dotted name."""
    name = kind.removeprefix("Token.")
    for begin, part in (
        ("Comment", Part.COMMENT),
        ("Keyword", Part.KEYWORD),
        ("Operator.Word", Part.KEYWORD),
        ("Literal.String", Part.STRING),
        ("Literal.Number", Part.NUMBER),
        ("Name.Function", Part.NAME),
        ("Name.Class", Part.NAME),
        ("Name.Tag", Part.NAME),
        ("Name.Decorator", Part.NAME),
    ):
        if name.startswith(begin):
            return part
    return None
