"""The line under a canvas that says what is drawn, and where something else is chosen."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.language import tr
from app.models.canvas import Layer
from app.models.caption import note_of_masks, note_of_noise
from app.models.choices import Choices
from app.models.looks import STYLES, View
from app.theme import Theme
from app.widgets.choice_button import ChoiceButton
from app.widgets.labels import Label
from app.widgets.text_block import INSET

_VIEWS = (*STYLES, View.NOISE)


class ViewSwitch(QWidget):
    """What the canvas shows, and a menu of all that it may show. Follows the choices."""

    def __init__(self, theme: Theme, choices: Choices, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._choices = theme, choices
        self.note = Label("caption", wrapped=True)
        self.choice = ChoiceButton(tr("What is drawn"), [*map(tr, STYLES.values()), tr(Layer.SEES.value)])
        self.choice.chosen.connect(lambda place: choices.choose_view(_VIEWS[place]))
        row = QHBoxLayout(self)
        row.setContentsMargins(INSET, 0, 0, 0)
        row.addWidget(self.note, 1)
        row.addWidget(self.choice)
        choices.changed.connect(self._follow)
        theme.changed.connect(self._follow)
        self._follow()

    @Slot()
    def _follow(self) -> None:
        view = self._choices.view
        self.choice.show_choice(_VIEWS.index(view))
        note_of = note_of_noise if view is View.NOISE else note_of_masks
        self.note.setText(note_of(true_noise=self._theme.true_noise))
