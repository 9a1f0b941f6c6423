"""The models on this PC: use one, verify, move or delete it, with the disk space named."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.language import mark, tr
from app.models.amounts import present_words, size_words
from app.models.files_job import JobState
from app.models.handover import Handover
from app.models.remedies import Remedy
from app.models.storage import Storage, Stored
from app.widgets.buttons import call
from app.widgets.card import Card
from app.widgets.error_card import ErrorCard
from app.widgets.file_rows import BAR_STEPS, make_bar
from app.widgets.files import show_folder
from app.widgets.flow_row import FlowRow
from app.widgets.labels import ElidedLabel, Label
from engine import DEMO

WORK = {"move": mark("Moving"), "remove": mark("Deleting"), "download": mark("Repairing")}
_GAP_PX = 4
WAITING = mark("Waiting until the model is no longer in use.")
REFUSED = mark("The model is still in use. Nothing was moved or deleted.")


class ModelsCard(Card):
    """The demo and every model, but for the full one on its way. Follows the storage and the handover.

    Signals:
        chosen: A model is to be used: `demo`, or its folder.
        move_wanted: The `Stored` that is to lie somewhere else.
        removal_wanted: The `Stored` that is to go.
        connection_wanted: The address, the proxy, the speed or the token is to be changed.
    """

    chosen = Signal(str)
    move_wanted = Signal(object)
    removal_wanted = Signal(object)
    connection_wanted = Signal()

    def __init__(self, storage: Storage, handover: Handover, parent: QWidget | None = None) -> None:
        super().__init__(tr("Models on this PC"), parent)
        self._storage, self._handover = storage, handover
        self._worked_on: Stored | None = None
        self._actions: list[QPushButton] = []
        self.rows = QVBoxLayout()
        self.rows.setSpacing(12)
        self._bar = make_bar(tr("Work on a model"))
        self._line = Label("caption", wrapped=True)
        self.stop = _button(tr("Stop"), tr("Stop the work on a model"))
        self.stop.clicked.connect(storage.care.stop)
        self._error = ErrorCard()
        self._error.retried.connect(self._mend)
        self.column.addLayout(self.rows)
        self.column.addWidget(self._bar)
        below = QHBoxLayout()
        below.addWidget(self._line, 1)
        below.addWidget(self.stop)
        self.column.addLayout(below)
        self.column.addWidget(self._error)
        for follow in (self._list, self._follow):
            handover.changed.connect(follow)
        storage.changed.connect(self._list)
        storage.care.changed.connect(self._follow)
        self._list()
        self._follow()

    @property
    def _is_free(self) -> bool:
        """Whether work can begin: none is done, and none waits for its model."""
        return not (self._storage.care.is_running or self._handover.is_waiting)

    @Slot()
    def _list(self) -> None:
        while (item := self.rows.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self._actions.clear()
        about = tr("Comes with Dewpoint, runs anywhere.")
        self.rows.addWidget(self._row(tr("Demo"), about, self._use(DEMO, tr("demo"))))
        for model in self._storage.models:
            if model.is_finished or model.problem or model != self._storage.full:
                self.rows.addWidget(self._model_row(model))

    def _model_row(self, model: Stored) -> QWidget:
        buttons = []
        for words, name, act in self._acts(model):
            button = _button(words, name)
            button.clicked.connect(act)
            button.setEnabled(self._is_free)
            buttons.append(button)
        self._actions += buttons
        use = self._use(model.folder, model.name) if model.is_finished else None
        return self._row(model.name, _state(model), use, buttons)

    def _acts(self, model: Stored) -> Iterator[tuple[str, str, Callable[[], None]]]:
        """What can be done with a model: a button's words, its name, and what it does."""
        called = model.name
        if not model.is_finished and self._storage.can_repair(model):
            repair = tr("Repair {model}", model=called)
            yield tr(Remedy.REPAIR), repair, lambda: self._work(self._storage.repair, model)
        if model.is_finished:
            verify = tr("Verify {model}", model=called)
            yield tr("Verify"), verify, lambda: self._work(self._storage.verify, model)
            move = tr("Move {model}", model=called)
            yield tr("Move…"), move, lambda: self._work(self.move_wanted.emit, model)
        if model.repository:
            delete = tr("Delete {model}", model=called)
            yield tr("Delete…"), delete, lambda: self._work(self.removal_wanted.emit, model)
        else:  # which files are its own is not known any more
            look = tr("Open the folder {model}", model=called)
            yield tr("Open the folder"), look, lambda: show_folder(Path(model.folder))

    def _work(self, act: Callable[[Stored], object], model: Stored) -> None:
        self._worked_on = model
        act(model)

    def _use(self, place: str, name: str) -> QWidget:
        """The button that takes a model into use, or the mark of the one that is."""
        if self._handover.is_used(place):
            used = Label("usedMark", tr("In use"))
            used.setAccessibleName(tr("{model} is in use", model=name))
            return used
        button = _button(tr("Use"), tr("Use {model}", model=place))
        button.clicked.connect(lambda: self.chosen.emit(place))
        return button

    def _row(self, name: str, said: str, use: QWidget | None, buttons: Sequence[QPushButton] = ()) -> QWidget:
        """A model: its name and its use, what is to be said of it, and what can be done with it."""
        row, title, caption, acts = QWidget(), ElidedLabel("body"), ElidedLabel("caption"), FlowRow()
        title.say(name)
        caption.say(said)
        acts.show_parts(buttons)
        grid = QGridLayout(row)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(0, 1)
        grid.addWidget(title, 0, 0)
        grid.addWidget(caption, 1, 0)
        if use is not None:
            grid.addWidget(use, 0, 1, 2, 1, Qt.AlignmentFlag.AlignVCenter)
        if buttons:
            grid.setRowMinimumHeight(2, _GAP_PX)
            grid.addWidget(acts, 3, 0, 1, 2)
        return row

    @Slot()
    def _mend(self) -> None:
        job, model = self._storage.care, self._worked_on
        match job.remedy:
            case Remedy.FOLDER if model is not None and job.kind == "move":
                self.move_wanted.emit(model)
            case Remedy.CONNECTION:
                job.forget()
                self.connection_wanted.emit()
            case Remedy.REPAIR if model is not None:
                job.forget()
                self._storage.repair(model)
            case Remedy.LOOK:
                job.forget()
                self._storage.refresh()
            case Remedy.OPEN if model is not None:
                job.forget()
                show_folder(Path(model.folder))
            case _:
                job.again()

    @Slot()
    def _follow(self) -> None:
        job = self._storage.care
        work = job.work if job.is_running else None
        self._bar.setVisible(job.is_running)
        for button in self._actions:
            button.setEnabled(self._is_free)
        self.stop.setVisible(job.is_running)
        done, total, words = 0, 0, tr("Working.")
        if work is not None:
            done, total, words = work.done_bytes, work.total_bytes, tr("Verifying {file}", file=work.path)
        elif job.is_running and job.download is not None:
            done, total = job.download.done_bytes, job.download.total_bytes
            words = tr(WORK[job.kind]) if job.kind in WORK else words
        if total:
            words = tr(
                "{work}, {done} of {total}", work=words, done=size_words(done), total=size_words(total)
            )
        self._bar.setValue(round(BAR_STEPS * done / max(total, 1)))
        ended = {JobState.DONE: tr("Done."), JobState.STOPPED: tr("Stopped. Nothing is lost.")}
        idle = ended.get(job.state, "")
        if self._handover.is_waiting or self._handover.is_refused:
            idle = tr(WAITING if self._handover.is_waiting else REFUSED)
        self._line.setText(words if job.is_running else idle)
        self._line.setVisible(bool(self._line.text()))
        failure = job.failure if job.state in (JobState.FAILED, JobState.DONE) else None
        can_choose = job.remedy is not Remedy.FOLDER or job.kind == "move"
        self._error.offer(tr(job.remedy if can_choose else Remedy.RETRY))
        self._error.show_error(failure.error if failure is not None else None)


def _state(model: Stored) -> str:
    """What is to be said of a model: what is wrong with it, or how much of it is there."""
    if model.problem or model.is_finished:
        size = size_words(model.total_bytes)
        return model.problem or tr("{size} in {folder}", size=size, folder=model.folder)
    return present_words(model.present_bytes, model.total_bytes)


def _button(words: str, name: str) -> QPushButton:
    button = QPushButton(words)
    call(button, words, name)
    return button
