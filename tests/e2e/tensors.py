"""Turns of the demo model with the tensors of every step, seen where the engine makes them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple
from unittest.mock import patch

import torch
from torch import Tensor

from app.models.recording import CanvasRecording, Recording
from engine import About, Conversation, Steering, TurnOptions, decode_trace, encode_trace, sampler
from engine.denoise import Denoiser
from engine.generate import turn
from engine.kernels import prediction
from engine.kernels.linear import processor_precision
from engine.kernels.pair import Pair
from engine.load import Loaded, load
from engine.options import planned
from engine.weights.catalog import DEMO
from tests.engine.traces import recorded

BOUND = 0.1
ASKED = Conversation().asked("Tell me a story about a fox named Mia.")


class Seen(NamedTuple):
    """One step's tensors, recomputed from its logits in double precision by torch's own functions.

    Attributes:
        entropy: In nats.
        draft: The likeliest ids.
        accepted: The slots that the bound lets in.
        doubtful: Those so near the bound that single precision may decide otherwise.
        shares: The probability of every id in every slot.
    """

    entropy: Tensor
    draft: Tensor
    accepted: Tensor
    doubtful: Tensor
    shares: Tensor


class Renoised(NamedTuple):
    """What the sampler was given to make the next canvas of: ids drawn, and noise."""

    drawn: Tensor
    noise: Tensor


@dataclass(frozen=True, slots=True)
class Watched:
    """A turn as it was stored and read again, and the tensors of its steps, over all canvases.

    Attributes:
        recording: What was stored.
        read: The canvases that the network was given.
        seen: What its logits say.
        renoised: What the next canvases were made of.
    """

    recording: Recording
    read: list[Tensor]
    seen: list[Seen]
    renoised: list[Renoised]

    def seen_of(self, canvas: CanvasRecording) -> list[Seen]:
        """The tensors of the steps of one canvas."""
        place = self.recording.canvases.index(canvas)
        start = sum(len(each.steps) for each in self.recording.canvases[:place])
        return self.seen[start : start + len(canvas.steps)]


def demo() -> Loaded:
    """The demo model on the processor."""
    loaded = load(
        DEMO,
        device=torch.device("cpu"),
        precision=processor_precision(),
        progress=lambda _done, _total: None,
        cancelled=lambda: False,
    )
    assert loaded.sampler.entropy_bound == BOUND
    return loaded


def watched(loaded: Loaded, *steerings: Steering, seed: int = 7) -> Watched:
    """A turn, with its tensors."""
    read: list[Tensor] = []
    seen: list[Seen] = []
    renoised: list[Renoised] = []
    decode, predict, renoise = loaded.network.decode, prediction.predict, sampler.renoise

    def decoded(ids: Tensor, *others: Any) -> None:
        read.append(ids.clone())
        decode(ids, *others)

    def predicted(logits: Tensor, uniforms: Tensor, pair: Pair) -> tuple[prediction.Prediction, Tensor]:
        seen.append(_recomputed(logits.clone()))
        return predict(logits, uniforms, pair)

    def made(chosen: Tensor, accepted: Tensor, noise: Tensor) -> Tensor:
        renoised.append(Renoised(chosen.clone(), noise.clone()))
        return renoise(chosen, accepted, noise)

    options = TurnOptions(seed=seed, steerings=steerings)
    plan = planned(options, loaded.sampler, canvas_length=loaded.network.config.canvas_length)
    about = About(
        model="demo",
        vocabulary=loaded.vocabulary.fingerprint(),
        vocabulary_size=len(loaded.vocabulary.tokens),
    )
    with (
        patch.object(loaded.network, "decode", decoded),
        patch.object(prediction, "predict", predicted),
        patch.object(sampler, "renoise", made),
    ):
        denoiser = Denoiser(loaded.network)
        trace = recorded(about, turn(loaded, denoiser, ASKED, plan, turn_id=1, cancelled=lambda: False))
    stored = decode_trace(encode_trace(trace), vocabulary=about.vocabulary)
    return Watched(Recording(stored, loaded.vocabulary), read, seen, renoised)


def _recomputed(logits: Tensor) -> Seen:
    logits = logits.double()
    shares = logits.softmax(-1)
    entropy = torch.special.entr(shares).sum(-1)
    order = entropy.argsort(stable=True)
    before = torch.empty_like(entropy)
    before[order] = entropy[order].cumsum(0) - entropy[order]
    return Seen(entropy, logits.argmax(-1), before <= BOUND, (before - BOUND).abs() < 1e-4, shares)
