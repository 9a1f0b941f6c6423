"""What the parts of a piece of code are, so that they can be coloured; pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pygments.token import _TokenType

_LINE_END = re.compile("[\n\u2029]")


class Part(Enum):
    """What a part of code is."""

    KEYWORD = "keyword"
    STRING = "string"
    NUMBER = "number"
    NAME = "name"
    COMMENT = "comment"


@dataclass(frozen=True, slots=True)
class Span:
    """A part of a line of code: where it begins and how long it is, in UTF-16 units, and what it is."""

    start: int
    length: int
    part: Part


def prepare() -> None:
    """Import what colours code, so that the first piece of code does not wait for it. Any thread."""
    list(coloured_lines("x = 1", "python"))


def line_count(text: str) -> int:
    """How many lines a piece of code has."""
    return len(_LINE_END.findall(text)) + 1


def coloured_lines(text: str, language: str) -> Iterator[tuple[Span, ...]]:
    """The parts that have a colour, line after line; none where its language is not known."""
    line: list[Span] = []
    column = 0
    for value, part in _tokens(text, language):
        first, *others = _LINE_END.split(value)
        for number, piece in enumerate((first, *others)):
            if number:
                yield tuple(line)
                line, column = [], 0
            length = units(piece)
            if part is not None and length:
                line.append(Span(column, length, part))
            column += length
    if line:
        yield tuple(line)


def _tokens(text: str, language: str) -> Iterator[tuple[str, Part | None]]:
    """The whole text in pieces, with what each of them is."""
    if not language:
        return
    from pygments.lexers import get_lexer_by_name  # takes a moment, and most conversations hold no code
    from pygments.util import ClassNotFound

    try:
        lexer = get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return
    place = 0
    for start, kind, value in lexer.get_tokens_unprocessed(text):
        if start > place:
            yield text[place:start], None
        yield value, _part(kind)
        place = start + len(value)


@cache
def _part(kind: _TokenType) -> Part | None:
    """What a token type of Pygments is here, by its dotted name."""
    name = str(kind).removeprefix("Token.")
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


def units(text: str) -> int:
    """The length of a text in UTF-16 units, as Qt counts."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2
