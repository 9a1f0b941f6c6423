"""A section of an answer as blocks to be shown, prose and code; pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING

from app.markdown import FORMULAS, formula_of, parser
from app.models.sections import Section, sections
from app.plain import LEFT, isolated, runs_left

if TYPE_CHECKING:
    from markdown_it.token import Token

BOXES = "☐☑"  # of a task, and of one that is done
_TASK = re.compile(r"\[([ xX])\] ")


@dataclass(frozen=True, slots=True)
class Prose:
    """Paragraphs, lists and the like, or a table, as HTML without anything that loads or runs.

    Attributes:
        html: What it says.
        joint: What was written between it and what follows in the same text.
    """

    html: str
    joint: str = "\n\n"

    @property
    def isolates(self) -> bool:
        """Whether code in it is isolated from the words around it, by characters that nobody wrote."""
        return f"<code>{LEFT}" in self.html


@dataclass(frozen=True, slots=True)
class Code:
    """A block of code, byte for byte, and the language that it is said to be in."""

    text: str
    language: str = ""


Block = Prose | Code


@lru_cache(maxsize=256)
def blocks(section: Section) -> tuple[Block, ...]:
    """The blocks of one section; a table that stands alone is one, as it may be wider than the rest."""
    made: list[Block] = []
    prose: list[Token] = []

    def close_prose() -> None:
        if prose:
            made.append(Prose(_html(prose)))
            prose.clear()

    for token in parser().parse(section.lead + section.text):
        if token.type in ("fence", "code_block") and token.level == 0:
            close_prose()
            words = token.info.split()
            made.append(Code(token.content.removesuffix("\n"), words[0] if words else ""))
            continue
        if token.type == "table_open" and token.level == 0:
            close_prose()
        prose.append(token)
        if token.type == "table_close" and token.level == 0:
            close_prose()
    close_prose()
    return tuple(made)


def as_written(section: Section) -> tuple[Block, ...]:
    """The one block of a section that has no marks, line by line as it was written."""
    lines, joint = section.text.splitlines(), "\n" if section.text.endswith(("\r", "\n")) else ""
    said = escape("\n".join(lines), quote=False)
    # Qt leaves out a line end at the beginning, and one at the end.
    return (Prose(f'<p style="white-space: pre-wrap">\n{said}\n</p>', joint),)


def _html(tokens: Sequence[Token]) -> str:
    for token in tokens:
        if token.type == "inline":
            _isolate_code(token)
        elif token.type in ("fence", "code_block"):
            token.content = token.content.removesuffix("\n")  # Qt would show a line more
    for opened, between, inline in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if opened.type == "list_item_open" and inline.type == "inline":
            _check_box(inline)
        if opened.type == "paragraph_open" and _is_display(between):
            opened.attrSet("align", "center")
    return str(parser().renderer.render(tokens, parser().options, {})).strip()


def _isolate_code(inline: Token) -> None:
    """Let code run from left to right among words that do not."""
    codes = [child for child in inline.children or () if child.type == "code_inline"]
    if codes and runs_left(inline.content):
        for code in codes:
            code.content = isolated(code.content)


def _is_display(paragraph: Token) -> bool:
    """Whether a paragraph is one formula that stands alone."""
    return [child.type for child in paragraph.children or ()] == ["math_inline_double"]


def _check_box(inline: Token) -> None:
    """Turn the brackets of a task into a box."""
    first = inline.children[0] if inline.children else None
    found = _TASK.match(first.content) if first is not None else None
    if first is not None and found is not None:
        first.content = f"{BOXES[found[1] != ' ']} {first.content[found.end() :]}"


def plain(text: str) -> str:
    """The text without the marks of its formatting; code as it is."""
    parts = []
    for section in sections(text):
        is_said = True
        for token in parser().parse(section.lead + section.text):
            if section.lead and token.tag == "thead":
                is_said = token.nesting < 0  # the head of a table is said once
            if token.type in ("fence", "code_block"):
                parts.append(token.content.removesuffix("\n"))
            elif token.type in FORMULAS:
                parts.append(formula_of(token))
            elif token.type == "inline" and is_said:
                parts.append("".join(_said(child) for child in token.children or ()))
    return "\n\n".join(parts)


def _said(token: Token) -> str:
    if token.type in FORMULAS:
        return formula_of(token)
    return "\n" if token.type in ("softbreak", "hardbreak") else token.content
