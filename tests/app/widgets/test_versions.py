from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.models.turn import Turn
from app.theme import Theme
from app.widgets.versions import Versions
from engine import TurnOptions


def test_arrows_lead_to_the_other_versions_and_end_where_there_are_no_more(
    theme: Theme, page: QWidget
) -> None:
    versions = Versions(theme, "answer", page)
    turns = [Turn(str(number), TurnOptions()) for number in range(3)]
    chosen: list[Turn] = []
    versions.chosen.connect(chosen.append)
    versions.show_versions(turns, 1)
    assert versions.count.text() == "2/3"
    assert versions.count.accessibleName() == "Version 2 of 3 of the answer"
    versions.back.click()
    versions.on.click()
    assert chosen == [turns[0], turns[2]]
    versions.show_versions(turns, 2)
    assert not versions.on.isEnabled()


def test_one_version_needs_no_arrows(theme: Theme, page: QWidget) -> None:
    versions = Versions(theme, "answer", page)
    versions.show_versions([Turn("One", TurnOptions())], 0)
    assert not versions.isVisible()
