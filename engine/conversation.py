"""A conversation as a value: who said what, in order."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from enum import StrEnum

from engine.errors import PromptRejected
from engine.words import said


class Role(StrEnum):
    """Who speaks; the values are the names in the model's chat template."""

    SYSTEM = "system"
    USER = "user"
    MODEL = "model"


@dataclass(frozen=True, slots=True)
class Image:
    """A picture as it is in its file: PNG, JPEG, WebP or what else Pillow reads.

    Attributes:
        content: The bytes of the file.
    """

    content: bytes = field(repr=False)

    @property
    def digest(self) -> str:
        """What tells it from every other image, as hexadecimal digits."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message of a conversation.

    Attributes:
        role: Who said it.
        text: What was said. For the model: the answer without its thought.
        thought: The model's thought channel; shown folded, never sent back to the model.
        images: What the person shows with it, in front of the text.
    """

    role: Role
    text: str
    thought: str = ""
    images: tuple[Image, ...] = ()

    def __post_init__(self) -> None:
        """Check who shows images.

        Raises:
            PromptRejected: It is not the person.
        """
        if self.images and self.role is not Role.USER:
            raise PromptRejected(
                said("Only your own messages can have images."), said("Start a new conversation.")
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """Messages in order: at most one system message, first; then user and model in turn."""

    messages: tuple[Message, ...] = ()

    def __post_init__(self) -> None:
        """Check the order of the speakers.

        Raises:
            PromptRejected: A system message is not first, or one speaker speaks twice in a row.
        """
        spoken = [message.role for message in self.messages]
        if Role.SYSTEM in spoken[1:]:
            raise PromptRejected(said("A system message must come first."), said("Start a new conversation."))
        turns = spoken[1:] if spoken[:1] == [Role.SYSTEM] else spoken
        expected = [Role.USER if index % 2 == 0 else Role.MODEL for index in range(len(turns))]
        if turns != expected:
            raise PromptRejected(
                said("You and the model must speak in turn."), said("Start a new conversation.")
            )

    @classmethod
    def opened(cls, *, system: str = "") -> Conversation:
        """An empty conversation, with a system message where `system` is not blank."""
        if not system.strip():
            return cls()
        return cls(messages=(Message(role=Role.SYSTEM, text=system),))

    def asked(self, text: str, images: tuple[Image, ...] = ()) -> Conversation:
        """This conversation with one more user message."""
        question = Message(role=Role.USER, text=text, images=images)
        return Conversation(messages=(*self.messages, question))

    def answered(self, text: str, thought: str = "") -> Conversation:
        """This conversation with the model's answer to the last user message."""
        answer = Message(role=Role.MODEL, text=text, thought=thought)
        return Conversation(messages=(*self.messages, answer))

    @property
    def shortened(self) -> Conversation | None:
        """This conversation without its oldest question and answer; None where the last question is left."""
        system = self.messages[:1] if self.messages[:1] and self.messages[0].role is Role.SYSTEM else ()
        told = self.messages[len(system) :]
        return Conversation(messages=(*system, *told[2:])) if len(told) > 2 else None

    @property
    def images(self) -> tuple[Image, ...]:
        """Every image of it, in order."""
        return tuple(image for message in self.messages for image in message.images)

    @property
    def prompt(self) -> str:
        """The text of the last user message, or an empty string."""
        return next((m.text for m in reversed(self.messages) if m.role is Role.USER), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """What of a conversation the model is given, and what room is left for the answer.

    Attributes:
        prompt_tokens: Tokens of what is given, the beginning of an answer included.
        dropped: How many of the oldest questions are left out, each with its answer.
        room_tokens: The most tokens that the answer may still have.
        context_tokens: The most tokens that the model holds.
    """

    prompt_tokens: int
    dropped: int
    room_tokens: int
    context_tokens: int
