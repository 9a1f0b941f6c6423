from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QImage

from app.models.attachments import PASTED_TEXT
from app.widgets.message_field import LONGEST, local_files
from tests.app.conftest import OpenWindow


def _mime(*urls: str) -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl(url) for url in urls])
    return mime


@pytest.mark.parametrize(
    ("urls", "files"),
    [
        (["file:///a/b.txt", "file:///c%20d.pdf"], ["/a/b.txt", "/c d.pdf"]),
        (["https://example.org/a.txt"], []),
        (["file:///a.txt", "https://example.org/a.txt"], []),
        ([], []),
    ],
)
def test_only_files_of_this_pc_are_files(urls: list[str], files: list[str]) -> None:
    assert local_files(_mime(*urls)) == [Path(file) for file in files]


def test_pasted_files_and_pictures_are_attached_and_text_is_written(
    open_window: OpenWindow, tmp_path: Path
) -> None:
    opened = open_window(sees_images=True)
    field, files = opened.window.composer.field, opened.parts.attachments
    (tmp_path / "a.txt").write_text("the drop")
    mime = _mime(QUrl.fromLocalFile(str(tmp_path / "a.txt")).toString())
    assert field.canInsertFromMimeData(mime)
    field.insertFromMimeData(mime)
    picture = QMimeData()
    picture.setImageData(QImage(4, 4, QImage.Format.Format_RGB32))
    assert field.canInsertFromMimeData(picture)
    field.insertFromMimeData(picture)
    opened.wait(lambda: len(files.ready) == 2)
    assert field.toPlainText() == ""
    table = QMimeData()  # as a spreadsheet copies its cells
    table.setText("1\t2")
    table.setImageData(QImage(4, 4, QImage.Format.Format_RGB32))
    field.insertFromMimeData(table)
    assert field.toPlainText() == "1\t2"
    assert len(files.entries) == 2


def test_a_text_that_is_too_long_for_the_field_is_attached(open_window: OpenWindow) -> None:
    opened = open_window()
    field, files = opened.window.composer.field, opened.parts.attachments
    for length in (LONGEST, LONGEST + 1):
        mime = QMimeData()
        mime.setText("x" * length)
        field.clear()
        field.insertFromMimeData(mime)
        assert field.toPlainText() == "x" * (length if length == LONGEST else 0)
    opened.wait(lambda: len(files.ready) == 1)
    assert files.ready[0].text == "x" * (LONGEST + 1)
    assert files.ready[0].name == PASTED_TEXT


def test_a_pasted_address_is_text(open_window: OpenWindow) -> None:
    opened = open_window()
    mime = _mime("https://example.org/a.txt")
    opened.window.composer.field.insertFromMimeData(mime)
    assert opened.window.composer.field.toPlainText() == "https://example.org/a.txt"
    assert opened.parts.attachments.entries == ()


def test_of_what_was_copied_as_a_web_page_alone_the_words_are_pasted(open_window: OpenWindow) -> None:
    field = open_window().window.composer.field
    page = QMimeData()
    page.setHtml("<p>the <b>drop</b></p><ul><li>is clear</li></ul><img src='https://example.org/a.png'>")
    assert field.canInsertFromMimeData(page)
    field.insertFromMimeData(page)
    assert field.toPlainText().split() == ["the", "drop", "is", "clear"]
    assert field.toHtml().count("<b>") == 0


def test_pasted_bytes_that_nobody_sees_and_no_model_takes_are_left_out(open_window: OpenWindow) -> None:
    opened = open_window()
    mime = QMimeData()
    mime.setText("the drop\0\n is\0 clear\0")
    opened.window.composer.field.insertFromMimeData(mime)
    assert opened.window.composer.field.toPlainText() == "the drop\n is clear"
