"""A turn of the demo model: what every view reports, against the tensors that the network gave."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import pytest
import shiboken6
import torch
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.language import speak
from app.models.canvas import SlotState
from app.models.cells import Measure, ceiling, unsureness, values_of
from app.models.cursor import Cursor
from app.models.recording import CanvasRecording, Recording
from app.models.slot_story import story_of, tops_of
from app.models.step_table import COLUMNS, rows_of
from app.theme import Theme
from app.widgets.compare_view import CompareView, Other
from app.widgets.slot_inspector import SlotInspector
from engine import Deed, Steering
from engine.load import Loaded
from tests.app.recordings import at_hand
from tests.e2e.tensors import BOUND, Seen, Watched, demo, watched


@pytest.fixture(scope="module")
def loaded() -> Loaded:
    return demo()


@pytest.fixture(scope="module")
def turn(loaded: Loaded) -> Watched:
    return watched(loaded)


@pytest.fixture(scope="module")
def run(turn: Watched) -> tuple[Recording, list[Seen]]:
    return turn.recording, turn.seen


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    speak(qapp, "en")  # its list knows one from many
    made = Theme(qapp)
    yield made
    shiboken6.delete(made)


def test_every_step_is_recorded(run: tuple[Recording, list[Seen]]) -> None:
    recording, seen = run
    assert len(list(recording.steps())) == len(seen) >= 8
    assert recording.trace.about.complete


def test_accepted_sets_and_drafts_are_those_of_the_logits(run: tuple[Recording, list[Seen]]) -> None:
    recording, seen = run
    for (_, _, step, _), tensors in zip(recording.steps(), seen, strict=True):
        assert step.draft == tuple(tensors.draft.tolist())
        spent = tensors.entropy[list(step.accepted)].sort().values[:-1].sum().item()
        assert step.spent_nats == pytest.approx(spent, abs=1e-3)
        assert spent <= BOUND + 1e-4
        sure = ~tensors.doubtful
        assert torch.equal(torch.tensor(step.accepted)[sure], tensors.accepted[sure])


def test_entropies_are_those_of_the_logits_to_half_precision(run: tuple[Recording, list[Seen]]) -> None:
    recording, seen = run
    for (_, _, step, _), tensors in zip(recording.steps(), seen, strict=True):
        assert step.entropy_nats == pytest.approx(tensors.entropy.tolist(), rel=2e-3, abs=1e-5)


def test_settled_and_first_accepted_are_found_again_in_the_tensors(run: tuple[Recording, list[Seen]]) -> None:
    recording, seen = run
    start = 0
    for canvas in recording.canvases:
        drafts = torch.stack([each.draft for each in seen[start : start + len(canvas.steps)]])
        for slot in range(canvas.slots):
            column = drafts[:, slot]
            others = (column != column[-1]).nonzero()
            assert canvas.settled[slot] == (others[-1].item() + 1 if len(others) else 0)
            kept = [number for number, step in enumerate(canvas.steps) if step.accepted[slot]]
            assert canvas.first_accepted[slot] == (kept[0] if kept else None)
        start += len(canvas.steps)


def test_the_views_report_what_the_tensors_say(run: tuple[Recording, list[Seen]]) -> None:
    recording, seen = run
    top = ceiling(recording)
    rows = rows_of(recording)
    mean = [column.name for column in COLUMNS].index("mean_entropy_nats")
    for number, (canvas, step_number, _, _) in enumerate(recording.steps()):
        tensors = seen[number]
        assert rows[number][mean] == pytest.approx(tensors.entropy.mean().item(), rel=1e-2, abs=1e-4)
        shown = values_of(canvas, step_number + 1, Measure.ENTROPY, top)
        wanted = [unsureness(entropy, top) for entropy in tensors.entropy.tolist()]
        assert shown == pytest.approx(wanted, abs=5e-3)
        for slot in (0, 9, 40):
            likeliest = tensors.shares[slot].sort(descending=True).values[:8].tolist()
            told = [candidate.probability for candidate in tops_of(canvas, slot)[step_number]]
            assert told == pytest.approx(likeliest, rel=2e-3, abs=1e-5)


def _kept(canvas: CanvasRecording, seen: list[Seen], slot: int) -> list[bool]:
    """Whether each step kept a slot, by its tensors; where single precision may decide, as it did."""
    return [
        step.accepted[slot] if tensors.doubtful[slot] else bool(tensors.accepted[slot])
        for step, tensors in zip(canvas.steps, seen, strict=True)
    ]


def _unlike(column: list[int]) -> int:
    """The place of the last value that differs from the one before it."""
    return max((place for place in range(1, len(column)) if column[place] != column[place - 1]), default=0)


def test_the_story_of_every_slot_is_that_of_the_tensors(turn: Watched) -> None:
    for canvas in turn.recording.canvases:
        seen = turn.seen_of(canvas)
        for slot in range(canvas.slots):
            story = story_of(canvas, slot)
            kept = _kept(canvas, seen, slot)
            column = [int(tensors.draft[slot]) for tensors in seen]
            assert [step.accepted[slot] for step in canvas.steps] == kept
            assert story.first_accepted == (kept.index(True) if any(kept) else None)
            assert story.unaccepted == tuple(
                n for n in range(1, len(kept)) if (kept[n - 1], kept[n]) == (True, False)
            )
            assert story.settled == _unlike(column)
            assert story.drafts == tuple(
                token for n, token in enumerate(column) if n == 0 or token != column[n - 1]
            )
            unsure = [float(tensors.entropy[slot]) for tensors in seen]
            told = [step.entropy_nats[slot] for step in canvas.steps]
            assert told == pytest.approx(unsure, rel=2e-3, abs=1e-5)


def test_the_eight_likeliest_ids_of_every_slot_are_those_of_the_tensors(turn: Watched) -> None:
    for canvas in turn.recording.canvases:
        told = [tops_of(canvas, slot) for slot in range(canvas.slots)]
        for number, tensors in enumerate(turn.seen_of(canvas)):
            likeliest = tensors.shares.topk(8).values
            for slot in range(canvas.slots):
                top = told[slot][number]
                assert top[0].id == tensors.draft[slot]
                assert len({candidate.id for candidate in top}) == 8
                shares = [candidate.probability for candidate in top]
                assert shares == pytest.approx(likeliest[slot].tolist(), rel=2e-3, abs=1e-5)
                its_own = tensors.shares[slot, [candidate.id for candidate in top]]
                assert shares == pytest.approx(its_own.tolist(), rel=2e-3, abs=1e-5)


def test_the_inspector_says_what_the_tensors_say(turn: Watched, theme: Theme) -> None:
    cursor = Cursor()
    inspector = SlotInspector(theme, cursor)
    cursor.open(turn.recording, at_end=False)
    canvas, seen = turn.recording.canvases[0], turn.seen_of(turn.recording.canvases[0])
    for slot in range(0, canvas.slots, 5):
        cursor.focus(slot)
        cursor.go(1 + slot % len(canvas.steps))
        tensors = seen[cursor.frame - 1]
        kept = _kept(canvas, seen, slot)
        given_up = sum(before and not after for before, after in pairwise(kept))
        lines = inspector.words.splitlines()
        nats = float(next(line for line in lines if " nats" in line).partition(" nats")[0])
        assert nats == pytest.approx(float(tensors.entropy[slot]), rel=2e-3, abs=1e-4)
        assert f"(id {int(tensors.draft[slot])})" in lines[0]
        first = f"First accepted after step {kept.index(True) + 1}" if any(kept) else "Never accepted"
        assert first in lines
        told = [line for line in lines if line.startswith("Given up")]
        once = ["Given up once"] if given_up else []
        assert told == ([f"Given up {given_up} times"] if given_up > 1 else once)
        settled = _unlike([int(each.draft[slot]) for each in seen])
        assert f"Settled after step {settled + 1}" in lines
    shiboken6.delete(inspector)


@pytest.mark.qt_log_ignore("propagateSizeHints")  # of a platform without a window manager
def test_both_sides_of_the_comparison_say_what_their_tensors_say(
    turn: Watched, loaded: Loaded, theme: Theme, qtbot: QtBot
) -> None:
    theme.reduce_motion(True)
    other = watched(loaded, seed=11)
    cursor = Cursor()
    view = CompareView(theme, cursor)
    view.resize(800, 400)
    view.show()
    cursor.open(turn.recording, at_end=False)
    view.offer([Other("Version 2", at_hand(other.recording))])
    canvases = (turn.recording.canvases[0], other.recording.canvases[0])
    for number in range(min(len(canvas.steps) for canvas in canvases)):
        cursor.go(number + 1)
        qtbot.waitUntil(lambda: not any(text.canvas.is_moving for text in view.texts))
        for side, (run, canvas) in enumerate(zip((turn, other), canvases, strict=True)):
            seen = run.seen_of(canvas)
            if side:
                _says(view._caption.text(), canvas, seen, number)
            looks = view.texts[side].canvas._shown.looks
            for slot, look in enumerate(looks):
                if not look.in_tail and look.state is not SlotState.TAIL:
                    kept = _kept(canvas, seen, slot)[number]
                    assert (look.state is SlotState.ACCEPTED) is kept
                    assert look.state is not SlotState.RENOISED or any(_kept(canvas, seen, slot)[:number])
    shiboken6.delete(view)


def _says(caption: str, canvas: CanvasRecording, seen: list[Seen], number: int) -> None:
    """What a caption says of a step is what its tensors hold."""
    kept = [_kept(canvas, seen, slot) for slot in range(canvas.slots)]
    accepted = sum(each[number] for each in kept)
    assert f"{accepted} slot{'' if accepted == 1 else 's'} accepted" in caption
    given_up = sum(number > 0 and each[number - 1] and not each[number] for each in kept)
    assert ("given up" in caption) is (given_up > 0)
    assert not given_up or f", {given_up} given up" in caption
    if number:
        changed = int((seen[number].draft != seen[number - 1].draft).sum())
        assert f"{changed} draft{'' if changed == 1 else 's'} changed" in caption


def test_a_held_slot_never_changes_and_the_others_come_only_from_the_sampler(
    turn: Watched, loaded: Loaded
) -> None:
    token = loaded.vocabulary.tokens.index("▁Bruno")
    held = {5: 0, 9: 3, 40: 6}  # from which step on
    pins = (
        Steering(canvas=0, step=step, slot=slot, token=token, deed=Deed.PIN) for slot, step in held.items()
    )
    steered = watched(loaded, *pins)
    canvas = steered.recording.canvases[0]
    for number, (step, given) in enumerate(zip(canvas.steps, steered.renoised, strict=False)):
        assert list(canvas.frames[number].ids) == steered.read[number].tolist()
        for slot in range(canvas.slots):
            if slot in held and number >= held[slot]:
                assert steered.read[number][slot] == token
                assert step.ids[slot] == step.draft[slot] == token
                continue
            source = given.drawn if step.accepted[slot] else given.noise
            assert step.ids[slot] == source[slot]
            assert not step.accepted[slot] or steered.seen[number].shares[slot, step.ids[slot]] > 0
    assert all(canvas.trace.block[slot] == token for slot in held)
    assert turn.recording.canvases[0].trace.block != canvas.trace.block
