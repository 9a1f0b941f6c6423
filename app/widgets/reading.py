"""What a reader reads at the top edge of a page, found again when the page has another height."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from app.widgets.passages import Passage, Passages, top_on


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A place on a page.

    Attributes:
        page: The page.
        passage: The first passage at the top edge.
        below: How far below the edge it begins, in px; negative above it.
        height: How high the passage was.
        width: How wide the page was.
    """

    page: QWidget
    passage: Passage
    below: int
    height: int
    width: int

    @property
    def is_there(self) -> bool:
        """Whether it can be found again."""
        return self.passage.is_there and self.passage.home.isVisible()

    def top(self) -> int:
        """Where the top edge has to be on the page, for the line to stay; nearly, at another width."""
        below = self.below
        if below < 0 and self.page.width() != self.width:
            below = below * self.passage.height // max(self.height, 1)
        return top_on(self.page, self.passage) - below


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What is at the top edge of a page.

    Attributes:
        view: The first view there.
        below: How far below the edge it begins, in px; negative above it.
        line: The line at the edge, where the view has a long text there.
    """

    view: QWidget
    below: int
    line: Line | None

    @property
    def is_there(self) -> bool:
        """Whether it can be found again."""
        return isValid(self.view) and not self.view.isHidden()

    def top(self) -> int:
        """Where the top edge has to be on the page, for what is read to stay."""
        if self.line is not None and self.line.is_there:
            return self.line.top()
        return self.view.y() - self.below


def reading_in(page: QWidget, view: QWidget, top: int) -> Reading:
    """What is read at a height of a page, within a view."""
    return Reading(view=view, below=view.y() - top, line=line_at(page, view, top))


def line_at(page: QWidget, view: QWidget, top: int) -> Line | None:
    """The line at a height of a page, within a view; None where it has no long text there."""
    for home in view.findChildren(Passages):
        if not home.isVisible():
            continue
        begin = home.mapTo(page, QPoint(0, 0)).y()
        for passage in home.passages():
            below = begin + passage.y - top
            if below + passage.height >= 0:
                return Line(
                    page=page, passage=passage, below=below, height=passage.height, width=page.width()
                )
    return None
