from __future__ import annotations

import pytest
from PySide6.QtWidgets import QWidget

from app.faces import FIXED_FAMILY, families
from app.widgets.family_choice import FamilyChoice


@pytest.mark.parametrize("fixed", [False, True])
def test_dewpoints_own_comes_first_and_every_other_family_once(page: QWidget, fixed: bool) -> None:
    choice = FamilyChoice(page, fixed=fixed)
    listed = [choice.itemData(place) for place in range(choice.count())]
    assert listed[0] == ""
    assert "JetBrains Mono" in choice.itemText(0) if fixed else "Inter" in choice.itemText(0)
    assert len(listed) == len(set(listed)) == len(families(fixed=fixed))


def test_a_choice_of_the_person_is_told_and_what_is_only_shown_is_not(page: QWidget) -> None:
    choice = FamilyChoice(page, fixed=False)
    told: list[str] = []
    choice.chosen.connect(told.append)
    choice.show_family(FIXED_FAMILY)
    assert choice.currentText() == FIXED_FAMILY
    assert told == []
    choice.setCurrentIndex(0)
    choice.activated.emit(0)
    assert told == [""]


def test_a_family_that_is_gone_is_shown_as_such_and_listed_once(page: QWidget) -> None:
    choice = FamilyChoice(page, fixed=True)
    before = choice.count()
    for _ in range(2):
        choice.show_family("Gone Mono")
        assert choice.currentData() == "Gone Mono"
        assert choice.currentText() == "Gone Mono (not installed)"
        choice.show_family("")
        assert choice.currentIndex() == 0
    assert choice.count() == before + 1
