"""The transcript follows a fast answer in strides, so that its painted frames do not flash."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from PySide6.QtWidgets import QWidget

from app.theme import LINE_PX, Scheme
from app.widgets import canvas_view, condensing, transcript
from app.widgets.transcript import STRIDE_MS
from tests.app.conftest import Opened, OpenWindow, always
from tests.app.fake_engine import STORY, Reply
from tests.app.flashes import watched
from tests.quick import quickest

ALLOWED = 3  # changes within a second
SLOWER = 5  # than told: everything that takes time takes so much longer, and a busy PC paints every frame
BLOCK_S = 0.15
REWRITTEN_S = 0.05
STEPS = 6
SECONDS = 1.2


@pytest.fixture
def _slower(monkeypatch: pytest.MonkeyPatch) -> None:
    for module, name in (
        (canvas_view, "RISE_MS"),
        (canvas_view, "NOISE_MS"),
        (canvas_view, "REWRITE_MS"),
        (condensing, "FADE_MS"),
        (transcript, "STRIDE_MS"),
    ):
        monkeypatch.setattr(module, name, SLOWER * getattr(module, name))


@pytest.mark.usefixtures("_slower")
@pytest.mark.parametrize(
    ("scheme", "noise", "still", "canvas_length"),
    [
        (Scheme.Light, False, False, 64),
        (Scheme.Light, False, False, 256),
        (Scheme.Dark, False, False, 256),
        (Scheme.Light, True, False, 64),
        (Scheme.Light, False, True, 64),
    ],
    ids=["short blocks", "long blocks", "dark", "noise", "reduced motion"],
)
def test_blocks_that_come_faster_than_anybody_reads_do_not_flash(
    open_window: OpenWindow, scheme: Scheme, noise: bool, still: bool, canvas_length: int
) -> None:
    reply = Reply(text=STORY * 400, steps=STEPS)
    opened = open_window(
        reply_to=lambda _prompt: reply, step_s=SLOWER * BLOCK_S / STEPS, canvas_length=canvas_length
    )
    opened.window.resize(560, 560)
    opened.parts.theme.choose(scheme)
    opened.parts.theme.reduce_motion(still)
    opened.parts.choices.show_noise(noise)
    turn = opened.ask()
    page: QWidget = opened.window.transcript.viewport()
    opened.wait(
        lambda: len(turn.trace.blocks) >= 2 and opened.window.transcript.verticalScrollBar().value() > 0
    )
    blocks = len(turn.trace.blocks)
    meter = watched(page.grab, opened.settle, seconds=SECONDS * SLOWER, slower=SLOWER)
    told = len(turn.trace.blocks) - blocks
    opened.parts.queue.stop()
    opened.wait(lambda: turn.ended)
    assert told > 3 * SECONDS
    assert meter.most() <= ALLOWED


@pytest.mark.usefixtures("_slower")
@pytest.mark.parametrize("scheme", [Scheme.Light, Scheme.Dark])
def test_a_long_block_of_which_all_is_rewritten_at_every_step_does_not_flash(
    open_window: OpenWindow, scheme: Scheme
) -> None:
    reply = Reply(text=STORY * 400, steps=48)
    opened = open_window(reply_to=lambda _prompt: reply, step_s=SLOWER * REWRITTEN_S, canvas_length=256)
    opened.window.resize(560, 560)
    opened.parts.theme.choose(scheme)
    turn = opened.ask()
    opened.wait(lambda: turn.frame is not None and turn.frame.steps >= 12)
    page: QWidget = opened.window.transcript.viewport()
    meter = watched(page.grab, opened.settle, seconds=SECONDS * SLOWER, slower=SLOWER)
    opened.parts.queue.stop()
    opened.wait(lambda: turn.ended)
    assert meter.most() <= ALLOWED


def _bar_at_bottom(opened: Opened) -> bool:
    bar = opened.window.transcript.verticalScrollBar()
    return bar.maximum() > 0 and bar.value() == bar.maximum()


def _moves(opened: Opened, count: int) -> list[float]:
    """When the page moves for so many times."""
    bar, moments = opened.window.transcript.verticalScrollBar(), list[float]()
    bar.valueChanged.connect(lambda _value: moments.append(time.monotonic()))
    opened.wait(lambda: len(moments) >= count)
    return moments


def test_of_a_fast_answer_the_page_moves_once_a_second_and_has_room_to_grow_into(
    open_window: OpenWindow,
) -> None:
    opened = open_window(reply_to=always(Reply(text=STORY * 200, steps=2)), step_s=0.1)
    turn = opened.ask()
    bar, column = opened.window.transcript.verticalScrollBar(), opened.window.transcript.page.column
    opened.wait(lambda: bar.value() > 0)
    moments = _moves(opened, 3)
    assert all(later - sooner > STRIDE_MS / 2000 for sooner, later in pairwise(moments))  # one may be late
    opened.wait(lambda: column.contentsMargins().bottom() > 2 * LINE_PX)
    seen: list[tuple[int, int]] = []

    def grows_into_its_room() -> bool:
        seen.append((column.contentsMargins().bottom(), opened.window.transcript.page.height()))
        (room, height), (left, still) = seen[-2:] if len(seen) > 1 else seen * 2
        return left < room and still == height

    opened.wait(grows_into_its_room)
    opened.window._queue.stop()
    opened.wait(lambda: turn.ended)
    opened.wait(lambda: _bar_at_bottom(opened))


def test_an_answer_begins_in_sight_at_once(open_window: OpenWindow) -> None:
    opened = open_window(reply_to=always(Reply(text=STORY * 8, steps=3)), stepwise=True)
    opened.answered()
    opened.wait(lambda: _bar_at_bottom(opened))

    def is_in_sight() -> bool:
        transcript = opened.window.transcript
        words = transcript.page.turns[-1][2]._answer
        lowest_px = words.mapTo(transcript, words.rect().bottomLeft()).y()
        return words.height() > 2 * LINE_PX and lowest_px < transcript.viewport().height()

    def begun_s() -> float:
        turn = opened.ask()
        started_s = time.monotonic()
        opened.stepped(turn, 2)
        opened.wait(is_in_sight)
        taken_s = time.monotonic() - started_s
        opened.finish(turn)
        opened.wait(lambda: _bar_at_bottom(opened))
        return taken_s

    assert quickest(begun_s, within=STRIDE_MS / 2000) < STRIDE_MS / 2000


def test_a_reader_who_turns_the_wheel_down_or_back_between_two_strides_follows(
    open_window: OpenWindow,
) -> None:
    opened = open_window(reply_to=always(Reply(text=STORY * 200, steps=2)), step_s=0.05)
    turn = opened.ask()
    transcript = opened.window.transcript
    bar = transcript.verticalScrollBar()
    opened.wait(lambda: 2 * LINE_PX < bar.value() < bar.maximum() - LINE_PX)
    stands = bar.value()
    bar.setValue(stands + LINE_PX // 2)
    assert transcript.is_following
    bar.setValue(stands - LINE_PX)
    assert not transcript.is_following
    bar.setValue(stands)
    assert transcript.is_following
    assert not transcript._latest.isVisible()
    opened.window._queue.stop()
    opened.wait(lambda: turn.ended)
