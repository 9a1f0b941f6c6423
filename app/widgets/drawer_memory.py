"""What the viewer's drawer is like at the next start: open on the same answer, in the same view, as high."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Slot

from app.models.archive import Archive
from app.models.library import Library
from app.models.turn import Turn
from app.settings import Settings
from app.widgets.view_bar import VIEWS
from app.widgets.viewer_drawer import ViewerDrawer

# The names under which it is remembered.
HEIGHT, TURN, VIEW = "viewer height", "viewer turn", "viewer view"


class DrawerMemory(QObject):
    """Keeps the drawer's share of the height, and opens it as it was left. Lives in the GUI thread.

    Args:
        drawer: The drawer.
        settings: They remember.
        library: Opens the conversation that was left, once it is read.
        archive: Has the recordings.
    """

    def __init__(self, drawer: ViewerDrawer, settings: Settings, library: Library, archive: Archive) -> None:
        super().__init__(drawer)
        self._drawer, self._settings = drawer, settings
        self._library, self._archive = library, archive
        self._turn = settings.recall(TURN)
        height = settings.recall(HEIGHT)
        if height.isdecimal() and 0 < int(height) < 100:
            drawer.percent = int(height)
        view = settings.recall(VIEW)
        if view in map(str, range(len(VIEWS))):
            drawer.first_view = int(view)
        library.opened.connect(self._restore)

    def keep(self) -> None:
        """Remember how things are now."""
        turn = self._drawer.turn
        self._settings.remember(TURN, "" if turn is None else str(turn.answer_id))
        self._settings.remember(HEIGHT, str(self._drawer.percent))
        self._settings.remember(VIEW, str(self._drawer.view))

    @Slot()
    def _restore(self) -> None:
        """Bring the recording back that was on show, where the conversation that is opened first has it."""
        self._library.opened.disconnect(self._restore)
        for turn in self._library.open_chat.turns:
            if str(turn.answer_id) == self._turn:
                self._archive.recall(turn, partial(self._show, turn))
                return

    def _show(self, turn: Turn) -> None:
        """Open the drawer, unless something else is on show by now; the keyboard stays where it is."""
        if turn.recording is None or self._drawer.is_open or turn not in self._library.open_chat.turns:
            return
        focused = self._drawer.window().focusWidget()
        self._drawer.toggle(turn)
        if focused is not None:
            focused.setFocus()
