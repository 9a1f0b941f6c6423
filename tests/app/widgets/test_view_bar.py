from __future__ import annotations

import pytest
from PySide6.QtWidgets import QPushButton, QWidget

from app.widgets.view_bar import LAYERED, MASKED, MEASURED, SLOT, VIEWS, WORDS, ViewBar

WIDE_PX, NARROW_PX, LEAST_PX = 1400, 300, 200


@pytest.fixture
def bar(page: QWidget) -> ViewBar:
    made = ViewBar([QPushButton("Close")], page)
    made.show()
    return made


def test_what_can_be_chosen_in_a_view_is_offered_there_and_nowhere_else(bar: ViewBar) -> None:
    for place in range(SLOT + 1):
        bar.show_view(place)
        offered = (bar.layer.isVisible(), bar.measure.isVisible(), bar.masks.isVisible())
        assert offered == (place in LAYERED, place in MEASURED, place in MASKED)


def test_the_view_on_show_is_the_one_that_is_marked(bar: ViewBar) -> None:
    for place in (*range(len(VIEWS)), WORDS):
        bar.show_view(place)
        assert [tab.isChecked() for tab in (*bar.tabs, bar.words)] == [each == place for each in range(SLOT)]


def test_a_tab_and_the_menu_take_the_same_view(bar: ViewBar) -> None:
    taken: list[int] = []
    bar.viewed.connect(taken.append)
    for place, tab in enumerate(bar.tabs):
        tab.click()
        bar.view.menu().actions()[place].trigger()
        assert taken == [place, place]
        taken.clear()


def test_the_tabs_stand_where_they_have_room_whatever_view_is_on_show(bar: ViewBar) -> None:
    fitting = {}
    for place in range(len(VIEWS)):
        bar.show_view(place)
        widths = range(NARROW_PX, WIDE_PX, 4)
        fitting[place] = next(width for width in widths if _has_tabs(bar, width))
    assert len(set(fitting.values())) == 1
    assert not _has_tabs(bar, NARROW_PX)


def _has_tabs(bar: ViewBar, width: int) -> bool:
    bar.fit(width)
    shown = {tab.isVisible() for tab in (*bar.tabs, bar.words)}
    assert shown == {not bar.view.isVisible()}
    return shown == {True}


def test_where_there_is_no_room_for_them_all_that_can_be_chosen_is_in_one_menu(bar: ViewBar) -> None:
    for place in range(SLOT + 1):
        bar.show_view(place)
        bar.fit(LEAST_PX)
        assert not any(part.isVisible() for part in (bar.layer, bar.measure, bar.masks))
        menus = [part.menu().menuAction().isVisible() for part in (bar.layer, bar.measure, bar.masks)]
        assert menus == [place in places for places in (LAYERED, MEASURED, MASKED)]
        assert bar.drawn.isVisible() is any(menus)
    taken: list[int] = []
    bar.layer.chosen.connect(taken.append)
    assert bar.drawn.menu().actions()[0] is bar.layer.menu().menuAction()
    bar.layer.menu().actions()[1].trigger()
    assert taken == [1]
    bar.show_view(0)
    bar.fit(WIDE_PX)
    assert bar.layer.isVisible()
    assert not bar.drawn.isVisible()


def test_the_inspector_is_a_view_only_where_it_is_offered(bar: ViewBar) -> None:
    slot = bar.view.menu().actions()[SLOT]
    for offered in (True, False):
        bar.offer_slot(offered)
        assert slot.isVisible() is offered
