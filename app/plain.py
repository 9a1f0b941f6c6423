"""Words of a person, a file or the model in places where Qt reads more into them than is written."""

from __future__ import annotations

import html
import re
import unicodedata

from PySide6.QtGui import Qt


def plain_tip(words: str) -> str:
    """For a tool tip or a message box: what looks like HTML is HTML to them, and its pictures are opened."""
    return f"<qt>{html.escape(words)}</qt>" if Qt.mightBeRichText(words) else words


def plain_label(words: str) -> str:
    """For a button or a menu, where an ampersand marks a key and is not shown."""
    return words.replace("&", "&&")


LONGEST = 32  # characters of a word in one piece: no line is narrower
_DRIVE = re.compile(r"(?<![^\W_])([A-Za-z]:)(?=\\)")
_LONGER = re.compile(rf"[^\s/\\-]{{{LONGEST + 1},}}")
_LETTERS = re.compile(r"(?<=\w)(?=\w)")
_JOINED, _BREAKS = "\u2060", "\u200b"  # no line ends here; a line may end here


def with_line_ends(words: str) -> str:
    """For a line that is broken.

    A Windows path ends a line behind its folders, never behind its drive, and a word that is longer than
    lines may be ends one anywhere.
    """
    broken = _LONGER.sub(lambda word: _LETTERS.sub(_BREAKS, word[0]), words)
    return _DRIVE.sub(rf"\1{_JOINED}", broken).replace("\\", f"\\{_BREAKS}")


def as_said(shown: str) -> str:
    """What is copied of words that were given places for line ends."""
    return shown.replace(_JOINED, "").replace(_BREAKS, "")


LEFT, _END = "\u2066", "\u2069"  # what is between them runs from left to right, whatever is around
_ISOLATES = re.compile(f"[{LEFT}{_END}]")


def isolated(words: str) -> str:
    """For code among words that run from right to left: it stays as it is written."""
    return f"{LEFT}{words}{_END}"


def without_isolates(shown: str) -> str:
    """What is said where words were isolated."""
    return _ISOLATES.sub("", shown)


def among_isolates(words: str) -> str:
    """A pattern for words, wherever isolated ones begin or end in them."""
    return f"{_ISOLATES.pattern}*".join(map(re.escape, words))


def runs_left(words: str) -> bool:
    """Whether a line runs from right to left, as its first letter does; Qt asks that of most texts."""
    kinds = map(unicodedata.bidirectional, words)
    return next((kind in {"R", "AL"} for kind in kinds if kind in {"L", "R", "AL"}), False)
