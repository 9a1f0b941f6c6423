"""The order in which the keyboard comes to widgets that are made late.

Qt's chain holds every widget, but lets only those be moved that the keyboard comes to. Here what holds others
is moved too, so that what is made in it later finds its place.
"""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def within(whole: QWidget) -> list[QWidget]:
    """A widget and what is in it, up to the first that is not, in the order in which the keyboard comes."""
    found, widget = [whole], whole.nextInFocusChain()
    while widget not in (None, whole) and whole.isAncestorOf(widget):
        found.append(widget)
        widget = widget.nextInFocusChain()
    return found


def put_before(following: QWidget, widgets: Iterable[QWidget]) -> None:
    """Let the keyboard come to widgets, one after the other, before it comes to another."""
    before = following.previousInFocusChain()
    assert before is not None
    put_behind(before, widgets)


def put_behind(before: QWidget, widgets: Iterable[QWidget]) -> None:
    """Let the keyboard come from one widget to others, one after the other, and then to what came next.

    Those that are windows of their own, as menus are, have no place in the order, nor have those for which
    another takes the keyboard.
    """
    for widget in widgets:
        if not widget.isWindow() and widget.focusProxy() is None:
            _put_behind(before, widget)
            before = widget


def _put_behind(before: QWidget, widget: QWidget) -> None:
    skipped = [
        each
        for each in (before, widget, _alone_before(widget))
        if each.focusPolicy() is Qt.FocusPolicy.NoFocus
    ]
    for each in skipped:
        each.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    QWidget.setTabOrder(before, widget)
    for each in skipped:
        each.setFocusPolicy(Qt.FocusPolicy.NoFocus)


def _alone_before(widget: QWidget) -> QWidget:
    """The one before a widget that gives the keyboard to no other.

    Qt looks from there for one that the keyboard comes to, past all others: on a long page that is far.
    """
    before = widget.previousInFocusChain()
    while before is not None and before.focusProxy() is not None:
        before = before.previousInFocusChain()
    return before or widget
