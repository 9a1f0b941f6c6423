"""The bars along what is quoted, at the side where its lines begin."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QTextDocument

STEP_PX = 16  # so much further in is a quote than what is around it, at both sides
BAR_PX = 3


class _Part(NamedTuple):
    """A paragraph or a table: in how many quotes and lists it is, where, and at which side it begins."""

    depth: int
    indent: int
    place: QRectF
    runs_left: bool


def quote_bars(document: QTextDocument) -> list[QRectF]:
    """Where bars stand, in px of a text that is laid out: one along each quote, also along one in another."""
    return list(_bars(list(_parts(document)), 1, document))


def _bars(parts: Sequence[_Part], depth: int, document: QTextDocument) -> Iterator[QRectF]:
    """Those of the quotes that are at least so deep in others."""
    for quoted in _quotes(parts, depth):
        first, last = quoted[0], quoted[-1]
        left = STEP_PX * (depth - 1) + document.indentWidth() * first.indent
        if first.runs_left:
            left = document.textWidth() - left - BAR_PX
        yield QRectF(left, first.place.top(), BAR_PX, last.place.bottom() - first.place.top())
        yield from _bars(quoted, depth + 1, document)


def _quotes(parts: Sequence[_Part], depth: int) -> Iterator[list[_Part]]:
    """The parts of each quote; what is further out than the first of them is in another one."""
    quoted: list[_Part] = []
    for part in parts:
        if quoted and (part.depth < depth or part.indent < quoted[0].indent):
            yield quoted
            quoted = []
        if part.depth >= depth:
            quoted.append(part)
    if quoted:
        yield quoted


def _parts(document: QTextDocument) -> Iterator[_Part]:
    layout, each = document.documentLayout(), document.rootFrame().begin()
    is_behind_table = False  # where Qt puts an empty paragraph that is in nothing
    while not each.atEnd():
        block, frame = each.currentBlock(), each.currentFrame()
        if frame is not None:
            form = frame.frameFormat()
            place = layout.frameBoundingRect(frame).adjusted(0, form.topMargin(), 0, -form.bottomMargin())
            quotes_px = form.rightMargin()
            indent = round((form.leftMargin() - quotes_px) / document.indentWidth())
            yield _Part(round(quotes_px / STEP_PX), indent, place, runs_left=False)
        elif block.text() or not is_behind_table:
            form, held = block.blockFormat(), block.textList()
            indent = form.indent() if held is None else held.format().indent() - 1
            runs_left = block.textDirection() is Qt.LayoutDirection.RightToLeft
            spare = block.layout().boundingRect().top()  # above its first line
            place = layout.blockBoundingRect(block).translated(0, spare)
            yield _Part(round(form.leftMargin() / STEP_PX), indent, place, runs_left)
        is_behind_table = frame is not None
        each += 1
