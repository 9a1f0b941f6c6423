"""A text in sections that can each be read alone, so that a long one is shown a little at a time; pure.

A section ends where a new one can begin without knowing what came before, so that a text that grows is
parsed only at its end. Where a text gives no such place for long, it is cut all the same: nothing that is
ever laid out at once is longer than a person's patience. Sizes are in bytes of UTF-8: what is written in
other letters than Latin ones takes longer to lay out, sign by sign.
"""

from __future__ import annotations

import re
from typing import NamedTuple

SHORT = 1500  # bytes from which a section may end, at a blank line
LONG = 2500  # from which it ends at any line, but within code
WHOLE = 10_000  # characters of a text without marks that is shown in one part
_SIGNS = " 。！？"  # behind which a line may be cut
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_RULER = re.compile(r" {0,3}\|?[ \t]*:?-+:?[ \t]*(\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")


class Section(NamedTuple):
    """A part of a text, and what has to be read before it: the head of a table that began earlier."""

    text: str
    lead: str = ""


def sections(text: str) -> list[Section]:
    """The parts of a text; their texts joined are the text again."""
    cutter = _Cutter()
    lines = text.splitlines(keepends=True)
    for line, following in zip(lines, [*lines[1:], ""], strict=False):
        *pieces, last = [line] if cutter.fence else _pieces(line)
        for piece in pieces:
            cutter.take(piece, "")
            if not cutter.fence:
                cutter.close()
        cutter.take(last, following)
    cutter.close()
    return cutter.parts


def sections_as_written(text: str) -> list[Section]:
    """The parts of a text that has no marks: one, unless it is very long."""
    return [Section(text)] if len(text) <= WHOLE else sections(text)


class _Cutter:
    """Takes line after line, and ends a section where that can be."""

    def __init__(self) -> None:
        self.parts: list[Section] = []
        self.fence = ""
        self._held: list[str] = []
        self._size = 0
        self._lead = self._head = self._before = ""

    def take(self, line: str, following: str) -> None:
        self._held.append(line)
        self._size += _size(line)
        if self.fence and self.fence not in line:
            return  # code may be long, and nothing else begins or ends in it
        self.fence = _fence_after(line, self.fence)
        self._follow_table(line)
        if self._ends(line, following):
            self.close()

    def close(self) -> None:
        if self._held:
            self.parts.append(Section("".join(self._held), self._lead))
            self._held, self._size, self._lead = [], 0, self._head

    def _follow_table(self, line: str) -> None:
        """Keep the head of a table while the table goes on."""
        if self.fence or not line.strip():
            self._head = ""
        elif not self._head and "|" in self._before and _RULER.match(line):
            self._head = self._before + line
        self._before = line

    def _ends(self, line: str, following: str) -> bool:
        if self.fence or self._size < SHORT or _RULER.match(following):
            return False
        starts = bool(following[:1].strip())
        if not line.strip():
            return starts
        return self._size >= (LONG if starts else 2 * LONG)


def _pieces(line: str) -> list[str]:
    """A line, cut between words or behind sentences where it is far too long."""
    pieces = []
    start, most = 0, LONG * len(line) // max(_size(line), 1)  # characters
    while len(line) - start > most:
        cut = max(line.rfind(sign, start, start + most) for sign in _SIGNS) + 1 or start + most
        pieces.append(line[start:cut])
        start = cut
    return [*pieces, line[start:]]


def _size(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode(errors="surrogatepass"))


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
