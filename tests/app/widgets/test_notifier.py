from __future__ import annotations

from dataclasses import replace

import pytest

from app.models.turn import Turn
from app.settings import NOTIFY
from app.widgets.notifier import LONG_S, is_worth_a_message
from engine import EngineError, FinishReason, TurnOptions, TurnStats
from tests.app.conftest import Opened, OpenWindow, always
from tests.app.fake_engine import Reply

SHORT = TurnStats(
    prompt_tokens=9, reused_tokens=0, new_tokens=5, canvases=1, steps=6, seconds=1.0,
    first_text_seconds=None, tokens_per_second=5.0, seed=7,
)  # fmt: skip


def _told(opened: Opened) -> list[tuple[str, str]]:
    told: list[tuple[str, str]] = []
    opened.window.notifier.told.connect(lambda title, words: told.append((title, words)))
    return told


@pytest.mark.parametrize(
    ("reason", "seconds", "worth"),
    [
        (FinishReason.END, LONG_S, True),
        (FinishReason.BUDGET, LONG_S, True),
        (FinishReason.END, LONG_S - 1, False),
        (FinishReason.CANCELLED, LONG_S, False),
    ],
)
def test_only_a_long_answer_that_nobody_stopped_is_worth_a_message(
    qapp: object, reason: FinishReason, seconds: float, *, worth: bool
) -> None:
    turn = Turn("Tell me.", TurnOptions())
    turn.recall("the drop", "", reason, replace(SHORT, seconds=seconds))
    assert is_worth_a_message(turn) is worth


def test_who_looks_elsewhere_is_told_where_that_is_wanted(open_window: OpenWindow) -> None:
    failing = always(Reply(error=EngineError("The graphics driver was lost.", "Load the model again.")))
    opened = open_window(shown=False, reply_to=failing)
    told = _told(opened)
    opened.answered("What is dew?")
    assert told == []  # off until somebody wants it
    opened.parts.settings.set(NOTIFY, True)
    opened.answered("What is fog?")
    opened.parts.attachments.add_text("the drop")
    opened.wait(lambda: not opened.parts.attachments.is_reading)
    opened.answered("")
    names = ["What is fog?", "Pasted text.txt"]
    assert told == [(name, "The answer failed.") for name in names]


def test_who_looks_at_the_window_is_not_told(open_window: OpenWindow) -> None:
    failing = always(Reply(error=EngineError("Lost.", "Load again.")))
    opened = open_window(reply_to=failing)
    opened.parts.settings.set(NOTIFY, True)
    opened.window.activateWindow()
    opened.wait(opened.window.isActiveWindow)
    told = _told(opened)
    opened.answered("What is dew?")
    assert told == []


@pytest.mark.qt_log_ignore("does not support raise")  # a platform without a window manager
def test_a_message_that_is_chosen_brings_the_window_forward(open_window: OpenWindow) -> None:
    opened = open_window(shown=False)
    opened.window.notifier.wanted.emit()
    assert opened.window.isVisible()
