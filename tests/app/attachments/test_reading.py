from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from app.attachments import AttachmentRefused, Kind, reading
from app.attachments.reading import LARGEST_TEXT_BYTES, kind_of, read_file, text_file
from tests.app.attachments.files import write_pdf, write_picture


@pytest.mark.usefixtures("qapp")
def test_kinds_are_told_by_content_and_not_by_name(tmp_path: Path) -> None:
    pdf = write_pdf(tmp_path / "a.pdf", ["The drop."]).rename(tmp_path / "a.txt")
    assert read_file(pdf).kind is Kind.PDF
    for ending in ("png", "jpg", "bmp", "webp"):
        picture = write_picture(tmp_path / f"b.{ending}")
        read = read_file(picture)
        assert (read.kind, read.text) == (Kind.IMAGE, "")
        assert read.content == picture.read_bytes()
    assert kind_of(b"BMW is a make of cars") is Kind.TEXT


@pytest.mark.usefixtures("qapp")
def test_a_text_without_a_file_has_the_limit_of_a_file_and_no_half_characters() -> None:
    assert text_file("a.txt", "half \ud83d here").text == "half ? here"
    assert text_file("a.txt", "x" * LARGEST_TEXT_BYTES).kind is Kind.TEXT
    with pytest.raises(AttachmentRefused, match="too large"):
        text_file("a.txt", "ä" * (LARGEST_TEXT_BYTES // 2 + 1))


def test_a_name_is_one_line_and_a_text_keeps_its_note(tmp_path: Path) -> None:
    path = tmp_path / "two\nlines.txt" if sys.platform != "win32" else tmp_path / "two lines.txt"
    path.write_bytes("Der Tau fällt früh. ".encode() * 9 + b"\xff")
    read = read_file(path)
    assert read.name == "two lines.txt"
    assert read.note == "1 character could not be read"


def _refusal(path: Path, *, sees_images: bool = True) -> str:
    with pytest.raises(AttachmentRefused) as caught:
        read_file(path, sees_images=sees_images)
    return caught.value.title


@pytest.mark.usefixtures("qapp")
def test_what_cannot_be_attached_is_refused_with_its_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, content in (("empty.txt", b""), ("blank.txt", b" \n\t"), ("app.exe", b"MZ\0\0" + bytes(99))):
        (tmp_path / name).write_bytes(content)
    (tmp_path / "long.txt").write_bytes(b"x" * 1200)
    write_picture(tmp_path / "a.png")
    assert _refusal(tmp_path / "none.txt") == "“none.txt” is no longer there."
    assert _refusal(tmp_path) == f"“{tmp_path.name}” is not a file."
    assert _refusal(tmp_path / "empty.txt") == "“empty.txt” is empty."
    assert _refusal(tmp_path / "blank.txt") == "“blank.txt” is empty."
    assert _refusal(tmp_path / "app.exe") == "“app.exe” is not a text, a PDF or an image."
    assert _refusal(tmp_path / "a.png", sees_images=False).endswith("cannot see images.")
    monkeypatch.setitem(reading._LARGEST_BYTES, Kind.TEXT, 1100)
    assert "is too large" in _refusal(tmp_path / "long.txt")


@pytest.mark.skipif(sys.platform == "win32", reason="needs pipes and modes of a file")
def test_a_pipe_is_not_waited_for_and_a_closed_file_is_told_of(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert _refusal(tmp_path / "pipe") == "“pipe” is not a file."
    closed = tmp_path / "closed.txt"
    closed.write_text("x")
    closed.chmod(0)
    if os.geteuid():  # nothing is closed to root
        assert _refusal(closed) == "“closed.txt” cannot be read: Permission denied."
