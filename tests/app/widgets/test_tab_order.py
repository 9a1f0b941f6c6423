from __future__ import annotations

import gc

from PySide6.QtWidgets import QMenu, QPushButton, QTableView, QTextEdit, QTreeView, QWidget

from app.widgets.tab_order import put_behind, within


def _order(page: QWidget) -> list[str]:
    """The names of the buttons, in the order in which the keyboard comes to them."""
    names: list[str] = []
    widget = page.nextInFocusChain()
    while widget is not None and widget is not page:
        if isinstance(widget, QPushButton):
            names.append(widget.text())
        widget = widget.nextInFocusChain()
    return names


def test_what_is_made_late_is_come_to_where_it_belongs(page: QWidget) -> None:
    buttons = {name: QPushButton(name, page) for name in ("first", "last", "late", "later")}
    assert _order(page) == ["first", "last", "late", "later"]
    put_behind(buttons["first"], [buttons["late"], buttons["later"]])
    assert _order(page) == ["first", "late", "later", "last"]


def test_a_part_is_put_elsewhere_whole_and_in_its_own_order(page: QWidget) -> None:
    first = QPushButton("first", page)
    QPushButton("last", page)
    part = QWidget()
    for name in ("one", "two"):
        QPushButton(name, QWidget(part))
    stops = within(part)
    assert [stop.text() for stop in stops if isinstance(stop, QPushButton)] == ["one", "two"]
    part.setParent(page)
    assert _order(page) == ["first", "last", "one", "two"]
    put_behind(first, stops)
    assert _order(page) == ["first", "one", "two", "last"]


def test_what_qt_makes_within_a_part_lives_on(page: QWidget) -> None:
    part = QWidget()
    for kind in (QTableView, QTreeView, QTextEdit):
        kind(part)
    made = len(part.findChildren(QWidget))
    stops = within(part)
    part.setParent(page)
    put_behind(page, stops)
    del stops
    gc.collect()
    assert len(part.findChildren(QWidget)) == made > 20


def test_a_menu_takes_no_part(page: QWidget) -> None:
    first, late = QPushButton("first", page), QPushButton("late", page)
    put_behind(first, [QMenu(first), late])
    assert _order(page) == ["first", "late"]
