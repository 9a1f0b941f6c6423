"""The transcript with the viewer below it, closed until an answer is to be seen step by step."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QWidget

from app.language import tr
from app.models.caption import file_called, origin_of
from app.models.control import Control
from app.models.playback import CANVAS_MS
from app.models.saving import Saving
from app.models.turn import Turn
from app.theme import Theme
from app.widgets.tab_order import put_behind, within

if TYPE_CHECKING:
    from app.models.recording import Recording
    from app.widgets.compare_view import Other
    from app.widgets.viewer import Viewer

PERCENT = 69  # of the height, for the viewer
SLIVER_PX = 72  # less than this of the transcript tells nothing; the viewer has that height, too


class ViewerDrawer(QSplitter):
    """Keeps the viewer under the transcript. Follows the turn that it shows.

    The viewer is made when it is first wanted: the window stands sooner without it.

    Args:
        theme: The colours.
        above: What stays above the viewer.
        control: Knows the versions of an answer and their recordings, and slow motion of the running one.
        saving: Writes what is exported.

    Attributes:
        percent: How much of the height the viewer takes.
        first_view: Which of its views the viewer shows at first.

    Signals:
        closed: The viewer is put away, and had the keyboard.
    """

    closed = Signal()

    def __init__(
        self,
        theme: Theme,
        above: QWidget,
        control: Control,
        saving: Saving,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self._theme, self._above = theme, above
        self._turn: Turn | None = None
        self._chat = control.chat  # that of the turn
        self._recording: Recording | None = None  # of the turn, as far as it was made
        self._is_anew = False  # whether the turn was asked anew, and what is on show was before
        self._versions: dict[Turn, Other] = {}  # of the answer that was on show last, itself first
        self._files: list[Other] = []  # the last two that were opened, the newest first
        self._control, self._saving = control, saving
        self._viewer: Viewer | None = None
        self._hold = QTimer(self)
        self._hold.setSingleShot(True)
        self._hold.setInterval(CANVAS_MS)
        self._hold.timeout.connect(self._grow)
        self.percent = PERCENT
        self.first_view = 0
        self.splitterMoved.connect(self._note_height)
        control.changed.connect(self._follow_versions)
        self.setChildrenCollapsible(False)
        self.setHandleWidth(6)
        above.setMinimumHeight(1)  # in a low window the viewer has all the height
        self.addWidget(above)

    @property
    def viewer(self) -> Viewer:
        """The viewer, hidden until a turn is shown in it."""
        if self._viewer is None:
            self._viewer = self._make_viewer()
        return self._viewer

    def _make_viewer(self) -> Viewer:
        from app.widgets.viewer import Viewer

        viewer = Viewer(self._theme, slow=self._control.slow, saving=self._saving)
        viewer.show_view(self.first_view)
        viewer.hide()
        viewer.closed.connect(self.close_viewer)
        viewer.export.opened.connect(self._follow_file)
        stops = within(viewer)
        self.addWidget(viewer)
        put_behind(within(self._above)[-1], stops)
        return viewer

    @property
    def is_open(self) -> bool:
        """Whether the viewer is on show."""
        return self._viewer is not None and self._viewer.isVisibleTo(self)

    @property
    def view(self) -> int:
        """Which of its views the viewer shows."""
        return self.first_view if self._viewer is None else self._viewer.view

    @property
    def turn(self) -> Turn | None:
        """The turn that is on show."""
        return self._turn

    @Slot(Turn)
    def toggle(self, turn: Turn) -> None:
        """Show a turn step by step, once its recording is at hand; put the viewer away where it does."""
        if self.is_open and turn is self._turn:
            self.close_viewer()
        else:
            self._control.archive.recall(turn, lambda: self._show(turn), needed=True)

    @Slot(Turn)
    def steer(self, turn: Turn) -> None:
        """Show the running turn with what steers its slots."""
        if not self.is_open or turn is not self._turn:
            self.toggle(turn)
        if self.is_open and turn is self._turn:
            self.viewer.show_slot()

    def _show(self, turn: Turn) -> None:
        """Show a turn that has its recording, unless that came too late."""
        recording = turn.recording
        is_shown = self.is_open and turn is self._turn
        if recording is None or is_shown or turn not in self._control.chat.turns:
            return
        self._leave()
        self._turn, self._recording = turn, recording
        turn.changed.connect(self._follow)
        self._chat = self._control.chat
        self._chat.branched.connect(self._follow_versions)
        self._open(turn, recording)
        self._versions = {}
        self._follow_versions()
        self.viewer.show()
        self._share_height()
        self.viewer.strip.setFocus()

    def _open(self, turn: Turn, recording: Recording) -> None:
        """Look at a recording from its beginning, or where it is still being made from its newest step."""
        self.viewer.cursor_model.open(recording, at_end=not turn.ended, growing=not turn.ended)

    @Slot()
    def close_viewer(self) -> None:
        """Put the viewer away."""
        self._leave()
        if self._viewer is not None:
            focused = self._viewer.window().focusWidget()
            had_keyboard = focused is not None and self._viewer.isAncestorOf(focused)
            self._viewer.hide()
            self._versions, self._files = {}, []
            self._viewer.cursor_model.open(None)  # a recording needs much memory
            if had_keyboard:
                self.closed.emit()

    @Slot()
    def leave_deleted(self) -> None:
        """Put the viewer away where its turn was deleted; offer no deleted one beside a file."""
        if self._turn is not None and self._turn not in self._control.chat.tree:
            self.close_viewer()
        elif self._turn is None and self._files:
            tree = self._control.chat.tree
            self._versions = {turn: other for turn, other in self._versions.items() if turn in tree}
            self._offer_beside_file()

    @Slot(object)
    def _follow_file(self, recording: Recording) -> None:
        """Leave the turn for a recording from a file; say where that comes from, and let them be compared."""
        from app.widgets.compare_view import Other

        self._leave()
        self.viewer.tell_origin(origin_of(recording))
        self._files = [Other(file_called(recording), lambda then: then(recording)), *self._files[:1]]
        self._offer_beside_file()

    def _offer_beside_file(self) -> None:
        shown, *before = self._files
        self.viewer.compare.offer([*self._versions.values(), *before], shown.name)

    @Slot()
    def _leave(self) -> None:
        """Follow no turn any more, and offer nothing to compare with it."""
        if self._viewer is not None:
            self._viewer.tell_origin("")
            self._viewer.playback.pause()
            self._viewer.compare.offer([])
        self._hold.stop()
        if self._turn is not None:
            self._turn.changed.disconnect(self._follow)
            self._chat.branched.disconnect(self._follow_versions)
            self._turn = self._recording = None
            self._is_anew = False

    def _share_height(self) -> None:
        """Give the viewer its part of the height, or what it needs, or all where else a sliver was left."""
        for place, share in enumerate((100 - self.percent, self.percent)):
            self.setStretchFactor(place, share)
        wanted = self.height() * self.percent // 100
        above = self.height() - max(wanted, self.viewer.minimumSizeHint().height())
        above = above if above >= SLIVER_PX else 0
        self.setSizes([above, self.height() - above])

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share another height in the same way."""
        super().resizeEvent(event)
        if self.is_open:
            self._share_height()

    @Slot()
    def _note_height(self) -> None:
        above, below = self.sizes()
        self.percent = min(max(round(100 * below / max(above + below, 1)), 1), 99)

    def _known_versions(self, turn: Turn) -> dict[Turn, Other]:
        """An answer and its other versions, but those of which nobody knows whether they were recorded."""
        from app.widgets.compare_view import Other

        others = [version for version in self._control.chat.answers(turn) if version is not turn]
        known = [version for version in others if version.trace.canvases or version.stats is not None]
        return {
            version: Other(self._control.name_of(version), partial(self._read, version))
            for version in (turn, *known)
        }

    @Slot()
    def _follow_versions(self) -> None:
        """Offer those of the answer on show to compare with; say which it is where another one is above."""
        if self._turn is None or self._turn not in self._control.chat.tree:  # another conversation is opening
            return
        name, is_above = self._control.name_of(self._turn), self._turn in self._control.chat.turns
        self.viewer.tell_origin("" if is_above else tr("Not the version above: {name}", name=name))
        before, self._versions = self._versions, self._known_versions(self._turn)
        shown, *others = self._versions.values()
        if [version.name for version in before.values()] != [version.name for version in (shown, *others)]:
            self.viewer.compare.offer([*others, *self._files], shown.name)

    def _read(self, version: Turn, then: Callable[[Recording | None], None]) -> None:
        self._control.archive.recall(version, lambda: then(version.recording))

    @Slot()
    def _follow(self) -> None:
        """The turn on show is another one: more of it is recorded, or it is asked anew, or only let go.

        What was recorded before it was asked anew stays on show until there is something new.
        """
        if self._turn is None:
            return
        recording = self._turn.recording
        if recording is not None:
            self._recording = recording
            self._grow()
        elif not self._turn.ended:
            self._recording, self._is_anew = None, True
        elif self._is_anew:
            self.close_viewer()  # nothing came

    @Slot()
    def _grow(self) -> None:
        """Show what is recorded by now; the canvas on show stays for a while before the next one.

        Where motion is reduced every step does, unless a person paces them.
        """
        recording, known = self._recording, self.viewer.cursor_model.recording
        if self._turn is None or recording is None:
            return
        if self._is_anew:
            self._is_anew = False
            if known is None or known.trace is not recording.trace:  # else it is as before
                self._open(self._turn, recording)
            return
        is_next = known is not None and len(known.canvases) != len(recording.canvases)
        stays = is_next or (self._theme.reduced_motion and not self._control.slow.is_on)
        if stays and self._hold.isActive():
            return
        self.viewer.cursor_model.grow(recording, growing=not self._turn.ended)
        if stays:
            self._hold.start()
