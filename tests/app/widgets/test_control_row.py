from __future__ import annotations

import pytest
from PySide6.QtWidgets import QWidget

from app.models.cursor import Cursor
from app.models.playback import Playback
from app.theme import Theme
from app.widgets.control_row import ControlRow
from tests.app.recordings import recording_of


@pytest.fixture
def row(theme: Theme, page: QWidget, cursor: Cursor) -> ControlRow:
    made = ControlRow(theme, cursor, Playback(cursor), None, page)
    made.show()
    return made


def test_a_finished_answer_has_a_player_and_no_way_back_to_live(row: ControlRow) -> None:
    assert row.player.isVisible()
    assert row.pace is None
    assert not row.back_to_live.isVisible()


def test_the_way_back_to_live_is_offered_away_from_the_newest_step_alone(
    row: ControlRow, cursor: Cursor
) -> None:
    cursor.open(recording_of(until=6), growing=True)
    assert not row.back_to_live.isVisible()
    cursor.step(-1)
    assert row.back_to_live.isVisible()
    row.back_to_live.click()
    assert cursor.moment == cursor.last
    assert not row.back_to_live.isVisible()
    cursor.grow(recording_of(until=8))
    assert cursor.moment == cursor.last
