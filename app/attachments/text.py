"""Bytes become text, in whatever encoding they are; what is no text is told apart."""

from __future__ import annotations

import codecs
import locale
import re
import sys

from app.language import tr

_BOMS = (  # UTF-32 first: its little-endian mark begins with that of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROLS = re.compile("[\x00-\x06\x0e-\x1a\x1c-\x1f\x7f\ufffd]")  # what texts hardly ever hold
_MOST_CONTROLS = 0.05  # of the characters of what still counts as a text
_SAMPLE = 4096
# What a short text is most likely in, of the encodings that it may be in: on Windows that of older programs.
USUAL = locale.getencoding() if sys.platform == "win32" else "cp1252"


def text_of(content: bytes) -> tuple[str, str] | None:
    """The text of a file, with line ends as newlines, and a note about how it was read.

    The note names an encoding that had to be guessed, and bytes that are no characters.

    Returns:
        None where the bytes are no text.
    """
    decoded = _decoded(content)
    if decoded is None:
        return None
    text, guessed = decoded
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")
    if len(_CONTROLS.findall(text)) > _MOST_CONTROLS * len(text):
        return None
    notes = [tr("read as {encoding}", encoding=guessed)] if guessed else []
    if lost := text.count("\ufffd"):
        notes.append(tr("%Ln characters could not be read", "", lost))
    return text, ", ".join(notes)


def _decoded(content: bytes) -> tuple[str, str] | None:
    """The text, and the name of its encoding where that is a guess."""
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return content.decode(encoding, errors="replace"), ""
    if (wide := _wide(content)) is not None:
        return content.decode(wide, errors="replace"), ""
    if b"\0" in content:
        return None
    try:
        return content.decode(), ""
    except UnicodeDecodeError:
        mended = content.decode(errors="replace")
    if sum(character > "\x7f" for character in mended) > 2 * mended.count("\ufffd"):
        return mended, ""  # more whole characters than broken ones: UTF-8 that was cut or patched
    from charset_normalizer import from_bytes  # when a text needs it: most are Unicode

    matches = from_bytes(content)
    for match in matches:
        if USUAL in match.could_be_from_charset:
            return str(match), USUAL
    best = matches.best()
    return None if best is None else (str(best), best.encoding.replace("_", "-"))


def _wide(content: bytes) -> str | None:
    """The UTF-16 without a mark that the bytes are, by where their zeros stand; None where they are not."""
    head = content[:_SAMPLE]
    pairs = len(head) // 2
    first, second = head[0::2].count(0), head[1::2].count(0)
    if pairs and second > pairs // 3 and not first:
        return "utf-16-le"
    if pairs and first > pairs // 3 and not second:
        return "utf-16-be"
    return None
