"""A conversation becomes a passage that the model can hold, with room for an answer."""

from __future__ import annotations

from collections.abc import Sequence

from engine.conversation import Conversation, Fit
from engine.errors import ContextFull, ModelForeign, PromptRejected
from engine.load import Loaded
from engine.model.passage import Passage
from engine.options import TurnPlan
from engine.words import said


def fitted(
    model: Loaded, conversation: Conversation, plan: TurnPlan, begun: Sequence[int] = ()
) -> tuple[Passage, Fit]:
    """Encode a conversation; where it is too long, its oldest questions and answers are left out.

    As many are left out as are needed for the room that the plan gives the answer, or for half of what the
    model holds where the plan gives more. The system message and the last question always stay.

    Args:
        model: A loaded model; nothing of it is changed.
        conversation: As `prompt.checked` returns it.
        plan: Says how many canvases the answer may have.
        begun: Ids of an answer that is to be written on; they stand behind the conversation.

    Raises:
        ContextFull: Not even one canvas fits behind the last question.
        PromptRejected: The conversation has images, and the model sees none or cannot read one.
        ModelForeign: The tokenizer writes an id that the network lacks, which a GPU would not survive.
    """
    length, context = model.network.config.canvas_length, model.context_tokens
    most = context - length * min(plan.max_canvases, max(1, context // 2 // length))
    kept = _choices(conversation)
    first, last = 0, len(kept) - 1
    while first < last:  # the fewest that have to go: the length falls with each
        middle = (first + last) // 2
        if len(_passage(model, kept[middle], plan)) + len(begun) <= most:
            last = middle
        else:
            first = middle + 1
    passage = _passage(model, kept[first], plan).followed_by(begun)
    if max(passage.ids) >= model.network.config.vocab_size:
        raise ModelForeign(
            said("The model's tokenizer is of another model."),
            said("Choose the folder of a DiffusionGemma chat model."),
        )
    canvases = min((context - len(passage)) // length, plan.max_canvases)
    if canvases < 1:
        raise _full(len(passage), context, length, is_begun=bool(begun))
    fit = Fit(
        prompt_tokens=len(passage), dropped=first, room_tokens=canvases * length, context_tokens=context
    )
    return passage, fit


def cost(model: Loaded, conversation: Conversation) -> int:
    """How many tokens the texts and images of a conversation are, without what stands between messages.

    Raises:
        PromptRejected: The model sees no images, or cannot read one.
    """
    vision = model.vision
    if conversation.images and vision is None:
        raise _blind()
    texts = sum(model.codec.count(message.text) for message in conversation.messages)
    return texts + sum(vision.count(image) for image in conversation.images if vision is not None)


def _choices(conversation: Conversation) -> list[Conversation]:
    """The conversation, and what is left of it when more and more is left out."""
    choices = [conversation]
    while (shorter := choices[-1].shortened) is not None:
        choices.append(shorter)
    return choices


def _passage(model: Loaded, conversation: Conversation, plan: TurnPlan) -> Passage:
    images = conversation.images
    if images and model.vision is None:
        raise _blind()
    ids = model.codec.encode(conversation, thinking=plan.thinking)
    return Passage(ids) if model.vision is None else model.vision.passage(ids, images)


def _full(tokens: int, most: int, least: int, *, is_begun: bool) -> ContextFull:
    if is_begun:
        told = said(
            "Message, files, system prompt and what there is of the answer take {tokens:,} tokens, where the"
            " model holds {most:,} with {least} more.",
            tokens=tokens,
            most=most,
            least=least,
        )
    else:
        told = said(
            "Message, files and system prompt take {tokens:,} tokens, where the model holds {most:,} with"
            " an answer of at least {least}.",
            tokens=tokens,
            most=most,
            least=least,
        )
    return ContextFull(told, said("Shorten the message, its files or the system prompt."))


def _blind() -> PromptRejected:
    return PromptRejected(
        said("This model cannot see images."),
        said("Remove the images, or use a model that sees them."),
    )
