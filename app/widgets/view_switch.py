"""The line under a canvas that says what is drawn, with the switch between masks and noise."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.language import tr
from app.models.caption import MASK_NOTE, NOISE_NOTE
from app.models.choices import Choices
from app.models.looks import View
from app.widgets.buttons import TextButton
from app.widgets.labels import Label
from app.widgets.text_block import INSET


class ViewSwitch(QWidget):
    """What the canvas shows, and a button for the other view. Follows the choices."""

    def __init__(self, choices: Choices, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choices = choices
        self.note = Label("caption", wrapped=True)
        self.noise = TextButton(
            "textButton", tr("Show noise"), tr("Show the noise that the model sees"), checkable=True
        )
        self.noise.toggled.connect(choices.show_noise)
        row = QHBoxLayout(self)
        row.setContentsMargins(INSET, 0, 0, 0)
        row.addWidget(self.note, 1)
        row.addWidget(self.noise)
        choices.changed.connect(self._follow)
        self._follow()

    @Slot()
    def _follow(self) -> None:
        noise = self._choices.view is View.NOISE
        self.noise.setChecked(noise)
        self.note.setText(tr(NOISE_NOTE if noise else MASK_NOTE))
