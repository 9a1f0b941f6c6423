"""A recording as one web page that plays it: no network, no library, all text inert."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from PySide6.QtCore import QLocale

from app.language import mark, tr
from app.models.canvas import STABLE_RUN, Layer, SlotState
from app.models.caption import note_of_masks
from app.models.explain import sentence
from app.models.export import ids_of, in_parts, written
from app.models.looks import SYLLABLES, stand_in
from app.models.pieces import Glyph, Glyphs, Ink
from app.models.recording import CanvasRecording, Recording
from app.paths import ASSETS

SHOWN = 4  # candidates of a slot
_WORDS = {
    "title": mark("Dewpoint replay"),
    "heading": mark("How this answer condensed"),
    "nothing": mark("Nothing was recorded."),
    "needs": mark("This page needs JavaScript to replay the answer."),
    "play": mark("Play"),
    "pause": mark("Pause"),
    "back": mark("One step back"),
    "on": mark("One step on"),
    "step": mark("Step"),
    "speed": mark("Speed"),
    "sees": mark("what the model sees"),
    "slot": mark("Slot"),
    "keys": mark(
        "Keys: space plays, comma and full stop go a step, Home and End, left and right choose a slot."
    ),
}
_SIGNS = {
    SlotState.NOISE: "n",
    SlotState.DRAFT: "d",
    SlotState.STABLE: "s",
    SlotState.ACCEPTED: "a",
    SlotState.RENOISED: "r",
    SlotState.SETTLED: "e",
    SlotState.TAIL: "t",
    SlotState.FROZEN: "f",
    SlotState.PINNED: "p",
}
_MASKED = "m"  # random again, with a draft that still moves
_EMPTY = "o"  # padding where the model expects no text


def as_page(recording: Recording, *, true_noise: bool = True) -> Iterator[str]:
    """The page, in the language that is spoken. It holds the answer and its thought, not the prompt.

    It comes in a part a frame, and some more for each canvas and the whole.

    Args:
        recording: What it plays.
        true_noise: Whether random tokens are drawn as they are; else a syllable stands for each.
    """
    glyphs = Glyphs(recording.vocabulary)
    before, behind = _page(true_noise=true_noise).split("@RECORDING@")
    pieces = {token: _shown(glyphs.glyph(token)) for token in sorted(ids_of(recording))}
    if not true_noise:
        pieces |= {_syllable(token): stand_in(token).text for token in pieces}
    head = {"pieces": pieces}
    canvases = (
        _canvas(recording, block, glyphs, true_noise=true_noise) for block in range(len(recording.canvases))
    )
    yield before
    for part in in_parts(head, "canvases", canvases):
        # Inside a script element "<" could end it: JSON has another spelling for it.
        yield part.replace("<", "\\u003c")
    yield behind


def _page(*, true_noise: bool) -> str:
    """The page without a recording."""
    page = (ASSETS / "player" / "player.html").read_text(encoding="utf-8")
    told = {name: tr(words) for name, words in _WORDS.items()}
    for name, words in {**told, "note": note_of_masks(true_noise=true_noise)}.items():
        page = page.replace(f"@{name}@", escape(words))
    return page.replace("@language@", QLocale().bcp47Name())


def _shown(glyph: Glyph) -> str:
    return "\n" * len(glyph.text) if glyph.ink is Ink.BREAK else " " * glyph.lead + glyph.text


def _syllable(token: int) -> int:
    """The key, below those of all ids, of the syllable that is drawn for a random token."""
    return -1 - token % len(SYLLABLES)


def _canvas(recording: Recording, block: int, glyphs: Glyphs, *, true_noise: bool) -> Iterator[str]:
    # One of its own: what the window computes of the recording is not touched, nor kept for all canvases.
    canvas = CanvasRecording(recording.canvases[block].trace, recording.vocabulary)
    is_last = block == len(recording.canvases) - 1
    head = {"left": not (canvas.is_committed or is_last)}  # for another one, which has its place in the text
    frames = (
        [written(_frame(recording, block, canvas, frame, glyphs, true_noise=true_noise))]
        for frame in range(canvas.length)
    )
    return in_parts(head, "frames", frames)


def _frame(
    recording: Recording,
    block: int,
    canvas: CanvasRecording,
    frame: int,
    glyphs: Glyphs,
    *,
    true_noise: bool,
) -> dict[str, object]:
    moment = recording.starts[block] + frame
    shown = canvas.frames[frame]
    step = canvas.step_of(frame)
    words = shown.words
    row = zip(glyphs.row(words), words, strict=True)
    return {
        "caption": sentence(recording, moment),
        "ms": round(recording.seconds(moment) * 1000, 1),
        "ids": [
            token if true_noise or shown.is_kept(slot) else _syllable(token)
            for slot, token in enumerate(shown.ids)
        ],
        "draft": words,
        "states": _signs(canvas, frame, Layer.BLENDED),
        "seen": [] if shown.frozen else _signs(canvas, frame, Layer.SEES),  # a block is seen as its text
        # Bytes that spell a character together: the first of their slots shows it.
        "joined": {slot: _shown(glyph) for slot, (glyph, id) in enumerate(row) if glyph != glyphs.glyph(id)},
        "top": []
        if step is None
        else [
            [[candidate.id, round(candidate.probability, 4)] for candidate in step.top.of(slot)[:SHOWN]]
            for slot in range(canvas.slots)
        ],
    }


def _signs(canvas: CanvasRecording, frame: int, layer: Layer) -> list[str]:
    """The state of every slot as a letter, which the page draws."""
    shown, pad = canvas.frames[frame], canvas.vocabulary.pad_id
    signs = [_SIGNS[state] for state in canvas.states(frame, layer)]
    for slot, sign in enumerate(signs):
        if shown.frozen and shown.tail[slot]:
            signs[slot] = _SIGNS[SlotState.TAIL]  # final too, but nothing to be read
        elif layer is Layer.SEES and shown.tail[slot] and sign != _SIGNS[SlotState.PINNED]:
            # The page has no hatch for the tail: a letter tells it.
            signs[slot] = _EMPTY if shown.ids[slot] == pad else _SIGNS[SlotState.TAIL]
        elif layer is Layer.BLENDED and sign == _SIGNS[SlotState.RENOISED] and shown.runs[slot] < STABLE_RUN:
            signs[slot] = _MASKED
    return signs
