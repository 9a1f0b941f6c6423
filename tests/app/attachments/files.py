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


def pdf_of_font(code: str) -> bytes:
    """A PDF of one letter, which its font says is the character of these UTF-16 units."""
    meaning = f"1 begincodespacerange <00> <FF> endcodespacerange 1 beginbfchar <41> <{code}> endbfchar"
    parts = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] /Contents 4 0 R"
        " /Resources << /Font << /F 5 0 R >> >> >>",
        _stream("BT /F 12 Tf 20 20 Td (A) Tj ET"),
        "<< /Type /Font /Subtype /Type1 /BaseFont /X /ToUnicode 6 0 R >>",
        _stream("\n".join(meaning.split(" 1 "))),
    ]
    written, places = "%PDF-1.4\n", []
    for number, part in enumerate(parts, start=1):
        places.append(f"{len(written):010} 00000 n \n")
        written += f"{number} 0 obj\n{part}\nendobj\n"
    table = f"xref\n0 {len(parts) + 1}\n0000000000 65535 f \n{''.join(places)}"
    trailer = f"trailer << /Root 1 0 R /Size {len(parts) + 1} >>\nstartxref\n{len(written)}\n%%EOF\n"
    return (written + table + trailer).encode()


def _stream(content: str) -> str:
    return f"<< /Length {len(content)} >>\nstream\n{content}\nendstream"


def write_picture(path: Path, width: int = 64, height: int = 48) -> Path:
    """An image of one colour, in the format that the name asks for."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor("teal"))
    assert image.save(str(path))
    return path
