from __future__ import annotations

from PySide6.QtWidgets import QLabel, QWidget

from app.widgets.card import Card


def test_a_card_has_its_heading_and_what_is_put_in(page: QWidget) -> None:
    card = Card("This PC", page)
    card.column.addWidget(QLabel("inside"))
    assert card.accessibleName() == "This PC"
    assert [label.text() for label in card.findChildren(QLabel)] == ["This PC", "inside"]
