"""Other words for a part of an answer: select them, and choose from what the model finds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.language import tr
from app.models.renoiser import Alternative, Renoiser, Size
from app.models.turn import Turn
from app.theme import LINE_PX, Theme
from app.widgets.buttons import TextButton
from app.widgets.flow_row import FlowRow
from app.widgets.labels import Label
from app.widgets.text_block import INSET, TextBlock

if TYPE_CHECKING:
    from app.widgets.conversation_page import ConversationPage

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
        self._shown: tuple[Turn | None, tuple[int, int] | None] = (None, None)  # and the words in question
        self._offered: list[Alternative] = []
        self._has_keyboard = False  # a button that cannot be pressed meanwhile, or is made anew, had it
        self._title = Label("label", wrapped=True)
        self.text = TextBlock(theme, tr("Answer to change"))
        self.text.selectionChanged.connect(self._follow_selection)
        self._page = QScrollArea()
        self._page.setObjectName("replayText")
        self._page.setWidgetResizable(True)
        self._page.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the text in it takes the keys
        self._page.setFrameShape(QFrame.Shape.NoFrame)
        self._page.setMaximumHeight(LINES * LINE_PX)
        self._page.setWidget(self.text)
        self._choices = FlowRow()
        self.sizes = {
            Size.SAME: TextButton("choice", tr("Renoise"), tr("Find other words for the selected ones")),
            Size.SHORTER: TextButton("choice", tr("Shorter"), tr("Find words that take fewer tokens")),
            Size.LONGER: TextButton("choice", tr("Longer"), tr("Find words that take more tokens")),
        }
        for size, button in self.sizes.items():
            button.clicked.connect(lambda _checked=False, size=size: self._ask(size))
        self.done = TextButton("textButton", tr("Done"), tr("Keep what is shown now"))
        self.done.clicked.connect(renoiser.close)
        head = QHBoxLayout()
        head.setContentsMargins(INSET, 0, 0, 0)  # with the text
        head.addWidget(self._title, 1)
        head.addWidget(self.done, 0, Qt.AlignmentFlag.AlignTop)
        asking = QHBoxLayout()
        asking.setSpacing(6)
        for button in self.sizes.values():
            asking.addWidget(button)
        asking.addStretch(1)
        below = QVBoxLayout()
        below.setContentsMargins(INSET, 0, 0, 0)  # with the text
        below.addLayout(asking)
        below.addWidget(self._choices)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 12)
        column.setSpacing(6)
        column.addLayout(head)
        column.addWidget(self._page)
        column.addLayout(below)
        renoiser.changed.connect(self._follow)
        self._follow()

    @property
    def choices(self) -> list[TextButton]:
        """The buttons, one for each wording."""
        return [button for button in self._choices.parts if isinstance(button, TextButton)]

    @property
    def first(self) -> QWidget:
        """What the keyboard comes to first: the wording on show, or before there are any, the words."""
        return next((choice for choice in self.choices if choice.isChecked()), self.text)

    def follow_page(self, page: ConversationPage) -> None:
        """Let words that are selected on the page, in the answer in question, be selected here, too."""
        page.chosen.connect(lambda: self._take(page))

    def _take(self, page: ConversationPage) -> None:
        turn = self._renoiser.turn
        if turn is not None and (place := page.selected_in(turn)) is not None:
            self._select(*place)

    @Slot()
    def _follow(self) -> None:
        renoiser = self._renoiser
        self.setVisible(renoiser.turn is not None)
        if renoiser.turn is None:
            self._shown = (None, None)
            return
        buttons = (*self._choices.parts, *self.sizes.values())
        focused = next((button for button in buttons if button.hasFocus()), None)
        if (renoiser.turn, renoiser.selected) != self._shown:
            self._show_words(renoiser.turn, renoiser.selected)
        self._title.setText(_title(renoiser))
        self._show_choices(renoiser.alternatives)
        self._follow_selection()
        self._has_keyboard |= focused is not None and not focused.hasFocus()
        if self._has_keyboard and not renoiser.waiting:
            self._has_keyboard = False
            next((choice for choice in self.choices if choice.isChecked()), self.done).setFocus()

    def _show_words(self, turn: Turn, selected: tuple[int, int] | None) -> None:
        """Show a wording, with the words in question selected and in sight; or let keys select some."""
        self._shown = (turn, selected)
        self.text.say(turn.text)
        if selected is None:
            self.text.select(0, 0)
            self.text.setFocus()
        else:
            self._select(*selected)

    def _select(self, start: int, end: int) -> None:
        """Select words, and have them in sight."""
        self.text.select(start, end)
        place = self.text.cursorRect().center() + self.text.viewport().pos()
        self._page.ensureVisible(place.x(), place.y())

    def _show_choices(self, alternatives: list[Alternative]) -> None:
        """Have a button for each wording; one that is being clicked stays while others are made."""
        if alternatives != self._offered:
            self._offered = list(alternatives)
            self._choices.show_parts([self._button(each) for each in alternatives])
        for button, alternative in zip(self.choices, alternatives, strict=True):
            button.setChecked(self._renoiser.is_shown(alternative))

    @Slot()
    def _follow_selection(self) -> None:
        for button in self.sizes.values():
            button.setEnabled(self._selected() is not None and not self._renoiser.waiting)

    def _selected(self) -> tuple[int, int] | None:
        """The words in question: those that are selected here, or those that were asked about."""
        return self.text.selected() if self.text.textCursor().hasSelection() else self._renoiser.selected

    def _ask(self, size: Size) -> None:
        if (selected := self._selected()) is not None:
            self._renoiser.ask(*selected, size)

    def _button(self, alternative: Alternative) -> TextButton:
        words = " ".join(alternative.words.split()) or tr("nothing")
        shown = words if len(words) <= LONGEST else words[: LONGEST - 1] + "…"
        tokens = tr("%Ln tokens", "", alternative.tokens)
        name = tr("Say “{words}”, {tokens}", words=words, tokens=tokens)
        button = TextButton("choice", shown, name, checkable=True)
        button.clicked.connect(lambda: self._renoiser.use(alternative))
        return button


def _title(renoiser: Renoiser) -> str:
    if renoiser.error is not None:
        return f"{renoiser.error.title} {renoiser.error.hint}"
    if not renoiser.alternatives:
        return tr("Select the words to change.")
    said = tr("Renoising these words; all others are held.") if renoiser.waiting else _found(renoiser)
    rest = tr("The part of the selection beyond this block stays as it is.")
    return f"{said} {rest}" if renoiser.is_cut else said


def _found(renoiser: Renoiser) -> str:
    found = len(renoiser.alternatives) > 1
    match renoiser.size:
        case Size.SAME if found:
            return tr("Choose the words. The first are those that stood there.")
        case Size.SAME:
            return tr("The model finds the same words again.")
        case Size.SHORTER if found:
            return tr(
                "The first stood there, the others take fewer tokens. Read whether they fit what is held."
            )
        case Size.LONGER if found:
            return tr(
                "The first stood there, the others take more tokens. Read whether they fit what is held."
            )
        case Size.SHORTER:
            return tr("With fewer tokens the model finds nothing but repetitions of what is held.")
        case Size.LONGER:
            return tr("With more tokens the model finds nothing but repetitions of what is held.")
