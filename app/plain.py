"""Words of a person, a file or the model in places where Qt reads more into them than is written."""

from __future__ import annotations

import html
import unicodedata

from PySide6.QtGui import Qt


def plain_tip(words: str) -> str:
    """For a tool tip or a message box: what looks like HTML is HTML to them, and its pictures are opened."""
    return f"<qt>{html.escape(words)}</qt>" if Qt.mightBeRichText(words) else words


def plain_label(words: str) -> str:
    """For a button or a menu, where an ampersand marks a key and is not shown."""
    return words.replace("&", "&&")


def runs_left(words: str) -> bool:
    """Whether a line runs from right to left, as its first letter does; Qt asks that of most texts."""
    kinds = map(unicodedata.bidirectional, words)
    return next((kind in {"R", "AL"} for kind in kinds if kind in {"L", "R", "AL"}), False)
