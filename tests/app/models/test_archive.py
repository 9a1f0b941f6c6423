from __future__ import annotations

from app.models.archive import NONE_KEPT
from app.settings import RECORDINGS
from tests.app.conftest import Opened, OpenWindow
from tests.app.fake_engine import Reply

TEXT = "the drop is clear and the glass is cold."


def _restarted(opened: Opened, open_window: OpenWindow) -> Opened:
    opened.stored()
    opened.tear_down()
    again = open_window()
    again.wait(lambda: bool(again.parts.library.open_chat.turns))
    return again


def test_an_answer_can_be_seen_step_by_step_after_a_restart(open_window: OpenWindow) -> None:
    opened = open_window(reply_to=lambda _prompt: Reply(text=TEXT))
    blocks = opened.answered().trace.blocks
    again = _restarted(opened, open_window)
    turn = again.parts.library.open_chat.turns[-1]
    assert turn.recording is None
    again.window.drawer.toggle(turn)
    again.wait(lambda: again.window.drawer.is_open)
    assert turn.trace.blocks == blocks
    assert turn.trace.about.model == "Dewpoint demo"
    assert again.window.drawer.viewer.cursor_model.recording is not None


def test_a_recording_that_was_wanted_twice_opens_and_stays_open(open_window: OpenWindow) -> None:
    opened = open_window(reply_to=lambda _prompt: Reply(text=TEXT))
    opened.answered()
    again = _restarted(opened, open_window)
    turn = again.parts.library.open_chat.turns[-1]
    came: list[None] = []
    again.parts.archive.found.connect(lambda _turn: came.append(None))
    for _ in range(2):  # a double click
        again.window.drawer.toggle(turn)
    again.wait(lambda: len(came) == 2)
    assert again.window.drawer.is_open


def test_words_of_an_earlier_answer_can_be_renoised_once_its_recording_is_back(
    open_window: OpenWindow,
) -> None:
    opened = open_window(reply_to=lambda _prompt: Reply(text=TEXT))
    opened.answered()
    again = _restarted(opened, open_window)
    turn = again.parts.library.open_chat.turns[-1]
    again.parts.archive.fetch(turn)
    again.wait(lambda: turn.recording is not None)
    renoiser = again.parts.renoiser
    renoiser.open(again.parts.library.open_chat, turn)
    renoiser.ask(4, 8)
    again.wait(lambda: renoiser.waiting == 0)
    assert len(renoiser.alternatives) > 1


def test_a_chosen_wording_keeps_its_own_recording(open_window: OpenWindow) -> None:
    opened = open_window(reply_to=lambda _prompt: Reply(text=TEXT))
    turn = opened.answered()
    renoiser = opened.parts.renoiser
    renoiser.open(opened.parts.library.open_chat, turn)
    renoiser.ask(4, 8)
    opened.wait(lambda: renoiser.waiting == 0)
    renoiser.use(renoiser.alternatives[1])
    blocks = opened.parts.library.open_chat.turns[-1].trace.blocks
    again = _restarted(opened, open_window)
    shown = again.parts.library.open_chat.turns[-1]
    again.parts.archive.fetch(shown)
    again.wait(lambda: shown.recording is not None)
    assert shown.trace.blocks == blocks


def test_where_none_is_kept_a_notice_says_so(open_window: OpenWindow) -> None:
    opened = open_window()
    opened.parts.settings.set(RECORDINGS, 0)
    opened.answered()
    again = _restarted(opened, open_window)
    told: list[str] = []
    again.parts.archive.told.connect(told.append)
    again.window.drawer.toggle(again.parts.library.open_chat.turns[-1])
    again.wait(lambda: bool(told))
    assert told == [NONE_KEPT]
    assert not again.window.drawer.is_open
    assert again.window._notice_bar.isVisible()


def test_a_recording_that_comes_when_another_conversation_is_open_opens_nothing(
    open_window: OpenWindow,
) -> None:
    opened = open_window()
    opened.answered()
    again = _restarted(opened, open_window)
    turn = again.parts.library.open_chat.turns[-1]
    again.parts.archive.fetch(turn)
    again.parts.library.start()
    again.wait(lambda: turn.recording is not None)
    assert not again.window.drawer.is_open
