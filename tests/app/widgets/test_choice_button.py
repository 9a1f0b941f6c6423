from __future__ import annotations

from pytestqt.qtbot import QtBot

from app.widgets.choice_button import ChoiceButton


def test_it_says_what_is_chosen_and_tells_what_the_person_takes(qtbot: QtBot) -> None:
    button = ChoiceButton("Layer", ["what it sees", "what it believes"], key="L")
    qtbot.addWidget(button)
    taken: list[int] = []
    button.chosen.connect(taken.append)
    button.show_choice(0)
    assert button.text().startswith("What it sees")
    assert button.accessibleName() == "Layer: What it sees"
    assert button.toolTip() == "Layer (L)"
    button.menu().actions()[1].trigger()
    assert taken == [1]


def test_only_the_chosen_one_is_checked_and_other_words_take_the_place_of_those_before(qtbot: QtBot) -> None:
    button = ChoiceButton("Speed", ["one", "two"])
    qtbot.addWidget(button)
    for place in (0, 1):
        button.show_choice(place)
        assert [action.isChecked() for action in button.menu().actions()] == [place == 0, place == 1]
    button.offer(["three"])
    assert [action.text() for action in button.menu().actions()] == ["Three"]
