from __future__ import annotations

import pytest

from app.widgets.finder import Finder
from tests.app.conftest import Opened, OpenWindow, always
from tests.app.fake_engine import Reply


@pytest.fixture
def opened(open_window: OpenWindow) -> Opened:
    made = open_window(reply_to=always(Reply(text="A clear **drop** of dew.\n\n```\nthe drop\n```")))
    for prompt in ("What is a drop?", "And dew?"):
        made.answered(prompt)
    made.settle()
    return made


@pytest.fixture
def finder(opened: Opened) -> Finder:
    return Finder(opened.parts.theme, opened.window.transcript.page, opened.window)


def _found(finder: Finder) -> list[str]:
    found = []
    for passage, nth in finder.places:
        start, stop = passage.find(finder._sought)[nth]
        found.append(passage.words[start:stop])
    return found


def test_words_are_found_in_questions_answers_and_code(finder: Finder) -> None:
    finder.look_for("Drop")
    assert _found(finder) == ["drop"] * 5
    assert finder.current == 0
    assert all(passage.widget.extraSelections() for passage, _ in finder.places if passage.widget)


def test_words_that_are_nowhere_together_are_found_alone(finder: Finder) -> None:
    finder.look_for("drop of dew")
    assert _found(finder) == ["drop of dew"] * 2
    finder.look_for("dew drop")
    assert _found(finder)[:3] == ["drop", "drop", "dew"]
    finder.look_for('"drop of"')
    assert _found(finder) == ["drop of"] * 2


def test_the_places_are_gone_through_in_a_circle(finder: Finder) -> None:
    finder.look_for("drop")
    seen = []
    for _ in range(6):
        seen.append(finder.current)
        finder.step(1)
    assert seen == [0, 1, 2, 3, 4, 0]
    finder.step(-2)
    assert finder.current == 4


def test_the_first_place_within_a_message_is_looked_at(opened: Opened, finder: Finder) -> None:
    _, question, answer = opened.window.transcript.page.turns[1]
    finder.look_for("drop", within=[question, answer])
    assert answer.isAncestorOf(finder.places[finder.current].passage.home)


def test_no_mark_stays_behind(opened: Opened, finder: Finder) -> None:
    finder.look_for("drop")
    finder.look_for("xyzzy")
    assert (finder.places, finder.current, finder.rect()) == ([], -1, None)
    finder.look_for("drop")
    finder.clear()
    texts = [passage.widget for passage in opened.window.transcript.page.passages()]
    assert not any(text.extraSelections() for text in texts if text is not None)


def test_nothing_is_found_for_no_words(finder: Finder) -> None:
    finder.look_for("")
    finder.step(1)
    assert finder.places == []


@pytest.mark.parametrize("nth", [0, 1, 2])  # in a question, in the answer, and in its code
def test_the_place_that_is_looked_at_is_told_apart_in_selected_text(
    opened: Opened, finder: Finder, nth: int
) -> None:
    finder.look_for("drop")
    page = opened.window.transcript.page
    page.select_all()
    pictures = []
    for current in (nth, nth + 3):
        while finder.current != current % len(finder.places):
            finder.step(1)
        opened.settle()
        widget = finder.places[nth].passage.widget
        assert widget is not None
        pictures.append(widget.viewport().grab().toImage())
    assert pictures[0] != pictures[1]
