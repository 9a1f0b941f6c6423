"""What can be chosen in a menu, beside the key that does the same elsewhere."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu

from app.plain import plain_label


def menu_action(
    menu: QMenu, words: str, act: Callable[[], object], key: QKeySequence | None = None
) -> QAction:
    """Something to be put into a menu.

    Args:
        menu: It lives as long as this.
        words: What it says, as they are.
        act: What it does.
        key: What does the same elsewhere; here it is only shown.
    """
    action = QAction(plain_label(words), menu)
    if key is not None:
        action.setShortcut(key)
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
    action.triggered.connect(lambda: act())
    return action
