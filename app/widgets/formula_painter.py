"""Formulas within a text: their room in the line, and the drawing of them."""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape, unescape
from urllib.parse import quote, unquote

from PySide6.QtCore import QByteArray, QObject, QRect, QRectF, QSizeF
from PySide6.QtGui import QFontMetricsF, QPainter, QPyTextObject, QTextDocument, QTextFormat
from PySide6.QtSvg import QSvgRenderer

from app.formulas import INK, Formula, formulas
from app.theme import Theme

SCALE = 1.12  # of the type around it: the face of formulas is drawn smaller
OBJECT = "\ufffc"  # stands in a text where a formula is drawn
_WRITTEN = re.compile(r'<code class="math (inline|display)">(.*?)</code>', re.DOTALL)


def with_pictures(html: str, *, asks: bool = True) -> tuple[str, list[str]]:
    """The text with its formulas as pictures where they are drawn by now; the others stay as written.

    Args:
        html: The text.
        asks: Whether the others are to be drawn.

    Returns:
        The HTML, and the formulas that are not drawn yet.
    """
    missing: list[str] = []

    def picture(found: re.Match[str]) -> str:
        source = unescape(found[2])
        if (formulas().formula(source) if asks else formulas().known(source)) is None:
            missing.append(source)
            return found[0]
        is_alone = found[1] == "inline" or _stands_alone(html, found)
        image = f'<img src="{quote(source, safe="")}" alt="{escape(source)}" style="vertical-align: middle">'
        return image if is_alone else f"<br>{image}<br>"

    return _WRITTEN.sub(picture, html), missing


def _stands_alone(html: str, found: re.Match[str]) -> bool:
    return html[: found.start()].endswith(">") and html[found.end() :].startswith("</p>")


def source_of(form: QTextFormat) -> str:
    """What was written where a picture stands; empty where none does."""
    return unquote(form.toImageFormat().name()) if form.isImageFormat() else ""


class FormulaPainter(QPyTextObject):
    """Draws the pictures of a document as outlines, in the colour of the text, in any size.

    Args:
        theme: The colour.
        parent: Lives as long as the document.
    """

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme

    def intrinsicSize(self, doc: QTextDocument, posInDocument: int, format: QTextFormat) -> QSizeF:
        """The room of a formula, at most as wide as the text; its middle stands on that of the letters."""
        formula = formulas().formula(source_of(format))
        if formula is None:
            return QSizeF(0, 0)
        size = _type_px(doc)
        width = formula.width * size
        shrunk = min(1.0, doc.textWidth() / width) if doc.textWidth() > 0 else 1.0
        above, below = _extent(formula, size * shrunk, _axis(doc))
        return QSizeF(width * shrunk, above + below)

    def drawObject(
        self,
        painter: QPainter,
        rect: QRectF | QRect,
        doc: QTextDocument,
        posInDocument: int,
        format: QTextFormat,
    ) -> None:
        """Draw a formula into its room."""
        rect = QRectF(rect)
        formula = formulas().formula(source_of(format))
        if formula is None:
            return
        size = rect.width() / formula.width
        above, _ = _extent(formula, size, _axis(doc))
        top = rect.top() + above - formula.ascent * size
        place = QRectF(rect.left(), top, rect.width(), (formula.ascent + formula.depth) * size)
        _renderer(formula, self._ink(format)).render(painter, place)

    def _ink(self, form: QTextFormat) -> str:
        """The colour of the text around: another one in a quotation, and where it is selected."""
        if form.hasProperty(QTextFormat.Property.ForegroundBrush.value):
            return form.foreground().color().name()
        return self._theme.colours.text


def _type_px(doc: QTextDocument) -> float:
    return doc.defaultFont().pixelSize() * SCALE


def _axis(doc: QTextDocument) -> float:
    """How far above the line Qt puts the middle of what is aligned to it: a quarter of a small letter."""
    return QFontMetricsF(doc.defaultFont()).xHeight() / 4


def _extent(formula: Formula, size: float, axis: float) -> tuple[float, float]:
    """The room above and below the line of writing: both the same from the axis, so that Qt puts it right."""
    half = max(formula.ascent * size - axis, formula.depth * size + axis)
    return half + axis, half - axis


@lru_cache(maxsize=128)
def _renderer(formula: Formula, colour: str) -> QSvgRenderer:
    return QSvgRenderer(QByteArray(formula.svg.replace(INK, colour).encode()))
