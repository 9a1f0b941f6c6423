"""The empty conversation: the drop, one sentence, three prompts to try."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from app.icons import drop
from app.language import mark, tr
from app.widgets.buttons import TextButton
from app.widgets.labels import Label

DROP_PX = 88
SENTENCE = mark("Watch an answer condense out of noise.")
# Each shows something that the demo model is able to do. It was taught English only.
PROMPTS = (
    mark("What is a canvas?"),
    mark("What is 27 + 45?"),
    mark("Tell me a story about a fox named Mia."),
)


class Welcome(QWidget):
    """What stands where nothing was asked yet.

    Signals:
        chosen: One of the prompts.
        toured: The tour is to be shown.
    """

    chosen = Signal(str)
    toured = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._drop = Label("drop", centred=True)
        self._drop.setAccessibleName("Dewpoint")
        sentence = Label("sentence", tr(SENTENCE), wrapped=True, centred=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 24, 16, 24)
        column.setSpacing(8)
        column.addStretch(2)
        column.addWidget(self._drop)
        column.addSpacing(12)
        column.addWidget(sentence)
        column.addSpacing(16)
        for prompt in PROMPTS:
            column.addWidget(self._prompt(tr(prompt)), alignment=Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(12)
        tour = TextButton("textButton", tr("New here? See in five stops how it works"), tr("Take the tour"))
        tour.clicked.connect(self.toured)
        column.addWidget(tour, alignment=Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
        self._draw()

    def changeEvent(self, event: QEvent) -> None:
        """Draw the drop for a screen of another density."""
        if event.type() is QEvent.Type.DevicePixelRatioChange:
            self._draw()
        super().changeEvent(event)

    def _prompt(self, prompt: str) -> QPushButton:
        button = QPushButton(prompt)
        button.setObjectName("prompt")
        button.setAccessibleName(tr("Ask: {prompt}", prompt=prompt))
        button.clicked.connect(lambda: self.chosen.emit(prompt))
        return button

    def _draw(self) -> None:
        self._drop.setPixmap(drop(DROP_PX, self.devicePixelRatioF()))
