from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.blocks import SECTION, Code, Prose, blocks, plain, sections

LONG = "word " * (SECTION // 5)


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


def test_html_of_a_model_is_text() -> None:
    assert blocks("<b>bold</b> <script>") == (Prose("<p>&lt;b&gt;bold&lt;/b&gt; &lt;script&gt;</p>"),)


def test_a_text_is_parted_only_where_a_section_can_begin() -> None:
    fence = f"```\n{LONG}\n\n{LONG}\n```\n"
    listed = f"1. {LONG}\n\n   still one\n\n2. two\n"
    text = f"{LONG}\n\n{fence}\n{listed}\nlast"
    parts = sections(text)
    assert "".join(parts) == text
    assert parts[1] == fence + "\n"
    assert parts[2].startswith("1. ")
    assert "still one" in parts[2]


def test_what_grows_at_its_end_keeps_its_first_sections() -> None:
    text = f"{LONG}\n\n" * 5
    assert sections(text + "more")[:4] == sections(text)[:4]


@given(st.text(alphabet="ab`~\n -1.|>*[]("))
def test_sections_are_the_text_and_any_text_is_read(text: str) -> None:
    assert "".join(sections(text)) == text
    for section in sections(text):
        blocks(section)
    plain(text)


def test_plain_text_has_no_marks() -> None:
    text = "# Dew\n\nThe **dew** [point](http://x) is `9`\nC.\n\n- one\n\n```c\na * b;\n```"
    assert plain(text) == "Dew\n\nThe dew point is 9\nC.\n\none\n\na * b;"
