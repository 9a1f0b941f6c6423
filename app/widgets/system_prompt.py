"""A dialog for what the model is told before a conversation begins."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QDialogButtonBox, QPlainTextEdit, QVBoxLayout, QWidget

from app.language import mark, tr
from app.settings import SYSTEM
from app.widgets.dialog import PageDialog
from app.widgets.labels import Label

HELP = mark(
    "The model is told this before your first message, from the next turn on. Leave it empty for nothing."
)


class SystemPrompt(PageDialog):
    """The system prompt of one conversation.

    Args:
        system: What it is now.
        then: Gets what was written, when it is saved.
    """

    def __init__(self, system: str, then: Callable[[str], None], parent: QWidget | None = None) -> None:
        super().__init__(tr("System prompt"), parent)
        self.resize(520, 320)
        self.field = QPlainTextEdit(system)
        self.field.setObjectName("words")
        self.field.setAccessibleName(tr("System prompt of this conversation"))
        self.field.setTabChangesFocus(True)
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel
        )
        buttons.accepted.connect(lambda: then(self.field.toPlainText()[: SYSTEM.longest]))
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self.page)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(Label("help", tr(HELP), wrapped=True))
        column.addWidget(self.field, 1)
        column.addWidget(buttons)
