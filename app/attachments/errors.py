"""Why a file cannot be attached, as sentences with the file's name."""

from __future__ import annotations

from app.language import tr

_MB = 1_000_000


class AttachmentRefused(Exception):
    """A file cannot go with a question.

    Args:
        title: What is the matter with it, in one sentence.
        hint: What to do.
    """

    def __init__(self, title: str, hint: str) -> None:
        super().__init__(title)
        self.title = title
        self.hint = hint


def gone(name: str) -> AttachmentRefused:
    """The file was there once."""
    return AttachmentRefused(
        tr("“{name}” is no longer there.", name=name), tr("Find out where it went, and attach it there.")
    )


def unreadable(name: str, reason: str) -> AttachmentRefused:
    """The system does not give the file out."""
    return AttachmentRefused(
        tr("“{name}” cannot be read: {reason}.", name=name, reason=reason),
        tr("Check that you may open it."),
    )


def no_file(name: str) -> AttachmentRefused:
    """A folder, or what is no file at all."""
    return AttachmentRefused(
        tr("“{name}” is not a file.", name=name), tr("Attach the files in it one by one.")
    )


def empty(name: str) -> AttachmentRefused:
    """Nothing is in it."""
    return AttachmentRefused(tr("“{name}” is empty.", name=name), tr("Attach a file that holds something."))


def too_large(name: str, size_bytes: int, limit_bytes: int) -> AttachmentRefused:
    """More than can be taken in."""
    return AttachmentRefused(
        tr(
            "“{name}” is too large: {size:.1f} MB, where {limit:.0f} MB can be attached.",
            name=name,
            size=size_bytes / _MB,
            limit=limit_bytes / _MB,
        ),
        tr("Attach the part that matters."),
    )


def too_much_text(name: str, limit: int) -> AttachmentRefused:
    """A small file with an enormous text."""
    return AttachmentRefused(
        tr(
            "“{name}” holds more than {limit:,} characters, which is more than can be attached.",
            name=name,
            limit=limit,
        ),
        tr("Attach the pages that matter."),
    )


def not_text(name: str) -> AttachmentRefused:
    """Bytes that are no text, no PDF and no image that is known here."""
    return AttachmentRefused(
        tr("“{name}” is not a text, a PDF or an image.", name=name),
        tr("Save it as one of these, and attach that."),
    )


def locked(name: str) -> AttachmentRefused:
    """A PDF that asks for a password."""
    return AttachmentRefused(
        tr("“{name}” is protected with a password.", name=name),
        tr("Save a copy without protection, and attach that."),
    )


def scanned(name: str) -> AttachmentRefused:
    """A PDF of pictures."""
    return AttachmentRefused(
        tr("“{name}” holds pictures of pages and no text.", name=name),
        tr("Have its text recognized first, then attach that."),
    )


def broken(name: str) -> AttachmentRefused:
    """A file that nobody can read."""
    return AttachmentRefused(
        tr("“{name}” is damaged.", name=name), tr("Get the file again, or save it anew.")
    )


def blind(name: str) -> AttachmentRefused:
    """An image, and a model without eyes."""
    return AttachmentRefused(
        tr("“{name}” is an image, and the loaded model cannot see images.", name=name),
        tr("Use the full model for images."),
    )
