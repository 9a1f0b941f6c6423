from __future__ import annotations

from app.theme import Theme
from app.widgets.legend import Legend


def test_both_ends_are_named_for_those_who_see_and_those_who_listen(theme: Theme) -> None:
    legend = Legend(theme)
    legend.tell("sure", "unsure")
    assert legend.accessibleName() == "Colours from sure, dark, to unsure, light"
    narrow = legend.width()
    legend.tell("as sure as can be", "as unsure as can be")
    assert legend.width() > narrow
    assert not legend.grab().isNull()
