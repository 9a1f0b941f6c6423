"""Other words for a part of an answer, to choose from; the first is how it was."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.models.renoiser import Alternative, Renoiser
from app.widgets.buttons import TextButton
from app.widgets.flow_row import FlowRow
from app.widgets.labels import Label

LONGEST = 60  # characters of an alternative that are shown


class AlternativesCard(QFrame):
    """What the renoiser has found. Follows it; hidden where there is nothing to choose."""

    def __init__(self, renoiser: Renoiser, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("alternatives")
        self._renoiser = renoiser
        self._title = Label("label", wrapped=True)
        self._choices = FlowRow()
        self._done = TextButton("textButton", "Done", "Keep the answer as it is now")
        self._done.clicked.connect(renoiser.close)
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self._done, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 10, 12, 12)
        column.setSpacing(6)
        column.addLayout(head)
        column.addWidget(self._choices)
        renoiser.changed.connect(self._follow)
        self._follow()

    @property
    def choices(self) -> list[TextButton]:
        """The buttons, one for each wording."""
        return [button for button in self._choices.parts if isinstance(button, TextButton)]

    @Slot()
    def _follow(self) -> None:
        renoiser = self._renoiser
        self.setVisible(renoiser.turn is not None)
        if renoiser.turn is None:
            return
        self._title.setText(_title(renoiser))
        self._choices.show_parts([self._button(each) for each in renoiser.alternatives])

    def _button(self, alternative: Alternative) -> TextButton:
        words = " ".join(alternative.words.split()) or "nothing"
        shown = words if len(words) <= LONGEST else words[: LONGEST - 1] + "…"
        button = TextButton("choice", shown, alternative.text, checkable=True)
        turn = self._renoiser.turn
        button.setChecked(turn is not None and turn.text == alternative.text)
        button.clicked.connect(lambda: self._renoiser.use(alternative))
        return button


def _title(renoiser: Renoiser) -> str:
    if renoiser.error is not None:
        return f"{renoiser.error.title} {renoiser.error.hint}"
    if renoiser.waiting:
        return "Renoising these words; all others are held"
    if len(renoiser.alternatives) == 1:
        return "The model finds the same words again."
    return "Choose the words. The first are those that stood there."
