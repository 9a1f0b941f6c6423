"""An answer that is written in several goes: what it was before the last, and the measures of all of them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from app.models.canvas import before_end
from app.models.spans import spans_of
from engine import EngineError, FinishReason, StopRule, Trace, TurnStats, Vocabulary


@dataclass(frozen=True, slots=True, kw_only=True)
class Resumption:
    """What an answer was before it was asked to go on.

    Attributes:
        text: What it said, a block that was stopped in the making included.
        thought: Its thought.
        reason: Why it had ended; None where the window had been closed.
        stats: What had been measured.
        error: Why it had failed, or why nothing more had come.
        has_failed: Whether it had failed.
        trace: What had been recorded.
        vocabulary: How its ids are read; None where nothing was at hand.
        kept: How many characters of the text stay; what follows them is written anew.
        kept_thought: The same of the thought.
        left_out: How many tokens are written anew.
    """

    text: str
    thought: str
    reason: FinishReason | None
    stats: TurnStats | None
    error: EngineError | None
    has_failed: bool
    trace: Trace
    vocabulary: Vocabulary | None
    kept: int
    kept_thought: int
    left_out: int

    @property
    def kept_stats(self) -> TurnStats | None:
        """What had been measured, without the tokens that are written anew; their time was spent."""
        if self.stats is None:
            return None
        return replace(self.stats, new_tokens=max(0, self.stats.new_tokens - self.left_out))

    def is_all(self, text: int, thought: int) -> bool:
        """Whether an answer and a thought of so many characters hold nothing that is new."""
        return text <= self.kept and thought <= self.kept_thought


def tokens_in_last(trace: Trace, vocabulary: Vocabulary | None) -> int:
    """Tokens of the last block up to and with its end token."""
    return _tokens_in(trace.blocks[-1] if trace.blocks else (), vocabulary)


def unfinished_in(trace: Trace, vocabulary: Vocabulary, text: str, thought: str) -> tuple[int, int] | None:
    """Where text and thought of a block begin that was stopped in the making, as its recording tells.

    None where the recording ends with none, does not spell the text, or has nothing of the answer before it.
    """
    if not trace.canvases or trace.canvases[-1].rule is not StopRule.CANCELLED:
        return None
    last = len(trace.blocks) - 1
    spans = spans_of(trace.blocks, vocabulary, text)
    if not spans or spans[0].block == last:
        return None
    kept = max(span.end for span in spans if span.block < last)
    return len(text[:kept].rstrip()), len(thought)


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
        earlier_seeds=(*before.earlier_seeds, before.seed),
    )


def renoised(before: TurnStats | None, now: TurnStats, whole: Trace, vocabulary: Vocabulary) -> TurnStats:
    """The measures of an answer with renoised words: its own tokens, the work of all goes."""
    both = joined(before, now)
    tokens = sum(_tokens_in(block, vocabulary) for block in whole.blocks)
    rate = tokens / both.seconds if both.seconds else 0.0
    return replace(both, new_tokens=tokens, canvases=len(whole.blocks), tokens_per_second=rate)


def _tokens_in(block: tuple[int, ...], vocabulary: Vocabulary | None) -> int:
    """Tokens of a block up to and with its end token."""
    return len(block) if vocabulary is None else min(len(before_end(block, vocabulary)) + 1, len(block))
