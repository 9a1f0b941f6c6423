from __future__ import annotations

import pytest
from PySide6.QtWidgets import QWidget

from app.widgets.load_error_card import LoadErrorCard
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
