"""The order in which the keyboard comes to widgets that are made late.

Qt's chain holds every widget, but lets only those be moved that the keyboard comes to. Here what holds others
is moved too, so that what is made in it later finds its place. What Qt makes for itself within a widget stays
where it is, for the keyboard comes to none of it.

The chain is only ever followed forwards, and what Qt makes is not asked who takes the keyboard for it: PySide
takes the answer to either for a child of the widget that is asked, and ends it together with that.
"""

from __future__ import annotations

from collections.abc import Iterable

import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def within(whole: QWidget) -> list[QWidget]:
    """A widget and what is in it, up to the first that is not, in the order in which the keyboard comes."""
    found, widget = [whole], whole.nextInFocusChain()
    while widget not in (None, whole) and whole.isAncestorOf(widget):
        found.append(widget)
        widget = widget.nextInFocusChain()
    return found


def put_behind(before: QWidget, widgets: Iterable[QWidget]) -> None:
    """Let the keyboard come from one widget to others, one after the other, and then to what came next.

    Those that are windows of their own, as menus are, have no place in the order, nor have those for which
    another takes the keyboard.
    """
    for widget in widgets:
        if shiboken6.createdByPython(widget) and not widget.isWindow() and widget.focusProxy() is None:
            _put_behind(before, widget)
            before = widget


def _put_behind(before: QWidget, widget: QWidget) -> None:
    skipped = [each for each in (before, widget) if each.focusPolicy() is Qt.FocusPolicy.NoFocus]
    for each in skipped:
        each.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    QWidget.setTabOrder(before, widget)
    for each in skipped:
        each.setFocusPolicy(Qt.FocusPolicy.NoFocus)
