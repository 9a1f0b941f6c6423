"""A question with its files as the model reads them: each file fenced and named, then the question."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import PurePath

from app.attachments.attachment import Attachment, Kind

_TICKS = re.compile("`+")
_LANGUAGE = re.compile(r"\.[A-Za-z0-9+#]{1,12}")


def worded(prompt: str, attachments: Sequence[Attachment]) -> str:
    """The text of a message with what its files hold, before the question; images go beside the text."""
    texts = [each for each in attachments if each.kind is not Kind.IMAGE]
    parts = [fenced(each, place, len(texts)) for place, each in enumerate(texts, start=1)]
    return "\n\n".join(filter(None, (*parts, prompt)))


@lru_cache(maxsize=32)  # asked for again with every pause of the keys
def fenced(attachment: Attachment, place: int = 1, count: int = 1) -> str:
    """One file between fences that are longer than any inside, so that its text cannot end it."""
    longest = max(map(len, _TICKS.findall(attachment.text)), default=0)
    fence = "`" * max(3, longest + 1)
    which = "File" if count == 1 else f"File {place} of {count}"
    kind = ", the text of its pages" if attachment.kind is Kind.PDF else ""
    suffix = PurePath(attachment.name).suffix
    language = suffix[1:].lower() if attachment.kind is Kind.TEXT and _LANGUAGE.fullmatch(suffix) else ""
    return f"{which}, “{attachment.name}”{kind}:\n{fence}{language}\n{attachment.text.rstrip()}\n{fence}"
