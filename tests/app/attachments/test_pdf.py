from __future__ import annotations

from pathlib import Path

import pytest

from app.attachments import Attachment, Kind, pdf
from app.attachments.errors import AttachmentRefused
from app.attachments.pdf import pdf_text
from tests.app.attachments.files import lock_pdf, pdf_of_font, write_pdf


def _read(path: Path) -> tuple[str, str]:
    return pdf_text(path.name, path.read_bytes(), lambda: True)


@pytest.mark.usefixtures("qapp")
def test_the_text_of_every_page_is_read_and_numbered(tmp_path: Path) -> None:
    text, note = _read(write_pdf(tmp_path / "a.pdf", ["The drop is clear.", "Größe und Maß"]))
    assert text == "Page 1:\nThe drop is clear.\n\nPage 2:\nGröße und Maß"
    assert note == ""


@pytest.mark.usefixtures("qapp")
def test_pages_without_text_are_told_of(tmp_path: Path) -> None:
    text, note = _read(write_pdf(tmp_path / "a.pdf", ["", "The drop is clear.", ""]))
    assert text == "Page 2:\nThe drop is clear."
    assert note == "2 of 3 pages hold no text"


@pytest.mark.usefixtures("qapp")
def test_a_scan_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AttachmentRefused, match="pictures of pages"):
        _read(write_pdf(tmp_path / "scan.pdf", ["", ""]))


@pytest.mark.usefixtures("qapp")
def test_a_password_is_told_of_and_one_against_changes_only_does_not_matter(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "a.pdf", ["The drop is clear."])
    assert "The drop" in _read(lock_pdf(path, user="", owner="secret"))[0]
    path = write_pdf(tmp_path / "b.pdf", ["The drop is clear."])
    with pytest.raises(AttachmentRefused, match="password"):
        _read(lock_pdf(path, user="secret"))


@pytest.mark.usefixtures("qapp")
def test_damage_anywhere_is_a_refusal_and_never_another_error(tmp_path: Path) -> None:
    whole = write_pdf(tmp_path / "a.pdf", ["The drop is clear."]).read_bytes()
    outcomes = set()
    for cut in range(5, len(whole), max(1, len(whole) // 40)):
        try:
            pdf_text("a.pdf", whole[:cut], lambda: True)
        except AttachmentRefused as error:
            outcomes.add(error.title)
        swapped = whole[:cut] + b"<<[(" + whole[cut + 4 :]
        try:
            pdf_text("a.pdf", swapped, lambda: True)
        except AttachmentRefused as error:
            outcomes.add(error.title)
    assert "“a.pdf” is damaged." in outcomes


def test_whatever_the_library_raises_is_a_refusal() -> None:
    outdated = pdf_of_font("D835DC65").replace(b"<< /Length", b"<< /Filter /Fl /Length")
    with pytest.raises(AttachmentRefused, match="damaged"):
        pdf_text("a.pdf", outdated, lambda: True)


@pytest.mark.parametrize(("code", "read"), [("D835", "\ufffd"), ("D835DC65", "\U0001d465")])
def test_a_font_that_tells_half_a_character_leaves_a_text_that_can_be_stored(code: str, read: str) -> None:
    text, _ = pdf_text("a.pdf", pdf_of_font(code), lambda: True)
    assert text == f"Page 1:\n{read}"
    assert Attachment(name="a.pdf", kind=Kind.PDF, text=text).digest


@pytest.mark.usefixtures("qapp")
def test_far_too_much_text_is_refused_and_a_closed_window_ends_the_reading(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_pdf(tmp_path / "a.pdf", ["The drop is clear."] * 3)
    monkeypatch.setattr(pdf, "LONGEST_TEXT", 20)
    with pytest.raises(AttachmentRefused, match="more than 20 characters"):
        _read(path)
    with pytest.raises(AttachmentRefused):
        pdf_text("a.pdf", path.read_bytes(), lambda: False)  # no page was read
