"""Real files for tests, made by others: PDFs by Qt's printer, pictures by Qt's painter."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pypdf import PdfReader, PdfWriter
from PySide6.QtCore import QMarginsF
from PySide6.QtGui import QColor, QFont, QImage, QPageSize, QPainter, QPdfWriter


def write_pdf(path: Path, pages: Sequence[str]) -> Path:
    """A PDF with a page of text for each entry; a page for an empty one holds a drawing only."""
    writer = QPdfWriter(str(path))
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A6))
    writer.setPageMargins(QMarginsF(10, 10, 10, 10))
    painter = QPainter(writer)
    painter.setFont(QFont("Inter", 11))
    for number, text in enumerate(pages):
        if number:
            writer.newPage()
        if text:
            painter.drawText(0, 400, text)
        else:
            painter.drawEllipse(0, 0, 400, 400)
    painter.end()
    return path


def lock_pdf(path: Path, *, user: str, owner: str | None = None) -> Path:
    """Protect a PDF with passwords."""
    writer = PdfWriter(clone_from=PdfReader(path))
    writer.encrypt(user, owner, algorithm="RC4-128")
    writer.write(path)
    return path


def write_picture(path: Path, width: int = 64, height: int = 48) -> Path:
    """An image of one colour, in the format that the name asks for."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor("teal"))
    assert image.save(str(path))
    return path
