"""What the steps of a recording come to: how many, how long, and how fast in three ways of counting."""

from __future__ import annotations

from app.language import tr
from app.models.caption import DOT
from app.models.channels import split_channels
from app.models.recording import Recording


def totals(recording: Recording | None) -> str:
    """One line; empty where no step was taken.

    The speeds count the tokens that were committed, but for what lies behind the end: over the time of the
    steps; over the whole turn, with the reading of the prompt; and of these only the tokens of the answer,
    not of a thought. Of an answer in several goes the whole turn is all of them.
    """
    if recording is None or not any(canvas.steps for canvas in recording.canvases):
        return ""
    steps = sum(len(canvas.steps) for canvas in recording.canvases)
    seconds = sum(taken.step.seconds for taken in recording.steps())
    whole_s = recording.trace.about.seconds
    parts = [tr("{steps} in {seconds:.1f} s", steps=tr("%Ln steps", "", steps), seconds=seconds)]
    written, answered = _tokens(recording)
    if written and seconds:
        parts.append(tr("{rate:,.0f} tok/s in the steps", rate=written / seconds))
    if written and whole_s >= seconds > 0:
        parts.append(tr("{rate:,.0f} tok/s over the whole turn", rate=written / whole_s))
        if answered < written - 1:  # more than the end token lies outside the answer
            parts.append(tr("{rate:,.0f} tok/s of the answer alone", rate=answered / whole_s))
    return DOT.join(parts)


def _tokens(recording: Recording) -> tuple[int, int]:
    """How many tokens were committed, the end with them, and how many of those are the answer's."""
    written = answered = 0
    inside = False
    for canvas in recording.canvases:
        if not canvas.is_committed:
            continue
        split = split_channels(canvas.trace.block, recording.vocabulary, inside=inside)
        inside, tail = split.inside, canvas.frames[-1].tail
        ends = any(token in recording.vocabulary.end_ids for token in canvas.trace.block)
        written += tail.count(False) + ends
        answered += sum(not tail[slot] for slot in split.answer)
    return written, answered
