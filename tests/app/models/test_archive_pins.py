"""Recordings that stay however many come after them."""

from __future__ import annotations

from functools import partial

from app.models.archive import NONE_KEPT
from app.models.turn import Turn
from app.settings import RECORDINGS
from tests.app.conftest import OpenWindow


def test_a_pinned_recording_is_still_there_and_known_as_such_after_a_restart_with_a_smaller_number(
    open_window: OpenWindow,
) -> None:
    opened = open_window()
    first, *_ = [opened.answered(f"Tell me of drop {number}.") for number in range(3)]
    opened.parts.archive.pin(first, pinned=True)
    opened.wait(lambda: opened.parts.archive.is_pinned(first))
    opened.parts.settings.set(RECORDINGS, 1)
    opened.tear_down()
    again = open_window()
    archive, library = again.parts.archive, again.parts.library
    again.wait(lambda: bool(library.open_chat.turns))
    turns = library.open_chat.turns
    again.wait(lambda: archive.is_pinned(turns[0]))
    assert not archive.is_pinned(turns[2])
    recalled: list[Turn] = []
    for turn in turns:
        archive.recall(turn, partial(recalled.append, turn))
    again.wait(lambda: recalled == turns)
    assert [turn.recording is not None for turn in turns] == [True, False, True]


def test_to_pin_what_is_not_kept_is_answered_with_a_sentence(open_window: OpenWindow) -> None:
    opened = open_window()
    opened.parts.settings.set(RECORDINGS, 0)
    turn = opened.answered()
    told: list[str] = []
    opened.parts.archive.told.connect(told.append)
    opened.parts.archive.pin(turn, pinned=True)
    opened.wait(lambda: told == [NONE_KEPT])
    assert not opened.parts.archive.is_pinned(turn)
