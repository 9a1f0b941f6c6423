"""A turn of the demo model: what every view reports, against the tensors that the network gave."""

from __future__ import annotations

from typing import NamedTuple
from unittest.mock import patch

import pytest
import torch
from torch import Tensor

from app.models.cells import Measure, ceiling, unsureness, values_of
from app.models.recording import Recording
from app.models.slot_story import story_of, tops_of
from app.models.step_table import COLUMNS, rows_of
from engine import About, decode_trace, encode_trace
from engine.conversation import Conversation
from engine.denoise import Denoiser
from engine.generate import turn
from engine.kernels import prediction
from engine.kernels.linear import processor_precision
from engine.load import DEMO, load
from engine.options import TurnOptions, planned
from engine.trace import recorded

BOUND = 0.1


class Seen(NamedTuple):
    """One step's tensors, recomputed from its logits in double precision by torch's own functions."""

    entropy: Tensor
    draft: Tensor
    accepted: Tensor
    shares: Tensor


def _recomputed(logits: Tensor) -> Seen:
    logits = logits.double()
    shares = logits.softmax(-1)
    entropy = torch.special.entr(shares).sum(-1)
    order = entropy.argsort(stable=True)
    before = entropy[order].cumsum(0) - entropy[order]
    accepted = torch.zeros(len(entropy), dtype=torch.bool)
    accepted[order[before <= BOUND]] = True
    return Seen(entropy, logits.argmax(-1), accepted, shares)


@pytest.fixture(scope="module")
def run() -> tuple[Recording, list[Seen]]:
    loaded = load(
        DEMO,
        device=torch.device("cpu"),
        precision=processor_precision(),
        progress=lambda _done, _total: None,
        cancelled=lambda: False,
    )
    assert loaded.sampler.entropy_bound == BOUND
    seen: list[Seen] = []
    predict = prediction.predict

    def watched(logits: Tensor, out: Tensor | None = None) -> prediction.Prediction:
        seen.append(_recomputed(logits.clone()))
        return predict(logits, out)

    plan = planned(TurnOptions(seed=7), loaded.sampler, canvas_length=loaded.network.config.canvas_length)
    asked = Conversation().asked("Tell me a story about a fox named Mia.")
    about = About(
        model="demo",
        vocabulary=loaded.vocabulary.fingerprint(),
        vocabulary_size=len(loaded.vocabulary.tokens),
    )
    with patch.object(prediction, "predict", watched):
        trace = recorded(
            about, turn(loaded, Denoiser(loaded.network), asked, plan, turn_id=1, cancelled=lambda: False)
        )
    stored = decode_trace(encode_trace(trace), vocabulary=about.vocabulary)
    return Recording(stored, loaded.vocabulary), seen


def test_every_step_is_recorded(run: tuple[Recording, list[Seen]]) -> None:
    recording, seen = run
    assert len(list(recording.steps())) == len(seen) >= 8
    assert recording.trace.about.complete


def test_accepted_sets_and_drafts_are_those_of_the_logits(run: tuple[Recording, list[Seen]]) -> None:
    recording, seen = run
    for (_, _, step), tensors in zip(recording.steps(), seen, strict=True):
        assert step.draft == tuple(tensors.draft.tolist())
        spent = tensors.entropy[list(step.accepted)].sort().values[:-1].sum().item()
        assert step.spent_nats == pytest.approx(spent, abs=1e-3)
        if step.accepted != tuple(tensors.accepted.tolist()):
            # Only where float32 and double stand on two sides of the bound.
            assert spent == pytest.approx(BOUND, abs=1e-3)


def test_entropies_are_those_of_the_logits_to_half_precision(run: tuple[Recording, list[Seen]]) -> None:
    recording, seen = run
    for (_, _, step), tensors in zip(recording.steps(), seen, strict=True):
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
    for number, (canvas, step_number, _) in enumerate(recording.steps()):
        tensors = seen[number]
        assert rows[number][mean] == pytest.approx(tensors.entropy.mean().item(), rel=1e-2, abs=1e-4)
        shown = values_of(canvas, step_number + 1, Measure.ENTROPY, top)
        wanted = [unsureness(entropy, top) for entropy in tensors.entropy.tolist()]
        assert shown == pytest.approx(wanted, abs=5e-3)
        for slot in (0, 9, 40):
            likeliest = tensors.shares[slot].sort(descending=True).values[:8].tolist()
            told = [candidate.probability for candidate in tops_of(canvas, slot)[step_number]]
            assert told == pytest.approx(likeliest, rel=2e-3, abs=1e-5)
            story = story_of(canvas, slot)
            assert story.entropy_nats[step_number] == pytest.approx(
                tensors.entropy[slot].item(), rel=2e-3, abs=1e-5
            )
