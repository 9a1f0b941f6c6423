"""What the person chose: the options of the next turn, and the view of the canvas."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from app.models.looks import View
from engine import Preset, TurnOptions


class Choices(QObject):
    """The choices in force. Lives in the GUI thread.

    Attributes:
        preset: How many steps a canvas may take.
        thinking: Whether the model may think before it answers.
        view: What the canvas tells while it is made.
        seed: The seed of every turn, or None to draw one.

    Signals:
        changed: A choice is another one.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.preset = Preset.BEST
        self.thinking = False
        self.view = View.MASKS
        self.seed: int | None = None

    def options(self) -> TurnOptions:
        """The options of a turn that is asked now."""
        return TurnOptions(preset=self.preset, thinking=self.thinking, seed=self.seed)

    def choose_preset(self, preset: Preset) -> None:
        """Use this preset from the next turn on."""
        if preset is not self.preset:
            self.preset = preset
            self.changed.emit()

    def think(self, thinking: bool) -> None:
        """Let the model think, or not, from the next turn on."""
        if thinking is not self.thinking:
            self.thinking = thinking
            self.changed.emit()

    def show_noise(self, noise: bool) -> None:
        """Show the tokens that the model sees, or masks."""
        view = View.NOISE if noise else View.MASKS
        if view is not self.view:
            self.view = view
            self.changed.emit()
