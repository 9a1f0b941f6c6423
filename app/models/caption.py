"""The caption under an answer: how it is being made, or how it was made, in figures."""

from __future__ import annotations

from typing import assert_never

from app.models.turn import Turn, TurnState
from engine import FinishReason, TurnStats

DOT = " · "
FIGURE_SPACE = "\u2007"
MASK_NOTE = "Masks are a way of drawing. The model works on random tokens."
NOISE_NOTE = "This is what the model sees: a random token wherever nothing is kept yet."


def caption(turn: Turn, *, loaded: bool, still: bool = False) -> str:
    """One line about a turn.

    Args:
        turn: The turn.
        loaded: Whether there is a model to ask.
        still: Whether motion is reduced, so that this line stands for the canvas.
    """
    match turn.state:
        case TurnState.WAITING:
            return "Waiting for its turn" if loaded else "Waiting for the model"
        case TurnState.READING:
            return "Reading the conversation"
        case TurnState.DENOISING:
            return _settled(turn) if still else _progress(turn)
        case TurnState.FINISHED:
            return _record(turn)
        case TurnState.FAILED:
            return ""
        case _:
            assert_never(turn.state)


def note_of(turn: Turn) -> str:
    """What is to be said where an answer has no text; empty where it has."""
    if turn.state is not TurnState.FINISHED or turn.text:
        return ""
    if turn.reason is FinishReason.CANCELLED:
        return "Stopped before there was an answer."
    if turn.reason is None:
        return "Dewpoint was closed before there was an answer."
    if turn.thought:
        return "The thought took all the room, so there is no answer."
    return "The model ended without an answer. Ask in other words."


def _settled(turn: Turn) -> str:
    settled = turn.frame.settled if turn.frame is not None else 1.0
    return f"block {turn.block + 1}{DOT}{settled:.0%} settled"


def _progress(turn: Turn) -> str:
    frame = turn.frame
    if frame is None or not frame.steps:
        return f"block {turn.block + 1}{DOT}noise"
    parts = [
        f"block {turn.block + 1}",
        f"step {frame.steps} of {frame.max_steps}",
        f"{_field(frame.renoised)} re-noised",
    ]
    kept = turn.kept_tokens + (0 if frame.frozen else frame.kept)
    if kept and turn.step_seconds:
        parts.append(f"{kept / turn.step_seconds:,.0f} tok/s")
    return DOT.join(parts)


def _record(turn: Turn) -> str:
    if turn.reason is None:
        return "Interrupted: Dewpoint was closed before the end" if turn.text else ""
    if turn.stats is None:
        return ""
    parts = [
        _counted(turn.stats),
        f"{turn.stats.tokens_per_second:,.0f} tok/s",
        f"{turn.stats.seconds:.1f} s",
    ]
    match turn.reason:
        case FinishReason.CANCELLED:
            parts.insert(0, "Stopped")
        case FinishReason.BUDGET:
            parts.insert(0, "Out of room")
        case FinishReason.END:
            pass
        case _:
            assert_never(turn.reason)
    return DOT.join(parts)


def _counted(stats: TurnStats) -> str:
    counts = ((stats.new_tokens, "token"), (stats.canvases, "block"), (stats.steps, "step"))
    return DOT.join(f"{count:,} {noun}{'' if count == 1 else 's'}" for count, noun in counts)


def _field(number: int) -> str:
    """A number in a field of two figures, so that what follows keeps its place."""
    return str(number).rjust(2, FIGURE_SPACE)
