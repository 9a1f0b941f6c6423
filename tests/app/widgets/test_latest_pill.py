from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.theme import Theme
from app.widgets.latest_pill import EDGE_PX, LatestPill


def test_it_is_there_for_a_reader_who_is_elsewhere_in_the_middle_of_the_lower_edge(
    theme: Theme, page: QWidget
) -> None:
    pill = LatestPill(theme, page)
    assert pill.isHidden()
    pill.show_for(following=False)
    assert not pill.isHidden()
    assert abs(pill.geometry().center().x() - page.rect().center().x()) <= 1
    assert page.height() - pill.geometry().bottom() - 1 == EDGE_PX
    pill.show_for(following=True)
    assert pill.isHidden()


def test_it_lies_over_what_came_later_and_follows_the_size_of_the_page(theme: Theme, page: QWidget) -> None:
    pill = LatestPill(theme, page)
    later = QWidget(page)
    later.resize(page.size())
    later.show()
    page.resize(333, 444)
    pill.show_for(following=False)
    assert page.childAt(pill.geometry().center()) is pill
    assert abs(pill.geometry().center().x() - 333 // 2) <= 1
