from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit

from PySide6.QtWidgets import QLabel, QWidget

from app.widgets.connections_card import ConnectionsCard
from engine import FULL

ROOT = Path(__file__).resolve().parents[3]
PYTORCH_INDEX = "https://download.pytorch.org/whl"  # of packaging/torch_build.py


def test_every_host_that_can_be_asked_is_named(page: QWidget) -> None:
    said = " ".join(label.text() for label in ConnectionsCard(page).findChildren(QLabel))
    assert "huggingface.co" in said
    assert FULL.licence_url.startswith("https://huggingface.co/")
    assert "mirror" in said
    assert "no telemetry" in said
    assert f"{urlsplit(PYTORCH_INDEX).hostname}." in said.split()


def test_nothing_else_in_the_sources_can_connect() -> None:
    """Whoever adds a way out of the process adds it to the page, and here."""
    ways_out = re.compile(
        r"^\s*(?:import|from) (socket|ssl|http|urllib\.request|httpx\w*|httpcore\w*|requests)\b", re.M
    )
    named = re.compile(
        r"QNetworkAccessManager|QTcpSocket|QUdpSocket|QWebSocket|huggingface_hub import|QLocalSocket\("
    )
    found = {
        path.relative_to(ROOT).as_posix()
        for folder in ("app", "engine")
        for path in (ROOT / folder).rglob("*.py")
        if ways_out.search(text := path.read_text("utf-8")) or named.search(text)
    }
    assert found == {
        "app/display.py",  # asks whether the desktop is there
        "app/instance.py",  # a second start calls the first
        "engine/files_command.py",  # asks the system for its proxy
        "engine/weights/download/line.py",
        "engine/weights/download/listing.py",
        "engine/weights/download/source.py",  # reads addresses
    }
