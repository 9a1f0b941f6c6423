"""What every step of an answer looked like: recorded event by event, and replayed. Needs no torch."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from engine.events import (
    CanvasCommitted,
    CanvasStarted,
    FinishReason,
    Steered,
    StepTaken,
    StopRule,
    TurnEvent,
    TurnFinished,
    TurnStarted,
    TurnStats,
)
from engine.steering import Steering


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a trace is a trace of.

    Attributes:
        model: The model's name.
        vocabulary: `Vocabulary.fingerprint` of its token ids.
        vocabulary_size: How many there are.
        seed: Reproduces the turn.
        later_seeds: Those of later goes, in order, where it was asked to go on or renoised.
        reason: Why the turn ended; None where it failed or still runs.
        answer_tokens: Committed tokens up to and with the end token.
        seconds: Wall time of the turn, over all goes where it was asked to go on or renoised.
        asked_s: When it was asked, in seconds since 1970; 0 where that is not known.
        app_version: That of Dewpoint when it was asked last; empty where that is not known.
        preset: The name of an own preset, or that of a `Preset`; empty where the values had no name.
    """

    model: str
    vocabulary: str
    vocabulary_size: int
    seed: int = 0
    later_seeds: tuple[int, ...] = ()
    reason: FinishReason | None = None
    answer_tokens: int = 0
    seconds: float = 0.0
    asked_s: float = 0.0
    app_version: str = ""
    preset: str = ""

    @property
    def seeds(self) -> tuple[int, ...]:
        """The seed of each go, in order: together they reproduce the answer."""
        return (self.seed, *self.later_seeds)

    @property
    def complete(self) -> bool:
        """Whether the turn ran to an end of its own."""
        return self.reason in (FinishReason.END, FinishReason.BUDGET)


@dataclass(frozen=True, slots=True, kw_only=True)
class CanvasTrace:
    """One canvas from its first noise on.

    Attributes:
        canvas: Which canvas of the turn.
        noise: The ids it began with.
        steps: Its steps in order.
        rule: Why it was committed; None where it was not.
        block: What was committed; empty where nothing was.
        steerings: What was done to its slots, in the order in which it came into force.
    """

    canvas: int
    noise: tuple[int, ...]
    steps: tuple[StepTaken, ...] = ()
    rule: StopRule | None = None
    block: tuple[int, ...] = ()
    steerings: tuple[Steering, ...] = ()

    def before(self, step: int) -> tuple[Steering, ...]:
        """What came into force right before a step."""
        return tuple(steering for steering in self.steerings if steering.step == step)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """Every step of one answer."""

    about: About
    canvases: tuple[CanvasTrace, ...] = ()

    def followed(self, event: TurnEvent) -> Trace:
        """This trace with one more event of its turn."""
        match event:
            case TurnStarted():
                return replace(self, about=self._begun(event.seed))
            case CanvasStarted():
                begun = CanvasTrace(canvas=event.canvas, noise=event.ids)
                return replace(self, canvases=(*self.canvases, begun))
            case Steered() | StepTaken() | CanvasCommitted() if self.canvases:
                return replace(self, canvases=(*self.canvases[:-1], _grown(self.canvases[-1], event)))
            case TurnFinished(reason=reason, stats=stats):
                return replace(self, about=replace(self.about, reason=reason)).measured(stats)
            case _:
                return self

    @property
    def blocks(self) -> tuple[tuple[int, ...], ...]:
        """What was committed, block after block."""
        return tuple(canvas.block for canvas in self.canvases if canvas.rule is not None)

    @property
    def steerings(self) -> tuple[Steering, ...]:
        """What was steered; with the seed it reproduces the turn."""
        return tuple(steering for canvas in self.canvases for steering in canvas.steerings)

    def measured(self, stats: TurnStats) -> Trace:
        """This trace with the measures of its turn."""
        return replace(self, about=replace(self.about, answer_tokens=stats.new_tokens, seconds=stats.seconds))

    def revised(self, change: Trace) -> Trace:
        """This trace with what a renoising made in place of what it changed, and what made that.

        The preset stays: nothing else is asked with the values of the first go.
        """
        made = {canvas.canvas: canvas for canvas in change.canvases if canvas.rule is not None}
        canvases = tuple(
            made.get(canvas.canvas, canvas) if canvas.rule is not None else canvas for canvas in self.canvases
        )
        about = replace(
            self.about,
            model=change.about.model,
            app_version=change.about.app_version,
            later_seeds=(*self.about.later_seeds, *change.about.seeds),
            seconds=self.about.seconds + change.about.seconds,
        )
        return replace(self, about=about, canvases=canvases)

    def events(self) -> Iterator[CanvasStarted | Steered | StepTaken | CanvasCommitted]:
        """What the engine told of the canvases, in order. The turn's id is 0 where it was read."""
        for canvas in self.canvases:
            yield CanvasStarted(turn_id=0, canvas=canvas.canvas, ids=canvas.noise)
            for number, step in enumerate(canvas.steps):
                yield from _steered(canvas, number)
                yield step
            yield from _steered(canvas, len(canvas.steps))
            if canvas.rule is not None:
                yield CanvasCommitted(turn_id=0, canvas=canvas.canvas, ids=canvas.block, rule=canvas.rule)

    def _begun(self, seed: int) -> About:
        """What it is about once a go has begun: the first, or one more that goes on with what there is."""
        if not self.canvases:
            return replace(self.about, seed=seed, later_seeds=())
        return replace(self.about, later_seeds=(*self.about.later_seeds, seed))


def _steered(canvas: CanvasTrace, step: int) -> Iterator[Steered]:
    return (Steered(turn_id=0, steering=steering) for steering in canvas.before(step))


def _grown(canvas: CanvasTrace, event: Steered | StepTaken | CanvasCommitted) -> CanvasTrace:
    match event:
        case Steered():
            return replace(canvas, steerings=(*canvas.steerings, event.steering))
        case StepTaken():
            return replace(canvas, steps=(*canvas.steps, event))
        case CanvasCommitted():
            return replace(canvas, rule=event.rule, block=event.ids)
