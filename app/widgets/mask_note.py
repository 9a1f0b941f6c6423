"""The line that says that masks are a way of drawing, and so are the syllables where they stand for noise."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from app.models.caption import note_of_masks
from app.theme import Theme
from app.widgets.labels import Label


class MaskNote(Label):
    """Follows the theme.

    Args:
        theme: Tells what stands for noise.
        beside: What the line says behind that.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None, *, beside: str = "") -> None:
        super().__init__("caption", wrapped=True, parent=parent)
        self._theme, self._beside, self._is_brief = theme, beside, False
        theme.changed.connect(self._follow)
        self._follow()

    def be_brief(self, brief: bool) -> None:
        """Say less of it, or all."""
        self._is_brief = brief
        self._follow()

    @Slot()
    def _follow(self) -> None:
        note = note_of_masks(true_noise=self._theme.true_noise, brief=self._is_brief)
        self.setText(f"{note}   {self._beside}" if self._beside else note)
