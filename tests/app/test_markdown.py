from __future__ import annotations

import time
from html.parser import HTMLParser

import pytest
from PySide6.QtWidgets import QApplication

from app.language import speak
from app.markdown import page, to_html


class _Tags(HTMLParser):
    """The tags and attributes that a browser would see."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.seen: list[tuple[str, list[tuple[str, str | None]]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, attrs))


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=http://nowhere/x.png onerror=alert(1)>",
        "![picture](http://nowhere/x.png)",
        "[link](javascript:alert(1))",
        "<http://nowhere> <b>bold</b> <!-- comment -->",
        '"><iframe src="http://nowhere">',
    ],
)
def test_nothing_runs_and_nothing_is_loaded(text: str) -> None:
    tags = _Tags(to_html(text)).seen
    assert {tag for tag, _ in tags} <= {"p", "a"}
    assert all(
        name == "href" and not str(value).startswith("java") for _, attrs in tags for name, value in attrs
    )


def test_tables_and_code_are_read() -> None:
    html = to_html("| a | b |\n|---|---|\n| 1 | ~~2~~ |\n\n```python\nx = 1 < 2\n```")
    assert "<td>1</td>" in html
    assert "<s>2</s>" in html
    assert '<code class="language-python">x = 1 &lt; 2' in html


def test_a_page_names_its_title_and_forbids_to_load_anything() -> None:
    made = page("<Dew> & drops", "<p>body</p>")
    assert "<title>&lt;Dew&gt; &amp; drops</title>" in made
    assert "default-src 'none'" in made
    assert made.count("<p>body</p>") == 1


def test_a_page_names_the_language_that_is_spoken(qapp: QApplication) -> None:
    speak(qapp, "de")
    made = page("Tau", "")
    speak(qapp, "en")
    assert '<html lang="de">' in made


@pytest.mark.parametrize(
    "text",
    [
        "> " * 5000,
        "[" * 5000,
        "*a " * 5000,
        "- " * 3000,
        "`" * 5000,
        "https://" * 5000,
        "https://(" * 5000,
        "https://" + "." * 50_000,
    ],
)
def test_signs_without_end_do_not_hold_up_anything(text: str) -> None:
    started_s = time.thread_time()
    to_html(text)
    assert time.thread_time() - started_s < 5.0


@pytest.mark.parametrize(
    "text", ["costs $5 and $6", "$20, she paid $30.", "US$5 to $10k", "$ b $ c", r"\$x\$"]
)
def test_dollars_in_prose_stay_prose(text: str) -> None:
    assert "math" not in to_html(text)


@pytest.mark.parametrize(
    ("text", "look", "written"),
    [
        ("so $x^2$ is", "inline", "$x^2$"),
        (r"so \(a<b\) is", "inline", r"\(a&lt;b\)"),
        ("$$\nx\n$$", "display", "$$\nx\n$$"),
        ("\\[\nx\n\\]", "display", "\\[\nx\n\\]"),
        (r"then \[x\] and", "display", r"\[x\]"),
    ],
)
def test_formulas_are_kept_as_they_were_written(text: str, look: str, written: str) -> None:
    assert f'<code class="math {look}">{written}</code>' in to_html(text)


def test_a_formula_cannot_bring_html_in() -> None:
    for text in ("$<b>x</b>$", r"\(<script>\)", "$$<img src=x>$$"):
        assert {tag for tag, _ in _Tags(to_html(text)).seen} <= {"p", "code"}


def test_code_holds_no_formulas() -> None:
    assert "math" not in to_html("`$x$` and\n\n```\n$$y$$\n```")


@pytest.mark.parametrize(
    ("text", "addresses"),
    [
        ("See https://a.de/b_c?x=1&y=2, or **http://c.de**.", ["https://a.de/b_c?x=1&y=2", "http://c.de"]),
        ("Dew (https://a.de/Dew_(drop)). “https://b.de”!", ["https://a.de/Dew_(drop)", "https://b.de"]),
        ("| a |\n|---|\n| https://a.de/ä |", ["https://a.de/%C3%A4"]),
        ("[https://a.de](https://b.de) and <https://c.de>", ["https://b.de", "https://c.de"]),
        ("![a *drop*](https://a.de/x.png) ![](https://b.de)", ["https://a.de/x.png", "https://b.de"]),
        ("[![badge](https://a.de/x.png) more](https://b.de) ![c](javascript:alert)", ["https://b.de"]),
        ("`https://a.de` $https://b.de$ xhttps://c.de https:// ftp://d.de javascript:alert(1)", []),
    ],
)
def test_pictures_and_web_addresses_among_words_are_links(text: str, addresses: list[str]) -> None:
    assert [
        dict(attributes)["href"] for tag, attributes in _Tags(to_html(text)).seen if tag == "a"
    ] == addresses
