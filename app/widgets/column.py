"""The column that conversations are read in: its width, its place, and the room that it holds below."""

from __future__ import annotations

from PySide6.QtCore import QRect, Slot
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.theme import COLUMN_CHARACTERS, text_font
from app.widgets.text_block import INSET

EDGE_PX = 16
TURN_GAP_PX = 24
_SAMPLE = "the dew point is the temperature at which vapour turns into drops "


def column_width() -> int:
    """The width in px of a column of text, `COLUMN_CHARACTERS` of ordinary prose."""
    character = QFontMetricsF(text_font()).horizontalAdvance(_SAMPLE) / len(_SAMPLE)
    return round(character * COLUMN_CHARACTERS) + 2 * INSET


class Column(QVBoxLayout):
    """What is read on a page, one below the other, in the middle of its pane.

    What comes to need less room leaves it below, so that no line moves back, until that is let go.
    """

    def __init__(self, page: QWidget) -> None:
        super().__init__(page)
        self._page = page
        self._held = 0  # the height of the page, in px, that it does not fall below
        self.setSpacing(TURN_GAP_PX)
        self.setContentsMargins(0, TURN_GAP_PX, 0, TURN_GAP_PX)
        self.setSizeConstraint(QVBoxLayout.SizeConstraint.SetMinimumSize)  # no frame is squeezed

    def centre(self, pane: int, shown: QRect) -> None:
        """Stand in the middle of a pane.

        Args:
            pane: How wide that is, in px.
            shown: Where in it the page is shown. What a scroll bar leaves of the pane has another middle, but
                its coming and going moves nothing.
        """
        frame, width = shown.x(), column_width()
        left = max((pane - width) // 2, EDGE_PX - INSET) - frame
        bar = pane - shown.width() - 2 * frame
        right = max(shown.width() - left - width, left - bar, INSET)
        self.setContentsMargins(left, TURN_GAP_PX, right, self.contentsMargins().bottom())

    @property
    def needed(self) -> int:
        """The height of the page, in px, without what is held."""
        needed = self.totalHeightForWidth(self._page.width())
        return (needed if needed >= 0 else self.totalSizeHint().height()) - self._room

    def hold(self, room: int = 0, *, most: int | None = None) -> None:
        """Make up for what is no longer needed.

        Args:
            room: What to hold at least, in px.
            most: What to hold at most; None for any room.
        """
        needed = self.needed
        self._held = max(self._held, needed + room)
        if most is not None:
            self._held = min(self._held, needed + most)
        self._give(self._held - needed)

    def give_back(self, room: int) -> None:
        """Hold so many px less from the next time on."""
        self._held -= room

    @Slot()
    def let_go(self) -> None:
        """Hold no room any more."""
        self._held = 0
        self._give(0)

    @property
    def _room(self) -> int:
        return self.contentsMargins().bottom() - TURN_GAP_PX

    def _give(self, room: int) -> None:
        margins = self.contentsMargins()
        margins.setBottom(TURN_GAP_PX + room)
        self.setContentsMargins(margins)
