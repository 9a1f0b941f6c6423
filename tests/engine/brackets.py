"""Words in brackets: what stands in none was not said, and would be English in every language."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.errors import EngineError
from engine.words import in_english


def in_brackets(words: str, /, **fields: object) -> str:
    """Says everything as the fixture `bracketed` has the engine say it."""
    return f"⟦{in_english(words, **fields)}⟧"


def is_said(*sentences: str) -> bool:
    """Whether each of them was said, from its first word to its last."""
    return all(sentence[:1] + sentence[-1:] == "⟦⟧" for sentence in sentences)


def refuses_in_words(work: Callable[..., object], *given: Any, **named: Any) -> bool:
    """Whether some work is refused, and the refusal was said: what happened, and what to do."""
    try:
        work(*given, **named)
    except EngineError as error:
        return is_said(error.title, error.hint)
    return False
