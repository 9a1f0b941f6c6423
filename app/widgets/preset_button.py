"""The button beside the field that says which preset is in force, with a menu of all."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QMenu, QStyle, QStyleOptionToolButton, QStylePainter, QToolButton, QWidget

from app.language import tr
from app.models.choices import Choices
from app.models.presets import BUILT_IN, has_own_values
from app.plain import plain_label
from app.theme import Theme
from app.widgets.buttons import IconButton
from app.widgets.presets_dialog import PresetsDialog
from engine import TurnOptions

LONGEST_PX = 140  # of the name on the button


class PresetButton(IconButton):
    """Shows the preset and changes it. Follows the choices."""

    def __init__(self, theme: Theme, choices: Choices, parent: QWidget | None = None) -> None:
        super().__init__(theme, "chevron-down", tr("Preset"), parent, labelled=True)
        self._choices = choices
        self.setObjectName("preset")
        self.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the arrow stands behind the word
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self)
        menu.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setMenu(menu)
        choices.changed.connect(self._follow)
        choices.presets.changed.connect(self._fill)
        self._fill()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it with as much of the name as has room."""
        option = QStyleOptionToolButton()
        self.initStyleOption(option)
        option.text = self.shown()
        QStylePainter(self).drawComplexControl(QStyle.ComplexControl.CC_ToolButton, option)

    def shown(self) -> str:
        """What is read on it, as a label: the name, cut at its end where there is no room for more."""
        lacking = self.sizeHint().width() - self.width()
        needed = self.fontMetrics().size(Qt.TextFlag.TextShowMnemonic, self.text()).width()
        return self._cut(needed - lacking) if lacking > 0 else self.text()

    def _cut(self, room_px: int) -> str:
        cut = self.fontMetrics().elidedText(self._choices.name, Qt.TextElideMode.ElideRight, room_px)
        return plain_label(cut)

    @Slot()
    def _fill(self) -> None:
        """Offer what there is."""
        menu, choices = self.menu(), self._choices
        menu.clear()
        for preset, name in BUILT_IN.items():
            options = TurnOptions(preset=preset)
            self._add(tr(name), options, partial(choices.choose_preset, preset))
        menu.addSeparator()
        for own in choices.presets.own:
            self._add(own.name, own.options, partial(choices.use, own.options))
        menu.addSeparator()
        menu.addAction(tr("Values and own presets…")).triggered.connect(self.show_values)
        self._follow()

    @Slot()
    def _follow(self) -> None:
        """Show what is chosen."""
        name = self._choices.name
        self.setText(self._cut(LONGEST_PX))
        meaning = meaning_of(self._choices.options())
        self.rename(tr("Preset {name}: {meaning}", name=name, meaning=meaning))
        for action in self.menu().actions():
            action.setChecked(action.isCheckable() and action.data() == name)

    @Slot()
    def show_values(self) -> None:
        """Open the dialog with every value."""
        PresetsDialog(self._choices, self.window()).open()

    def _add(self, name: str, options: TurnOptions, choose: Callable[[], None]) -> None:
        words = tr("{name}: {meaning}", name=name, meaning=meaning_of(options))
        action = self.menu().addAction(plain_label(words))
        action.setCheckable(True)
        action.setData(name)
        action.triggered.connect(lambda: choose())


def meaning_of(options: TurnOptions) -> str:
    """What a preset asks for, in a few words."""
    steps, tokens = options.max_steps, options.max_new_tokens
    if not has_own_values(options):
        return tr("at most {steps} steps a block", steps=steps)
    if options.thinking:
        return tr(
            "at most {steps} steps a block, {tokens:,} tokens, thinks first", steps=steps, tokens=tokens
        )
    return tr("at most {steps} steps a block, {tokens:,} tokens", steps=steps, tokens=tokens)
