from __future__ import annotations

import codecs
import random

import pytest

from app.attachments.text import text_of

RUSSIAN = "Роса появляется утром, когда воздух остывает и пар становится водой. " * 4
JAPANESE = "露点は空気中の水蒸気が水滴になる温度です。朝になると草の葉に露が見えます。" * 4


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("été, 世界, 😀".encode(), "été, 世界, 😀"),
        (codecs.BOM_UTF8 + "été".encode(), "été"),
        ("été 世界".encode("utf-16"), "été 世界"),
        (codecs.BOM_UTF16_BE + "été 世界".encode("utf-16-be"), "été 世界"),
        ("été".encode("utf-32"), "été"),
        ("a plain line".encode("utf-16-le"), "a plain line"),
        ("a plain line".encode("utf-16-be"), "a plain line"),
        (b"one\r\ntwo\rthree\n", "one\ntwo\nthree\n"),
        (b"\x1b[31mred\x1b[0m\tand\x0cmore", "\x1b[31mred\x1b[0m\tand\x0cmore"),
        (b"x" * 3_000_000, "x" * 3_000_000),
    ],
    ids=["utf8", "bom", "utf16", "utf16be", "utf32", "wide", "wide be", "ends", "escapes", "long line"],
)
def test_texts_in_unicode_are_read_without_a_note(content: bytes, text: str) -> None:
    assert text_of(content) == (text, "")


@pytest.mark.parametrize(("encoding", "text"), [("cp1251", RUSSIAN), ("shift_jis", JAPANESE)])
def test_another_encoding_is_found_and_named(encoding: str, text: str) -> None:
    read = text_of(text.encode(encoding))
    assert read is not None
    assert read[0] == text
    assert read[1].startswith("read as ")


@pytest.mark.parametrize(
    "text",
    ["Grüße aus München, schöne Straße, 5 €", "L'été dernier, nous étions à la plage; ça me plaît.", "Größe"],
)
def test_a_short_text_is_read_in_the_usual_encoding_where_it_may_be_in_that(
    monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setattr("app.attachments.text.USUAL", "cp1252")
    assert text_of(text.encode("cp1252")) == (text, "read as cp1252")


def test_broken_bytes_in_utf8_are_counted_and_the_rest_is_kept() -> None:
    content = ("Der Tau fällt früh. " * 20).encode()
    read = text_of(content[:50] + b"\xff\xfe\xfd" + content[50:])
    assert read is not None
    assert read[0].startswith("Der Tau fällt früh. ")
    assert read[1] == "3 characters could not be read"


def test_what_is_no_text_is_told_apart() -> None:
    noise = random.Random(5).randbytes(5000)
    assert text_of(noise) is None
    assert text_of(b"\x7fELF\x02\x01\x01\0\0\0\0" + bytes(200)) is None
    assert text_of(b"\x01\x02\x03\x04" * 100) is None
