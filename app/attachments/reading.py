"""A path becomes an attachment, or a sentence that says why not."""

from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path

from app.attachments.attachment import Attachment, Kind
from app.attachments.errors import blind, empty, gone, no_file, not_text, too_large, unreadable
from app.attachments.text import text_of
from app.language import tr

MOST = 20  # attachments of one question
LARGEST_TEXT_BYTES = 1_000_000  # some 250,000 tokens, which is all that the largest context holds
LARGEST_IMAGE_BYTES = 32_000_000
LARGEST_PDF_BYTES = 128_000_000
_LARGEST_BYTES = {
    Kind.TEXT: LARGEST_TEXT_BYTES,
    Kind.IMAGE: LARGEST_IMAGE_BYTES,
    Kind.PDF: LARGEST_PDF_BYTES,
}
_HEAD_BYTES = 1024  # a PDF may begin with some rubbish
_IMAGES = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"II*\0", b"MM\0*")


def read_file(
    path: Path, *, sees_images: bool = True, is_wanted: Callable[[], bool] = lambda: True
) -> Attachment:
    """Read a file. Takes as long as the disk and the PDF need.

    Args:
        path: The file.
        sees_images: Whether the model can do something with images.
        is_wanted: Asked meanwhile; once false, what is read is of no use.

    Raises:
        AttachmentRefused: It cannot be attached.
    """
    name = " ".join(path.name.split()) or tr("file")
    content = _content(path, name)
    kind = kind_of(content)
    match kind:
        case Kind.IMAGE:
            if not sees_images:
                raise blind(name)
            return Attachment(name=name, kind=kind, content=content)
        case Kind.PDF:
            from app.attachments.pdf import pdf_text  # when a PDF comes: it takes a tenth of a second

            text, note = pdf_text(name, content, is_wanted)
        case Kind.TEXT:
            if (read := text_of(content)) is None:
                raise not_text(name)
            text, note = read
    if not text.strip():
        raise empty(name)
    return Attachment(name=name, kind=kind, text=text, note=note)


def text_file(name: str, text: str) -> Attachment:
    """A text that lies in no file, as one.

    Raises:
        AttachmentRefused: It is longer than a file may be.
    """
    content = text.encode(errors="replace")  # half a character has no bytes
    if len(content) > LARGEST_TEXT_BYTES:
        raise too_large(name, len(content), LARGEST_TEXT_BYTES)
    return Attachment(name=name, kind=Kind.TEXT, text=content.decode())


def kind_of(content: bytes) -> Kind:
    """What bytes are by how they begin, whatever the file is called; text where they are nothing else."""
    if b"%PDF-" in content[:_HEAD_BYTES]:
        return Kind.PDF
    is_webp = content[:4] == b"RIFF" and content[8:12] == b"WEBP"
    is_bitmap = content[:2] == b"BM" and content[6:10] == bytes(4)
    if content.startswith(_IMAGES) or is_webp or is_bitmap:
        return Kind.IMAGE
    return Kind.TEXT


def _content(path: Path, name: str) -> bytes:
    """The bytes of a file that is not too large for its kind; what is no file is not opened."""
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            raise no_file(name)
        if not found.st_size:
            raise empty(name)
        with path.open("rb") as file:
            head = file.read(_HEAD_BYTES)
            limit = _LARGEST_BYTES[kind_of(head)]
            if found.st_size > limit:
                raise too_large(name, found.st_size, limit)
            return head + file.read(limit)
    except FileNotFoundError as error:
        raise gone(name) from error
    except OSError as error:
        raise unreadable(name, error.strerror or tr("the system says no more")) from error
