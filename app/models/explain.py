"""One sentence for every frame, made from what was recorded and nothing else, and the words it uses."""

from __future__ import annotations

from app.language import mark, tr
from app.models.canvas import SlotState
from app.models.length import length_of
from app.models.recording import CanvasRecording, Recording
from engine import StopRule

GLOSSARY = {
    mark("canvas"): mark("The positions being denoised together. A committed canvas is a block."),
    mark("slot"): mark("One position of a canvas. It holds one token."),
    mark("noise"): mark(
        "Random tokens from the whole vocabulary. There is no mask token; masks are a way of drawing."
    ),
    mark("step"): mark("The model reads the canvas once and says for every slot how likely each token is."),
    mark("draft"): mark("The likeliest token of every slot. The last draft becomes the text."),
    mark("stable"): mark("A draft that has been the same for two steps or more. It may still change."),
    mark("accepted"): mark(
        "A slot whose drawn token stays for the next step. It is decided anew at every step."
    ),
    mark("not the draft"): mark("An accepted slot whose drawn token is another one than its draft."),
    mark("given up"): mark("A slot that was accepted a step before and is random again."),
    mark("re-noised"): mark("A slot that was accepted at some step so far, and is random now."),
    mark("tail"): mark("Slots behind the end of the text, as the model sees it now. The end may still move."),
    mark("pinned"): mark("A slot that you gave a token. It keeps that token from the next step on."),
    mark("forbidden"): mark(
        "A token that you ruled out for a slot. From the next step on it is never drawn there."
    ),
    mark("entropy"): mark(
        "How unsure the model is of a slot, in nats. 0 is sure. It says nothing about truth."
    ),
    mark("bound"): mark(
        "What the entropies of the accepted slots may sum to, the unsurest of them not counted."
    ),
    mark("temperature"): mark(
        "What the scores are divided by. It falls, so later steps keep closer to the likeliest."
    ),
    mark("settled"): mark("A draft that never changes again. Only a finished recording knows that."),
    mark("committed"): mark("Final: the block is read by the model as text and never changes."),
}
RINGED = "not the draft"  # the word for an accepted slot with a ring
MARKED = {  # the words for what is drawn with a mark
    "noise": SlotState.NOISE,
    "draft": SlotState.DRAFT,
    "stable": SlotState.STABLE,
    "accepted": SlotState.ACCEPTED,
    "re-noised": SlotState.RENOISED,
    "tail": SlotState.TAIL,
    "pinned": SlotState.PINNED,
    "settled": SlotState.SETTLED,
}


def sentence(recording: Recording, moment: int) -> str:
    """What is to be seen at a moment."""
    if not recording.canvases:
        return tr("Nothing was recorded.")
    block, frame = recording.place(moment)
    canvas = recording.canvases[block]
    if frame == 0:
        return _begun(canvas)
    if frame > len(canvas.steps):
        return _committed(recording, block)
    return _stepped(canvas, frame - 1)


def shorter(recording: Recording, moment: int) -> tuple[str, ...]:
    """The sentence of a step with ever fewer of its facts, for where there is no room for all of them."""
    block, frame = recording.place(moment) if recording.canvases else (0, 0)
    if not recording.canvases or not 0 < frame <= len(recording.canvases[block].steps):
        return ()
    canvas = recording.canvases[block]
    facts, steps = _facts(canvas, frame - 1), _steps(frame)
    fewer = (facts[:count] for count in range(len(facts), 0, -1))
    return tuple(tr("After {steps}: {facts}.", steps=steps, facts="; ".join(each)) for each in fewer)


def _begun(canvas: CanvasRecording) -> str:
    held = len(canvas.held)
    slots = tr("%Ln slots of random tokens", "", canvas.slots - held)
    if held:
        slots = tr("{slots}, {held} held", slots=slots, held=held)
    return tr("Block {block} begins: {slots}.", block=canvas.number, slots=slots)


def _stepped(canvas: CanvasRecording, number: int) -> str:
    return tr(
        "After {steps}: {facts}. Length: {length}.",
        steps=_steps(number + 1),
        facts="; ".join(_facts(canvas, number)),
        length=length_of(canvas.steps[number].end_probability).in_words(),
    )


def _facts(canvas: CanvasRecording, number: int) -> list[str]:
    step = canvas.steps[number]
    given_up = len(canvas.unaccepted(number))
    accepted = tr("%Ln slots accepted", "", sum(step.accepted))
    if given_up:
        accepted = tr("{accepted}, {slots} given up", accepted=accepted, slots=given_up)
    facts = [
        accepted,
        tr("{spent:.3f} of {bound:.3g} nats", spent=step.spent_nats, bound=step.bound_nats),
        tr("temperature {temperature:.2f}", temperature=step.temperature),
    ]
    if number:
        facts.append(tr("%Ln drafts changed", "", canvas.changed(number)))
    return facts


def _committed(recording: Recording, block: int) -> str:
    canvas = recording.canvases[block]
    steps = _steps(len(canvas.steps))
    match canvas.trace.rule:
        case StopRule.STABLE:
            why = tr("stable and sure after {steps}", steps=steps)
        case StopRule.STEPS:
            why = tr("the limit of {steps} is reached", steps=steps)
        case StopRule.CANCELLED:
            why = tr("stopped after {steps}", steps=steps)
        case None:
            why = tr("left after {steps}", steps=steps)
    ended = tr("Block {block} is committed: {why}.", block=canvas.number, why=why)
    if block + 1 < len(recording.canvases):
        return " ".join((ended, tr("The next one begins from noise.")))
    return ended


def _steps(count: int) -> str:
    return tr("%Ln steps", "", count)
