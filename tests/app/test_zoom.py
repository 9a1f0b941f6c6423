from __future__ import annotations

import pytest

from app import zoom
from app.settings import ZOOM


def test_the_zoom_goes_in_steps_within_its_limits() -> None:
    assert zoom.stepped(100, 2) == 120
    assert zoom.stepped(90, -5) == ZOOM.least
    assert zoom.stepped(290, 5) == ZOOM.most
    assert zoom.stepped(250, 0) == 100


def test_where_qt_offers_nothing_nothing_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zoom, "_scaler", lambda: None)
    assert not zoom.is_live()
    assert not zoom.scale(200)
