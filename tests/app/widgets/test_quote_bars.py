from __future__ import annotations

import pytest
from PySide6.QtGui import QGuiApplication, QTextDocument

from app.widgets.prose_block import rules_for_tables
from app.widgets.quote_bars import BAR_PX, STEP_PX, quote_bars

WIDTH, INDENT = 400, 24


@pytest.fixture
def document(qapp: QGuiApplication) -> QTextDocument:
    made = QTextDocument()
    made.setDocumentMargin(0)
    made.setIndentWidth(INDENT)
    quotes = f"blockquote {{ margin-left: {STEP_PX}px; margin-right: {STEP_PX}px; }}"
    made.setDefaultStyleSheet(quotes + rules_for_tables(INDENT))
    made.setTextWidth(WIDTH)
    return made


def _lefts(document: QTextDocument, html: str) -> list[float]:
    document.setHtml(html)
    return [bar.left() for bar in quote_bars(document)]


def test_a_bar_is_as_high_as_its_quote(document: QTextDocument) -> None:
    document.setHtml("<p>one</p><blockquote><p>two</p><p>three</p></blockquote><p>four</p>")
    (bar,) = quote_bars(document)
    lines = [document.find(word).block() for word in ("one", "two", "three", "four")]
    one, two, three, four = map(document.documentLayout().blockBoundingRect, lines)
    assert one.bottom() < bar.top() == two.top()
    assert bar.bottom() == three.bottom() < four.top()
    assert (bar.left(), bar.width()) == (0, BAR_PX)


def test_what_is_not_quoted_has_none(document: QTextDocument) -> None:
    assert _lefts(document, "<p>one</p><ul><li>two</li></ul>") == []


def test_each_quote_in_a_quote_has_its_own(document: QTextDocument) -> None:
    inner = "<blockquote><p>two</p></blockquote>"
    assert _lefts(document, f"<blockquote><p>one</p>{inner}<p>three</p>{inner}</blockquote>") == [
        *(0, STEP_PX, STEP_PX)
    ]


def test_a_list_stands_in_the_quote_that_it_is_part_of_and_beside_the_bar_of_one_in_it(
    document: QTextDocument,
) -> None:
    items = "<ul><li>two</li><li>three</li></ul>"
    assert _lefts(document, f"<blockquote>{items}</blockquote>") == [0]
    assert _lefts(document, "<ul><li>one<blockquote><p>two</p></blockquote></li></ul>") == [INDENT]


def test_a_table_does_not_break_the_bar(document: QTextDocument) -> None:
    table = "<table><tr><td>two</td></tr></table>"
    assert _lefts(document, f"<blockquote><p>one</p>{table}</blockquote>") == [0]
    assert _lefts(document, f"<blockquote><p>one</p>{table}<p>three</p></blockquote><p>four</p>") == [0]


def test_it_stands_at_the_right_of_what_runs_to_the_left(document: QTextDocument) -> None:
    assert _lefts(document, "<blockquote><p>مرحبا</p></blockquote>") == [WIDTH - BAR_PX]


def test_a_quote_in_a_list_and_one_that_follows_the_list_have_a_bar_each(document: QTextDocument) -> None:
    quoted = "<ul><li>one<blockquote><p>two</p></blockquote></li></ul>"
    assert _lefts(document, f"{quoted}<blockquote><p>three</p></blockquote>") == [INDENT, 0]
    assert _lefts(document, f"<blockquote>{quoted}<blockquote><p>three</p></blockquote></blockquote>") == [
        *(0, INDENT + STEP_PX, STEP_PX)
    ]
    inner = "<ul><li>one<p>two</p></li></ul><p>three</p>"
    assert _lefts(document, f"<blockquote>{inner}</blockquote>") == [0]


def test_a_table_in_a_list_is_no_quote_and_one_quoted_there_has_a_bar(document: QTextDocument) -> None:
    table = "<table><tr><td>two</td></tr></table>"
    quote = "<blockquote><p>three</p></blockquote>"
    assert _lefts(document, f"<ul><li>one{table}</li></ul>{quote}") == [0]
    assert _lefts(document, f"<ul><li>one<blockquote>{table}</blockquote></li></ul>{quote}") == [INDENT, 0]
    thrice = (
        f"{'<blockquote>' * 3}<p>one</p>{table}<p>three</p>{'</blockquote>' * 3}"  # as far in as two lists
    )
    assert _lefts(document, thrice) == [0, STEP_PX, 2 * STEP_PX]
