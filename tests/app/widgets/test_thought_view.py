from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.models.looks import View
from app.models.turn import Turn
from app.theme import Theme
from app.widgets.thought_view import ThoughtView
from engine import TurnOptions
from tests.app.fake_engine import VOCABULARY, Reply, turn_events


def test_a_thought_is_folded_until_it_is_opened_and_then_shows_what_it_missed(
    theme: Theme, page: QWidget
) -> None:
    turn = Turn("Tell me.", TurnOptions(thinking=True))
    view = ThoughtView(theme, page)
    view.resize(400, 200)
    view.show()
    view.unfolded.connect(lambda: view.follow(turn, [], View.MASKS))
    view.follow(turn, [], View.MASKS)
    assert view.fold.text() == "Thinking"
    turn.follow(turn_events(Reply(thought="the glass is cold"), 1, TurnOptions()), VOCABULARY)
    view.follow(turn, [], View.MASKS)
    assert view.fold.text() == "Thought"
    assert not view.thought.isVisible()
    view.fold.click()
    assert view.thought.isVisible()
    assert view.thought.text.text == "the glass is cold"
    view.fold.click()
    assert not view.thought.isVisible()
