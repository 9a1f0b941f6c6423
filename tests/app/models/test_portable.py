from __future__ import annotations

import hashlib
import json
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.models import portable
from app.models.export import ids_of, text_at
from app.models.portable import exported, imported
from engine import TraceRefused
from tests.app.recordings import recording_of
from tests.engine.brackets import in_brackets, refuses_in_words

RECORDING = recording_of(steps=2)
PACKED = exported(RECORDING)
HEAD = portable._HEAD.size


def _with_words(words: object) -> bytes:
    """The recording with other words, and a head that vouches for them."""
    return _with_words_packed(json.dumps(words).encode())


def _with_words_packed(words: bytes) -> bytes:
    _, version, length, _ = portable._HEAD.unpack_from(PACKED)
    body = PACKED[HEAD : HEAD + length] + zlib.compress(words)
    return portable._HEAD.pack(portable.MAGIC, version, length, hashlib.sha256(body).digest()) + body


def test_a_recording_from_another_machine_replays_the_same() -> None:
    read = imported(PACKED)
    assert read.length == RECORDING.length
    for ours, theirs in zip(RECORDING.canvases, read.canvases, strict=True):
        assert ours.frames == theirs.frames
    for moment in range(RECORDING.length):
        assert text_at(read, moment) == text_at(RECORDING, moment)


def test_only_the_words_that_occur_travel_along() -> None:
    read = imported(PACKED)
    used = ids_of(RECORDING)
    for token, text in enumerate(read.vocabulary.tokens):
        assert text == (RECORDING.vocabulary.tokens[token] if token in used else "")
    assert exported(read) == PACKED


def test_a_file_cut_at_any_byte_is_refused() -> None:
    for length in range(len(PACKED)):
        with pytest.raises(TraceRefused):
            imported(PACKED[:length])


@given(st.integers(0, len(PACKED) - 1), st.integers(1, 255))
@settings(max_examples=150)
def test_a_file_with_any_byte_changed_is_refused(place: int, change: int) -> None:
    damaged = bytearray(PACKED)
    damaged[place] ^= change
    with pytest.raises(TraceRefused):
        imported(bytes(damaged))


@pytest.mark.parametrize(
    "words",
    [
        None,
        [],
        {},
        {"size": 10**12, "tokens": {}, "special_ids": [], "end_ids": [], "pad_id": 0},
        {"size": 5, "tokens": {}, "special_ids": [], "end_ids": [], "pad_id": 0},
        {"size": 5, "tokens": [], "special_ids": [], "end_ids": [], "pad_id": 0},
        {"size": 5, "tokens": {"x": "y"}, "special_ids": [], "end_ids": [], "pad_id": 0},
        {"size": "many", "tokens": {}, "special_ids": [], "end_ids": [], "pad_id": 0},
        {"size": 5, "tokens": {}, "special_ids": ["x"], "end_ids": [], "pad_id": 0},
        {"size": float("inf"), "tokens": {}, "special_ids": [], "end_ids": [], "pad_id": 0},
    ],
)
def test_words_that_make_no_sense_are_refused(words: object) -> None:
    with pytest.raises(TraceRefused, match="damaged"):
        imported(_with_words(words))


@pytest.mark.parametrize(
    "words", [b" " * (portable.LARGEST_WORDS_BYTES + 10), b"[" * 100_000], ids=["too many", "too deep"]
)
def test_a_bomb_of_words_is_refused_without_unpacking_it(words: bytes) -> None:
    with pytest.raises(TraceRefused, match="damaged"):
        imported(_with_words_packed(words))


def test_a_later_version_says_so() -> None:
    later = portable._HEAD.pack(portable.MAGIC, 2, 0, b"") + b"whatever"
    with pytest.raises(TraceRefused, match="later version"):
        imported(later)


@pytest.mark.parametrize("packed", [b"", portable.MAGIC + b"\2" + PACKED[9:], PACKED[:-1]])
def test_refusals_are_told_in_the_words_that_are_spoken(
    packed: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(portable, "tr", in_brackets)
    assert refuses_in_words(imported, packed)
