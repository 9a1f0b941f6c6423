"""A dialog that shows what would be told about a fault, before anything is given away."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.language import mark, tr
from app.theme import fixed_font
from app.widgets.dialog import PageDialog
from app.widgets.files import documents
from app.widgets.labels import Label

HELP = mark(
    "This is all that helps to find a fault: versions, settings and logs. It holds no conversation, not your"
    " name and not the path of your home. Read it, then save or copy it. Nothing is sent."
)


class ReportDialog(PageDialog):
    """The report to read, with a button to save it and one to copy it.

    Args:
        told: Gives the text.
    """

    def __init__(self, told: Callable[[], str], parent: QWidget | None = None) -> None:
        super().__init__(tr("Report a problem"), parent)
        self.resize(680, 560)
        self._told = told
        self.text = QPlainTextEdit(told())
        self.text.setObjectName("words")
        self.text.setAccessibleName(tr("What would be told"))
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setFont(fixed_font())
        row = QHBoxLayout()
        row.addStretch(1)
        for words, act in (
            (tr("Copy"), self._copy),
            (tr("Save…"), self._ask),
            (tr("Close"), self.reject),
        ):
            button = QPushButton(words)
            button.setAccessibleName(words)
            button.clicked.connect(act)
            row.addWidget(button)
        column = QVBoxLayout(self.page)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(Label("help", tr(HELP), wrapped=True))
        column.addWidget(self.text, 1)
        column.addLayout(row)

    @Slot()
    def follow(self) -> None:
        """Tell what is known by now, and stay where the person reads."""
        place = self.text.verticalScrollBar().value()
        self.text.setPlainText(self._told())
        self.text.verticalScrollBar().setValue(place)

    @Slot()
    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.toPlainText())

    @Slot()
    def _ask(self) -> None:
        file = str(documents() / "dewpoint-report.txt")
        dialog = QFileDialog(self, tr("Save the report"), file, tr("Text (*.txt)"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.fileSelected.connect(self.save)
        dialog.open()

    @Slot(str)
    def save(self, path: str) -> None:
        """Write the report; what cannot be written is said in the title."""
        try:
            Path(path).write_text(self.text.toPlainText(), encoding="utf-8")
        except OSError as error:
            self.setWindowTitle(tr("The report could not be written ({reason})", reason=error.strerror))
        else:
            self.accept()
