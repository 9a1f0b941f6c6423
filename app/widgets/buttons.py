"""Buttons with an icon of the theme, a name for screen readers and a tool tip."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QPushButton, QToolButton, QWidget

from app.icons import ICON_PX, icon
from app.plain import plain_label, plain_tip
from app.theme import Theme

TARGET_PX = 32
RING_PX = 2
BESIDE_WORD_PX = 12
OPENS = "  ▾"  # behind the words of a button with a menu
PRIMARY = "primaryButton"  # its name in the style sheet


class TextButton(QToolButton):
    """A quiet button with words.

    Args:
        look: Its name in the style sheet.
        words: What stands on it.
        name: What it does, for screen readers and as a tool tip.
        key: The key that does the same; empty where there is none.
        checkable: Whether it stays down.
    """

    def __init__(
        self,
        look: str,
        words: str,
        name: str,
        parent: QWidget | None = None,
        *,
        key: str = "",
        checkable: bool = False,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(look)
        self.say(words, name, key)
        self.setCheckable(checkable)
        self.setMinimumHeight(TARGET_PX)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def say(self, words: str, name: str, key: str = "") -> None:
        """Have these words on it, and say what it does now, with the key that does the same."""
        self.setText(plain_label(words))
        call(self, words.removesuffix(OPENS), name, key)


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
        self.setObjectName(PRIMARY if primary else "iconButton")
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
        call(self, "", name, shortcut)

    def show_icon(self, icon_name: str) -> None:
        """Show another icon."""
        self._icon_name = icon_name
        self._colour()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Show that it has the keyboard on the accent, too."""
        super().paintEvent(event)
        if self._primary:
            _draw_ring(self, self._theme)

    @Slot()
    def _colour(self) -> None:
        colours = self._theme.colours
        ink = colours.on_accent if self._primary else colours.muted
        self.setIcon(icon(self._icon_name, ink, checked=colours.accent, disabled=colours.muted))


class SwitchButton(IconButton):
    """A quiet button that stays down, with a word, or an icon where there is no room for the word.

    Args:
        words: What stands on it.
    """

    def __init__(
        self, theme: Theme, icon_name: str, words: str, name: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, icon_name, name, parent)
        self.setObjectName("switch")
        self.setText(words)
        call(self, words, name)
        self.setCheckable(True)
        self.fold(folded=False)

    def fold(self, *, folded: bool) -> None:
        """Show the icon alone, or the word."""
        style = Qt.ToolButtonStyle
        self.setToolButtonStyle(style.ToolButtonIconOnly if folded else style.ToolButtonTextOnly)
        self.setFixedWidth(TARGET_PX if folded else self.unfolded_px())

    def unfolded_px(self) -> int:
        """How wide it is with its word."""
        self.ensurePolished()
        return self.fontMetrics().horizontalAdvance(self.text()) + 2 * BESIDE_WORD_PX


class PrimaryButton(QPushButton):
    """The one main action, drawn on the accent for as long as it is that."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setObjectName(PRIMARY)

    def stress(self, stressed: bool) -> None:
        """Be the one to press, or one like the others."""
        name = PRIMARY if stressed else ""
        if self.objectName() != name:
            self.setObjectName(name)
            self.style().unpolish(self)
            self.style().polish(self)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Show that it has the keyboard on the accent, too."""
        super().paintEvent(event)
        if self.objectName() == PRIMARY:
            _draw_ring(self, self._theme)


def call(button: QAbstractButton, words: str, name: str, key: str = "") -> None:
    """Call a button what stands on it, for those who hear or say its name, and tell what it does.

    Args:
        button: The button.
        words: What stands on it; empty for an icon.
        name: What it does. It is the name as well where it has those words.
        key: The key that does the same; empty where there is none.
    """
    is_said = words.removesuffix("…").casefold() in name.casefold()
    told = filter(None, ("" if is_said else name, key))
    button.setAccessibleName(name if is_said else words)
    button.setAccessibleDescription(", ".join(told) or name)  # else it would be the tip, with its marks
    button.setToolTip(plain_tip(f"{name} ({key})" if key else name))


def _draw_ring(button: QAbstractButton, theme: Theme) -> None:
    """Draw a ring into a button that has the keyboard; on its border none would stand out from the accent."""
    if button.hasFocus():
        with QPainter(button) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(theme.colours.on_accent), RING_PX))
            inset = 1.5 * RING_PX
            painter.drawRoundedRect(QRectF(button.rect()).adjusted(inset, inset, -inset, -inset), 4, 4)
