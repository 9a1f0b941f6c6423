"""What the person chose: the options of the next turn, and the view of the canvas."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from app.models.looks import View
from app.models.presets import Presets
from app.settings import PRESET, ROOM, THINKING, Settings
from engine import Preset, TurnOptions


class Choices(QObject):
    """The choices in force, for the open conversation. Lives in the GUI thread.

    Attributes:
        presets: The person's own presets.
        view: What the canvas tells while it is made.
        seed: The seed of every turn, or None to draw one.

    Signals:
        changed: A choice is another one.
    """

    changed = Signal()

    def __init__(self, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self.presets = Presets(settings, self)
        self.view = View.MASKS
        self.seed: int | None = None
        self._options = self._usual()

    @property
    def preset(self) -> Preset:
        """The built-in preset that says how many steps a canvas may take."""
        return self._options.preset

    @property
    def thinking(self) -> bool:
        """Whether the model may think before it answers."""
        return self._options.thinking

    @property
    def name(self) -> str:
        """What the choices are called."""
        return self.presets.name_of(self._options)

    def options(self) -> TurnOptions:
        """The options of a turn that is asked now."""
        return replace(self._options, seed=self.seed)

    def kept(self) -> TurnOptions | None:
        """What a conversation is to keep: the options, or None where they are the usual ones."""
        return None if self._options == self._usual() else self._options

    def adopt(self, options: TurnOptions | None) -> None:
        """Use what was chosen in a conversation, or the usual where nothing was."""
        self.use(options or self._usual())

    def use(self, options: TurnOptions) -> None:
        """Use these from the next turn on."""
        options = replace(options, seed=None)
        if options != self._options:
            self._options = options
            self.changed.emit()

    def choose_preset(self, preset: Preset) -> None:
        """Use a built-in preset from the next turn on, with nothing of one's own in it."""
        self.use(
            replace(self._options, preset=preset, steps=None, entropy_bound=None, t_max=None, t_min=None)
        )

    def think(self, thinking: bool) -> None:
        """Let the model think, or not, from the next turn on."""
        self.use(replace(self._options, thinking=thinking))

    def show_noise(self, noise: bool) -> None:
        """Show the tokens that the model sees, or masks."""
        self.choose_view(View.NOISE if noise else View.MASKS)

    def choose_view(self, view: View) -> None:
        """Let the canvas tell something else."""
        if view is not self.view:
            self.view = view
            self.changed.emit()

    def _usual(self) -> TurnOptions:
        usual = self.presets.usual
        if usual is not None:
            return usual.options
        return TurnOptions(
            preset=Preset(self._settings.text(PRESET)),
            thinking=self._settings.is_on(THINKING),
            max_new_tokens=self._settings.number(ROOM),
        )
