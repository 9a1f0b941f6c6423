"""An answer as blocks to be shown: sections that are parsed alone, each prose and code; pure.

A section ends where a new one can begin without knowing what came before, so that a text that grows is
parsed only at its end, and a long one a little at a time.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from app.markdown import parser

if TYPE_CHECKING:
    from markdown_it.token import Token

SECTION = 1500  # characters from which a section may end
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_TASK = re.compile(r"\[([ xX])\] ")


@dataclass(frozen=True, slots=True)
class Prose:
    """Paragraphs, lists, tables and the like, as HTML without anything that loads or runs."""

    html: str


@dataclass(frozen=True, slots=True)
class Code:
    """A block of code, byte for byte, and the language that it is said to be in."""

    text: str
    language: str = ""


Block = Prose | Code


def sections(text: str) -> list[str]:
    """The text in parts that can each be parsed alone; joined they are the text again."""
    parts: list[str] = []
    held: list[str] = []
    size = 0
    fence = ""
    lines = text.splitlines(keepends=True)
    for number, line in enumerate(lines):
        held.append(line)
        size += len(line)
        fence = _fence_after(line, fence)
        following = lines[number + 1] if number + 1 < len(lines) else ""
        if size >= SECTION and not fence and not line.strip() and following[:1].strip():
            parts.append("".join(held))
            held, size = [], 0
    return [*parts, "".join(held)] if held else parts


def _fence_after(line: str, fence: str) -> str:
    """The fence that is open behind a line, where `fence` was open before it."""
    found = _FENCE.match(line)
    if found is None:
        return fence
    mark = found[1]
    if not fence:
        return "" if mark[0] == "`" and "`" in line[found.end() :] else mark
    closes = mark[0] == fence[0] and len(mark) >= len(fence) and not line[found.end() :].strip()
    return "" if closes else fence


@lru_cache(maxsize=256)
def blocks(section: str) -> tuple[Block, ...]:
    """The blocks of one section."""
    made: list[Block] = []
    prose: list[Token] = []

    def close_prose() -> None:
        if prose:
            made.append(Prose(_html(prose)))
            prose.clear()

    for token in parser().parse(section):
        if token.type in ("fence", "code_block") and token.level == 0:
            close_prose()
            words = token.info.split()
            made.append(Code(token.content.removesuffix("\n"), words[0] if words else ""))
        else:
            prose.append(token)
    close_prose()
    return tuple(made)


def _html(tokens: Sequence[Token]) -> str:
    for opened, _, inline in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if opened.type == "list_item_open" and inline.type == "inline":
            _check_box(inline)
    return str(parser().renderer.render(tokens, parser().options, {})).strip()


def _check_box(inline: Token) -> None:
    """Turn the brackets of a task into a box."""
    first = inline.children[0] if inline.children else None
    found = _TASK.match(first.content) if first is not None else None
    if first is not None and found is not None:
        first.content = ("☐ " if found[1] == " " else "☑ ") + first.content[found.end() :]


def plain(text: str) -> str:
    """The text without the marks of its formatting; code as it is."""
    parts = []
    for section in sections(text):
        for token in parser().parse(section):
            if token.type in ("fence", "code_block"):
                parts.append(token.content.removesuffix("\n"))
            elif token.type == "inline":
                parts.append("".join(_said(child) for child in token.children or ()))
    return "\n\n".join(parts)


def _said(token: Token) -> str:
    return "\n" if token.type in ("softbreak", "hardbreak") else token.content
