from __future__ import annotations

import pytest
from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget

from app.widgets.announce import announce
from app.widgets.notice_bar import NoticeBar
from tests.app.conftest import OpenWindow


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[tuple[QObject, str]]:
    """What screen readers are told, and from which widget."""
    told: list[tuple[QObject, str]] = []

    def update(event: QAccessibleAnnouncementEvent) -> None:
        assert event.politeness() == QAccessible.AnnouncementPoliteness.Polite
        told.append((event.object(), event.message()))

    monkeypatch.setattr(QAccessible, "updateAccessibility", staticmethod(update))
    return told


def test_words_are_told_politely_and_nothing_is_no_words(
    page: QWidget, heard: list[tuple[QObject, str]]
) -> None:
    announce(page, "Two files cannot go.")
    announce(page, "")
    assert heard == [(page, "Two files cannot go.")]


def test_what_was_done_is_told(page: QWidget, heard: list[tuple[QObject, str]]) -> None:
    bar = NoticeBar(page)
    bar.say("Imported 2 conversations")
    assert heard == [(bar, "Imported 2 conversations")]


def test_that_room_runs_out_is_told_once_and_its_end_is_not(
    open_window: OpenWindow, heard: list[tuple[QObject, str]]
) -> None:
    composer = open_window().window.composer
    for warning in ("The first questions will be left out.", "The first questions will be left out.", ""):
        composer.show_room("9 of 9 tokens", "100%", warning)
    assert heard == [(composer, "The first questions will be left out.")]
