"""Other words for a part of an answer: select them, and choose from what the model finds."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.models.renoiser import Alternative, Renoiser
from app.models.turn import Turn
from app.theme import LINE_PX, Theme
from app.widgets.buttons import TextButton
from app.widgets.flow_row import FlowRow
from app.widgets.labels import Label
from app.widgets.text_block import TextBlock

LONGEST = 60  # characters of an alternative that are shown
LINES = 6  # of the answer that are in sight at once


class AlternativesCard(QFrame):
    """The answer to select words in, and what the renoiser finds for them. Follows it; else hidden.

    Args:
        theme: Colours the text.
        renoiser: What is followed.
    """

    def __init__(self, theme: Theme, renoiser: Renoiser, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("alternatives")
        self._renoiser = renoiser
        self._shown: Turn | None = None
        self._title = Label("label", wrapped=True)
        self.text = TextBlock(theme, "Answer to change")
        self.text.selectionChanged.connect(self._follow_selection)
        self._page = QScrollArea()
        self._page.setObjectName("replayText")
        self._page.setWidgetResizable(True)
        self._page.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the text in it takes the keys
        self._page.setFrameShape(QFrame.Shape.NoFrame)
        self._page.setMaximumHeight(LINES * LINE_PX)
        self._page.setWidget(self.text)
        self._choices = FlowRow()
        self.renoise = TextButton("choice", "Renoise", "Find other words for the selected ones")
        self.renoise.clicked.connect(self._ask)
        self.done = TextButton("textButton", "Done", "Keep what is shown now")
        self.done.clicked.connect(renoiser.close)
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        for button in (self.renoise, self.done):
            head.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 10, 12, 12)
        column.setSpacing(6)
        column.addLayout(head)
        column.addWidget(self._page)
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
            self._shown = None
            return
        if renoiser.turn is not self._shown:
            self._shown = renoiser.turn
            self.text.say(renoiser.turn.text)
        self._title.setText(_title(renoiser))
        self._choices.show_parts([self._button(each) for each in renoiser.alternatives])
        self._follow_selection()

    @Slot()
    def _follow_selection(self) -> None:
        self.renoise.setEnabled(self.text.textCursor().hasSelection() and not self._renoiser.waiting)

    @Slot()
    def _ask(self) -> None:
        self._renoiser.ask(*self.text.selected())

    def _button(self, alternative: Alternative) -> TextButton:
        words = " ".join(alternative.words.split()) or "nothing"
        shown = words if len(words) <= LONGEST else words[: LONGEST - 1] + "…"
        button = TextButton("choice", shown, f"Say “{words}”", checkable=True)
        button.setChecked(self._renoiser.is_shown(alternative))
        button.clicked.connect(lambda: self._renoiser.use(alternative))
        return button


def _title(renoiser: Renoiser) -> str:
    if renoiser.error is not None:
        return f"{renoiser.error.title} {renoiser.error.hint}"
    if renoiser.waiting:
        return "Renoising these words; all others are held."
    if not renoiser.alternatives:
        return "Select the words that should be other ones."
    if len(renoiser.alternatives) == 1:
        return "The model finds the same words again."
    return "Choose the words. The first are those that stood there."
