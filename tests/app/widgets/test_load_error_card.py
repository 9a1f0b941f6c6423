from __future__ import annotations

import pytest
from PySide6.QtWidgets import QWidget

from app.widgets.load_error_card import LoadErrorCard
from engine import DEMO
from engine.errors import EngineError, ModelDamaged, ModelMissing, PlanRefused
from tests.app.conftest import OpenWindow


@pytest.mark.parametrize(
    ("kind", "words"),
    [(ModelMissing, "Models…"), (ModelDamaged, "Models…"), (PlanRefused, "Try again")],
)
def test_a_load_that_failed_has_the_button_that_helps(
    open_window: OpenWindow, page: QWidget, kind: type[EngineError], words: str
) -> None:
    opened = open_window(loaded=False, shown=False, load_error=kind("It broke.", "Mend it."))
    status = opened.parts.status
    card = LoadErrorCard(status, page)
    wanted: list[None] = []
    card.models_wanted.connect(lambda: wanted.append(None))
    assert card.isHidden()
    status.load("/somewhere")
    opened.wait(lambda: not card.isHidden())
    assert card._button.text() == words
    card.retried.emit()
    assert bool(wanted) is (words == "Models…")
    assert bool(status.coming) is (words == "Try again")
    opened.wait(lambda: not status.coming)


def test_in_place_of_a_model_that_does_not_load_the_demo_can_be_used(
    open_window: OpenWindow, page: QWidget
) -> None:
    opened = open_window(loaded=False, shown=False, load_error=PlanRefused("It is too big.", "Use the demo."))
    status = opened.parts.status
    card = LoadErrorCard(status, page)
    status.load("/somewhere")
    opened.wait(lambda: card.isVisible())
    assert not card._stay.isVisible()
    card._demo.click()
    opened.wait(lambda: status.place == DEMO)
    assert card.isHidden()


@pytest.mark.parametrize(("loaded", "asked"), [(False, DEMO), (True, "/somewhere")])
def test_the_demo_is_not_offered_where_it_failed_itself_or_a_model_is_still_there(
    open_window: OpenWindow, page: QWidget, loaded: bool, asked: str
) -> None:
    opened = open_window(loaded=loaded, shown=False)
    opened.engine.load_error = PlanRefused("It broke.", "Mend it.")
    card = LoadErrorCard(opened.parts.status, page)
    opened.parts.status.load(asked)
    opened.wait(lambda: card.isVisible())
    assert card._button.isVisible()
    assert not card._demo.isVisible()


def test_where_a_model_is_still_there_it_can_be_kept(open_window: OpenWindow, page: QWidget) -> None:
    opened = open_window(shown=False)
    status = opened.parts.status
    card = LoadErrorCard(status, page)
    opened.engine.load_error = PlanRefused("It is too big.", "Use another.")
    status.load("/somewhere")
    opened.wait(lambda: card.isVisible())
    assert card._stay.isVisible()
    card._stay.click()
    assert card.isHidden()
    assert (status.asked_for, status.coming, status.place) == (DEMO, (), DEMO)
