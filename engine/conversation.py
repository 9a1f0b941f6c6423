"""A conversation as a value: who said what, in order."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from engine.errors import PromptRejected


class Role(StrEnum):
    """Who speaks; the values are the names in the model's chat template."""

    SYSTEM = "system"
    USER = "user"
    MODEL = "model"


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message of a conversation.

    Attributes:
        role: Who said it.
        text: What was said. For the model: the answer without its thought.
        thought: The model's thought channel; shown folded, never sent back to the model.
    """

    role: Role
    text: str
    thought: str = ""


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
            raise PromptRejected("A system message must come first.", "Start a new conversation.")
        turns = spoken[1:] if spoken[:1] == [Role.SYSTEM] else spoken
        expected = [Role.USER if index % 2 == 0 else Role.MODEL for index in range(len(turns))]
        if turns != expected:
            raise PromptRejected("You and the model must speak in turn.", "Start a new conversation.")

    @classmethod
    def opened(cls, *, system: str = "") -> Conversation:
        """An empty conversation, with a system message where `system` is not blank."""
        if not system.strip():
            return cls()
        return cls(messages=(Message(role=Role.SYSTEM, text=system),))

    def asked(self, text: str) -> Conversation:
        """This conversation with one more user message."""
        return Conversation(messages=(*self.messages, Message(role=Role.USER, text=text)))

    def answered(self, text: str, thought: str = "") -> Conversation:
        """This conversation with the model's answer to the last user message."""
        answer = Message(role=Role.MODEL, text=text, thought=thought)
        return Conversation(messages=(*self.messages, answer))

    @property
    def prompt(self) -> str:
        """The text of the last user message, or an empty string."""
        return next((m.text for m in reversed(self.messages) if m.role is Role.USER), "")
