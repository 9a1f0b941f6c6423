"""Formatted text of an answer: paragraphs, lists and tables, selectable, with links that ask."""

from __future__ import annotations

from string import Template

from PySide6.QtCore import QUrl, Slot
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QWidget

from app.theme import BODY_PX, FIXED_FAMILY, Colours, Theme
from app.widgets.links import ask_to_open
from app.widgets.text_block import TextBlock

INDENT_PX = 24
_STYLE = Template("""
    p { margin-top: 0; margin-bottom: 8px; }
    h1 { font-size: 20px; font-weight: 600; margin-top: 12px; margin-bottom: 6px; }
    h2 { font-size: 17px; font-weight: 600; margin-top: 12px; margin-bottom: 6px; }
    h3, h4, h5, h6 { font-size: ${body_px}px; font-weight: 600; margin-top: 8px; margin-bottom: 4px; }
    ul, ol { margin-top: 0; margin-bottom: 8px; }
    blockquote { margin-left: 16px; color: $muted; }
    code { font-family: '$fixed'; background: $hover; }
    a { color: $accent; }
    table { border-collapse: collapse; border: 1px solid $line; margin-top: 4px; margin-bottom: 12px; }
    th, td { padding: 5px 10px; border: 1px solid $line; }
    th { font-weight: 600; }
""")


class ProseBlock(TextBlock):
    """Read-only formatted text. Its height follows its width."""

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, name, parent)
        self._html = ""
        self._dressed: Colours | None = None
        self.document().setIndentWidth(INDENT_PX)
        self.anchorClicked.connect(self._ask)

    def show_html(self, html: str) -> None:
        """Show formatted text; a selection stays where the text before its end is the same."""
        if html == self._html:
            return
        self._html = html
        cursor = self.textCursor()
        anchor, position = cursor.anchor(), cursor.position()
        before = self.toPlainText()[: max(anchor, position)]
        self._write()
        if anchor != position and self.toPlainText().startswith(before):
            cursor = self.textCursor()
            cursor.setPosition(anchor)
            cursor.setPosition(position, QTextCursor.MoveMode.KeepAnchor)
            self.setTextCursor(cursor)

    def dress(self) -> None:
        """Take the theme's colours, where they are other ones by now."""
        shown = self._theme.colours
        if shown == self._dressed:
            return
        self._dressed = shown
        self.document().setDefaultStyleSheet(
            _STYLE.substitute(
                muted=shown.muted,
                hover=shown.hover,
                accent=shown.accent,
                line=shown.control_line,
                fixed=FIXED_FAMILY,
                body_px=BODY_PX,
            )
        )
        if self._html:
            self._write()

    def _write(self) -> None:
        self.ensurePolished()  # the style sheet's size, before lines are measured
        self.setHtml(self._html)
        self._space_lines()
        last = QTextCursor(self.document().lastBlock())
        form = last.blockFormat()
        form.setBottomMargin(0)  # nothing stands below the last line
        last.setBlockFormat(form)
        self.fit()

    @Slot(QUrl)
    def _ask(self, url: QUrl) -> None:
        ask_to_open(self, url)
