"""What can be chosen in a menu, beside the key that does the same elsewhere."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu

from app.plain import plain_label, plain_tip

WIDEST_PX = 320  # of words; the middle of what is wider is left out


def menu_action(
    menu: QMenu, words: str, act: Callable[[], object], key: QKeySequence | None = None
) -> QAction:
    """Something to be put into a menu.

    Args:
        menu: It lives as long as this.
        words: What it says, as they are; a tip tells all of those that are cut.
        act: What it does.
        key: What does the same elsewhere; here it is only shown.
    """
    shown = menu.fontMetrics().elidedText(words, Qt.TextElideMode.ElideMiddle, WIDEST_PX)
    action = QAction(plain_label(shown), menu)
    if shown != words:
        action.setToolTip(plain_tip(words))
        menu.setToolTipsVisible(True)
    if key is not None:
        action.setShortcut(key)
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
    action.triggered.connect(lambda: act())
    return action
