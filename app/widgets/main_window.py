"""The window: sidebar, header, transcript and composer in one frame, with the keys that work everywhere."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, Qt, Signal, Slot
from PySide6.QtGui import QAction, QCloseEvent, QKeyEvent, QKeySequence, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.language import tr
from app.models.models import Models
from app.models.turn import Turn
from app.settings import OFFER_SETUP
from app.widgets.alternatives_card import AlternativesCard
from app.widgets.column import EDGE_PX, column_width
from app.widgets.composer import Composer
from app.widgets.dialog import FRAME
from app.widgets.dialogs import Dialogs
from app.widgets.drawer_memory import DrawerMemory
from app.widgets.drop_zone import DropZone
from app.widgets.find_bar import FindBar
from app.widgets.header import Header
from app.widgets.history_error_card import HistoryErrorCard
from app.widgets.leaving import Leaving
from app.widgets.load_error_card import LoadErrorCard
from app.widgets.notice_bar import NoticeBar
from app.widgets.notifier import Notifier
from app.widgets.panes import go_to_next, has_keyboard
from app.widgets.saving_bar import SavingBar
from app.widgets.setup import SetupPage
from app.widgets.sidebar import WIDTH_PX, Sidebar
from app.widgets.telling import Telling
from app.widgets.tour_page import TourPage
from app.widgets.transcript import Transcript
from app.widgets.viewer_drawer import ViewerDrawer
from app.widgets.zooming import Zooming

OVERHANG_PX = 13  # of the composer beyond the column, so that both texts begin at one line
NARROW_PX = 760  # below, the sidebar is hidden and comes over the page


class MainWindow(QWidget):
    """The whole window. It connects its panes with the models; it decides nothing else.

    Signals:
        painted: It was drawn for the first time.
        closed: The person closed it.
    """

    painted = Signal()
    closed = Signal()

    def __init__(self, models: Models) -> None:
        super().__init__()
        self.setObjectName("window")
        self.setWindowTitle("Dewpoint")
        self.setMinimumSize(320, 360)
        self.resize(1280, 800)
        theme, settings, status = models.theme, models.settings, models.status
        library, choices, control = models.library, models.choices, models.control
        self._was_left = self.restoreGeometry(QByteArray.fromBase64(settings.recall("window").encode()))
        self._settings, self._control = settings, control
        self._library, self._queue, self._status = library, models.queue, status
        self._renoiser, self._archive, self._room = models.renoiser, models.archive, models.room
        self._sidebar_wanted = settings.recall("sidebar") != "hidden"
        self._was_painted = False
        self._dialogs = Dialogs(self, theme, settings, library, status, models.machine)
        self._pane = QWidget(self)
        self._pane.setObjectName("pane")
        self.sidebar = Sidebar(theme, library, self)
        self.header = Header(theme, library, status, choices)
        self.transcript = Transcript(theme, status, choices, control)
        self.composer = Composer(theme, settings, models.queue, choices, control, models.attachments)
        self.leaving = Leaving(self, models.queue, models.storage, models.saving, control, models.history)
        self.notifier = Notifier(self, models.queue, settings)
        self.notifier.wanted.connect(self.come_forward)
        DropZone(self, self.composer.field, self._see_field)
        models.attachments.given.connect(self._see_field)
        self.finding = FindBar(theme, library, self.transcript)
        self.drawer = ViewerDrawer(theme, self.transcript, control, models.saving)
        self._alternatives = AlternativesCard(theme, models.renoiser)
        self.setup = SetupPage(theme, models.machine, models.storage, settings, status)
        self.setup.hide()
        self._tour = TourPage(theme, models.saving)
        self._tour.hide()
        self._load_error = LoadErrorCard(status)
        self._history_error = HistoryErrorCard(models.history, library)
        self._notice_bar = NoticeBar()
        self.header.lay_over(SavingBar(models.saving), self._notice_bar)
        self._cards = (self._history_error, self._load_error, self._alternatives)
        self._lay_out()
        self._connect()
        self._drawer_memory = DrawerMemory(self.drawer, settings, library, models.archive)
        self._add_keys()
        self.addAction(self.finding.action)
        Zooming(self, settings)
        theme.refaced.connect(self._limit_widths)
        self.transcript.show_chat(library.open_chat)
        self.composer.field.setFocus()
        self.telling = Telling(self._notice_bar, settings, library, self._dialogs.show_report)
        models.saving.told.connect(self.telling.tell)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the panes their places; a sidebar that has no room is hidden."""
        super().resizeEvent(event)
        if event.oldSize().width() >= NARROW_PX > event.size().width():
            self.sidebar.hide()
        elif event.size().width() >= NARROW_PX:
            self.sidebar.setVisible(self._sidebar_wanted)
        self._arrange()

    def showEvent(self, event: QShowEvent) -> None:
        """Begin with the sidebar hidden where the window is narrow."""
        self.sidebar.setVisible(self._sidebar_wanted and not self._is_narrow())
        self._arrange()
        super().showEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tell of the first time."""
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            self.painted.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let what is typed or pasted where nothing takes it go into the field; the viewer has own keys."""
        is_free = self.composer.isVisible() and not has_keyboard(self.drawer.viewer)
        if not (is_free and self.composer.field.take(event)):
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Go at once, unless something is going on that the person is asked about."""
        if not self.leaving.may_close():
            event.ignore()
            return
        super().closeEvent(event)
        self.remember()
        self.closed.emit()

    def remember(self) -> None:
        """Stand at the next start where it stands now, with the same open."""
        self._settings.remember("window", bytes(self.saveGeometry().toBase64().data()).decode())
        self._settings.remember("sidebar", "" if self._sidebar_wanted else "hidden")
        self._drawer_memory.keep()

    def fit(self) -> None:
        """Be no larger than the screen, before it is shown for the first time on it."""
        if not self._was_left:  # else Qt sees to it
            self.resize(self.size().boundedTo(self.screen().availableSize() - FRAME))

    @Slot()
    def come_forward(self) -> None:
        """Stand before other windows, as far as the system lets one."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    def _lay_out(self) -> None:
        below = QHBoxLayout()
        below.setContentsMargins(EDGE_PX, 8, EDGE_PX, EDGE_PX)
        middle = QVBoxLayout()
        middle.setSpacing(8)
        for part in (*self._cards, self.composer):
            middle.addWidget(part)
        below.addStretch(1)
        below.addLayout(middle, 1000)
        below.addStretch(1)
        self._limit_widths()
        column = QVBoxLayout(self._pane)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self.finding)
        column.addWidget(self.drawer, 1)
        column.addWidget(self.setup, 1)
        column.addWidget(self._tour, 1)
        column.addLayout(below)

    @Slot()
    def _limit_widths(self) -> None:
        """Let what stands below the column be as wide as it."""
        for widget in (self.composer, *self._cards):
            widget.setMaximumWidth(column_width() + 2 * OVERHANG_PX)

    def _connect(self) -> None:
        self.header.sidebar_toggled.connect(self.toggle_sidebar)
        self.header.settings_wanted.connect(self._dialogs.show_settings)
        self.header.instructed.connect(self._dialogs.show_system_prompt)
        self.header.keys_wanted.connect(self._dialogs.show_keys)
        self.header.report_wanted.connect(self._dialogs.show_report)
        self.header.models_wanted.connect(self.show_setup)
        for offer in (self.header.tour_wanted, self.transcript.page.toured):
            offer.connect(self.show_tour)
        for page in (self.setup, self._tour):
            page.left.connect(self._leave_page)
        self.setup.begun.connect(lambda words: self._notice_bar.offer(words, self._resume, tr("Resume")))
        self.sidebar.chosen.connect(self._leave_sidebar)
        self._library.opened.connect(self._open)
        self._library.turned_to.connect(self._leave_page)
        for wanted in (self.finding.action.triggered, self.header.find_wanted):
            wanted.connect(self._find)
        self._room.changed.connect(self._show_room)
        self._library.removed.connect(self._notice_bar.offer)
        self._library.removed.connect(self._renoiser.close)  # what is gone can have no other wording
        self._library.removed.connect(self.drawer.leave_deleted)
        for keep in (self._control.write, self._room.write):
            self.composer.written.connect(keep)
        self.composer.sent.connect(self._ask)
        self.composer.stopped.connect(self._queue.stop)
        self.transcript.page.asked.connect(self._ask)
        self.transcript.page.retried.connect(self._control.retry)
        self.transcript.page.withdrawn.connect(self._withdraw)
        self.transcript.page.replayed.connect(self.drawer.toggle)
        self.transcript.page.steered.connect(self.drawer.steer)
        self.transcript.page.renoised.connect(self._reword)
        self._alternatives.follow_page(self.transcript.page)
        self.drawer.closed.connect(self.composer.field.setFocus)
        self._archive.told.connect(self._notice_bar.say)
        self._load_error.models_wanted.connect(self.show_setup)

    def _add_keys(self) -> None:
        """Keys with the button that shows each of them, if any."""
        attach = self.composer.attach
        keys, copy_latest = QKeySequence.StandardKey, self.transcript.page.copy_latest
        for key, name, action, button in (
            (QKeySequence(keys.New), tr("New conversation"), self._library.start, self.header.new_button),
            (QKeySequence("Ctrl+K"), tr("Search"), self._search, None),
            (QKeySequence("Ctrl+Shift+A"), tr("Attach files"), attach.click, attach),
            (QKeySequence("Ctrl+B"), tr("Conversations"), self.toggle_sidebar, self.header.sidebar_button),
            (QKeySequence("Esc"), tr("Stop"), self._escape, None),
            (QKeySequence("Ctrl+Shift+C"), tr("Copy the latest answer"), copy_latest, None),
            (QKeySequence("Ctrl+R"), tr("See how the latest answer was made"), self._replay, None),
            (QKeySequence("F6"), tr("Next pane"), self._next_pane, None),
            (QKeySequence("Ctrl+,"), tr("Settings"), self._dialogs.show_settings, None),
            (QKeySequence(keys.HelpContents), tr("Keys"), self._dialogs.show_keys, None),
            (QKeySequence(QKeySequence(keys.Quit).toString() or "Alt+F4"), tr("Quit"), self.close, None),
        ):
            made = QAction(name, self, shortcut=key)
            made.triggered.connect(action)
            self.addAction(made)
            if button is not None:
                button.rename(name, key.toString(QKeySequence.SequenceFormat.NativeText))

    @Slot()
    def toggle_sidebar(self) -> None:
        """Show the list of conversations, or hide it."""
        shown = not self.sidebar.isVisible()
        self.sidebar.setVisible(shown)
        if not self._is_narrow():
            self._sidebar_wanted = shown
        self._arrange()
        if shown and self._is_narrow():
            self.sidebar.list.setFocus()

    def _is_narrow(self) -> bool:
        return self.width() < NARROW_PX

    def _arrange(self) -> None:
        beside = WIDTH_PX if self.sidebar.isVisibleTo(self) and not self._is_narrow() else 0
        top = self.header.height() if self._is_narrow() else 0
        self._pane.setGeometry(beside, 0, self.width() - beside, self.height())
        self.sidebar.setGeometry(0, top, min(WIDTH_PX, self.width()), self.height() - top)
        self.sidebar.raise_()
        self.header.new_button.setVisible(not beside)
        self.composer.limit(self.height())

    @Slot()
    def _leave_sidebar(self) -> None:
        if self._is_narrow():
            self.sidebar.hide()
        self.composer.field.setFocus()

    @Slot()
    def _replay(self) -> None:
        """Open the viewer on the latest answer, or close it."""
        if self._library.open_chat.turns:
            self._turn_to()
            self.drawer.toggle(self._library.open_chat.turns[-1])

    @Slot()
    def _open(self) -> None:
        self.drawer.close_viewer()
        self._renoiser.close()
        self.transcript.show_chat(self._library.open_chat)
        self.composer.write(self._control.draft)
        self.composer.field.setFocus()

    @Slot(str)
    def _ask(self, prompt: str) -> None:
        self._turn_to()
        self._control.send(prompt)

    @Slot(Turn, object)
    def _reword(self, turn: Turn, selected: tuple[int, int] | None) -> None:
        """Let words of an answer be changed: those that are selected in it, or some still to be selected."""
        self._archive.recall(turn, lambda: self._take_up(turn, selected), needed=True)

    def _take_up(self, turn: Turn, selected: tuple[int, int] | None) -> None:
        if turn not in self._library.open_chat.turns:
            return  # another conversation is open by now
        self._renoiser.open(self._library.open_chat, turn)
        if selected is not None:
            self._renoiser.ask(*selected)

    @Slot(Turn)
    def _withdraw(self, turn: Turn) -> None:
        if self._control.withdraw(turn):
            self.composer.write(self._library.open_chat.record.draft)
            self.composer.field.setFocus()

    @Slot()
    def _show_room(self) -> None:
        self.composer.show_room(self._room.line, self._room.share, self._room.warning)

    @Slot()
    def _escape(self) -> None:
        """Put away what lies over the page, or leave an edited message; else stop; else close the rest."""
        if self._is_narrow() and self.sidebar.isVisible():
            self._leave_sidebar()
        elif self._tour.isVisible():
            self._leave_page()
        elif self.setup.isVisible():
            self.setup.back.click()
        elif self._control.editing is not None:
            self._control.leave_editing()
        elif self._queue.running is not None:
            self._queue.stop()
        elif self._renoiser.turn is not None:
            self._renoiser.close()
        else:
            self.drawer.close_viewer()

    @Slot()
    def show_setup(self) -> None:
        """Show the setup page in the place of the transcript."""
        self._turn_to(self.setup)
        self.setup.look()

    @Slot()
    def show_tour(self) -> None:
        """Show the tour in the place of the conversation, from its beginning."""
        self._turn_to(self._tour)
        self._tour.begin()

    @Slot()
    def _leave_page(self) -> None:
        self._turn_to()
        self.composer.field.setFocus()

    def _turn_to(self, page: QWidget | None = None) -> None:
        """Show one of the pages, or none: the conversation, to which belongs what closes before a page."""
        if page is not None:
            self.finding.leave()
            self._renoiser.close()
        if self.setup.isVisible() and page is not self.setup:
            self._settings.set(OFFER_SETUP, False)
        for each in (self.setup, self._tour):
            each.setVisible(each is page)
        self.drawer.setVisible(page is None)
        self.composer.setVisible(page is not self._tour)
        self.header.name(page.accessibleName() if page is not None else "")

    @Slot()
    def _find(self) -> None:
        self._turn_to()
        self.finding.open()

    @Slot()
    def _see_field(self) -> None:
        if self.composer.isHidden():
            self._leave_page()

    def _resume(self) -> None:
        self.setup.resume()
        self.show_setup()

    @Slot()
    def _search(self) -> None:
        if not self.sidebar.isVisible():
            self.toggle_sidebar()
        self.sidebar.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.sidebar.search.selectAll()

    @Slot()
    def _next_pane(self) -> None:
        """Move the keyboard to the next pane in sight."""
        page, list = self.transcript, self.sidebar.list
        panes: tuple[tuple[QWidget, QWidget], ...] = (  # each with what has its keyboard
            (self.composer, self.composer.field),
            (self.finding, self.finding.field),
            (page, page),
            *(((self.drawer, self.drawer.viewer.strip),) if self.drawer.is_open else ()),
            (self.setup, self.setup.back),
            (self._tour, self._tour.on),
            *((card, card.first) for card in self._cards),
            (self.sidebar, list),
        )
        go_to_next(panes)
