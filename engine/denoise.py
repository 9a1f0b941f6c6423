"""One denoising step over a canvas."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

from engine import sampler
from engine.errors import ModelDamaged
from engine.model.kv_cache import KVCache
from engine.model.network import Network
from engine.noise import Noise
from engine.options import SamplerSettings
from engine.record import Record, Told


@dataclass(frozen=True, slots=True, kw_only=True)
class Steer:
    """What of a canvas is not the model's choice. Tensors lie on the network's device, int64.

    Attributes:
        held: Slots that keep their ids, `(n,)`.
        ids: Those ids, `(n,)`.
        free: All other slots, `(C - n,)`.
        inside: Slots where the answer must not end.
    """

    held: Tensor
    ids: Tensor
    free: Tensor
    inside: Tensor

    @classmethod
    def of(
        cls, held: Mapping[int, int], inside: Iterable[int], canvas_length: int, device: torch.device
    ) -> Steer:
        """From slots and ids as plain values."""
        free = [slot for slot in range(canvas_length) if slot not in held]
        rows = (list(held), list(held.values()), free, sorted(inside))
        held_slots, ids, free_slots, inside_slots = (
            torch.tensor(row, dtype=torch.int64, device=device) for row in rows
        )
        return cls(held=held_slots, ids=ids, free=free_slots, inside=inside_slots)


@dataclass(frozen=True, slots=True, kw_only=True)
class Canvas:
    """A canvas between two steps: all that the next step reads. Tensors lie on the network's device.

    Attributes:
        step: How many steps it has had.
        ids: Its tokens, int64 `(C,)`.
        soft: Self-conditioning on the step before, `(C, hidden)`; None before the first step.
        drafts: The latest drafts, oldest first, as many as the stop rule compares.
        steer: What is held, where not everything is free.
    """

    step: int
    ids: Tensor
    soft: Tensor | None
    drafts: tuple[Tensor, ...]
    steer: Steer | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Denoised:
    """What a step made, and the canvas it left.

    Attributes:
        temperature: What the logits were divided by.
        told: What the step tells, as plain values.
        canvas: What the next step reads; its `soft` is None where there is no next step.
    """

    temperature: float
    told: Told
    canvas: Canvas


def begin(noise: Noise, steer: Steer | None = None) -> Canvas:
    """A new canvas of uniform random tokens, but for those that are held."""
    ids = noise.canvas()
    if steer is not None:
        ids[steer.held] = steer.ids
    return Canvas(step=0, ids=ids, soft=None, drafts=(), steer=steer)


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
    tail_ids = torch.tensor(settings.tail_ids, device=canvas.ids.device)
    degree = sampler.temperature(canvas.step, max_steps, t_min=settings.t_min, t_max=settings.t_max)
    logits = network.decode(canvas.ids, cache, canvas.soft).div_(degree)  # (C, V)
    steer = canvas.steer
    if steer is not None:
        sampler.bar(logits, steer.inside, tail_ids)
        sampler.hold(logits, steer.held, steer.ids)
    prediction, sampled = sampler.sample(logits, noise.uniforms())
    unsettled = prediction.entropy_nats if steer is None else prediction.entropy_nats[steer.free]
    accepted = sampler.accept(prediction.entropy_nats, settings.entropy_bound)
    ids = sampler.renoise(sampled, accepted, noise.canvas())
    record = Record(
        ids=ids,
        sampled=sampled,
        accepted=accepted,
        prediction=prediction,
        tail_ids=tail_ids,
        settled=sampler.settled(
            prediction.draft,
            canvas.drafts,
            unsettled,
            stability_threshold=settings.stability_threshold,
            confidence_threshold=settings.confidence_threshold,
        ),
    )
    # A copy that is still under way is not waited for: conditioning that nobody reads is cheaper.
    last = canvas.step + 1 == max_steps or (record.arrived and record.settled)
    soft = None if last else network.soft_embedding(prediction.probabilities)
    history = (*canvas.drafts, prediction.draft)
    return Denoised(
        temperature=degree,
        told=_finite(record.told()),
        canvas=Canvas(
            step=canvas.step + 1,
            ids=ids,
            soft=soft,
            drafts=history[max(0, len(history) - settings.stability_threshold) :],
            steer=steer,
        ),
    )


def _finite(told: Told) -> Told:
    if not math.isfinite(sum(told.entropy_nats)):
        raise ModelDamaged(
            "The model computes values that are not numbers.",
            "Its files are damaged. Get the model again.",
        )
    return told
