"""The files of a download, a row each: name, a thin bar, and what is happening to it."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QProgressBar, QWidget

from app.language import tr
from app.models.amounts import size_words
from app.widgets.labels import ElidedLabel, Label
from engine import FileProgress, FileState

BAR_STEPS = 1000
_WORDS_PX = 168


class FileRows(QWidget):
    """Rows for the files of a download; made once, then only changed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: dict[str, tuple[QProgressBar, Label]] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(0, 3)
        self._grid.setColumnStretch(1, 2)

    def show_files(self, files: tuple[FileProgress, ...]) -> None:
        """Show where these stand."""
        if self._rows.keys() != {file.path for file in files}:
            self._make(files)
        for file in files:
            bar, words = self._rows[file.path]
            bar.setValue(round(BAR_STEPS * file.done_bytes / max(file.total_bytes, 1)))
            words.setText(state_words(file))
            bar.setAccessibleDescription(words.text())

    def _make(self, files: tuple[FileProgress, ...]) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        self._rows.clear()
        for row, file in enumerate(files):
            name = ElidedLabel("caption")
            name.say(file.path)
            bar = make_bar(file.path)
            words = Label("caption")
            words.setMinimumWidth(_WORDS_PX)
            for column, widget in enumerate((name, bar, words)):
                self._grid.addWidget(widget, row, column)
            self._rows[file.path] = (bar, words)


def make_bar(name: str) -> QProgressBar:
    """A thin bar of progress."""
    bar = QProgressBar()
    bar.setRange(0, BAR_STEPS)
    bar.setTextVisible(False)
    bar.setAccessibleName(name)
    return bar


def state_words(file: FileProgress) -> str:
    """What is happening to a file, in a few words."""
    match file.state:
        case FileState.QUEUED:
            return tr("{size}, waits its turn", size=size_words(file.total_bytes))
        case FileState.CONNECTING:
            return tr("connecting")
        case FileState.DOWNLOADING:
            return tr(
                "{done} of {total}", done=size_words(file.done_bytes), total=size_words(file.total_bytes)
            )
        case FileState.WAITING:
            return tr("next try in {seconds:.0f} s", seconds=file.wait_s or 0)
        case FileState.VERIFYING:
            return tr("verifying, {part:.0%}", part=file.done_bytes / max(file.total_bytes, 1))
        case FileState.DONE:
            return tr("{size}, verified", size=size_words(file.total_bytes))
        case FileState.FAILED:
            return tr("failed")
