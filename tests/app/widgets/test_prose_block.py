from __future__ import annotations

from itertools import pairwise

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetricsF, QTextCursor
from PySide6.QtWidgets import QWidget

from app.models.blocks import BOXES
from app.plain import isolated
from app.theme import LINE_PX, Theme, text_font
from app.widgets.prose_block import ProseBlock
from app.widgets.text_block import INSET
from tests.app.conftest import OpenWindow, always
from tests.app.fake_engine import Reply


@pytest.fixture
def prose(theme: Theme, page: QWidget) -> ProseBlock:
    made = ProseBlock(theme, "Answer", page)
    made.setFixedWidth(400)
    made.show()
    return made


def test_it_is_as_high_as_its_text(prose: ProseBlock) -> None:
    prose.show_html("<p>one</p>")
    assert prose.height() == LINE_PX
    prose.show_html("<p>one</p><ul><li>two</li><li>three</li></ul>")
    assert prose.height() >= 3 * LINE_PX
    assert prose.toPlainText() == "one\ntwo\nthree"


def test_it_needs_nothing_of_what_python_knew_its_document_by(prose: ProseBlock) -> None:
    shiboken6.invalidate(prose.document())
    prose.show_html("<p>one</p><table><tr><td>two</td></tr></table>")
    prose.setFixedWidth(300)
    assert "two" in prose.toPlainText()


def test_a_selection_stays_while_the_text_grows(prose: ProseBlock) -> None:
    prose.show_html("<p>the drop is</p>")
    cursor = prose.textCursor()
    cursor.setPosition(4)
    cursor.setPosition(8, QTextCursor.MoveMode.KeepAnchor)
    prose.setTextCursor(cursor)
    prose.show_html("<p>the drop is <strong>clear</strong></p>")
    assert prose.textCursor().selectedText() == "drop"


@pytest.mark.parametrize("before", ["Use", "استخدم"])
def test_every_character_of_code_among_words_is_drawn_as_itself(prose: ProseBlock, before: str) -> None:
    prose.dress()
    prose.show_html(f"<p>{before} <code>{isolated('--=')}</code></p>")
    block = prose.document().find("--=").block()
    runs = block.layout().glyphRuns(block.text().index("-"), 3)
    one, two, three = (glyph for run in runs if not run.isRightToLeft() for glyph in run.glyphIndexes())
    assert one == two != three


def test_a_selection_stays_when_the_theme_changes(prose: ProseBlock, theme: Theme) -> None:
    prose.dress()
    prose.show_html("<p>the <code>drop</code> is</p>")
    prose.selectAll()
    theme.choose(Qt.ColorScheme.Dark)
    prose.dress()
    theme.choose(None)
    assert prose.chosen() == "the drop is"


def test_a_text_is_laid_out_once(prose: ProseBlock) -> None:
    sizes: list[object] = []
    prose.document().documentLayout().update.connect(lambda *place: sizes.append(place))
    prose.show_html("<ul><li>☐ one</li><li>two</li></ul><p>three</p>")
    once = len(sizes)
    prose.fit()
    assert once == len(sizes) > 0


def test_strong_words_have_the_weight_that_the_face_has_and_are_copied_with_their_marks(
    prose: ProseBlock,
) -> None:
    prose.dress()
    prose.show_html("<p><strong>three</strong> <b>planets</b> and <strong><em>moons</em></strong></p>")
    words, weights = prose.document().firstBlock().begin(), {}
    while not words.atEnd():
        weights[words.fragment().text()] = words.fragment().charFormat().fontWeight()
        words += 1
    semi_bold = QFont.Weight.DemiBold
    assert [weights[word] for word in ("three", "planets", "moons")] == [semi_bold] * 3
    prose.selectAll()
    assert prose.markdown().strip() == "**three** **planets** and ***moons***"


def test_colours_follow_the_theme(prose: ProseBlock, theme: Theme) -> None:
    prose.show_html("<p><a href='http://x'>link</a></p>")

    def colour() -> str:
        return prose.document().firstBlock().begin().fragment().charFormat().foreground().color().name()

    for scheme in (Qt.ColorScheme.Dark, Qt.ColorScheme.Light):
        theme.choose(scheme)
        prose.dress()
        assert colour() == theme.colours.accent.lower()
    theme.choose(None)


def test_tables_lists_and_a_thought_are_shown_in_the_window(open_window: OpenWindow) -> None:
    text = "| a | b |\n|---|---|\n| 1 | 2 |\n\n- [x] done"
    opened = open_window(reply_to=always(Reply(text=text)))
    opened.answered()
    table, tasks = opened.window.transcript.page.turns[0].answer.findChildren(ProseBlock)
    assert tasks.accessibleName() == "Answer"
    assert "☑ done" in tasks.toPlainText()
    assert table.document().rootFrame().childFrames()


def test_a_task_has_its_box_where_other_lines_have_a_dot(prose: ProseBlock) -> None:
    prose.show_html(f"<ul><li>dot</li><li>{BOXES[1]} done{' and more' * 20}</li></ul>")
    first, second = prose.document().begin(), prose.document().begin().next()
    assert first.textList() is not None
    assert second.textList() is None
    assert second.layout().lineCount() > 1
    box, rest = second.layout().lineAt(0).x(), second.layout().lineAt(1).x()
    assert box < rest == first.layout().lineAt(0).x()


def test_what_is_written_from_the_right_begins_there(prose: ProseBlock) -> None:
    prose.show_html("<p>ال</p><p>left</p>")
    right, left = prose.document().begin(), prose.document().begin().next()
    width = prose.document().textWidth()
    assert right.layout().lineAt(0).naturalTextRect().right() == pytest.approx(width, abs=1)
    assert left.layout().lineAt(0).naturalTextRect().left() == 0


def test_words_of_a_list_are_copied_without_a_line_end_before_them(prose: ProseBlock) -> None:
    prose.show_html("<p>one</p><ul><li>two red</li><li>three</li></ul>")
    for start, end, words in ((8, 11, "red"), (0, 7, "one\ntwo"), (8, 17, "red\nthree")):
        cursor = prose.textCursor()
        cursor.setPosition(start)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        prose.setTextCursor(cursor)
        assert prose.chosen() == words


def _table(columns: int, words: str = "some words that are said") -> str:
    row = "".join(f"<td>{words}</td>" for _ in range(columns))
    return f"<table><tbody><tr>{row}</tr><tr>{row}</tr></tbody></table>"


def test_a_wide_table_scrolls_sideways_while_the_words_beside_it_stay_within_the_width(
    prose: ProseBlock,
) -> None:
    prose.show_html(f"<p>{'word ' * 60}</p>{_table(14)}")
    bar = prose.horizontalScrollBar()
    assert bar.isVisible()
    assert bar.maximum() > 1000
    assert prose.document().firstBlock().layout().lineAt(0).naturalTextWidth() <= 400
    assert prose.height() == prose.text_height() + bar.sizeHint().height()
    assert prose.verticalScrollBar().maximum() == 0
    prose.show_html(_table(2, "42"))
    assert not bar.isVisible()
    assert prose.height() == prose.text_height()


def test_a_wide_table_stays_where_it_was_scrolled_to_while_it_grows_and_is_dressed_anew(
    prose: ProseBlock, theme: Theme
) -> None:
    prose.dress()
    prose.show_html(_table(14))
    prose.horizontalScrollBar().setValue(300)
    prose.show_html(_table(14) + "<p>and on</p>")
    assert prose.horizontalScrollBar().value() == 300
    theme.choose(Qt.ColorScheme.Dark)
    prose.dress()
    theme.choose(None)
    assert prose.horizontalScrollBar().value() == 300


def test_nothing_follows_on_the_last_row_of_a_table(prose: ProseBlock) -> None:
    prose.show_html(_table(2))
    assert prose.end_point() is None
    prose.show_html(_table(2) + "<p>words</p>")
    assert prose.end_point() is not None


def test_tables_are_laid_out_although_pyside_takes_the_document_for_deleted(prose: ProseBlock) -> None:
    shiboken6.invalidate(prose.document())  # as where another's lay at the same place in memory
    prose.show_html(_table(3))
    assert "some words" in prose.toPlainText()


def test_a_bar_is_drawn_along_a_quote(prose: ProseBlock, theme: Theme) -> None:
    prose.dress()
    prose.show_html("<p>one</p><blockquote><p>two</p></blockquote>")
    shown = prose.grab().toImage()
    beside = [shown.pixelColor(INSET + 1, y).name() for y in range(shown.height())]
    assert theme.colours.control_line.lower() in beside[LINE_PX:]
    assert theme.colours.control_line.lower() not in beside[:LINE_PX]


def test_code_in_a_list_is_broken_where_it_is_too_long_and_copied_as_a_fence(prose: ProseBlock) -> None:
    prose.dress()
    code = "<pre><code>pip install {}\n\n  done</code></pre>".format("*dew* " * 20)
    prose.show_html(f"<hr><ol><li>Do:{code}</li></ol>")
    lines = [prose.document().find(word).block() for word in ("pip", "done")]
    assert lines[0].layout().lineCount() > 1
    assert prose.document().size().width() <= prose.width()
    place = prose.document().documentLayout().blockBoundingRect
    assert place(lines[0]).bottom() == place(lines[0].next()).top()  # no stripe of the page between them
    prose.selectAll()
    fence = prose.markdown().split("```")[1]
    assert fence.split() == ["pip", "install", *["*dew*"] * 20, "done"]


def test_a_ruler_has_the_colour_of_the_lines_of_tables(prose: ProseBlock, theme: Theme) -> None:
    prose.dress()
    prose.show_html("<p>one</p><hr><p>two</p>")
    shown = prose.grab().toImage()
    inked = {shown.pixelColor(shown.width() // 2, y).name() for y in range(shown.height())}
    assert inked == {theme.colours.surface.lower(), theme.colours.control_line.lower()}


def test_a_ruler_stands_as_far_from_what_is_above_it_as_from_what_is_below(prose: ProseBlock) -> None:
    prose.dress()
    for above, nearest in (("<p>H</p>", 16), ("<table><tr><td>H</td></tr></table>", 16)):
        prose.show_html(f"{above}<hr><p>H</p>")
        shown = prose.grab().toImage()
        ground = shown.pixelColor(0, 0)
        rows = [
            {x for x in range(INSET, 60) if shown.pixelColor(x, y) != ground} for y in range(shown.height())
        ]
        inked = [y for y, found in enumerate(rows) if found]
        (ruler,) = (y for y in inked if y not in {y - 1 for y in inked} | {y + 1 for y in inked})
        before, behind = (
            ruler - max(y for y in inked if y < ruler),
            min(y for y in inked if y > ruler) - ruler,
        )
        assert nearest <= min(before, behind)
        assert abs(before - behind) <= 3


def test_a_table_ends_with_its_last_line(prose: ProseBlock) -> None:
    prose.dress()
    prose.show_html("<p>one</p>\n<table><tr><td>H</td></tr></table>")
    shown = prose.grab().toImage()
    ground = shown.pixelColor(0, 0)
    middle = 2 * INSET + 4
    inked = [y for y in range(shown.height()) if shown.pixelColor(middle, y) != ground]
    assert shown.height() - inked[-1] <= 3


@pytest.mark.parametrize(
    "item",
    [
        "<ul><li>{}</li></ul>",
        "<ol><li><blockquote>{}</blockquote></li></ol>",
        "<ul><li><ol><li>{}</li></ol></li></ul>",
    ],
)
def test_a_table_in_a_list_stands_below_the_words_before_it_as_one_beside_lists_does(
    prose: ProseBlock, item: str
) -> None:
    prose.dress()
    further_in = []
    for around in ("{}", item):
        prose.show_html(around.format("<p>words</p><table><tr><td>H</td></tr></table>"))
        (table,) = prose.document().rootFrame().childFrames()
        words = prose.document().find("words").block().layout().lineAt(0).x()
        further_in.append(prose.document().documentLayout().frameBoundingRect(table).left() - words)
    assert further_in[0] == further_in[1]


def test_words_stand_in_the_middle_of_their_cell(prose: ProseBlock) -> None:
    prose.dress()
    prose.show_html("<table><tr><th>H</th></tr><tr><td>H</td></tr></table>")
    shown = prose.grab().toImage()
    ground = shown.pixelColor(0, 0)
    rows = [
        [x for x in range(INSET + 4, 35) if shown.pixelColor(x, y) != ground] for y in range(shown.height())
    ]
    lines = [y for y, found in enumerate(rows) if len(found) == 31 - INSET]
    words = [y for y, found in enumerate(rows) if 0 < len(found) < 31 - INSET]
    assert len(lines) == 3
    for above, below in pairwise(lines):
        inside = [y for y in words if above < y < below]
        assert abs((inside[0] - above) - (below - inside[-1])) <= 1


def test_headings_have_the_sizes_of_the_style_sheet_down_to_that_of_the_text(prose: ProseBlock) -> None:
    prose.dress()
    prose.show_html("".join(f"<h{each}>head{each}</h{each}>" for each in range(1, 7)))
    lines = [prose.document().find(f"head{each}").block().layout().lineAt(0) for each in range(1, 7)]
    fitting = [QFontMetricsF(text_font(px)).height() for px in (20, 17, 15, 15, 15, 15)]
    assert [line.height() for line in lines] == pytest.approx(fitting, abs=1)
    prose.selectAll()
    assert prose.markdown().split("\n")[0] == "# head1"


def test_what_follows_a_list_in_a_list_is_as_near_as_other_items(prose: ProseBlock) -> None:
    prose.dress()
    prose.show_html("<ul><li>one<ul><li>two</li></ul></li><li>three</li></ul><p>four</p>")
    lines = [prose.document().find(word).block() for word in ("one", "two", "three", "four")]
    tops = [prose.document().documentLayout().blockBoundingRect(line).top() for line in lines]
    assert tops == [0, LINE_PX, 2 * LINE_PX, 3 * LINE_PX + 8]
