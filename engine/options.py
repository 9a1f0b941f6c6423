"""What a person may choose for one turn, and how it meets the checkpoint's own settings."""

from __future__ import annotations

import math
import secrets
from dataclasses import dataclass
from enum import StrEnum

from engine.errors import InvalidOption

SEED_LIMIT = 2**63


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
            raise InvalidOption(f"There is no preset “{name}”.", f"Choose one of: {known}.") from None


MOST_STEPS = max(preset.max_steps for preset in Preset)


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnOptions:
    """The person's choice for one turn.

    Attributes:
        preset: How many steps a canvas may take.
        max_new_tokens: Room for the answer, thought included; rounded up to whole canvases.
        seed: Reproduces the turn bit for bit on the same machine; None draws one.
        thinking: Whether the model may write a thought before its answer.
    """

    preset: Preset = Preset.BEST
    max_new_tokens: int = 1024
    seed: int | None = None
    thinking: bool = False

    def __post_init__(self) -> None:
        """Check the limits.

        Raises:
            InvalidOption: `max_new_tokens` is below 1 or `seed` is outside 0 .. 2^63 - 1.
        """
        if self.max_new_tokens < 1:
            raise InvalidOption(
                f"The room for an answer must be at least 1 token, not {self.max_new_tokens}.",
                "Give --max-new-tokens a positive number.",
            )
        if self.seed is not None and not 0 <= self.seed < SEED_LIMIT:
            raise InvalidOption(f"The seed {self.seed} is out of range.", "Choose a seed from 0 to 2^63 - 1.")


@dataclass(frozen=True, slots=True, kw_only=True)
class SamplerSettings:
    """The checkpoint's own sampler settings, from its `generation_config.json`.

    Attributes:
        t_min: Temperature towards which the last step tends.
        t_max: Temperature of the first step.
        entropy_bound: Entropy, in nats, that the accepted slots may sum to (see `sampler.accept`).
        stability_threshold: How many earlier drafts the draft must equal before an early stop.
        confidence_threshold: Mean entropy, in nats, under which an early stop is allowed.
        end_ids: Token ids that end a turn.
        pad_id: Token id that fills a canvas behind its end.
    """

    t_min: float
    t_max: float
    entropy_bound: float
    stability_threshold: int
    confidence_threshold: float
    end_ids: tuple[int, ...]
    pad_id: int

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


def planned(options: TurnOptions, sampler: SamplerSettings, *, canvas_length: int) -> TurnPlan:
    """Resolve every open choice; draws a seed where none is given."""
    return TurnPlan(
        max_steps=options.preset.max_steps,
        max_canvases=math.ceil(options.max_new_tokens / canvas_length),
        seed=secrets.randbelow(2**31) if options.seed is None else options.seed,
        thinking=options.thinking,
        sampler=sampler,
    )
