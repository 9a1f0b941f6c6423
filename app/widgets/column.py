"""How wide the column is that conversations are read in."""

from __future__ import annotations

from PySide6.QtGui import QFontMetricsF

from app.theme import COLUMN_CHARACTERS, text_font
from app.widgets.text_block import INSET

_SAMPLE = "the dew point is the temperature at which vapour turns into drops "


def column_width() -> int:
    """The width in px of a column of text, `COLUMN_CHARACTERS` of ordinary prose."""
    character = QFontMetricsF(text_font()).horizontalAdvance(_SAMPLE) / len(_SAMPLE)
    return round(character * COLUMN_CHARACTERS) + 2 * INSET
