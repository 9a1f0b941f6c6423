from __future__ import annotations

from PySide6.QtWidgets import QPushButton, QWidget

from app.widgets.panes import go_to_next, has_keyboard


def _panes(page: QWidget, count: int) -> list[tuple[QWidget, QPushButton]]:
    """So many on a page, with a button in each."""
    panes = [QWidget(page) for _ in range(count)]
    made = [(pane, QPushButton(pane)) for pane in panes]
    for pane in panes:
        pane.show()
    return made


def test_it_goes_round_what_is_in_sight_and_begins_with_the_first(page: QWidget) -> None:
    panes = _panes(page, 3)
    (_, first), (hidden, _), (_, last) = panes
    hidden.hide()
    page.setFocus()
    for expected in (first, last, first):
        go_to_next(panes)
        assert page.focusWidget() is expected


def test_the_keyboard_is_with_a_pane_or_with_something_in_it(page: QWidget) -> None:
    (pane, button), (other, _) = _panes(page, 2)
    button.setFocus()
    assert has_keyboard(pane)
    assert has_keyboard(button)
    assert not has_keyboard(other)
