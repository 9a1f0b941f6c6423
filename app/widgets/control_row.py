"""What stands below the strip: the controls, and what is drawn in words and colours."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.language import tr
from app.models.cursor import Cursor
from app.models.playback import Playback
from app.models.slow_motion import SlowMotion
from app.theme import Theme
from app.widgets.buttons import TextButton
from app.widgets.legend import Legend
from app.widgets.mask_note import MaskNote
from app.widgets.pace_bar import PaceBar
from app.widgets.player_bar import PlayerBar

GAP_PX = 12


class ControlRow(QWidget):
    """The player, or the pace while the answer on show is made in slow motion. Follows both, and the cursor.

    Args:
        theme: The colours.
        cursor: Where it stands.
        playback: Moves it.
        slow: Slow motion; None where no answer is being made.

    Attributes:
        player: The controls of a replay.
        pace: Those of slow motion; None where no answer is being made.
        back_to_live: The way back to the newest step.
        note: What masks are.
        legend: What the colours tell.
    """

    def __init__(
        self,
        theme: Theme,
        cursor: Cursor,
        playback: Playback,
        slow: SlowMotion | None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._cursor, self._playback, self._slow = cursor, playback, slow
        self.player = PlayerBar(theme, cursor, playback)
        self.pace = PaceBar(theme, slow) if slow is not None else None
        self.back_to_live = TextButton(
            "textButton", tr("Back to live"), tr("Go to the newest step"), key=tr("End")
        )
        self.back_to_live.clicked.connect(self.go_live)
        self.note, self.legend = MaskNote(theme), Legend(theme)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP_PX)
        row.addWidget(self.player)
        if self.pace is not None:
            row.addWidget(self.pace)
        row.addWidget(self.back_to_live)
        row.addStretch(1)
        row.addWidget(self.note, 1000)
        row.addWidget(self.legend)
        for changed in (cursor.opened, cursor.moved, playback.changed):
            changed.connect(self._follow)
        if slow is not None:
            slow.changed.connect(self._follow)
        self._follow()

    @Slot()
    def go_live(self) -> None:
        """Go to the newest step, and along with what comes."""
        self._playback.pause()
        self._cursor.go(self._cursor.last)
        self._follow()

    @Slot()
    def _follow(self) -> None:
        live = self._slow is not None and self._slow.is_live(self._cursor.recording)
        self.player.setHidden(live)
        self.back_to_live.setVisible(self._cursor.is_growing and not self._cursor.goes_along)
        if self.pace is not None:
            self.pace.setVisible(live)
