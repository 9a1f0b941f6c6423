"""One denoising step over a canvas."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor

from engine import sampler
from engine.errors import ModelDamaged
from engine.model.kv_cache import KVCache
from engine.model.network import Network
from engine.noise import Noise
from engine.options import SamplerSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class Canvas:
    """A canvas between two steps: all that the next step reads. Tensors lie on the network's device.

    Attributes:
        step: How many steps it has had.
        ids: Its tokens, int64 `(C,)`.
        soft: Self-conditioning on the step before, `(C, hidden)`; None before the first step.
        drafts: The latest drafts, oldest first, as many as the stop rule compares.
    """

    step: int
    ids: Tensor
    soft: Tensor | None
    drafts: tuple[Tensor, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Denoised:
    """What a step made, as plain values, one entry a slot, and the canvas it left.

    Attributes:
        settled: Whether the canvas is stable and confident.
        canvas: What the next step reads; its `soft` is None where there is no next step.
    """

    temperature: float
    ids: tuple[int, ...]
    draft: tuple[int, ...]
    entropy_nats: tuple[float, ...]
    accepted: tuple[bool, ...]
    settled: bool
    canvas: Canvas


def begin(noise: Noise) -> Canvas:
    """A new canvas of uniform random tokens."""
    return Canvas(step=0, ids=noise.canvas(), soft=None, drafts=())


@torch.inference_mode()
def denoise(
    network: Network, cache: KVCache, canvas: Canvas, noise: Noise, settings: SamplerSettings, max_steps: int
) -> Denoised:
    """Take one step: decode, temper, draw, accept, renoise.

    Args:
        network: Predicts every slot from the canvas and the cache.
        cache: The conversation so far; read only, but for its tail slots.
        canvas: What the step before left.
        noise: Gives one `uniforms` and one `canvas`.
        settings: The checkpoint's sampler settings.
        max_steps: The most steps of this canvas; sets the temperature.

    Raises:
        ModelDamaged: The network's output is not finite.
    """
    degree = sampler.temperature(canvas.step, max_steps, t_min=settings.t_min, t_max=settings.t_max)
    logits = network.decode(canvas.ids, cache, canvas.soft).div_(degree)  # (C, V)
    probabilities, entropy, draft = sampler.predict(logits)
    chosen = sampler.choose(probabilities, noise.uniforms())
    accepted = sampler.accept(entropy, settings.entropy_bound)
    ids = sampler.renoise(chosen, accepted, noise.canvas())
    settled = sampler.settled(
        draft,
        canvas.drafts,
        entropy,
        stability_threshold=settings.stability_threshold,
        confidence_threshold=settings.confidence_threshold,
    )
    last = settled or canvas.step + 1 == max_steps
    history = (*canvas.drafts, draft)
    return Denoised(
        temperature=degree,
        ids=tuple(ids.tolist()),
        draft=tuple(draft.tolist()),
        entropy_nats=_finite(entropy),
        accepted=tuple(accepted.tolist()),
        settled=settled,
        canvas=Canvas(
            step=canvas.step + 1,
            ids=ids,
            soft=None if last else network.soft_embedding(probabilities),
            drafts=history[max(0, len(history) - settings.stability_threshold) :],
        ),
    )


def _finite(entropy: Tensor) -> tuple[float, ...]:
    values = tuple(entropy.tolist())
    if not math.isfinite(sum(values)):
        raise ModelDamaged(
            "The model computes values that are not numbers.",
            "Its files are damaged. Get the model again.",
        )
    return values
