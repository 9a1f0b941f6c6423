"""The figures of an answer and of a conversation, as lines for people; none that was not measured."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from app.models.turn import Turn
from engine import TurnStats


def figures(turn: Turn) -> list[str]:
    """What was measured for one answer; no lines where nothing was."""
    stats = turn.stats
    if stats is None or not stats.steps:
        return []
    first = stats.first_text_seconds
    lines = [
        f"{stats.prompt_tokens:,} prompt tokens, {stats.reused_tokens:,} of them reused",
        f"First text after {first:.2f} s" if first is not None else "",
        f"{stats.new_tokens:,} tokens in {stats.seconds:.1f} s, prompt included",
        f"{stats.tokens_per_second:,.1f} tokens a second",
        f"{stats.steps / max(stats.canvases, 1):,.1f} steps a block",
        f"{stats.new_tokens / stats.steps:,.1f} tokens a step",
        f"Seed {stats.seed}",
    ]
    return [line for line in lines if line]


def summed(turns: Iterable[Turn]) -> str:
    """What was measured for the answers of a branch, together; empty where nothing was."""
    held: list[TurnStats] = [turn.stats for turn in turns if turn.stats is not None]
    if not held:
        return ""
    tokens, steps = sum(stats.new_tokens for stats in held), sum(stats.steps for stats in held)
    seconds = sum(stats.seconds for stats in held)
    answers = f"{len(held)} answer{'' if len(held) == 1 else 's'}"
    return f"This conversation: {answers}, {tokens:,} tokens, {steps:,} steps, {seconds:,.0f} s"


def room_used(turns: Sequence[Turn], context_tokens: int) -> str:
    """How much of what the model can hold a branch takes up, by its last measured turn; else empty."""
    last = next((turn.stats for turn in reversed(turns) if turn.stats is not None), None)
    if last is None or not last.prompt_tokens:
        return ""
    used = last.prompt_tokens + last.new_tokens
    return f"{used:,} of {context_tokens:,} tokens ({used / context_tokens:.0%})"
