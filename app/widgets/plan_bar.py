"""Where every byte of the full model goes on a card: one bar, and a line for each part."""

from __future__ import annotations

from itertools import chain

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from app.language import tr
from app.models.amounts import memory_words
from app.models.machine import CardPlan
from app.theme import Theme
from app.widgets.labels import ElidedLabel

HEIGHT_PX = 16
_GAP_PX = 2
_NAMED = 6  # parts that are named; the rest is summed up
PAIR_PX = 220  # of the legend; two columns where there is room for both
_STRENGTHS = (1.0, 0.75, 0.55, 0.4, 0.28, 0.2, 0.14)  # of the accent, the largest part first


class PlanBar(QWidget):
    """A plan as a bar of parts, the largest first, with what stays free at the end."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bar = _Bar(theme)
        self._legend = QGridLayout()
        self._legend.setHorizontalSpacing(12)
        self._legend.setVerticalSpacing(4)
        self._shown: list[tuple[QWidget, QWidget]] = []
        self._columns = 1
        self._theme = theme
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._bar)
        column.addLayout(self._legend)
        self.hide()

    def show_plan(self, plan: CardPlan | None) -> None:
        """Show a plan, or nothing."""
        for widget in chain(*self._shown):
            widget.deleteLater()
        self._shown.clear()
        self.setVisible(plan is not None)
        if plan is None:
            return
        parts = folded(plan)
        self._bar.show_parts([size for _, size in parts], plan.budget_bytes)
        free = (tr("free"), max(0, plan.budget_bytes - plan.total_bytes))
        for index, (name, size) in enumerate([*parts, free]):
            mark = _Mark(self._theme, index if index < len(parts) else None)
            words = ElidedLabel("caption")
            words.say(tr("{part}, {size}", part=name[:1].upper() + name[1:], size=memory_words(size)))
            self._shown.append((mark, words))
        self._place()
        said = ", ".join(
            tr("{part} {size}", part=name, size=memory_words(size)) for name, size in [*parts, free]
        )
        self.setAccessibleName(tr("Memory of the card: {parts}", parts=said))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Have as many columns as there is room for."""
        super().resizeEvent(event)
        columns = 2 if event.size().width() >= 2 * PAIR_PX else 1
        if columns != self._columns:
            self._columns = columns
            self._place()

    def _place(self) -> None:
        """Give the marks and their words their places in the legend."""
        for column in (1, 3):
            self._legend.setColumnStretch(column, 1 if column < 2 * self._columns else 0)
        for index, pair in enumerate(self._shown):
            row, column = divmod(index, self._columns)
            for place, widget in enumerate(pair, start=2 * column):
                self._legend.removeWidget(widget)
                self._legend.addWidget(widget, row, place)


def folded(plan: CardPlan) -> list[tuple[str, int]]:
    """The largest parts of a plan, and the sum of all others."""
    parts = sorted(plan.parts, key=lambda part: part[1], reverse=True)
    others = sum(size for _, size in parts[_NAMED:])
    return [*parts[:_NAMED], (tr("everything else"), others)] if others else parts


class _Bar(QWidget):
    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._sizes: list[int] = []
        self._budget_bytes = 1
        self.setFixedHeight(HEIGHT_PX)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def show_parts(self, sizes: list[int], budget_bytes: int) -> None:
        self._sizes, self._budget_bytes = sizes, max(budget_bytes, 1)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            _draw_free(painter, self._theme, QRectF(self.rect()))
            left = 0.0
            for index, size in enumerate(self._sizes):
                width = self.width() * size / self._budget_bytes
                drawn = QRectF(left, 0, max(1.0, width - _GAP_PX), self.height())
                painter.fillRect(drawn, _tint(self._theme, index))
                left += width


class _Mark(QWidget):
    """A square in the colour of a part; None is what stays free."""

    def __init__(self, theme: Theme, index: int | None) -> None:
        super().__init__()
        self._theme, self._index = theme, index
        self.setFixedSize(10, 10)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            if self._index is None:
                _draw_free(painter, self._theme, QRectF(self.rect()))
            else:
                painter.fillRect(self.rect(), _tint(self._theme, self._index))


def _draw_free(painter: QPainter, theme: Theme, place: QRectF) -> None:
    """Draw what stays free: an outline, so that it is like no part."""
    painter.fillRect(place, QColor(theme.colours.surface))
    painter.setPen(QPen(QColor(theme.colours.control_line), 1))
    painter.drawRect(place.adjusted(0.5, 0.5, -0.5, -0.5))


def _tint(theme: Theme, index: int) -> QColor:
    colour, ground = QColor(theme.colours.accent), QColor(theme.colours.raised)
    share = _STRENGTHS[min(index, len(_STRENGTHS) - 1)]
    return QColor.fromRgbF(
        share * colour.redF() + (1 - share) * ground.redF(),
        share * colour.greenF() + (1 - share) * ground.greenF(),
        share * colour.blueF() + (1 - share) * ground.blueF(),
    )
