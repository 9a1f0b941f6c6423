"""What the person chose: the options of the next turn, and the view of the canvas."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from app.models.looks import View
from app.settings import PRESET, ROOM, THINKING, Settings
from engine import Preset, TurnOptions


class Choices(QObject):
    """The choices in force, for the open conversation. Lives in the GUI thread.

    Attributes:
        preset: How many steps a canvas may take.
        thinking: Whether the model may think before it answers.
        room: Tokens that an answer may have, with its thought.
        view: What the canvas tells while it is made.
        seed: The seed of every turn, or None to draw one.

    Signals:
        changed: A choice is another one.
    """

    changed = Signal()

    def __init__(self, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self.preset = Preset.BEST
        self.thinking = False
        self.room = 0
        self.view = View.MASKS
        self.seed: int | None = None
        self._take(self._usual())

    def options(self) -> TurnOptions:
        """The options of a turn that is asked now."""
        return TurnOptions(
            preset=self.preset, thinking=self.thinking, seed=self.seed, max_new_tokens=self.room
        )

    def kept(self) -> TurnOptions | None:
        """What a conversation is to keep: the options, or None where they are those of the settings."""
        return None if (options := replace(self.options(), seed=None)) == self._usual() else options

    def adopt(self, options: TurnOptions | None) -> None:
        """Use what was chosen in a conversation, or what the settings say where nothing was."""
        before = self.options()
        self._take(options or self._usual())
        if self.options() != before:
            self.changed.emit()

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

    def _usual(self) -> TurnOptions:
        return TurnOptions(
            preset=Preset(self._settings.text(PRESET)),
            thinking=self._settings.is_on(THINKING),
            max_new_tokens=self._settings.number(ROOM),
        )

    def _take(self, options: TurnOptions) -> None:
        self.preset, self.thinking, self.room = options.preset, options.thinking, options.max_new_tokens
