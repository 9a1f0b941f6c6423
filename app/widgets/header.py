"""The line above the conversation: its title, and the model."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QMenu, QToolButton, QWidget

from app.history import FileKind
from app.language import tr
from app.models.choices import Choices
from app.models.library import Library
from app.models.looks import View
from app.models.status import Status
from app.theme import Theme
from app.widgets.buttons import IconButton
from app.widgets.files import ask_what_to_import, ask_where_to_save, show_folder
from app.widgets.labels import ElidedLabel
from app.widgets.menu_action import menu_action

HEIGHT_PX = 48


class Header(QFrame):
    """Title of the conversation or name of the page left, model right. Follows the library and the status.

    Signals:
        sidebar_toggled: The list of conversations is to be shown or hidden.
        settings_wanted: The settings are to be shown.
        instructed: The system prompt of the conversation is to be shown.
        keys_wanted: The sheet of keys is to be shown.
        report_wanted: What helps to find a fault is to be shown.
        models_wanted: The models of this PC are to be shown.
        tour_wanted: The tour is to be shown.
        find_wanted: Words are to be found in the conversation.
    """

    sidebar_toggled = Signal()
    settings_wanted = Signal()
    instructed = Signal()
    keys_wanted = Signal()
    report_wanted = Signal()
    models_wanted = Signal()
    tour_wanted = Signal()
    find_wanted = Signal()

    def __init__(
        self, theme: Theme, library: Library, status: Status, choices: Choices, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("header")
        self.setFixedHeight(HEIGHT_PX)
        self._library = library
        self._status = status
        self._choices = choices
        self._page = ""
        self.sidebar_button = IconButton(theme, "sidebar", tr("Conversations"))
        self.sidebar_button.clicked.connect(self.sidebar_toggled)
        self.new_button = IconButton(theme, "plus", tr("New conversation"))
        self.new_button.clicked.connect(library.start)
        self._title = ElidedLabel("title")
        to_left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute  # whichever way its words run
        self._title.setAlignment(to_left | Qt.AlignmentFlag.AlignVCenter)
        self._model = ElidedLabel("model")
        self._more = self._make_menu(theme)
        told = QHBoxLayout()
        told.setSpacing(8)
        told.addWidget(self._title, 1)
        told.addWidget(self._model, 1)  # as long as its words, and at most half of both
        self._place = QGridLayout()  # of one cell
        self._place.addLayout(told, 0, 0)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 0, 8, 0)
        row.setSpacing(8)
        row.addWidget(self.sidebar_button)
        row.addWidget(self.new_button)
        row.addLayout(self._place, 1)
        row.addWidget(self._more)
        theme.refaced.connect(self._follow)
        library.opened.connect(self._follow)
        library.catalogue.changed.connect(self._follow)
        status.changed.connect(self._follow)
        choices.changed.connect(self._follow)
        self._follow()

    def name(self, page: str) -> None:
        """Name the page that stands in the place of the conversation; with no name, the conversation."""
        self._page = page
        self._follow()

    def lay_over(self, *covers: QWidget) -> None:
        """Have what hides title and model while it is shown, the last above the others."""
        for cover in covers:
            self._place.addWidget(cover, 0, 0)

    def _make_menu(self, theme: Theme) -> QToolButton:
        more = IconButton(theme, "more", tr("More"))
        more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(more)
        self._noise = QAction(tr("Show the noise that the model sees"), menu, checkable=True)
        self._noise.triggered.connect(self._choices.show_noise)
        menu.addAction(self._noise)
        menu.addSeparator()
        keys = QKeySequence.StandardKey
        for words, act, key in (
            (tr("Find in this conversation"), self.find_wanted.emit, QKeySequence(keys.Find)),
            (tr("System prompt of this conversation…"), self.instructed.emit, None),
            (tr("Export all conversations…"), self._export_all, None),
            (tr("Import conversations…"), self._import, None),
            (tr("Open the data folder"), lambda: show_folder(self._library.folder), None),
            (tr("Models…"), self.models_wanted.emit, None),
            (tr("Settings…"), self.settings_wanted.emit, QKeySequence("Ctrl+,")),
            (tr("Take the tour"), self.tour_wanted.emit, None),
            (tr("Keys"), self.keys_wanted.emit, QKeySequence(keys.HelpContents)),
            (tr("Report a problem…"), self.report_wanted.emit, None),
        ):
            menu.addAction(menu_action(menu, words, act, key))
        more.setMenu(menu)
        return more

    @Slot()
    def _export_all(self) -> None:
        library = self._library
        ask_where_to_save(
            self,
            tr("Conversations"),
            FileKind.JSON,
            lambda path: library.export(library.catalogue.ids, FileKind.JSON, path),
        )

    @Slot()
    def _import(self) -> None:
        ask_what_to_import(self, self._library.import_file)

    @Slot()
    def _follow(self) -> None:
        self._title.say(self._page or self._library.open_chat.title)
        self._model.say(self._status.line)
        self._model.limit_to(self._status.line)
        if self._noise.isChecked() != (noise := self._choices.view is View.NOISE):
            self._noise.setChecked(noise)
