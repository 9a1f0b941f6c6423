from __future__ import annotations

from PySide6.QtWidgets import QLabel, QWidget

from app.widgets.connections_card import ConnectionsCard
from engine import FULL


def test_every_host_that_can_be_asked_is_named(page: QWidget) -> None:
    said = " ".join(label.text() for label in ConnectionsCard(page).findChildren(QLabel))
    assert "huggingface.co" in said
    assert FULL.licence_url.startswith("https://huggingface.co/")
    assert "mirror" in said
    assert "no telemetry" in said
