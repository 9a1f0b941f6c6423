"""What the engine says to people: in English, or in the words of the program around it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


class Sentence(str):
    """A sentence that keeps what it was made of, so that another process can say it in its own words.

    Attributes:
        words: Its English, with `{name}` where something is put in.
        fields: What is put in.
    """

    words: str
    fields: dict[str, object]


def said(words: str, /, **fields: object) -> Sentence:
    """A sentence in the words that are spoken; in English until others are chosen.

    Args:
        words: What is said, a whole sentence at best, with `{name}` or `{name:.1f}` where something is put
            in. It must be a literal, so that it is found when the list of words is made.
        **fields: What is put in: text, numbers, or what was said before.
    """
    sentence = Sentence(_writer(words, **fields))
    sentence.words, sentence.fields = words, fields
    return sentence


def say_with(writer: Callable[..., str]) -> None:
    """Have everything from now on said by `writer(words, **fields)`."""
    global _writer
    _writer = writer


def in_english(words: str, /, **fields: object) -> str:
    """Words as they are, with what is put in."""
    return words.format(**fields) if fields else words


def size_words(size_bytes: int) -> str:
    """A size as a command line tells it; 1 GB is 10^9 bytes."""
    for unit, scale in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if size_bytes >= scale:
            return f"{size_bytes / scale:.1f} {unit}"
    return f"{size_bytes} bytes"


def parts_of(value: object) -> Any:
    """What a sentence was made of, as JSON holds it; text and numbers are themselves, all else its text."""
    if isinstance(value, Sentence):
        return {
            "words": value.words,
            "fields": {name: parts_of(field) for name, field in value.fields.items()},
        }
    return value if isinstance(value, str | int | float) else str(value)


def said_again(parts: Any) -> Any:
    """The way back from `parts_of`, in the words that are spoken here."""
    if not isinstance(parts, dict):
        return parts
    return said(parts["words"], **{name: said_again(field) for name, field in parts["fields"].items()})


_writer: Callable[..., str] = in_english
