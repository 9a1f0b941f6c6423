"""An answer that is written in several goes: what it was before the last, and the measures of all of them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from engine import FinishReason, Trace, TurnStats, Vocabulary


@dataclass(frozen=True, slots=True, kw_only=True)
class Resumption:
    """What an answer was before it was asked to go on.

    Attributes:
        text: What it said, a block that was stopped in the making included.
        thought: Its thought.
        reason: Why it had ended; None where the window had been closed.
        stats: What had been measured.
        trace: What had been recorded.
        vocabulary: How its ids are read; None where nothing was at hand.
        kept: How many characters of the text stay; what follows them is written anew.
        kept_thought: The same of the thought.
    """

    text: str
    thought: str
    reason: FinishReason | None
    stats: TurnStats | None
    trace: Trace
    vocabulary: Vocabulary | None
    kept: int
    kept_thought: int

    def is_all(self, text: int, thought: int) -> bool:
        """Whether an answer and a thought of so many characters hold nothing that is new."""
        return text <= self.kept and thought <= self.kept_thought


def joined(before: TurnStats | None, now: TurnStats) -> TurnStats:
    """The measures of an answer over its goes; of one that was interrupted, those of the rest."""
    if before is None:
        return replace(now, runs=now.runs + 1)
    seconds = before.seconds + now.seconds
    tokens = before.new_tokens + now.new_tokens
    # The next go read what is kept of the answer before its place as a part of its prompt.
    prompt_tokens = min(before.prompt_tokens, now.prompt_tokens)
    first = before.first_text_seconds
    if first is None and now.first_text_seconds is not None:
        first = before.seconds + now.first_text_seconds
    return replace(
        now,
        prompt_tokens=prompt_tokens,
        reused_tokens=min(now.reused_tokens, prompt_tokens),
        new_tokens=tokens,
        canvases=before.canvases + now.canvases,
        steps=before.steps + now.steps,
        seconds=seconds,
        first_text_seconds=first,
        tokens_per_second=tokens / seconds if seconds else 0.0,
        runs=before.runs + now.runs,
    )
