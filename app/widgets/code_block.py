"""A block of code: its language, a copy button, and the code coloured, on lines that are never broken."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.faces import Faces
from app.language import tr
from app.models.blocks import Code
from app.theme import Colours, Theme
from app.widgets.buttons import IconButton
from app.widgets.code_lines import PAD_PX, CodeLines
from app.widgets.labels import Label

HEAD_PX = 34


class CodeBlock(QFrame):
    """Read-only code. What is copied is the code as it was written, byte for byte."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("code")
        self._theme = theme
        self._code = Code("")
        self._dressed: tuple[Colours, Faces] | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.language = Label("caption")
        self.copy_button = IconButton(theme, "copy", tr("Copy the code"))
        self.copy_button.clicked.connect(lambda: QGuiApplication.clipboard().setText(self._code.text))
        self.lines = CodeLines()
        head = QHBoxLayout()
        head.setContentsMargins(PAD_PX, 0, 2, 0)
        head.addWidget(self.language, 1)
        head.addWidget(self.copy_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.lines)

    @property
    def is_stale(self) -> bool:
        """Whether the theme has other colours or faces by now."""
        return (self._theme.colours, self._theme.faces) != self._dressed

    def show_code(self, code: Code) -> None:
        """Show a piece of code; its lines come in as `go_on` is called."""
        if code != self._code:
            self._code = code
            self.language.setText(code.language or tr("code"))
            name = tr("Code, {language}", language=code.language) if code.language else tr("Code")
            self.lines.setAccessibleName(name)
            self.lines.show_code(code)
            self._fit()

    def dress(self) -> None:
        """Take the theme's colours and face, where they are other ones by now."""
        if self.is_stale:
            self._dressed = (self._theme.colours, self._theme.faces)
            self.lines.dress(self._theme.colours)
            self._fit()

    def go_on(self, end_s: float) -> bool:
        """Fill in and colour more lines until `end_s` on `time.perf_counter`; whether some are left."""
        return self.lines.go_on(end_s)

    def _fit(self) -> None:
        self.lines.fit()
        self.setFixedHeight(HEAD_PX + self.lines.height() + 2)
