from __future__ import annotations

import re

import pytest

from app.models.blocks import Block, Code, Prose, as_written, plain
from app.models.blocks import blocks as blocks_of
from app.models.sections import LONG, Section


def blocks(text: str, lead: str = "") -> tuple[Block, ...]:
    return blocks_of(Section(text, lead))


def test_prose_and_code_are_kept_apart_and_code_is_byte_for_byte() -> None:
    text = 'Look:\n\n```python title\nif x:\n\tprint("<b>")\n\n```\n\nDone.'
    assert blocks(text) == (
        Prose("<p>Look:</p>"),
        Code('if x:\n\tprint("<b>")\n', "python"),
        Prose("<p>Done.</p>"),
    )


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("```\nhalf", Code("half")),
        ("~~~c++\n```\n~~~", Code("```", "c++")),
        ("    indented", Code("indented")),
        ("```\n```", Code("")),
    ],
)
def test_code_is_code_however_it_is_fenced(text: str, code: Code) -> None:
    assert blocks(text) == (code,)


def test_tasks_have_boxes_and_nothing_else_has() -> None:
    (prose,) = blocks("- [ ] one\n- [x] two [x] three\n- four\n\n[ ] five")
    assert isinstance(prose, Prose)
    assert prose.html.count("☐") == prose.html.count("☑") == 1
    assert "☑ two [x] three" in prose.html
    assert "<p>[ ] five</p>" in prose.html


def test_a_table_is_a_block_of_its_own_unless_it_stands_in_a_list() -> None:
    table = "| a |\n|---|\n| 1 |\n"
    before, alone, behind = blocks(f"one\n\n{table}\ntwo\n\n- three")
    assert before == Prose("<p>one</p>")
    assert isinstance(alone, Prose)
    assert alone.html.startswith("<table>")
    assert alone.html.endswith("</table>")
    assert isinstance(behind, Prose)
    assert behind.html.startswith("<p>two</p>")
    assert len(blocks("- one\n\n" + "".join(f"  {line}\n" for line in table.splitlines()))) == 1


def test_code_in_a_list_stays_in_it() -> None:
    (prose,) = blocks("- one\n\n  ```c\n  int x;\n  ```\n\n- two")
    assert isinstance(prose, Prose)
    assert prose.html.index("one") < prose.html.index("int x;") < prose.html.index("two")


def test_code_is_isolated_where_the_words_around_it_run_from_right_to_left() -> None:
    (prose,) = blocks("استخدم `--flag` مع **`x`**\n\nuse `--flag` مع")
    assert isinstance(prose, Prose)
    assert re.findall("<code>(.*?)</code>", prose.html) == ["\u2066--flag\u2069", "\u2066x\u2069", "--flag"]


def test_html_of_a_model_is_text() -> None:
    assert blocks("<b>bold</b> <script>") == (Prose("<p>&lt;b&gt;bold&lt;/b&gt; &lt;script&gt;</p>"),)


def test_plain_text_has_no_marks() -> None:
    text = "# Dew\n\nThe **dew** [point](http://x) is `9`\nC.\n\n- one\n\n```c\na * b;\n```"
    assert plain(text) == "Dew\n\nThe dew point is 9\nC.\n\none\n\na * b;"


def test_a_table_that_goes_on_has_its_head_again_but_says_it_once() -> None:
    head = "| a | b |\n|---|---|\n"
    (prose,) = blocks("| 1 | 2 |\n", head)
    assert isinstance(prose, Prose)
    assert "<th>a</th>" in prose.html
    assert "<td>1</td>" in prose.html
    said = plain(head + "| 1 | 2 |\n" * (LONG // 5))
    assert said.startswith("a\n\nb\n\n1\n\n2")
    assert said.count("a") == said.count("b") == 1


def test_plain_text_has_formulas_as_they_were_written() -> None:
    assert plain("so **$x^2$** and\n\n\\[\ny\n\\]\n\n$$\nz\n$$") == "so $x^2$ and\n\n\\[\ny\n\\]\n\n$$\nz\n$$"


@pytest.mark.parametrize("text", ["- one\n  ```\n  x\n\n  y\n  ```\n", "> ```\n> x\n>\n> y\n> ```\n"])
def test_code_in_a_list_or_a_quote_has_no_line_more_than_was_written(text: str) -> None:
    (block,) = blocks(text)
    assert isinstance(block, Prose)
    assert "<pre><code>x\n\ny</code></pre>" in block.html


def test_what_has_no_marks_is_shown_as_it_was_written() -> None:
    (block,) = as_written(Section("a *b* <i>\r\n  c\n\n"))
    assert block == Prose('<p style="white-space: pre-wrap">\na *b* &lt;i&gt;\n  c\n\n</p>', joint="\n")
