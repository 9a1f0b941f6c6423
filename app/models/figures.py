"""The figures of an answer and of a conversation, as lines for people; none that was not measured."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from statistics import median

from app.language import tr
from app.models.caption import DOT, seeds_told
from app.models.turn import Turn
from engine import TurnStats


def figures(turn: Turn) -> list[str]:
    """What was measured for one answer; no lines where nothing was."""
    stats = turn.stats
    if stats is None or not stats.steps:
        return []
    first = stats.first_text_seconds
    lines = [
        tr(
            "{prompt:,} prompt tokens, {reused:,} of them reused",
            prompt=stats.prompt_tokens,
            reused=stats.reused_tokens,
        ),
        tr("First text after {seconds:.2f} s", seconds=first) if first is not None else "",
        tr(
            "{tokens:,} tokens in {seconds:.1f} s, prompt included",
            tokens=stats.new_tokens,
            seconds=stats.seconds,
        ),
        *_rates(stats.new_tokens, stats.steps, stats.canvases, stats.seconds),
        tr("Seed {seed}", seed=str(stats.seed))
        if stats.runs == 1
        else DOT.join(filter(None, (tr("Written in %Ln goes", "", stats.runs), seeds_told(stats.seeds)))),
        tr("Without the oldest %Ln questions, for want of room", "", stats.dropped) if stats.dropped else "",
    ]
    return [line for line in lines if line]


def summed(turns: Iterable[Turn]) -> list[str]:
    """What was measured for the answers of a branch, together; no lines where nothing was."""
    held: list[TurnStats] = [turn.stats for turn in turns if turn.stats is not None and turn.stats.steps]
    if not held:
        return []
    tokens, steps = sum(stats.new_tokens for stats in held), sum(stats.steps for stats in held)
    seconds = sum(stats.seconds for stats in held)
    first = [stats.first_text_seconds for stats in held if stats.first_text_seconds is not None]
    lines = [
        tr(
            "This conversation: {answers}, {tokens:,} tokens, {steps:,} steps, {seconds:,.0f} s",
            answers=tr("%Ln answers", "", len(held)),
            tokens=tokens,
            steps=steps,
            seconds=seconds,
        ),
        tr("First text after {seconds:.2f} s (median)", seconds=median(first)) if first else "",
        *_rates(tokens, steps, sum(stats.canvases for stats in held), seconds),
    ]
    return [line for line in lines if line]


def _rates(tokens: int, steps: int, canvases: int, seconds: float) -> list[str]:
    """How fast so many tokens were made, and with how much work."""
    return [
        tr("{rate:,.1f} tokens a second", rate=tokens / seconds) if seconds else "",
        tr("{steps:,.1f} steps a block", steps=steps / max(canvases, 1)),
        tr("{tokens:,.1f} tokens a step", tokens=tokens / steps),
    ]


def tokens_held(turns: Sequence[Turn]) -> int:
    """How many tokens a branch takes up of what the model can hold, by its last measured turn; else none."""
    last = next((turn.stats for turn in reversed(turns) if turn.stats is not None), None)
    return last.prompt_tokens + last.new_tokens if last is not None and last.prompt_tokens else 0
