from __future__ import annotations

from app.settings import RECORDINGS
from tests.app.conftest import OpenWindow


def test_a_window_begins_by_keeping_as_many_recordings_as_the_settings_say(open_window: OpenWindow) -> None:
    first = open_window(loaded=False)
    first.parts.settings.set(RECORDINGS, 0)
    first.stored()
    first.tear_down()
    second = open_window()
    answer = second.answered()
    second.stored()
    second.tear_down()
    third = open_window()
    third.wait(lambda: bool(third.parts.library.open_chat.turns))
    told: list[str] = []
    third.parts.archive.told.connect(told.append)
    third.window.drawer.toggle(third.parts.library.open_chat.turns[-1])
    third.wait(lambda: bool(told))
    assert answer.recording is not None
    assert third.parts.library.open_chat.turns[-1].recording is None
