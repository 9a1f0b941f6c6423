"""A text that is being made: what is committed as text, and behind it the canvas, in one flow."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEasingCurve, QRect, Qt, QVariantAnimation, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.language import tr
from app.models.looks import Look, View
from app.theme import Theme
from app.widgets.canvas_view import CanvasView
from app.widgets.formatted import Formatted
from app.widgets.text_block import INSET

FADE_MS = 120


class Condensing(QWidget):
    """Committed text with the active canvas behind it, beginning where the text ends.

    While a turn runs its height only grows, so that nothing below it jumps; `settle` gives the rest back.

    Args:
        theme: Colours and motion.
        name: What a screen reader calls the text.
        quiet: Whether it is a thought: muted.
        plain: Whether it is shown as it is written, marks and all.
    """

    def __init__(
        self,
        theme: Theme,
        name: str,
        parent: QWidget | None = None,
        *,
        quiet: bool = False,
        plain: bool = False,
    ) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.text = Formatted(theme, name, self, plain=plain)
        self.text.setProperty("quiet", quiet)
        self._theme, self._name, self._quiet = theme, name, quiet
        self._canvas: CanvasView | None = None  # most answers are read, and do not condense any more
        self._on_new_line = False
        self._reserved = 0
        self._is_settled = False
        self.text.resized.connect(self._place)

    @property
    def canvas(self) -> CanvasView:
        """The canvas; made when it is first asked for."""
        if self._canvas is None:
            self._canvas = CanvasView(self._theme, self, quiet=self._quiet, steady=True)
            self._canvas.setAccessibleName(tr("{name}, being made", name=self._name))
            self._canvas.resized.connect(self._place)
            self._canvas.show()
            self._afterglow = _Afterglow(self._theme, self)
            self._place()
        return self._canvas

    def show_text(self, text: str, *, on_new_line: bool) -> None:
        """Show what is committed; `on_new_line` puts the canvas on a line of its own.

        Where a canvas was shown until now, it fades into its text: the next one has its own height.
        """
        if text != self.text.text and self._canvas is not None and self._canvas.height_needed:
            self._afterglow.keep(self._canvas.snapshot(), self._canvas.geometry())
            self._canvas.clear()
        self._on_new_line = on_new_line
        self.text.say(text)
        self._place()

    def show_canvas(self, looks: Sequence[Look], view: View) -> None:
        """Show the canvas behind the text; no looks mean no canvas."""
        if looks:
            self._is_settled = False
            self.canvas.show_looks(looks, view, indent=self._start()[0])
            self._place()
        elif self._canvas is not None:
            self._canvas.clear()
            self._place()

    def settle(self) -> None:
        """Keep no more room than the text needs."""
        if self._canvas is not None:
            self._canvas.clear()
        elif self._is_settled:
            return
        self._is_settled = True
        self._place()

    def wake(self) -> None:
        """Show at once what comes: the reader is near."""
        self.text.is_far = False

    def rest(self) -> None:
        """Keep nothing but the text, where it is settled: the reader is far."""
        self.text.is_far = self._is_settled
        if self._canvas is not None and self._is_settled:
            for part in (self._canvas, self._afterglow):
                part.hide()
                part.deleteLater()
            self._canvas = None

    def look(self) -> None:
        """The page was scrolled; see `Formatted.look`."""
        self.text.look()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay out for another width."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._reserved = 0
            self._place()

    def _start(self) -> tuple[float, int]:
        """Where the canvas begins: the indent of its first line, and the y of that line."""
        end = self.text.end_point()
        if not self.text.text_height():
            return 0.0, 0
        if end is None or self._on_new_line:
            return 0.0, self.text.text_height()
        return end.x(), round(end.y())

    @Slot()
    def _place(self) -> None:
        if (
            self.testAttribute(Qt.WidgetAttribute.WA_Resized) or self.minimumWidth()
        ):  # else nobody told it yet
            self.text.setFixedWidth(self.width())
        self.text.fit()
        self.text.setVisible(self.text.text_height() > 0)
        top = self._start()[1]
        canvas_height = 0
        if self._canvas is not None:
            canvas_height = self._canvas.height_needed
            self._canvas.setGeometry(QRect(INSET, top, max(self.width() - 2 * INSET, 0), canvas_height))
        needed = max(self.text.text_height(), top + canvas_height if canvas_height else 0)
        self._reserved = needed if self._is_settled else max(self._reserved, needed)
        self.setFixedHeight(self._reserved)


class _Afterglow(QWidget):
    """The picture of a canvas that was committed, fading away over its text."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._theme = theme
        self._picture = QPixmap()
        self._fading = QVariantAnimation(self)
        self._fading.setStartValue(1.0)
        self._fading.setEndValue(0.0)
        self._fading.setEasingCurve(QEasingCurve.Type.OutQuad)
        self._fading.valueChanged.connect(self._fade)
        self._fading.finished.connect(self._end)
        self.hide()

    def keep(self, picture: QPixmap, place: QRect) -> None:
        """Show a picture and let it fade; not at all under reduced motion."""
        if not self._theme.duration_ms(FADE_MS):
            return
        self._picture = picture
        self.setGeometry(place)
        self._fading.stop()
        self._fading.setDuration(FADE_MS)
        self._fading.start()
        self.show()
        self.raise_()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the picture as faint as the time tells."""
        painter = QPainter(self)
        painter.setOpacity(float(self._fading.currentValue() or 0.0))
        painter.drawPixmap(0, 0, self._picture)

    @Slot()
    def _fade(self) -> None:
        self.update()

    @Slot()
    def _end(self) -> None:
        """Keep no picture: every answer has one, and they are large."""
        self.hide()
        self._picture = QPixmap()
