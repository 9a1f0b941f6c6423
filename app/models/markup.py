"""Where words that are read stand in the Markdown that was written."""

from __future__ import annotations

import re

# What is not read as words: the line under the heading of a table, the signs at the beginning of lines,
# marks around words, what stands between cells, and white space.
_SILENT = re.compile(r"(?m)^(?=.*\|)[ \t|:-]+$|^[ \t]*(?:(?:[-+*>]|#+|\d+[.)])[ \t]+)+|[\s*_~`\\|]+")


def place_of(words: str, *, behind: str, text: str) -> tuple[int, int] | None:
    """Where words are in a text with marks: the first character, and the one behind the last.

    Takes time in proportion to the lengths.

    Args:
        words: As they are shown.
        behind: What is shown before them.
        text: As it was written.

    Returns:
        None where more than marks and white space stands between them there, as from cell to cell of a table.
    """
    (wanted, own), (written, places), (before, _) = map(_spoken, (words, text, behind))
    if not wanted:  # nothing but marks, which are shown in code
        wanted, own, written, places = words, range(len(words)), text, range(len(text))
        before = behind
    place = -1
    for _ in range(before.count(wanted) + 1):
        place = written.find(wanted, place + 1)
        if place < 0:
            return None
    start, end = places[place], places[place + len(wanted) - 1] + 1
    lead, tail = words[: own[0]], words[own[-1] + 1 :]  # marks and white space that were chosen as well
    start -= len(lead) if text.endswith(lead, 0, start) else 0
    end += len(tail) if text.startswith(tail, end) else 0
    is_in_cell = text.count("|", start, end) == words.count("|")
    return (start, end) if is_in_cell else None


def _spoken(text: str) -> tuple[str, range | list[int]]:
    """The characters that are read as words, and their places."""
    places: list[int] = []
    said, last = [], 0
    for silent in _SILENT.finditer(text):
        said.append(text[last : silent.start()])
        places.extend(range(last, silent.start()))
        last = silent.end()
    return "".join([*said, text[last:]]), [*places, *range(last, len(text))]
