"""What is counted while a turn runs."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from engine.events import FinishReason, TurnFinished, TurnStats


@dataclass(slots=True)
class Tally:
    """What `TurnStats` counts, while the turn runs."""

    prompt_tokens: int = 0
    reused_tokens: int = 0
    new_tokens: int = 0
    canvases: int = 0
    steps: int = 0
    dropped: int = 0
    started: float = field(default_factory=time.perf_counter)
    held_seconds: float = 0.0
    first_text_seconds: float | None = None

    @property
    def seconds(self) -> float:
        """Wall time so far, without what a person held the turn up for."""
        return time.perf_counter() - self.started - self.held_seconds

    def stats(self, seed: int) -> TurnStats:
        """The measures as they stand."""
        seconds = self.seconds
        return TurnStats(
            prompt_tokens=self.prompt_tokens,
            reused_tokens=self.reused_tokens,
            new_tokens=self.new_tokens,
            canvases=self.canvases,
            steps=self.steps,
            seconds=seconds,
            first_text_seconds=self.first_text_seconds,
            tokens_per_second=self.new_tokens / seconds,
            seed=seed,
            dropped=self.dropped,
        )

    def finished(
        self, turn_id: int, reason: FinishReason, seed: int, text: str, thought: str
    ) -> TurnFinished:
        """The end of the turn, with the measures as they stand."""
        stats = self.stats(seed)
        return TurnFinished(turn_id=turn_id, text=text, thought=thought, reason=reason, stats=stats)
