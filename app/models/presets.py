"""A person's own presets: named sets of choices, kept with the settings."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace

from PySide6.QtCore import QObject, Signal, Slot

from app.history import options_from
from app.language import mark, tr
from app.settings import PRESET, ROOM, THINKING, Settings
from engine import Preset, TurnOptions

LONGEST_NAME = 40
BUILT_IN = {Preset.FAST: mark("Fast"), Preset.BALANCED: mark("Balanced"), Preset.BEST: mark("Best")}
_KEPT, _USUAL = "own presets", "usual preset"  # names under which the settings remember them


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPreset:
    """Choices under a name.

    Attributes:
        name: What the person calls them.
        options: The choices; no seed is among them.
    """

    name: str
    options: TurnOptions


class Presets(QObject):
    """The own presets, in the order in which they were saved. Lives in the GUI thread.

    Signals:
        changed: There are others, or another one is for new conversations.
    """

    changed = Signal()

    def __init__(self, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self.own = _read(settings.recall(_KEPT))
        settings.changed.connect(self._follow)

    @property
    def usual(self) -> OwnPreset | None:
        """The one for new conversations; None where those have what the settings say."""
        return self.named(self._settings.recall(_USUAL))

    def named(self, name: str) -> OwnPreset | None:
        """The own preset of that name, or None."""
        return next((each for each in self.own if each.name == name), None)

    def name_of(self, options: TurnOptions) -> str:
        """What these choices are called: an own preset, a built-in one, or values of their own."""
        return preset_told(self.recorded_as(options)) or tr("Own values")

    def recorded_as(self, options: TurnOptions) -> str:
        """The name under which a recording holds these choices, in any language; see `About`."""
        plain = replace(options, seed=None)
        own = next((each.name for each in self.own if each.options == plain), "")
        return own or ("" if has_own_values(options) else options.preset.value)

    def problem_of(self, name: str, instead: str = "") -> str:
        """Why a preset cannot be called so, as a sentence; empty where it can. `instead` is its name now."""
        wanted = _tidy(name)
        if not wanted:
            return tr("Give the preset a name.")
        if wanted.casefold() in {*BUILT_IN, *(tr(each).casefold() for each in BUILT_IN.values())}:
            return tr("“{name}” is built in. Choose another name.", name=wanted)
        if wanted != instead and instead and self.named(wanted) is not None:
            return tr("There is a preset “{name}” already. Choose another name.", name=wanted)
        return ""

    def save(self, name: str, options: TurnOptions) -> None:
        """Keep choices under a name, in place of those that had it."""
        made = OwnPreset(name=_tidy(name), options=replace(options, seed=None))
        self._keep(({each.name: each for each in self.own} | {made.name: made}).values())

    def rename(self, name: str, to: str) -> None:
        """Call a preset otherwise."""
        renamed = _tidy(to)
        if self._settings.recall(_USUAL) == name:
            self._settings.remember(_USUAL, renamed)
        self._keep([replace(each, name=renamed) if each.name == name else each for each in self.own])

    def delete(self, name: str) -> None:
        """Forget a preset; conversations keep what was chosen in them."""
        if self._settings.recall(_USUAL) == name:
            self._settings.remember(_USUAL, "")
        self._keep([each for each in self.own if each.name != name])

    def use_for_new(self, name: str) -> None:
        """Let new conversations begin with a preset; an empty name leaves them to the settings."""
        self._settings.remember(_USUAL, name)
        self.changed.emit()

    def _keep(self, own: Iterable[OwnPreset]) -> None:
        self.own = tuple(own)
        told = [{"name": each.name, "options": asdict(each.options)} for each in self.own]
        self._settings.remember(_KEPT, json.dumps(told, ensure_ascii=False))
        self.changed.emit()

    @Slot(object)
    def _follow(self, setting: object) -> None:
        """What is set for new conversations holds from then on."""
        if setting in (PRESET, THINKING, ROOM) and self._settings.recall(_USUAL):
            self.use_for_new("")


def preset_told(name: str) -> str:
    """What a preset is called for people, given the name under which a recording holds it."""
    return next((tr(words) for preset, words in BUILT_IN.items() if preset == name), name)


def has_own_values(options: TurnOptions) -> bool:
    """Whether something differs from what a built-in preset and the checkpoint say."""
    return (options.steps, options.entropy_bound, options.t_max, options.t_min) != (None,) * 4


def _tidy(name: str) -> str:
    return " ".join(name.split())[:LONGEST_NAME].strip()


def _read(kept: str) -> tuple[OwnPreset, ...]:
    """The presets as they were kept; what means nothing here is left out."""
    try:
        told = json.loads(kept or "[]")
    except ValueError:
        return ()
    entries = told if isinstance(told, list) else []
    return tuple(read for entry in entries if (read := _one(entry)) is not None)


def _one(entry: object) -> OwnPreset | None:
    if not isinstance(entry, Mapping) or (options := options_from(entry.get("options"))) is None:
        return None
    name = _tidy(str(entry.get("name", "")))
    return OwnPreset(name=name, options=options) if name else None
