from __future__ import annotations

import re

import pytest
from PySide6.QtGui import Qt, QTextDocument, QTextLayout
from PySide6.QtWidgets import QApplication

from app.plain import (
    LONGEST,
    among_isolates,
    as_said,
    isolated,
    plain_label,
    plain_tip,
    runs_left,
    with_line_ends,
    without_isolates,
)


@pytest.mark.parametrize(
    "words",
    [
        "How do I center a <div>?",
        '<img src="file://host/share/x.png">',
        "a < b & c",
        "&lt;b&gt;",
        "</qt><b>dew</b>",
    ],
)
def test_a_tip_says_what_is_written(qapp: QApplication, words: str) -> None:
    tip, shown = plain_tip(words), QTextDocument()
    (shown.setHtml if Qt.mightBeRichText(tip) else shown.setPlainText)(tip)
    assert shown.toPlainText() == words


def test_a_tip_without_markup_stays_as_it_is() -> None:
    assert plain_tip("Tom & Jerry, a < b\nand more") == "Tom & Jerry, a < b\nand more"


def test_an_ampersand_on_a_button_marks_no_key() -> None:
    assert plain_label("Tom & Jerry") == "Tom && Jerry"


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("dew", False),
        ("", False),
        ("17 + 25?", False),
        ("ندى", True),
        ("… 17 ندى dew", True),
        ("dew ندى", False),
        ("טל", True),
    ],
)
def test_a_line_runs_as_its_first_letter_does(words: str, left: bool) -> None:
    assert runs_left(words) is left


def _lines(words: str, width: float) -> list[str]:
    layout = QTextLayout(words)
    layout.beginLayout()
    lines = []
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        lines.append(as_said(words[line.textStart() : line.textStart() + line.textLength()]).strip())
    layout.endLayout()
    return lines


def test_a_line_ends_behind_a_folder_and_never_behind_a_drive(qapp: QApplication) -> None:
    said = r"No room on C:\Users\somebody\models for it, and on D: none"
    shown = with_line_ends(said)
    assert as_said(shown) == said
    for width in range(60, 400, 10):
        lines = _lines(shown, width)
        assert not any(line.endswith("C:") for line in lines)
    assert any(line.endswith("somebody\\") for width in range(60, 400, 10) for line in _lines(shown, width))


def test_only_a_word_that_is_longer_than_lines_may_be_ends_one_anywhere(qapp: QApplication) -> None:
    said = f"No room for {'d' * LONGEST} and {'w' * 2 * LONGEST}.bin"
    shown = with_line_ends(said)
    assert as_said(shown) == said
    lines = _lines(shown, 200)
    assert "d" * LONGEST in " ".join(lines).split()
    assert len([line for line in lines if "w" in line]) > 1


def test_words_that_are_isolated_are_said_and_found_as_they_were_written() -> None:
    shown = f"use {isolated('a+b')} now"
    assert shown != "use a+b now" == without_isolates(shown)
    for words in ("use a", "a+b", "b now", "use a+b now"):
        assert re.search(among_isolates(words), shown)
    assert not re.search(among_isolates("aab"), shown)
