"""Fetching the full model: the folder, one button, and where it stands."""

from __future__ import annotations

import math
from collections.abc import Iterator

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from app.language import tr
from app.models.amounts import present_words, size_words, time_words
from app.models.files_job import JobState
from app.models.handover import Handover
from app.models.machine import Machine
from app.models.remedies import Remedy
from app.models.storage import Storage
from app.theme import Theme
from app.widgets.buttons import PrimaryButton, call
from app.widgets.card import Card
from app.widgets.error_card import ErrorCard
from app.widgets.file_rows import BAR_STEPS, FileRows, make_bar
from app.widgets.flow_row import FlowRow
from app.widgets.labels import ElidedLabel, Label
from app.widgets.speed_graph import SpeedGraph
from engine import FULL, DownloadProgressed


class DownloadCard(Card):
    """The download of the full model. Follows the storage, the handover and the machine.

    Signals:
        folder_wanted: Another folder is to be chosen.
        have_wanted: A folder that holds the files already is to be chosen.
        removal_wanted: What has arrived is to be deleted.
        connection_wanted: The address, the proxy, the speed or the token is to be changed.
        use_wanted: The full model is there, and is to be used.
    """

    folder_wanted = Signal()
    have_wanted = Signal()
    removal_wanted = Signal()
    connection_wanted = Signal()
    use_wanted = Signal()

    def __init__(
        self,
        theme: Theme,
        storage: Storage,
        handover: Handover,
        machine: Machine,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(FULL.name, parent)
        self._storage, self._handover, self._machine = storage, handover, machine
        about = tr(
            "{size} to fetch, once. Licence: {licence}.",
            size=size_words(FULL.download_bytes),
            licence=FULL.licence(),
        )
        self._unfit = Label("body", tr("It does not run on this PC as it is now."), wrapped=True)
        self._folder = ElidedLabel("body")
        self._room = Label("caption", wrapped=True)
        self.change = _button(tr("Change…"), tr("Choose another folder"), self.folder_wanted)
        self.main = PrimaryButton(theme)
        self.main.clicked.connect(self.act)
        self.have = _button(tr("I already have the files…"), tr("Use files from a folder"), self.have_wanted)
        self.drop = _button(
            tr("Delete what has arrived…"), tr("Delete the partial download"), self.removal_wanted
        )
        self.connection = _button(
            tr("Connection…"), tr("Address, proxy, speed and token"), self.connection_wanted
        )
        self._bar = make_bar(tr("Download"))
        self._line = Label("caption", wrapped=True)
        self._graph = SpeedGraph(theme)
        self._files = FileRows()
        self.error = ErrorCard()
        self.error.retried.connect(self._mend)
        self.column.addWidget(Label("caption", about, wrapped=True))
        self.column.addWidget(self._unfit)
        self.column.addLayout(_row(self._folder, self.change))
        self.column.addWidget(self._room)
        self._acts = FlowRow()
        self._acts.show_parts((self.main, self.have, self.drop, self.connection))
        self.column.addWidget(self._acts)
        for widget in (self._bar, self._line, self._graph, self._files, self.error):
            self.column.addWidget(widget)
        storage.changed.connect(self._follow)
        handover.changed.connect(self._follow)
        storage.download.changed.connect(self._follow)
        machine.changed.connect(self._follow)
        self._follow()

    @Slot()
    def act(self) -> None:
        """Do what the main button says."""
        if self._storage.download.is_running:
            self._storage.download.stop()
        elif self._is_done():
            self.use_wanted.emit()
        else:
            self._storage.fetch()

    @Slot()
    def _mend(self) -> None:
        match self._storage.download.remedy:
            case Remedy.FOLDER:
                self.folder_wanted.emit()
            case Remedy.FILES:
                self.have_wanted.emit()
            case Remedy.CONNECTION:
                self._storage.download.forget()
                self.connection_wanted.emit()
            case _:
                self._storage.fetch()

    @Slot()
    def _follow(self) -> None:
        storage, job = self._storage, self._storage.download
        running, is_done = job.is_running, self._is_done()
        begun = running or storage.unfinished is not None
        progress = job.download if begun else None
        self._folder.say(str(storage.target))
        if progress is None or not running:  # a disk may take its time to answer
            self._room.setText(_room_words(storage))
        self.change.setVisible(not begun and not is_done)
        self.have.setVisible(not begun and not is_done)
        leads_there = job.remedy is Remedy.CONNECTION  # the error's own button
        self.connection.setVisible(not running and not is_done and not leads_there)
        self.main.setVisible(not (is_done and self._handover.is_used(str(storage.target))))
        self.drop.setVisible(storage.unfinished is not None)
        self._unfit.setVisible(self._machine.is_unfit)
        self.main.stress(begun or not self._machine.is_unfit)
        self._name_main(
            tr("Use this model") if is_done else tr("Pause") if running else tr("Resume") if begun else ""
        )
        self._acts.setVisible(not all(part.isHidden() for part in self._acts.parts))
        self._acts.place()
        self._graph.setVisible(running and progress is not None)
        for widget in (self._bar, self._files):
            widget.setVisible(progress is not None)
        self._line.setText(_line(storage, progress))
        self._line.setVisible(bool(self._line.text()))
        if progress is not None:
            self._bar.setValue(round(BAR_STEPS * progress.done_bytes / max(progress.total_bytes, 1)))
            self._graph.show_speeds(job.speeds)
            self._files.show_files(progress.files)
        failure = job.failure
        self.error.offer(tr(job.remedy))
        is_amiss = job.state is JobState.FAILED and not is_done
        self.error.show_error(failure.error if failure is not None and is_amiss else None)

    def _is_done(self) -> bool:
        full = self._storage.full
        return full is not None and full.is_finished and not self._storage.download.is_running

    def _name_main(self, words: str) -> None:
        """Say on the main button what it does."""
        words = words or tr("Download {size}", size=size_words(FULL.download_bytes))
        self.main.setText(words)
        self.main.setAccessibleName(words)


def _line(storage: Storage, progress: DownloadProgressed | None) -> str:
    """Where it stands, in one line."""
    full, job = storage.full, storage.download
    if full is not None and full.is_finished and not job.is_running:
        return tr("Complete and verified, {size}.", size=size_words(full.total_bytes))
    if job.state is JobState.RUNNING and (progress is None or not progress.total_bytes):
        if progress is not None and progress.wait_s is not None:
            return tr("No usable answer, next try in {seconds} s.", seconds=math.ceil(progress.wait_s))
        return tr("Asking what there is to fetch.")
    if progress is not None:
        return ", ".join(_pace(progress, paused=not job.is_running))
    if storage.unfinished is not None:
        return present_words(storage.unfinished.present_bytes, storage.unfinished.total_bytes)
    return ""


def _pace(progress: DownloadProgressed, *, paused: bool) -> Iterator[str]:
    yield tr(
        "{done} of {total}", done=size_words(progress.done_bytes), total=size_words(progress.total_bytes)
    )
    if paused:
        yield tr("paused")
        return
    if progress.bytes_per_second is not None:
        yield tr("{size} per second", size=size_words(progress.bytes_per_second))
    if progress.remaining_s is not None:
        yield tr("{time} left", time=time_words(progress.remaining_s))


def _room_words(storage: Storage) -> str:
    free = storage.free_bytes()
    if free is None:
        return ""
    needed = FULL.download_bytes - (storage.full.present_bytes if storage.full is not None else 0)
    if free >= needed:
        return tr("{free} free on this disk.", free=size_words(free))
    return tr(
        "{free} free on this disk, {missing} too little.",
        free=size_words(free),
        missing=size_words(needed - free),
    )


def _button(words: str, name: str, wanted: object) -> QPushButton:
    button = QPushButton(words)
    call(button, words, name)
    button.clicked.connect(wanted)
    return button


def _row(*widgets: QWidget) -> QHBoxLayout:
    """Widgets side by side; the first takes what is left."""
    row = QHBoxLayout()
    row.setSpacing(8)
    for index, widget in enumerate(widgets):
        row.addWidget(widget, 0 if index else 1)
    return row
