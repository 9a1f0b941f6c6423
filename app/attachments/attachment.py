"""A file that goes with a question, as a value."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """What a file is to the model; the values are stored."""

    TEXT = "text"
    PDF = "pdf"
    IMAGE = "image"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file as it was when it was attached.

    Attributes:
        name: Its name without its folder, on one line.
        kind: What it is.
        text: What the model reads of it; empty for an image.
        content: The bytes of an image; empty for what is text.
        note: What is to be known about how it was read; empty where there is nothing.
        digest: What tells this content from every other, as hexadecimal digits.
    """

    name: str
    kind: Kind
    text: str = field(default="", repr=False)
    content: bytes = field(default=b"", repr=False)
    note: str = ""
    digest: str = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Compute the digest once: it is asked for with every write."""
        digest = hashlib.sha256(self.text.encode() + b"\0" + self.content).hexdigest()
        object.__setattr__(self, "digest", digest)
