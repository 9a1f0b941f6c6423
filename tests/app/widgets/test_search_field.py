from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget

from app.theme import Theme
from app.widgets.search_field import SearchField


def test_it_says_what_it_is_for_and_its_signs_follow_the_theme(theme: Theme, page: QWidget) -> None:
    field = SearchField(theme, "Search", name="Search all", parent=page)
    assert (field.placeholderText(), field.accessibleName()) == ("Search", "Search all")
    assert SearchField(theme, "Search", parent=page).accessibleName() == "Search"
    for scheme in (Qt.ColorScheme.Dark, Qt.ColorScheme.Light):
        theme.choose(scheme)
        for action in (field._lens, field._cross):
            sign = action.icon().pixmap(64, 64).toImage()
            drawn = {
                sign.pixelColor(x, y).name()
                for x in range(64)
                for y in range(64)
                if sign.pixelColor(x, y).alpha() == 255
            }
            assert drawn == {QColor(theme.colours.muted).name()}
    theme.choose(None)


def test_a_cross_clears_it_where_something_is_written(theme: Theme, page: QWidget) -> None:
    field = SearchField(theme, "Search", parent=page)
    assert not field._cross.isVisible()
    field.setText("dew")
    assert field._cross.isVisible()
    field._cross.trigger()
    assert field.text() == ""
    assert not field._cross.isVisible()
    bare = SearchField(theme, "Search", clears=False, parent=page)
    bare.setText("dew")
    assert not bare._cross.isVisible()
