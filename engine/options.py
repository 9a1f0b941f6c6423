"""What a person may choose for one turn, and how it meets the checkpoint's own settings."""

from __future__ import annotations

import math
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

from engine.errors import InvalidOption
from engine.steering import Steering
from engine.words import Sentence, said

SEED_LIMIT = 2**63
LARGEST_BOUND_NATS = 100.0
LEAST_TEMPERATURE, MOST_TEMPERATURE = 0.05, 4.0


class Preset(StrEnum):
    """How many denoising steps a canvas may take; early stop usually needs fewer."""

    FAST = "fast"
    BALANCED = "balanced"
    BEST = "best"

    @property
    def max_steps(self) -> int:
        """The most denoising steps per canvas."""
        return {Preset.FAST: 16, Preset.BALANCED: 24, Preset.BEST: 48}[self]

    @classmethod
    def named(cls, name: str) -> Preset:
        """The preset of that name.

        Raises:
            InvalidOption: There is none.
        """
        try:
            return cls(name)
        except ValueError:
            known = ", ".join(cls)
            raise InvalidOption(
                said("There is no preset “{name}”.", name=name), said("Choose one of: {names}.", names=known)
            ) from None


MOST_STEPS = max(preset.max_steps for preset in Preset)


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnOptions:
    """The person's choice for one turn.

    Attributes:
        preset: How many steps a canvas may take.
        max_new_tokens: Room for the answer, thought included; rounded up to whole canvases.
        seed: Reproduces the turn on the same machine: bit for bit as long as nothing else was asked between
            and it fits the sliding layers' room, or where both begin with a model just loaded. Otherwise
            what is reused of the conversation may be rounded otherwise, and a close choice fall otherwise.
            None draws one.
        thinking: Whether the model may write a thought before its answer.
        steps: The most steps per canvas; None for the preset's.
        entropy_bound: In nats; None for the checkpoint's.
        t_max: Temperature of the first step; None for the checkpoint's.
        t_min: Temperature towards which the last step tends; None for the checkpoint's.
        top_conditioning: See `SamplerSettings`. The window does not offer it: what it does to the answers of
            the full model is not measured.
        steerings: What is done to its slots; with the seed they reproduce a turn that a person steered.
    """

    preset: Preset = Preset.BEST
    max_new_tokens: int = 1024
    seed: int | None = None
    thinking: bool = False
    steps: int | None = None
    entropy_bound: float | None = None
    t_max: float | None = None
    t_min: float | None = None
    top_conditioning: bool = False
    steerings: tuple[Steering, ...] = ()

    def __post_init__(self) -> None:
        """Check the limits.

        Raises:
            InvalidOption: A value is outside its limits, or `t_min` is above `t_max`.
        """
        if self.max_new_tokens < 1:
            raise InvalidOption(
                said(
                    "The room for an answer must be at least 1 token, not {tokens}.",
                    tokens=self.max_new_tokens,
                ),
                said("Give --max-new-tokens a positive number."),
            )
        if self.seed is not None and not 0 <= self.seed < SEED_LIMIT:
            raise InvalidOption(
                said("The seed {seed} is out of range.", seed=self.seed),
                said("Choose a seed from 0 to 2^63 - 1."),
            )
        _check(_wrong_steps, self.steps, 1, MOST_STEPS)
        _check(_wrong_bound, self.entropy_bound, 0.0, LARGEST_BOUND_NATS)
        _check(_wrong_t_max, self.t_max, LEAST_TEMPERATURE, MOST_TEMPERATURE)
        _check(_wrong_t_min, self.t_min, LEAST_TEMPERATURE, MOST_TEMPERATURE)
        if self.t_min is not None and self.t_max is not None and self.t_min > self.t_max:
            raise InvalidOption(
                said(
                    "The last temperature {last} is above the first, {first}.",
                    last=self.t_min,
                    first=self.t_max,
                ),
                said("Choose a first temperature that is at least the last one."),
            )

    @property
    def max_steps(self) -> int:
        """The most denoising steps per canvas."""
        return self.preset.max_steps if self.steps is None else self.steps


def _check(wrong: Callable[[float], Sentence], value: float | None, least: float, most: float) -> None:
    """Raises: InvalidOption: The value is outside its limits, or no number."""
    if value is not None and not least <= value <= most:
        raise InvalidOption(wrong(value), said("Choose from {least} to {most}.", least=least, most=most))


def _wrong_steps(value: float) -> Sentence:
    return said("Steps cannot be {value}.", value=value)


def _wrong_bound(value: float) -> Sentence:
    return said("Entropy bound cannot be {value}.", value=value)


def _wrong_t_max(value: float) -> Sentence:
    return said("First temperature cannot be {value}.", value=value)


def _wrong_t_min(value: float) -> Sentence:
    return said("Last temperature cannot be {value}.", value=value)


@dataclass(frozen=True, slots=True, kw_only=True)
class SamplerSettings:
    """The checkpoint's own sampler settings, from its `generation_config.json`, and one that is never in it.

    Attributes:
        t_min: Temperature towards which the last step tends.
        t_max: Temperature of the first step.
        entropy_bound: Entropy, in nats, that the accepted slots may sum to (see `sampler.accept`).
        stability_threshold: How many earlier drafts the draft must equal before an early stop.
        confidence_threshold: Mean entropy, in nats, under which an early stop is allowed.
        end_ids: Token ids that end a turn.
        pad_id: Token id that fills a canvas behind its end.
        top_conditioning: Whether a step is conditioned on the eight likeliest ids of each slot alone, their
            probabilities renormalised to sum to one, instead of on all. It then reads eight rows of the
            embedding a slot, instead of all of it once more; the model was not trained for it.
    """

    t_min: float
    t_max: float
    entropy_bound: float
    stability_threshold: int
    confidence_threshold: float
    end_ids: tuple[int, ...]
    pad_id: int
    top_conditioning: bool = False

    @property
    def tail_ids(self) -> tuple[int, ...]:
        """The ids that stand outside an answer: end tokens and padding, each once."""
        return tuple(dict.fromkeys((*self.end_ids, self.pad_id)))


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnPlan:
    """A turn with nothing left open: the person's choice joined with the checkpoint's settings."""

    max_steps: int
    max_canvases: int
    seed: int
    thinking: bool
    sampler: SamplerSettings
    steerings: tuple[Steering, ...] = ()


def planned(options: TurnOptions, sampler: SamplerSettings, *, canvas_length: int) -> TurnPlan:
    """Resolve every open choice; draws a seed where none is given."""
    sampler = replace(
        sampler,
        entropy_bound=sampler.entropy_bound if options.entropy_bound is None else options.entropy_bound,
        t_max=sampler.t_max if options.t_max is None else options.t_max,
        t_min=sampler.t_min if options.t_min is None else options.t_min,
        top_conditioning=options.top_conditioning,
    )
    return TurnPlan(
        max_steps=options.max_steps,
        max_canvases=math.ceil(options.max_new_tokens / canvas_length),
        seed=secrets.randbelow(2**31) if options.seed is None else options.seed,
        thinking=options.thinking,
        sampler=sampler,
        steerings=options.steerings,
    )
