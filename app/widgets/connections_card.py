"""Every connection that the app can ever make, in plain words."""

from __future__ import annotations

from urllib.parse import urlsplit

from PySide6.QtWidgets import QWidget

from app.language import mark, tr
from app.widgets.card import Card
from app.widgets.labels import Label
from engine import FULL

HUB = urlsplit(FULL.licence_url).hostname or ""
CONNECTIONS = (
    (
        mark("While you download or repair a model, or move one that turns out damaged"),
        mark(
            "To {hub}, or to the mirror that you set, and to the file servers that it sends on to: which"
            " files the model has, and the files. Sent along: the names of these files and the word"
            " “Dewpoint”. An access token goes to {hub} alone, and only if you gave one."
        ),
    ),
    (
        mark("At any other time"),
        mark(
            "None. Loading, chatting, searching and exporting open no connection. There is no telemetry, no"
            " account and no check for updates."
        ),
    ),
    (
        mark("Outside this window"),
        mark(
            "packaging/launch.py, which sets Dewpoint up, fetches Python packages, and torch from"
            " download.pytorch.org. A second start of Dewpoint calls the open window, within this PC. What"
            " you open in a browser goes its own ways."
        ),
    ),
)


class ConnectionsCard(Card):
    """The list of connections."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Connections"), parent)
        for when, what in CONNECTIONS:
            self.column.addWidget(Label("body", tr(when), wrapped=True))
            self.column.addWidget(Label("caption", tr(what, hub=HUB), wrapped=True))
