"""The panes of a window, to which one key moves the keyboard."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def go_to_next(panes: Sequence[tuple[QWidget, QWidget]]) -> None:
    """Move the keyboard from the pane that has it to the next one in sight; from elsewhere to the first.

    Args:
        panes: Those of one window in the order in which the key goes round them, each with what takes its
            keyboard. Of panes that lie in each other the first counts.
    """
    shown = [pane for pane in panes if pane[0].isVisible()]
    if shown:
        holding = [place for place, (pane, _) in enumerate(shown) if has_keyboard(pane)]
        target = shown[(holding[0] + 1) % len(shown) if holding else 0][1]
        target.setFocus(Qt.FocusReason.TabFocusReason)


def has_keyboard(pane: QWidget) -> bool:
    """Whether the keyboard of its window is with it, or with something in it."""
    focused = pane.window().focusWidget()
    return focused is not None and (focused is pane or pane.isAncestorOf(focused))
