"""The text of a PDF, page by page."""

from __future__ import annotations

import logging
from collections.abc import Callable
from io import BytesIO

from pypdf import PdfReader
from pypdf.errors import DependencyError

from app.attachments.errors import AttachmentRefused, broken, locked, scanned, too_much_text
from app.language import tr

LONGEST_TEXT = 1_000_000  # characters
_AS_READ = {0: "\ufffd", ord("\t"): " "}  # in many fonts both blanks are one glyph, which is told as a tab


def pdf_text(name: str, content: bytes, is_wanted: Callable[[], bool]) -> tuple[str, str]:
    """The text of a PDF with the number of each page before it, and a note about pages without text.

    Args:
        name: The file's name, for sentences.
        content: Its bytes.
        is_wanted: Asked before each page; the rest is left out where it is not.

    Raises:
        AttachmentRefused: It asks for a password, is damaged, or holds no text or far too much.
    """
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it tells of every flaw that it could mend
    try:
        pages = _pages(name, content, is_wanted)
    except AttachmentRefused:
        raise
    except DependencyError as error:  # a cipher that only locked files use
        raise locked(name) from error
    except Exception as error:  # the library raises whatever a file makes it stumble over
        raise broken(name) from error
    written = [f"Page {number}:\n{text}" for number, text in enumerate(pages, start=1) if text]
    if not written:
        raise scanned(name)
    lacking = len(pages) - len(written)
    note = tr("{lacking} of {pages} pages hold no text", lacking=lacking, pages=len(pages)) if lacking else ""
    return "\n\n".join(written), note


def _pages(name: str, content: bytes, is_wanted: Callable[[], bool]) -> list[str]:
    reader = PdfReader(BytesIO(content))
    if reader.is_encrypted and not reader.decrypt(""):
        raise locked(name)
    pages: list[str] = []
    length = 0
    for page in reader.pages:
        if not is_wanted():
            break
        pages.append(_whole_characters(page.extract_text()).translate(_AS_READ).strip())
        length += len(pages[-1])
        if length > LONGEST_TEXT:
            raise too_much_text(name, LONGEST_TEXT)
    return pages


def _whole_characters(text: str) -> str:
    """The text with both halves of a character joined, and a half alone replaced: some fonts give halves."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
