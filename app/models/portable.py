"""A recording as one file that another machine can replay: the packed trace with the words it uses."""

from __future__ import annotations

import hashlib
import json
import struct
import zlib
from dataclasses import replace
from pathlib import Path

from app.language import tr
from app.models.export import about_of, ids_of
from app.models.recording import Recording
from engine import EngineError, TraceRefused, Vocabulary, decode_trace, encode_trace

MAGIC = b"DEWSHARE"
SUFFIX = ".dewtrace"
LARGEST_WORDS_BYTES = 1 << 26  # unpacked; the words of 262,144 ids take a tenth
_HEAD = struct.Struct("<8sHQ32s")  # magic, version, length of the trace, checksum of what follows
_VERSION = 1


def exported(recording: Recording) -> bytes:
    """A recording with the text of every id that occurs in it."""
    vocabulary = recording.vocabulary
    about = about_of(recording)
    trace = encode_trace(replace(recording.trace, about=replace(about, model=about.model or "a model")))
    used = ids_of(recording)
    words = {
        "size": len(vocabulary.tokens),
        "tokens": {str(token): vocabulary.tokens[token] for token in sorted(used)},
        "special_ids": sorted(vocabulary.special_ids & used),
        "end_ids": sorted(vocabulary.end_ids),
        "pad_id": vocabulary.pad_id,
    }
    body = trace + zlib.compress(json.dumps(words).encode())
    return _HEAD.pack(MAGIC, _VERSION, len(trace), hashlib.sha256(body).digest()) + body


def read(path: Path) -> Recording:
    """Read a file of `exported`; of any other no more than its beginning. Any thread.

    Raises:
        TraceRefused: It is no recording, damaged, or from a later version.
        OSError: The file cannot be read.
    """
    with path.open("rb") as file:
        start = file.read(_HEAD.size)
        return imported(start + file.read() if start.startswith(MAGIC) else start)


def imported(packed: bytes) -> Recording:
    """Read what `exported` made, on any machine and without a model.

    Raises:
        TraceRefused: It is no recording, damaged, or from a later version.
    """
    if len(packed) < _HEAD.size or packed[: len(MAGIC)] != MAGIC:
        raise TraceRefused(
            tr("This is not a recording."),
            tr("Choose a {suffix} file that Dewpoint has exported.", suffix=SUFFIX),
        )
    _, version, length, checksum = _HEAD.unpack_from(packed)
    if version > _VERSION:
        raise TraceRefused(
            tr("The recording comes from a later version of Dewpoint."), tr("Update Dewpoint to see it.")
        )
    body = packed[_HEAD.size :]
    if version < 1 or hashlib.sha256(body).digest() != checksum or length > len(body):
        raise _damaged()
    trace = decode_trace(body[:length])
    try:
        vocabulary = _vocabulary(body[length:])
    except (
        zlib.error,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        ArithmeticError,
        RecursionError,
    ) as error:
        raise _damaged() from error
    if len(vocabulary.tokens) != trace.about.vocabulary_size:
        raise _damaged()
    return Recording(trace, vocabulary)


def _vocabulary(packed: bytes) -> Vocabulary:
    unpacking = zlib.decompressobj()
    written = unpacking.decompress(packed, LARGEST_WORDS_BYTES)
    if not unpacking.eof:
        raise ValueError("the words are cut off, or far too many")
    fields = json.loads(written)
    size = int(fields["size"])
    if not 0 < size <= LARGEST_WORDS_BYTES // 8:
        raise ValueError("an absurd number of ids")
    tokens = [""] * size
    for token, text in fields["tokens"].items():
        tokens[int(token) % size] = str(text)
    return Vocabulary(
        tokens=tuple(tokens),
        special_ids=frozenset(map(int, fields["special_ids"])),
        end_ids=frozenset(map(int, fields["end_ids"])),
        pad_id=int(fields["pad_id"]),
    )


def _damaged() -> EngineError:
    return TraceRefused(tr("The recording is damaged."), tr("Export it again where it was made."))
