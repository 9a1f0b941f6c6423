from __future__ import annotations

from itertools import pairwise

from PySide6.QtWidgets import QPushButton, QWidget

from app.widgets.flow_row import GAP_PX, FlowRow
from app.widgets.tab_order import within


def test_parts_stand_side_by_side_and_break_where_there_is_no_room(page: QWidget) -> None:
    row = FlowRow(page)
    row.resize(300, 10)
    row.show()
    row.show_parts([QPushButton(f"button {index}") for index in range(8)])
    places = [part.geometry() for part in row.parts]
    assert all(place.right() < 300 for place in places)
    assert len({place.top() for place in places}) > 1
    assert row.height() == places[-1].bottom() + 1
    for one, other in pairwise(places):
        assert other.left() == one.right() + 1 + GAP_PX or other.top() > one.bottom()
    row.resize(2000, row.height())
    assert len({part.y() for part in row.parts}) == 1


def test_what_is_shown_anew_replaces_what_was_there(page: QWidget) -> None:
    row = FlowRow(page)
    row.resize(300, 10)
    old = QPushButton("old")
    row.show_parts([old])
    row.show_parts([QPushButton("new")])
    assert [part.text() for part in row.parts if isinstance(part, QPushButton)] == ["new"]
    assert not old.isVisible()


def test_the_keyboard_comes_to_parts_that_are_shown_late_where_they_stand(page: QWidget) -> None:
    row, below = FlowRow(page), QPushButton("below", page)
    row.show()
    below.show()
    for count in (1, 3):
        row.show_parts([QPushButton(str(index)) for index in range(count)])
        stops = [widget for widget in within(page) if isinstance(widget, QPushButton)]
        assert [stop for stop in stops if stop.isVisible()] == [*row.parts, below]
