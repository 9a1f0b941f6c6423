"""One example: a conversation, what the model should think and answer, and how to check an answer."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace

from engine.conversation import Conversation


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A question with its right answer.

    Attributes:
        task: The name of the skill it asks for.
        conversation: Earlier turns and the open question at the end.
        answer: An answer that is right; the only one where `accepts` is None.
        thought: How to get there, written in the thought channel when thinking is on.
        thinking: Whether thinking is on for this turn.
        items: The list that the answer names, for a follow-up that turns it round.
        accepts: Tells right answers from wrong ones where several are right.
    """

    task: str
    conversation: Conversation
    answer: str
    thought: str
    thinking: bool = False
    items: tuple[str, ...] = ()
    accepts: Callable[[str], bool] | None = None

    @property
    def has_one_answer(self) -> bool:
        """Whether `answer` is the only right one."""
        return self.accepts is None

    def is_right(self, answer: str) -> bool:
        """Whether `answer` is right, to the letter."""
        return self.accepts(answer) if self.accepts else answer == self.answer

    def after(self, earlier: Conversation) -> Example:
        """This example as the next turn of a conversation that has gone on before."""
        messages = (*earlier.messages, *self.conversation.messages)
        return replace(self, conversation=Conversation(messages=messages))


def question(
    task: str,
    prompt: str,
    answer: str,
    thought: str,
    *,
    items: tuple[str, ...] = (),
    accepts: Callable[[str], bool] | None = None,
) -> Example:
    """An example of a single turn."""
    return Example(
        task=task,
        conversation=Conversation().asked(prompt),
        answer=answer,
        thought=thought,
        items=items,
        accepts=accepts,
    )


def phrased(rng: random.Random, *templates: str, **slots: object) -> str:
    """One of the templates, filled, and typed as people type: at times without capital or full stop."""
    text = rng.choice(templates).format(**slots)
    if rng.random() < 0.15:
        text = text[0].lower() + text[1:]
    if rng.random() < 0.15:
        text = text.rstrip("?.")
    return text
