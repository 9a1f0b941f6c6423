"""The viewer: a recorded answer from every side, all views on one cursor."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.language import tr
from app.models.canvas import Layer
from app.models.cells import Measure
from app.models.cursor import Cursor
from app.models.explain import sentence, shorter
from app.models.looks import STYLES
from app.models.playback import Playback
from app.models.recording import Recording
from app.models.saving import Saving
from app.models.slow_motion import SlowMotion
from app.theme import Theme
from app.widgets.announce import announce
from app.widgets.buttons import IconButton
from app.widgets.compare_view import CompareView
from app.widgets.control_row import ControlRow
from app.widgets.curve_view import CurveView
from app.widgets.excerpt import excerpt
from app.widgets.export_menu import ExportMenu, Shown
from app.widgets.glossary import Glossary
from app.widgets.grid_page import GridPage
from app.widgets.labels import ElidedLabel
from app.widgets.mask_note import MaskNote
from app.widgets.presenter import Presenter
from app.widgets.replay_text import ReplayText
from app.widgets.side_pane import SidePane
from app.widgets.slot_inspector import WIDTH_PX, SlotInspector
from app.widgets.steps_page import StepsPage
from app.widgets.strip import HEIGHT_PX, LOW_STRIP_PX, Strip
from app.widgets.view_bar import SLOT, VIEWS, WORDS, ViewBar

SIDE_PX, EDGE_PX, GAP_PX = 16, 8, 6
LOWEST_EDGE_PX, LOWEST_GAP_PX = 2, 2
LEAST_PX = 300  # of its height, where the window has that
PLACED_PX = 380  # of its width; below, which step it is stands in the sentence alone
NARROW_PX = 720  # below, the inspector has no room beside the views, and is one of them
LOW_PX = 340  # of the viewer's height; below, the strip is low
LOWEST_PX, LOWEST_STRIP_PX = 240, 28
SENTENCE_PX = 900  # below, the sentence of a step takes two lines
NOTE_PX, LOW_NOTE_PX = 800, 660  # below, what masks are has no room beside the controls, and stands above


class Viewer(QFrame):
    """A recording with its controls. Lives in the GUI thread.

    While the answer on show is made in slow motion, it paces that, and its slots can be steered.

    Args:
        theme: The colours.
        slow: Slow motion; None where no answer is being made.
        saving: Writes what is exported; by default one of its own.

    Signals:
        closed: The person puts it away.
    """

    closed = Signal()

    def __init__(
        self,
        theme: Theme,
        parent: QWidget | None = None,
        *,
        slow: SlowMotion | None = None,
        saving: Saving | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("viewer")
        self._theme, self._slow = theme, slow
        self.cursor_model = Cursor(self)
        self.playback = Playback(self.cursor_model, self)
        self.export = ExportMenu(theme, self._shown, saving or Saving(self))
        self.present = IconButton(theme, "present", tr("Fill the screen"), shortcut="F5")
        self._close = IconButton(theme, "close", tr("Close the replay"))
        self.bar = ViewBar((self.present, self.export, self._close))
        self._make_views(theme)
        self.strip = Strip(theme, self.cursor_model)
        self.inspector = SlotInspector(theme, self.cursor_model, slow=slow)
        self.controls = ControlRow(theme, self.cursor_model, self.playback, slow)
        self._origin = ElidedLabel("caption")
        self._origin.hide()
        self._caption = ElidedLabel("label")
        self._note_above = MaskNote(theme)
        self._lay_out()
        self._connect()
        self._follow_theme()
        self.show_view(0)
        self._choose_layer(2)
        self._choose_masks(0)
        self._choose_measure(0)

    def _make_views(self, theme: Theme) -> None:
        """One for each of `VIEWS`, in their order, and the glossary."""
        self.text = ReplayText(theme, self.cursor_model)
        self._slots = GridPage(theme, self.cursor_model, self.playback)
        self.grid = self._slots.grid
        self.curve = CurveView(theme, self.cursor_model)
        self._steps = StepsPage(theme, self.cursor_model)
        self.table = self._steps.table
        self.compare = CompareView(theme, self.cursor_model)
        self.glossary = Glossary(theme)
        self._stack = QStackedWidget()
        self._stack.setMinimumHeight(1)  # in a low window this is lower, and nothing lies over another
        for view in (self.text, self._slots, self.curve, self._steps, self.compare, self.glossary):
            self._stack.addWidget(view)
        self._view = self._before_glossary = 0

    def _connect(self) -> None:
        self.bar.viewed.connect(self._choose_view)
        self.bar.words.clicked.connect(self.toggle_glossary)
        self.glossary.closed.connect(self.toggle_glossary)
        self.bar.layer.chosen.connect(self._choose_layer)
        self.bar.measure.chosen.connect(self._choose_measure)
        self.bar.masks.chosen.connect(self._choose_masks)
        self.present.clicked.connect(self._present)
        self._close.clicked.connect(self.closed)
        self._slots.chosen.connect(self.cursor_model.focus)
        for entered in (self._slots.chosen, self.strip.entered):
            entered.connect(lambda: announce(self, self.inspector.words))
        for stepped in (self.strip.stepped, self.controls.player.stepped):
            stepped.connect(self._tell_step)
        self.export.opened.connect(self.open)
        self.export.told.connect(self._tell)
        self.strip.scrubbed.connect(self.playback.pause)
        self.table.chosen.connect(self._go_to)
        for changed in (self.cursor_model.opened, self.cursor_model.moved):
            changed.connect(self._follow)
        self._theme.changed.connect(self._follow_theme)

    @Slot(object)
    def open(self, recording: Recording) -> None:
        """Look at a recording, from its beginning."""
        self.cursor_model.open(recording, at_end=False)

    def tell_origin(self, words: str) -> None:
        """Say where the recording comes from; with no words, nothing."""
        self._origin.say(words)
        self._origin.setHidden(not words)

    def tell(self, layer: Layer) -> None:
        """Tell this story of each slot."""
        self._choose_layer(list(Layer).index(layer))

    def show_view(self, index: int) -> None:
        """Bring one of `VIEWS` to the front, or behind them the glossary or, where it is narrow, the slot."""
        if index < len(VIEWS):
            self._view = index
        self._stack.setCurrentIndex(index)
        self.bar.show_view(index)
        self._fit()
        self._follow()

    def show_slot(self) -> None:
        """Have the inspector in sight: where it does not stand beside the views, in front of them."""
        if not self._aside.is_aside:
            self.show_view(SLOT)

    @property
    def view(self) -> int:
        """Which of `VIEWS` is in front, or was before the glossary or the slot."""
        return self._view

    @Slot()
    def toggle_glossary(self) -> None:
        """Show what the words mean, or the view from before."""
        if self._stack.currentWidget() is self.glossary:
            self.show_view(self._before_glossary)
        else:
            self._before_glossary = self._stack.currentIndex()
            self.show_view(WORDS)
            self.glossary.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give all the room to the view where there is little."""
        super().resizeEvent(event)
        self._fit()

    @Slot()
    def _follow_theme(self) -> None:
        self.playback.is_calm = self._theme.reduced_motion
        self._fit()

    def _fit(self) -> None:
        """Hide what has no room; the views are chosen from a menu where their names have none."""
        width, height = self.width(), self.height()
        lowest = height < LOWEST_PX
        edge = LOWEST_EDGE_PX if lowest else EDGE_PX
        self._column.setContentsMargins(SIDE_PX, edge, SIDE_PX, edge)
        self._column.setSpacing(LOWEST_GAP_PX if lowest else GAP_PX)
        low = LOWEST_STRIP_PX if lowest else LOW_STRIP_PX
        self.strip.setFixedHeight(HEIGHT_PX if height >= LOW_PX else low)
        scarce = height < LOWEST_PX and width < LOW_NOTE_PX
        self.controls.player.place.setHidden(scarce or width < PLACED_PX)
        self.controls.note.be_brief(scarce)
        self._caption.take(2 if width < SENTENCE_PX and height >= LOW_PX else 1)
        self.controls.legend.setHidden(width < (NARROW_PX if height >= LOW_PX else NOTE_PX))
        self._aside.move(aside=width >= NARROW_PX)
        self.bar.offer_slot(not self._aside.is_aside)
        if self._aside.is_aside and self._stack.currentIndex() == SLOT:
            self.show_view(self._view)
        in_front = self._stack.currentWidget()
        measure = self._slots.measure if in_front is self._slots else Measure.ENTROPY  # as the strip
        self.controls.legend.tell(*measure.ends)
        masked = in_front in (self.text, self.compare) or not self._theme.true_noise  # the inspector's too
        is_beside = scarce or width >= (NOTE_PX if height >= LOW_PX else LOW_NOTE_PX)
        self.controls.note.setVisible(masked and is_beside)
        self._note_above.setVisible(masked and not is_beside)
        self._caption.setHidden(lowest and in_front is self.compare)  # two texts need its line
        self.bar.fit(width - 2 * SIDE_PX)

    def minimumSizeHint(self) -> QSize:
        """Small enough for a small window: what has no room is hidden."""
        return QSize(300, LEAST_PX)

    def sizeHint(self) -> QSize:
        """No more than it must have: it is given what others leave."""
        return self.minimumSizeHint()

    def hasHeightForWidth(self) -> bool:
        """Its lines that wrap ask for no more."""
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys that work in every view; where one moves the keyboard, that is seen there."""
        action = self._keys().get(event.key())
        if action is None:
            super().keyPressEvent(event)
            return
        before = QApplication.focusWidget()
        action()
        after = QApplication.focusWidget()
        if after is not None and after is not before and self.isAncestorOf(after):
            after.clearFocus()  # it would not tell itself anew where it has the keyboard
            after.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _keys(self) -> dict[int, Callable[[], object]]:
        playback = self.playback
        views = {
            Qt.Key.Key_1 + index: (lambda index=index: self.show_view(index)) for index in range(len(VIEWS))
        }
        return {
            Qt.Key.Key_Space: playback.toggle,
            Qt.Key.Key_Comma: self.controls.player.back.click,
            Qt.Key.Key_Period: self.controls.player.on.click,
            Qt.Key.Key_PageUp: lambda: self._skip(-1),
            Qt.Key.Key_PageDown: lambda: self._skip(1),
            Qt.Key.Key_Home: lambda: (self._go_to(0), self._tell_step()),
            Qt.Key.Key_End: lambda: (self.controls.go_live(), self._tell_step()),
            Qt.Key.Key_BracketLeft: lambda: playback.faster(-1),
            Qt.Key.Key_BracketRight: lambda: playback.faster(1),
            Qt.Key.Key_L: lambda: self._choose_layer((list(Layer).index(self.text.layer) + 1) % len(Layer)),
            Qt.Key.Key_M: lambda: self._choose_masks((list(STYLES).index(self.text.masks) + 1) % len(STYLES)),
            Qt.Key.Key_G: self.toggle_glossary,
            Qt.Key.Key_F5: self._present,
            **({} if self._aside.is_aside else {Qt.Key.Key_6: lambda: self.show_view(SLOT)}),
            **views,
            **self._live_keys(),
        }

    def _live_keys(self) -> dict[int, Callable[[], object]]:
        """Keys of the answer that is being made, where it is the one on show."""
        if self._slow is None or not self._slow.is_live(self.cursor_model.recording):
            return {}
        slow, steer = self._slow, self.inspector.steer
        keys: dict[int, Callable[[], object]] = {
            Qt.Key.Key_Space: slow.toggle,
            Qt.Key.Key_BracketLeft: lambda: slow.faster(-1),
            Qt.Key.Key_BracketRight: lambda: slow.faster(1),
        }
        if self.cursor_model.moment == self.cursor_model.last:
            keys[Qt.Key.Key_Period] = slow.step
        if steer is not None and steer.can_steer:
            keys |= {Qt.Key.Key_P: steer.pin.click, Qt.Key.Key_F: steer.forbid.click}
        return keys

    def _lay_out(self) -> None:
        middle = QHBoxLayout()
        middle.setSpacing(16)
        middle.addWidget(self._stack, 1)
        self._aside = SidePane(self.inspector, middle, WIDTH_PX)
        self._stack.addWidget(self._aside.page)
        column = self._column = QVBoxLayout(self)
        column.addWidget(self.bar)
        column.addWidget(self._origin)
        column.addLayout(middle, 1)
        column.addWidget(self._note_above)
        column.addWidget(self._caption)
        column.addWidget(self.strip)
        column.addWidget(self.controls)

    def _choose_view(self, place: int) -> None:
        if place != WORDS:
            self.show_view(place)
        elif self._stack.currentWidget() is not self.glossary:
            self.toggle_glossary()

    def _choose_layer(self, place: int) -> None:
        layer = list(Layer)[place]
        self.bar.layer.show_choice(place)
        self._fit()
        for text in (self.text, *self.compare.texts):
            text.choose(layer)
        self._slots.tell(layer)

    def _choose_masks(self, place: int) -> None:
        self.bar.masks.show_choice(place)
        self._fit()
        for text in (self.text, *self.compare.texts):
            text.draw_masks(list(STYLES)[place])

    def _choose_measure(self, place: int) -> None:
        measure = dict(enumerate(Measure)).get(place)  # behind them is the table
        self.bar.measure.show_choice(place)
        self._slots.show_measure(measure)
        self._fit()

    @Slot()
    def _present(self) -> None:
        """Show the replay on the whole screen, from where it stands."""
        presenter = Presenter(self._theme, self.cursor_model, self.playback, self, slow=self._slow)
        presenter.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        presenter.text.choose(self.text.layer)
        presenter.text.draw_masks(self.text.masks)
        presenter.showFullScreen()

    @Slot(int)
    def _go_to(self, moment: int) -> None:
        self.playback.pause()
        self.cursor_model.go(moment)

    def _skip(self, blocks: int) -> None:
        self.playback.pause()
        self.cursor_model.skip(blocks)
        self._tell_step()

    @Slot()
    def _tell_step(self) -> None:
        """Say to a screen reader where a key led."""
        for text in (self.text, *self.compare.texts):
            if text.hasFocus():
                text.describe()
        announce(self, self._caption.accessibleName())

    def _tell(self, words: str) -> None:
        """Say something in place of the sentence, for which there may have been no room."""
        self._caption.say(words)
        self._caption.show()

    @Slot()
    def _follow(self) -> None:
        recording, moment = self.cursor_model.recording, self.cursor_model.moment
        if recording is not None and recording.canvases:
            self._caption.say(sentence(recording, moment), *shorter(recording, moment))

    def _shown(self) -> Shown | None:
        recording = self.cursor_model.recording
        if recording is None or not recording.canvases:
            return None
        text, playback = self.text, self.playback
        return Shown(
            recording,
            self.cursor_model.moment,
            text.layer,
            text.masks,
            playback.speed,
            playback.step_ms,
            self._picture,
        )

    def _picture(self) -> QPixmap:
        """All that is on show but the bars, and in a line below what explains it."""
        top, bottom = self.bar.geometry().bottom() + 1, self.strip.geometry().bottom() + 1
        part = QRect(0, top, self.width(), bottom - top)
        return excerpt(
            self, part, (self.controls.note, self.controls.legend), QColor(self._theme.colours.surface)
        )
