"""Buttons with an icon of the theme, a name for screen readers and a tool tip."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtWidgets import QToolButton, QWidget

from app.icons import ICON_PX, icon
from app.plain import plain_tip
from app.theme import Theme

TARGET_PX = 32


class TextButton(QToolButton):
    """A quiet button with words.

    Args:
        look: Its name in the style sheet.
        words: What stands on it.
        name: What it does, for screen readers and as a tool tip.
        checkable: Whether it stays down.
    """

    def __init__(
        self, look: str, words: str, name: str, parent: QWidget | None = None, *, checkable: bool = False
    ) -> None:
        super().__init__(parent)
        self.setObjectName(look)
        self.setText(words)
        self.setAccessibleName(name)
        self.setToolTip(plain_tip(name))
        self.setCheckable(checkable)
        self.setMinimumHeight(TARGET_PX)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)


class IconButton(QToolButton):
    """A button that shows an icon, and beside it its label where one is wanted.

    Args:
        theme: Colours the icon.
        icon_name: A file of `assets/icons`.
        name: What it does; the tool tip and the accessible name.
        shortcut: The key that does the same; empty where there is none.
        labelled: Whether the name stands beside the icon.
        primary: Whether it is the one main action, drawn on the accent.
    """

    def __init__(
        self,
        theme: Theme,
        icon_name: str,
        name: str,
        parent: QWidget | None = None,
        *,
        shortcut: str = "",
        labelled: bool = False,
        primary: bool = False,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icon_name = icon_name
        self._primary = primary
        self.setObjectName("primaryButton" if primary else "iconButton")
        self.setIconSize(QSize(ICON_PX, ICON_PX))
        self.setMinimumSize(TARGET_PX, TARGET_PX)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        if labelled:
            self.setText(name)
            self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.rename(name, shortcut)
        theme.changed.connect(self._colour)
        self._colour()

    def rename(self, name: str, shortcut: str = "") -> None:
        """Say what it does now, with the key that does the same."""
        self.setAccessibleName(name)
        self.setToolTip(plain_tip(f"{name} ({shortcut})" if shortcut else name))

    def show_icon(self, icon_name: str) -> None:
        """Show another icon."""
        self._icon_name = icon_name
        self._colour()

    @Slot()
    def _colour(self) -> None:
        colours = self._theme.colours
        ink = colours.on_accent if self._primary else colours.muted
        self.setIcon(icon(self._icon_name, ink, checked=colours.accent, disabled=colours.muted))
