"""The setup page: what was found, fetching the full model, the models on this PC, and every connection."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QMessageBox,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.language import mark, tr
from app.models.amounts import size_words
from app.models.handover import Handover
from app.models.machine import Machine
from app.models.status import Status
from app.models.storage import Storage, Stored
from app.settings import Settings
from app.theme import Theme
from app.widgets.connection_dialog import ConnectionDialog
from app.widgets.connections_card import ConnectionsCard
from app.widgets.download_card import DownloadCard
from app.widgets.labels import Label
from app.widgets.machine_card import MachineCard
from app.widgets.models_card import ModelsCard

_EDGE_PX = 24
_WIDTH_PX = 720
DELETED = mark("This frees {size}. To have it again it must be downloaded again.")
DELETED_IN_USE = mark(
    "This frees {size}. To have it again it must be downloaded again. The model is in use: the demo takes its"
    " place at once."
)
MOVED = mark(
    "The model is in use. The demo takes its place while the files are moved; then the model is loaded again."
)
_SENTENCE = mark("The demo works at once, and stays usable while the full model is downloaded.")


class SetupPage(QScrollArea):
    """Stands in the place of the transcript. Follows the machine and the storage.

    Signals:
        left: The conversation is to be shown again.
        begun: A download was begun and not ended, in words; told once, while the page is out of sight.
    """

    left = Signal()
    begun = Signal(str)

    def __init__(
        self,
        theme: Theme,
        machine: Machine,
        storage: Storage,
        settings: Settings,
        status: Status,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("setup")
        self.setAccessibleName(tr("Models"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._machine, self._storage = machine, storage
        self._settings, self._status = settings, status
        self.machine_card = MachineCard(theme, machine)
        self._handover = Handover(storage, status, self)
        self.download_card = DownloadCard(theme, storage, self._handover, machine)
        self.models_card = ModelsCard(storage, self._handover)
        self.back = QPushButton(tr("Back to the conversation"))
        self.back.setAccessibleName(self.back.text())
        self.back.clicked.connect(self.left)
        self.download_card.folder_wanted.connect(self._ask_folder)
        self.download_card.have_wanted.connect(self._ask_have)
        self.download_card.removal_wanted.connect(self._ask_removal_of_part)
        self.download_card.use_wanted.connect(lambda: self._use(str(storage.target)))
        for card in (self.download_card, self.models_card):
            card.connection_wanted.connect(self._show_connection)
        self.models_card.chosen.connect(self._use)
        storage.changed.connect(self._tell_of_begun)
        self.models_card.move_wanted.connect(self._ask_move)
        self.models_card.removal_wanted.connect(self._ask_removal)
        self._lay_out()

    def look(self) -> None:
        """Look at the machine and its models again."""
        self._machine.look()
        self._storage.refresh()
        self.back.setFocus()

    def resume(self) -> None:
        """Go on with the download that was begun."""
        self._storage.fetch()

    @Slot(str)
    def _use(self, model: str) -> None:
        """Load a model, now and at the next start, and leave."""
        self._storage.choose(model)
        self._status.load(model)
        self.left.emit()

    @Slot()
    def _tell_of_begun(self) -> None:
        self._storage.changed.disconnect(self._tell_of_begun)
        model = self._storage.unfinished
        if model is not None and self.isHidden():
            here, all_of_it = size_words(model.present_bytes), size_words(model.total_bytes)
            self.begun.emit(
                tr("A download is unfinished: {here} of {all} are here.", here=here, all=all_of_it)
            )

    def _lay_out(self) -> None:
        page = QWidget()
        page.setObjectName("page")
        column = QVBoxLayout()
        column.setSpacing(16)
        column.addWidget(self.back, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(Label("body", tr(_SENTENCE), wrapped=True))
        for card in (self.machine_card, self.download_card, self.models_card, ConnectionsCard()):
            column.addWidget(card)
        column.addStretch(1)
        middle = QWidget()
        middle.setMaximumWidth(_WIDTH_PX)
        column.setContentsMargins(0, 0, 0, 0)
        middle.setLayout(column)
        self._row = row = QHBoxLayout(page)
        row.addStretch(1)
        row.addWidget(middle, 1000)
        row.addStretch(1)
        self.setWidget(page)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the cards in the middle, over the composer, also beside a scroll bar."""
        super().resizeEvent(event)
        bar = self.width() - self.viewport().width()
        self._row.setContentsMargins(_EDGE_PX, _EDGE_PX, _EDGE_PX - bar, _EDGE_PX)

    @Slot()
    def _ask_folder(self) -> None:
        self._ask_for_folder(tr("Where to keep models"), self._keep_in)

    def _keep_in(self, folder: str) -> None:
        self._storage.keep_in(Path(folder))
        self._storage.download.forget()

    @Slot()
    def _ask_have(self) -> None:
        title = tr("Folder that holds the files")
        self._ask_for_folder(title, lambda path: self._storage.fetch(Path(path)))

    @Slot()
    def _show_connection(self) -> None:
        ConnectionDialog(self._settings, self._storage, self).open()

    @Slot(object)
    def _ask_move(self, model: Stored) -> None:
        """Ask where to; whoever uses the model is told first what becomes of it."""

        def ask() -> None:
            title = tr("Where to move {model}", model=model.name)
            self._ask_for_folder(title, lambda path: self._handover.move(model, Path(path)))

        if self._handover.is_used(model.folder):
            answers = (tr("Choose a folder…"), tr("Leave it there"))
            self._ask(tr("Move {model}?", model=model.name), tr(MOVED), answers, ask)
        else:
            ask()

    @Slot()
    def _ask_removal_of_part(self) -> None:
        model = self._storage.unfinished
        if model is not None:
            self._ask_removal(model)

    @Slot(object)
    def _ask_removal(self, model: Stored) -> None:
        """Delete a model once the person has said so."""
        words = DELETED_IN_USE if self._handover.is_used(model.folder) else DELETED
        told = tr(words, size=size_words(model.present_bytes))
        question, answers = tr("Delete {model}?", model=model.name), (tr("Delete"), tr("Keep"))
        self._ask(question, told, answers, lambda: self._handover.remove(model))

    def _ask(self, question: str, told: str, answers: tuple[str, str], then: Callable[[], None]) -> None:
        """Ask before something is done; the second answer leaves all as it is."""
        box = QMessageBox(self)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setWindowTitle(question)
        box.setText(question)
        box.setInformativeText(told)
        agreed = box.addButton(answers[0], QMessageBox.ButtonRole.DestructiveRole)
        box.setDefaultButton(box.addButton(answers[1], QMessageBox.ButtonRole.RejectRole))
        agreed.clicked.connect(then)
        box.open()

    def _ask_for_folder(self, title: str, then: object) -> None:
        dialog = QFileDialog(self, title, str(self._storage.folder))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(then)
        dialog.open()
