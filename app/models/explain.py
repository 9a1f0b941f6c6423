"""One sentence for every frame, made from what was recorded and nothing else, and the words it uses."""

from __future__ import annotations

from app.models.length import length_of
from app.models.recording import CanvasRecording, Recording
from engine import StepTaken, StopRule

GLOSSARY = {
    "canvas": "The positions being denoised together. A committed canvas is a block.",
    "slot": "One position of a canvas. It holds one token.",
    "noise": "Random tokens from the whole vocabulary. There is no mask token; masks are a way of drawing.",
    "step": "The model reads the canvas once and says for every slot how likely each token is.",
    "draft": "The likeliest token of every slot. The last draft becomes the text.",
    "accepted": "A slot whose drawn token stays for the next step. It is decided anew at every step.",
    "given up": "A slot that was accepted a step before and is random again.",
    "entropy": "How unsure the model is of a slot, in nats. 0 is sure. It says nothing about truth.",
    "bound": "What the entropies of the accepted slots may sum to, the unsurest of them not counted.",
    "temperature": "What the scores are divided by. It falls, so later steps keep closer to the likeliest.",
    "settled": "A draft that never changes again. Only a finished recording knows that.",
    "committed": "Final: the block is read by the model as text and never changes.",
}


def sentence(recording: Recording, moment: int) -> str:
    """What is to be seen at a moment."""
    if not recording.canvases:
        return "Nothing was recorded."
    block, frame = recording.place(moment)
    canvas = recording.canvases[block]
    if frame == 0:
        return f"Block {block + 1} begins: {canvas.slots} slots of random tokens."
    if frame > len(canvas.steps):
        return _committed(recording, block)
    return _stepped(canvas, frame - 1, canvas.steps[frame - 1])


def _stepped(canvas: CanvasRecording, number: int, step: StepTaken) -> str:
    given_up = len(canvas.unaccepted(number))
    parts = [f"After {_counted(number + 1, 'step')}: {_counted(sum(step.accepted), 'slot')} accepted"]
    if given_up:
        parts.append(f", {given_up} given up")
    parts.append(f"; {step.spent_nats:.3f} of {step.bound_nats:.3g} nats; temperature {step.temperature:.2f}")
    if number:
        parts.append(f"; {_counted(canvas.changed(number), 'draft')} changed")
    parts.append(f". Length: {length_of(step.end_probability).in_words()}.")
    return "".join(parts)


def _committed(recording: Recording, block: int) -> str:
    canvas = recording.canvases[block]
    steps = _counted(len(canvas.steps), "step")
    match canvas.trace.rule:
        case StopRule.STABLE:
            why = f"stable and sure after {steps}"
        case StopRule.STEPS:
            why = f"all {steps} are taken"
        case StopRule.CANCELLED:
            why = f"stopped after {steps}"
        case None:
            why = f"left after {steps}"
    following = block + 1 < len(recording.canvases)
    return f"Block {block + 1} is committed: {why}." + (
        " The next one begins from noise." if following else ""
    )


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
