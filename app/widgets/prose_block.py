"""Formatted text of an answer: paragraphs, lists and tables, selectable, with links that ask."""

from __future__ import annotations

from collections.abc import Sequence
from string import Template

from PySide6.QtCore import QPointF, Qt, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QPainter,
    QPaintEvent,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
)
from PySide6.QtWidgets import QWidget

from app.faces import Faces
from app.formulas import formulas
from app.models.blocks import BOXES
from app.theme import BODY_PX, Colours, Theme, part_signs
from app.widgets.formula_painter import OBJECT, FormulaPainter, with_pictures
from app.widgets.linked import Linked
from app.widgets.quote_bars import STEP_PX, quote_bars
from app.widgets.selection import without_pictures
from app.widgets.sideways import Sideways
from app.widgets.table_columns import TableColumns
from app.widgets.text_block import INSET, TextBlock

INDENT_PX = 24
_QT_INDENT_PX = 40  # so much further in Qt puts a table for each list that it is in
_DEEPEST = 6  # lists within each other, after which tables stand further in
RULER_PX = 12  # as high as the empty line is that Qt draws a ruler in
_STYLE = Template("""
    p { margin-top: 0; margin-bottom: 8px; }
    h1 { font-size: 20px; font-weight: 600; margin-top: 12px; margin-bottom: 6px; }
    h2 { font-size: 17px; font-weight: 600; margin-top: 12px; margin-bottom: 6px; }
    h3, h4, h5, h6 { font-size: ${body_px}px; font-weight: 600; margin-top: 8px; margin-bottom: 4px; }
    ul, ol { margin-top: 0; margin-bottom: 8px; }
    blockquote { margin-top: 8px; margin-left: ${step_px}px; margin-right: ${step_px}px; color: $muted; }
    li ul, li ol { margin-bottom: 0; }
    hr { background-color: $line; margin-bottom: 4px; }
    pre { white-space: pre-wrap; background: $hover; }
    code { font-family: '$fixed'; background: $hover; }
    a { color: $accent; }
    table { border-collapse: collapse; border: 1px solid $line; margin-top: 4px; margin-bottom: 10px; }
    th, td { padding: 2.5px 10px 7.5px 10px; border: 1px solid $line; }
    th, strong, b { font-weight: 600; }
""")


def rules_for_tables(indent_px: int) -> str:
    """A style sheet that lets tables in lists begin where the words of their items do.

    Args:
        indent_px: So much further in a document puts a list.
    """
    steps = [("li " * lists, lists * (indent_px - _QT_INDENT_PX)) for lists in range(1, _DEEPEST + 1)]
    return "".join(f"{within}table {{ margin-left: {px}px; }}\n" for within, px in steps)


class ProseBlock(Sideways, Linked, TextBlock):
    """Read-only formatted text. Its height follows its width; where a table is wider, it scrolls sideways.

    Signals:
        resized: Formulas in it were drawn, and it needs another height.
    """

    resized = Signal()

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, name, parent)
        self._html = self._shown_html = ""
        self._dressed: tuple[Colours, Faces] | None = None
        self._waits = self._is_unseen = False
        self._painter = FormulaPainter(theme, self)
        self._columns = TableColumns()
        self.document().setIndentWidth(INDENT_PX)
        kind = QTextFormat.ObjectTypes.ImageObject.value  # there are no other pictures
        self.document().documentLayout().registerHandler(kind, self._painter)

    @property
    def has_formulas(self) -> bool:
        """Whether formulas stand in it that are drawn."""
        return self._shown_html != self._html

    @property
    def is_stale(self) -> bool:
        """Whether the theme has other colours or faces by now."""
        return (self._theme.colours, self._theme.faces) != self._dressed

    def fit(self) -> None:
        """Take the height that the text and a scroll bar need at this width."""
        room = max(self.width() - 2 * INSET, 1)
        self._columns.fit(self.document(), room)
        super().fit()
        is_wide = self._columns.width(self.document()) > room
        policy = Qt.ScrollBarPolicy.ScrollBarAlwaysOn if is_wide else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        if policy != self.horizontalScrollBarPolicy():
            self.setHorizontalScrollBarPolicy(policy)
        if is_wide:
            self.setFixedHeight(self.height() + self.horizontalScrollBar().sizeHint().height())

    def end_point(self) -> QPointF | None:
        """The end of the text, as `TextBlock` tells it; None behind a table."""
        frames = self.document().rootFrame().childFrames()
        last = self.document().lastBlock()
        if frames and not last.text() and last.position() == frames[-1].lastPosition() + 1:
            return None
        return super().end_point()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the text, and bars along its quotes."""
        super().paintEvent(event)
        if "<blockquote" in self._shown_html:
            painter = QPainter(self.viewport())
            painter.translate(-self.horizontalScrollBar().value(), 0)
            for bar in quote_bars(self.document()):
                painter.fillRect(bar, QColor(self._theme.colours.control_line))

    def show_html(self, html: str, *, unseen: bool = False) -> None:
        """Show formatted text; a selection stays where the text before its end is the same.

        Args:
            html: The text.
            unseen: Whether nobody sees it, and it waits for no formulas.
        """
        if (html, unseen) != (self._html, self._is_unseen):
            self._html, self._is_unseen = html, unseen
            self._write()

    def _hang_boxes(self) -> None:
        """Put the box of a task where other lines of a list have their dot."""
        block = self.document().begin()
        while block.isValid():
            if (held := block.textList()) is not None and block.text()[:1] in BOXES:
                held.remove(block)
                cursor = QTextCursor(block)
                form = cursor.blockFormat()
                form.setTextIndent(-QFontMetricsF(self.font()).horizontalAdvance(block.text()[:2]))
                cursor.setBlockFormat(form)
            block = block.next()

    def _close_code(self) -> None:
        """Let no stripe of the page stand between lines of code, which have a ground of their own."""
        form = QTextBlockFormat()
        form.setLineHeight(0, QTextBlockFormat.LineHeightTypes.SingleHeight.value)
        _form_code(self.document(), form)

    def _thin_rulers(self) -> None:
        """Let a ruler stand as far from what is above it as from what is below."""
        form = QTextBlockFormat()
        form.setLineHeight(RULER_PX, QTextBlockFormat.LineHeightTypes.FixedHeight.value)
        block = self.document().begin()
        while block.isValid():
            if block.blockFormat().hasProperty(QTextFormat.Property.BlockTrailingHorizontalRulerWidth):
                QTextCursor(block).mergeBlockFormat(form)
            block = block.next()

    def _size_headings(self) -> None:
        """Give headings the sizes of the style sheet, which Qt's own would outdo."""
        for start, end, form in list(self.fragments()):
            if form.hasProperty(QTextFormat.Property.FontSizeAdjustment):
                form.clearProperty(QTextFormat.Property.FontSizeAdjustment)
                self._words(start, end).setCharFormat(form)

    def _part_signs(self) -> None:
        """Draw every character of code as itself, as in code that stands alone."""
        face, signs, fixed = QFont(), QTextCharFormat(), [self._theme.faces.fixed]
        part_signs(face)
        signs.setFont(face, QTextCharFormat.FontPropertiesInheritanceBehavior.FontPropertiesSpecifiedOnly)
        for start, end, form in list(self.fragments()):
            if form.fontFamilies() == fixed:
                self._words(start, end).mergeCharFormat(signs)

    def _words(self, start: int, end: int) -> QTextCursor:
        words = QTextCursor(self.document())
        words.setPosition(start)
        words.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        return words

    def dress(self) -> None:
        """Take the theme's colours and faces, where they are other ones by now."""
        shown, faces = self._theme.colours, self._theme.faces
        if (shown, faces) == self._dressed:
            return
        self._dressed = (shown, faces)
        self.document().setDefaultStyleSheet(
            rules_for_tables(INDENT_PX)
            + _STYLE.substitute(
                muted=shown.muted,
                hover=shown.hover,
                accent=shown.accent,
                line=shown.control_line,
                fixed=faces.fixed,
                body_px=BODY_PX,
                step_px=STEP_PX,
            )
        )
        if self._html:
            self._write()

    def markdown(self) -> str:
        """The selected words with the marks of their formatting."""
        chosen, form = QTextDocument(), QTextBlockFormat()
        QTextCursor(chosen).insertFragment(self.textCursor().selection())
        form.setNonBreakableLines(True)  # by both Qt knows what to fence
        form.setProperty(QTextFormat.Property.BlockCodeLanguage.value, "")
        _form_code(chosen, form)
        return self.passage.written(without_pictures(chosen.toMarkdown()))

    def _write(self) -> None:
        self.ensurePolished()  # the style sheet's size, before lines are measured
        cursor = self.textCursor()
        anchor, position = cursor.anchor(), cursor.position()
        before = self.toPlainText()[: max(anchor, position)] if anchor != position else ""
        self._shown_html, missing = with_pictures(self._html, asks=not self._is_unseen)
        self._wait_for(missing if not self._is_unseen else ())
        place = self.horizontalScrollBar().value()
        self._fill()
        self._columns.measure(self.document())
        text = self.toPlainText()
        self.setAccessibleDescription(self.words() if OBJECT in text else "")
        if before and text.startswith(before):
            cursor.setPosition(anchor)
            cursor.setPosition(position, QTextCursor.MoveMode.KeepAnchor)
            self.setTextCursor(cursor)
        self.fit()
        self.horizontalScrollBar().setValue(place)

    def _fill(self) -> None:
        """Put the text and its formats into the document at once, so that it is laid out once."""
        edited = QTextCursor(self.document())
        edited.beginEditBlock()
        self.document().setHtml(_flush(self._shown_html))
        self._space_lines()
        self._hang_boxes()
        if "<pre" in self._shown_html:
            self._close_code()
        if "<code" in self._shown_html:
            self._part_signs()
        if "<h" in self._shown_html:
            self._size_headings()
            self._thin_rulers()
        last = QTextCursor(self.document().lastBlock())
        form = last.blockFormat()
        form.setBottomMargin(0)  # nothing stands below the last line
        last.setBlockFormat(form)
        edited.endEditBlock()

    def _wait_for(self, missing: Sequence[str]) -> None:
        """Show formulas once they are drawn."""
        if bool(missing) is not self._waits:
            self._waits = bool(missing)
            if self._waits:
                formulas().drawn.connect(self._take_formulas)
            else:
                formulas().drawn.disconnect(self._take_formulas)

    @Slot()
    def _take_formulas(self) -> None:
        if with_pictures(self._html)[0] != self._shown_html:
            self._write()
            self.resized.emit()


def _form_code(document: QTextDocument, form: QTextBlockFormat) -> None:
    """Give lines of code, which have a ground of their own, a format besides theirs."""
    block, properties = document.begin(), QTextFormat.Property
    while block.isValid():
        has = block.blockFormat().hasProperty
        if has(properties.BackgroundBrush) and not has(properties.BlockTrailingHorizontalRulerWidth):
            QTextCursor(block).mergeBlockFormat(form)
        block = block.next()


def _flush(html: str) -> str:
    """The text without a margin below a table that it ends with."""
    if not html.rstrip().endswith("</table>"):
        return html
    above, table, last = html.rpartition("<table")
    return f'{above}{table} style="margin-bottom: 0px"{last}'
