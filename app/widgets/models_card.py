"""The models on this PC: use one, verify, move or delete it, with the disk space named."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.models.amounts import size_words
from app.models.files_job import JobState
from app.models.storage import Storage, Stored
from app.widgets.card import Card
from app.widgets.error_card import ErrorCard
from app.widgets.file_rows import BAR_STEPS, make_bar
from app.widgets.labels import ElidedLabel, Label

DEMO = "demo"


class ModelsCard(Card):
    """The demo and every finished or damaged model. Follows the storage.

    Signals:
        chosen: A model is to be used: `demo`, or its folder.
        move_wanted: The `Stored` that is to lie somewhere else.
        removal_wanted: The `Stored` that is to go.
    """

    chosen = Signal(str)
    move_wanted = Signal(object)
    removal_wanted = Signal(object)

    def __init__(self, storage: Storage, parent: QWidget | None = None) -> None:
        super().__init__("Models on this PC", parent)
        self._storage = storage
        self.rows = QVBoxLayout()
        self.rows.setSpacing(12)
        self._bar = make_bar("Work on a model")
        self._line = Label("caption", wrapped=True)
        self.stop = _button("Stop", "Stop the work on a model")
        self.stop.clicked.connect(storage.care.stop)
        self._error = ErrorCard()
        self._error.offer("Close")
        self._error.retried.connect(storage.care.forget)
        self.column.addLayout(self.rows)
        self.column.addWidget(self._bar)
        below = QHBoxLayout()
        below.addWidget(self._line, 1)
        below.addWidget(self.stop)
        self.column.addLayout(below)
        self.column.addWidget(self._error)
        storage.changed.connect(self._list)
        storage.care.changed.connect(self._follow)
        self._list()
        self._follow()

    @Slot()
    def _list(self) -> None:
        while (item := self.rows.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.rows.addWidget(self._row("Demo", "Comes with Dewpoint, runs anywhere.", self._use(DEMO)))
        for model in self._storage.models:
            if model.is_finished or model.problem:
                self.rows.addWidget(self._model_row(model))

    def _model_row(self, model: Stored) -> QWidget:
        buttons = [self._use(model.folder)] if model.is_finished else []
        for words, act in (
            ("Verify", lambda: self._storage.verify(model)),
            ("Move…", lambda: self.move_wanted.emit(model)),
            ("Delete…", lambda: self.removal_wanted.emit(model)),
        ):
            button = _button(words, f"{words.rstrip('…')} {model.name}")
            button.clicked.connect(act)
            buttons.append(button)
        said = model.problem or f"{size_words(model.total_bytes)} in {model.folder}"
        return self._row(model.name, said, *buttons)

    def _use(self, folder: str) -> QPushButton:
        button = _button("Use", f"Use {folder}")
        button.clicked.connect(lambda: self.chosen.emit(folder))
        return button

    def _row(self, name: str, said: str, *buttons: QPushButton) -> QWidget:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        words = QVBoxLayout()
        words.setSpacing(2)
        title, caption = ElidedLabel("body"), ElidedLabel("caption")
        title.say(name)
        caption.say(said)
        words.addWidget(title)
        words.addWidget(caption)
        line.addLayout(words, 1)
        for button in buttons:
            line.addWidget(button, alignment=Qt.AlignmentFlag.AlignVCenter)
        return row

    @Slot()
    def _follow(self) -> None:
        job = self._storage.care
        work = job.work if job.is_running else None
        self._bar.setVisible(job.is_running)
        self.stop.setVisible(job.is_running)
        done, total, words = 0, 0, "Working."
        if work is not None:
            done, total, words = work.done_bytes, work.total_bytes, f"Verifying {work.path}"
        elif job.is_running and job.download is not None:
            done, total, words = job.download.done_bytes, job.download.total_bytes, "Moving"
        if total:
            words += f", {size_words(done)} of {size_words(total)}"
        self._bar.setValue(round(BAR_STEPS * done / max(total, 1)))
        ended = {JobState.DONE: "Done.", JobState.STOPPED: "Stopped. Nothing is lost."}
        self._line.setText(words if job.is_running else ended.get(job.state, ""))
        self._line.setVisible(bool(self._line.text()))
        failure = job.failure if job.state is JobState.FAILED else None
        self._error.show_error(failure.error if failure is not None else None)


def _button(words: str, name: str) -> QPushButton:
    button = QPushButton(words)
    button.setAccessibleName(name)
    return button
