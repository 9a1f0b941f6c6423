"""The caption under an answer: how it is being made, or how it was made, in figures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

from PySide6.QtCore import QDateTime, QLocale

from app.language import mark, tr
from app.models.presets import preset_told
from app.models.recording import Recording
from app.models.turn import Turn, TurnState
from engine import FinishReason, TurnStats

DOT = " · "  # between the facts of a line
FIGURE_SPACE = "\u2007"  # as wide as a digit
_MASKS = mark("Masks are a way of drawing; the model works on random tokens.")
_SYLLABLES = mark("Masks and syllables are ways of drawing; the model works on random tokens.")
_NOISE = mark("This is what the model sees: a random token wherever nothing is kept yet.")
_BRIEFLY = mark("Masks are a way of drawing.")
_SYLLABLES_BRIEFLY = mark("Masks and syllables are ways of drawing.")
_SPELLED = mark("This is what the model sees, with syllables drawn for its random tokens.")


def note_of_masks(*, true_noise: bool, brief: bool = False) -> str:
    """What is said wherever masks are drawn; `brief` where there is hardly room."""
    if brief:
        return tr(_BRIEFLY if true_noise else _SYLLABLES_BRIEFLY)
    return tr(_MASKS if true_noise else _SYLLABLES)


def note_of_noise(*, true_noise: bool) -> str:
    """What is said where the noise itself is drawn."""
    return tr(_NOISE if true_noise else _SPELLED)


def caption(turn: Turn, *, loaded: bool, still: bool = False) -> str:
    """One line about a turn.

    Args:
        turn: The turn.
        loaded: Whether there is a model to ask.
        still: Whether motion is reduced, so that this line stands for the canvas.
    """
    match turn.state:
        case TurnState.WAITING:
            return tr("Waiting for its turn") if loaded else tr("Waiting for the model")
        case TurnState.READING:
            return tr("Reading the conversation")
        case TurnState.DENOISING:
            return _settled(turn) if still else _progress(turn)
        case TurnState.FINISHED:
            return _record(turn)
        case TurnState.FAILED:
            return ""
        case _:
            assert_never(turn.state)


def shortened(line: str) -> tuple[str, ...]:
    """A caption with ever fewer of its parts, for where there is no room for all of them."""
    parts = line.split(DOT)
    return tuple(DOT.join((*parts[:count], "…")) for count in range(len(parts) - 1, 0, -1))


def version_name(turn: Turn, number: int, preset: str) -> str:
    """What a version of an answer is called beside another: what made it, as far as that is known.

    Args:
        turn: The version.
        number: Which one it is, from 1.
        preset: What its choices are called.
    """
    stats = turn.stats
    parts = (
        tr("Version {number}", number=number),
        seeds_told(turn.seeds),
        preset,
        tr("%Ln steps", "", stats.steps) if stats is not None else "",
    )
    return DOT.join(filter(None, parts))


def origin_of(recording: Recording) -> str:
    """Where a recording from a file comes from, as far as it tells that: what made it, how, and when."""
    about = recording.trace.about
    asked = QDateTime.fromSecsSinceEpoch(int(about.asked_s))
    facts = (
        " ".join(about.model.split()),
        *_how_made(recording),
        QLocale().toString(asked, QLocale.FormatType.ShortFormat) if about.asked_s else "",
        f"Dewpoint {' '.join(about.app_version.split())}" if about.app_version else "",
    )
    return tr("From a file: {facts}", facts=DOT.join(filter(None, facts)))


def file_called(recording: Recording) -> str:
    """What a recording from a file is called beside another recording."""
    return DOT.join(filter(None, (tr("From a file"), *_how_made(recording))))


def seeds_told(seeds: Sequence[int]) -> str:
    """The seed of an answer, or those of its goes in their order; empty where there are none."""
    if len(seeds) > 1:
        return tr("seeds {seeds}", seeds=tr(", then ").join(map(str, seeds)))
    return tr("seed {seed}", seed=str(seeds[0])) if seeds else ""


def _how_made(recording: Recording) -> tuple[str, ...]:
    """Seeds, preset and steps of a recording from a file; empty is what it does not tell.

    One from before the date was kept may lack the seeds of later goes, so that its seed is not told.
    """
    about = recording.trace.about
    return (
        seeds_told(about.seeds) if about.asked_s else "",
        " ".join(preset_told(about.preset).split()),
        tr("%Ln steps", "", sum(len(canvas.steps) for canvas in recording.canvases)),
    )


def note_of(turn: Turn) -> str:
    """What is to be said where an answer has no text; empty where it has."""
    if turn.state is not TurnState.FINISHED or turn.text:
        return ""
    if turn.reason is FinishReason.CANCELLED:
        return tr("Stopped before there was an answer.")
    if turn.reason is None:
        return tr("Dewpoint was closed before there was an answer.")
    if turn.thought and turn.reason is FinishReason.BUDGET:
        return tr("The thought took all the room, so there is no answer.")
    if turn.thought:
        return tr("The model ended after its thought, without an answer.")
    if turn.is_second_try:
        return tr("The model ended without an answer twice. Ask in other words.")
    return tr("The model ended without an answer. Ask in other words.")


def _settled(turn: Turn) -> str:
    settled = turn.frame.settled if turn.frame is not None else 1.0
    return DOT.join((_block(turn), tr("{part:.0%} settled", part=settled)))


def _progress(turn: Turn) -> str:
    frame = turn.frame
    if frame is None or not frame.steps:
        return DOT.join((_block(turn), tr("noise")))
    parts = [
        _block(turn),
        tr("step {step} of {most}", step=frame.steps, most=frame.max_steps),
        tr("{slots} re-noised", slots=_field(frame.renoised)),
    ]
    kept = turn.kept_tokens + (0 if frame.frozen else frame.kept)
    if kept and turn.step_seconds:
        parts.append(_rate(kept / turn.step_seconds))
    return DOT.join(parts)


def _block(turn: Turn) -> str:
    return tr("block {number}", number=turn.block + 1)


def _rate(tokens_per_second: float) -> str:
    return tr("{rate:,.0f} tok/s", rate=tokens_per_second)


def _record(turn: Turn) -> str:
    if turn.reason is None:
        return tr("Interrupted: Dewpoint was closed before the end") if turn.text else ""
    if turn.stats is None:
        return ""
    parts = [
        _counted(turn.stats),
        _rate(turn.stats.tokens_per_second),
        tr("{seconds:.1f} s", seconds=turn.stats.seconds),
    ]
    match turn.reason:
        case FinishReason.CANCELLED:
            parts.insert(0, tr("Stopped"))
        case FinishReason.BUDGET:
            parts.insert(0, tr("Out of room"))
        case FinishReason.END:
            pass
        case _:
            assert_never(turn.reason)
    return DOT.join(parts)


def _counted(stats: TurnStats) -> str:
    return DOT.join(
        (
            tr("%Ln tokens", "", stats.new_tokens),
            tr("%Ln blocks", "", stats.canvases),
            tr("%Ln steps", "", stats.steps),
        )
    )


def _field(number: int) -> str:
    """A number in a field of two figures, so that what follows keeps its place."""
    return str(number).rjust(2, FIGURE_SPACE)
