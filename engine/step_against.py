"""Turns of a network of random weights against transformers' compiled `generate`, in the same run.

Transformers has no way to keep this model's experts packed, so it gets the same weights decoded.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib import metadata
from typing import Any

import torch
from torch import Tensor
from transformers import DiffusionGemmaConfig, DiffusionGemmaForBlockDiffusion
from transformers.models.diffusion_gemma.generation_diffusion_gemma import (
    DiffusionGemmaGenerationConfig,
    EntropyBoundSamplerConfig,
)

from engine.denoise import Denoiser
from engine.kernels.linear import Precision
from engine.kernels.nvfp4 import PackedNVFP4, decode_nvfp4
from engine.measure import Clock, percentile
from engine.model.assembly import assemble
from engine.model.config import NetworkConfig
from engine.model.network import Network
from engine.noise import Noise
from engine.options import SamplerSettings
from engine.synthetic import RandomTensors
from engine.weights.modelopt import PROJECTIONS

COMPARISON = (
    "turns of equal work: a prompt, then canvases that take every step, each but the last encoded; the same"
    " random weights, ours with experts in NVFP4, theirs decoded into one dtype; theirs with a static cache,"
    " compiled as its generate() does; alternating, after turns to warm up; no text is read"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StepComparison:
    """Turns of both sides. Times are wall time, from an idle device to an idle device.

    Attributes:
        against: The library and its version.
        comparison: What is compared.
        prompt_tokens: Of every turn.
        canvases: Of every turn.
        steps: Of every canvas.
        compared_turns: On each side.
        theirs_experts: Which of its ways to compute experts the library chose.
        theirs_warm_seconds: What its turns to warm up took; to compile is in it.
        ratio: Their median turn over ours.
    """

    against: str
    comparison: str
    prompt_tokens: int
    canvases: int
    steps: int
    compared_turns: int
    ours_turn_ms_p50: float
    ours_turn_ms_p95: float
    theirs_turn_ms_p50: float
    theirs_turn_ms_p95: float
    theirs_experts: str
    theirs_warm_seconds: float
    ratio: float


def random_pair(
    config: Mapping[str, object], settings: SamplerSettings, *, device: torch.device, precision: Precision
) -> tuple[Network, DiffusionGemmaForBlockDiffusion]:
    """Our network of random weights, its experts packed, and transformers' model of the same weights.

    Args:
        config: A parsed `config.json`.
        settings: Of their sampler.
        device: Where both are made and stay.
        precision: Of ours; all of theirs is in the dtype of its stream.
    """
    theirs = _reference(config, settings, device, precision.stream)
    tensors = _SharedTensors(theirs.state_dict(), device, precision)
    ours = assemble(NetworkConfig.from_json(config), tensors, packed_experts=True, keep_packed=True)
    return ours, theirs


class _SharedTensors(RandomTensors):
    """Random weights that are written into transformers' model as they are made."""

    def __init__(self, theirs: Mapping[str, Tensor], device: torch.device, precision: Precision) -> None:
        super().__init__(device, precision, experts_hit=None)
        self._theirs = theirs

    def plain(self, name: str, *shape: int) -> Tensor:
        made = super().plain(name, *shape)
        self._theirs[name].copy_(made)
        return made

    def matrix(self, stem: str, out_features: int, in_features: int) -> Tensor:
        made = super().matrix(stem, out_features, in_features)
        self._theirs[f"{stem}.weight"].copy_(made)
        return made

    def packed(self, stem: str, out_features: int, in_features: int) -> PackedNVFP4:
        made = super().packed(stem, out_features, in_features)
        prefix, expert, projection = stem.rsplit(".", 2)
        stack, parts = next(each for each in PROJECTIONS.items() if projection in each[1])
        into = self._theirs[f"{prefix}.{stack}"][int(expert)].chunk(len(parts))
        into[parts.index(projection)].copy_(decode_nvfp4(made))
        return made


def _reference(
    config: Mapping[str, object], settings: SamplerSettings, device: torch.device, dtype: torch.dtype
) -> DiffusionGemmaForBlockDiffusion:
    """Transformers' model with whatever weights it begins with."""
    before = torch.get_default_dtype()
    torch.set_default_dtype(dtype)
    try:
        with device:
            model: DiffusionGemmaForBlockDiffusion = DiffusionGemmaForBlockDiffusion(
                DiffusionGemmaConfig.from_dict(dict(config))
            )
    finally:
        torch.set_default_dtype(before)
    model.train(mode=False).requires_grad_(requires_grad=False)
    if model.config.image_token_id is None:
        model.config.image_token_id = -1  # WORKAROUND(transformers 5.23): generate() fails on None
    model.generation_config = DiffusionGemmaGenerationConfig(  # type: ignore[no-untyped-call]  # transformers
        sampler_config=EntropyBoundSamplerConfig(entropy_bound=settings.entropy_bound),
        t_min=settings.t_min,
        t_max=settings.t_max,
        pad_token_id=settings.pad_id,
    )
    return model


def compared_steps(
    network: Network,
    theirs: DiffusionGemmaForBlockDiffusion,
    settings: SamplerSettings,
    *,
    prompt_tokens: int,
    steps: int,
    canvases: int = 2,
    turns: int = 5,
    compiled: bool = True,
) -> StepComparison:
    """Take turns on both sides in alternation, after two of each to warm up.

    Args:
        network: Ours.
        theirs: Of the same weights, on the same device.
        settings: Of our sampler. Both sides take every step, whatever they say of stopping.
        prompt_tokens: Below the sliding window: beyond it transformers' static cache is wrong.
        steps: Of every canvas.
        canvases: Of every turn.
        turns: Of each side.
        compiled: Whether transformers may compile.
    """
    ours = _Ours(network, replace(settings, stability_threshold=steps + 1), canvases, steps)
    new_tokens = canvases * network.config.canvas_length
    reference = _Theirs(theirs, new_tokens, steps, compiled=compiled)
    generator = torch.Generator().manual_seed(1)
    prompt = torch.randint(network.config.vocab_size, (prompt_tokens,), generator=generator)
    prompt = prompt.to(network.device)
    clock = Clock(network.device)

    def taken(side: _Ours | _Theirs) -> float:
        return clock.seconds(lambda: side.turn(prompt))

    warm_seconds = sum(taken(reference) for _ in range(2))
    for _ in range(2):
        ours.turn(prompt)
    pairs = [(taken(ours), taken(reference)) for _ in range(turns)]
    ours_ms, theirs_ms = ([seconds * 1e3 for seconds in side] for side in zip(*pairs, strict=True))
    return StepComparison(
        against=f"transformers {metadata.version('transformers')}",
        comparison=COMPARISON,
        prompt_tokens=prompt_tokens,
        canvases=canvases,
        steps=steps,
        compared_turns=turns,
        ours_turn_ms_p50=percentile(ours_ms, 50),
        ours_turn_ms_p95=percentile(ours_ms, 95),
        theirs_turn_ms_p50=percentile(theirs_ms, 50),
        theirs_turn_ms_p95=percentile(theirs_ms, 95),
        theirs_experts=str(getattr(theirs.config, "_experts_implementation", "unknown")),
        theirs_warm_seconds=warm_seconds,
        ratio=percentile(theirs_ms, 50) / percentile(ours_ms, 50),
    )


class _Ours:
    """Our side's turns: as `engine.generate` takes them, but for text and events."""

    def __init__(self, network: Network, settings: SamplerSettings, canvases: int, steps: int) -> None:
        self._network = network
        self._settings = settings
        self._canvases = canvases
        self._steps = steps
        self._denoiser = Denoiser(network)

    def turn(self, prompt: Tensor) -> None:
        network, cache = self._network, self._denoiser.cache
        length = network.config.canvas_length
        noise = Noise(0, vocab_size=network.config.vocab_size, canvas_length=length, device=network.device)
        cache.reserve(len(prompt) + self._canvases * length)
        cache.truncate(0)
        unread = prompt
        for _ in range(self._canvases):
            network.prefill(unread, cache)
            *_, last = self._denoiser.begin(noise, self._settings, self._steps).steps()
            unread = torch.tensor(last.told.draft, device=network.device)


class _Theirs:
    """Transformers' turns, which end for nothing but their length."""

    def __init__(
        self, model: DiffusionGemmaForBlockDiffusion, new_tokens: int, steps: int, *, compiled: bool
    ) -> None:
        self._generate: Any = model.generate
        self._new_tokens = new_tokens
        self._steps = steps
        self._compiled = compiled

    def turn(self, prompt: Tensor) -> None:
        self._generate(
            prompt[None],
            max_new_tokens=self._new_tokens,
            max_denoising_steps=self._steps,
            stability_threshold=self._steps + 1,
            eos_token_id=None,
            cache_implementation="static",
            disable_compile=not self._compiled,
        )
