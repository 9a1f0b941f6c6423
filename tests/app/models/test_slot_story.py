from __future__ import annotations

from dataclasses import replace

from PySide6.QtGui import QTextLayout
from PySide6.QtWidgets import QApplication

from app.models.looks import stand_in
from app.models.pieces import Glyphs
from app.models.slot_story import bytes_of, held_word, now_of, ranked, share_of, shares_of, story_of, tops_of
from engine import Candidate
from tests.app.fake_engine import END, VOCABULARY, speller
from tests.app.recordings import canvas_of
from tests.app.steps import step_of

DROP, GLASS, AIR = speller()("drop glass air")[:3]
GLYPHS = Glyphs(VOCABULARY)


def test_a_story_tells_drafts_kept_given_up_and_settled() -> None:
    drafts, kept = (DROP, GLASS, GLASS, DROP), "-x-x"
    canvas = canvas_of([step_of((drafts[n],), kept[n], step=n) for n in range(4)])
    story = story_of(canvas, 0)
    assert story.drafts == (DROP, GLASS, DROP)
    assert story.in_words(GLYPHS) == "␣drop → ␣glass → ␣drop"
    assert (story.first_accepted, story.unaccepted, story.settled) == (1, (2,), 3)


def test_of_a_long_history_the_newest_drafts_are_told() -> None:
    canvas = canvas_of([step_of(((DROP, GLASS)[n % 2],), "-", step=n) for n in range(9)])
    assert story_of(canvas, 0).in_words(GLYPHS).count("→") == 6
    assert story_of(canvas, 0).in_words(GLYPHS).startswith("… →")


def test_words_that_run_from_right_to_left_leave_the_drafts_in_their_order(qapp: QApplication) -> None:
    vocabulary = replace(VOCABULARY, tokens=("אב", " גד", "x"), special_ids=frozenset())
    drafts = ([0], [1], [2])
    canvas = canvas_of([step_of(draft, "-", step=n) for n, draft in enumerate(drafts)])
    told = story_of(canvas, 0).in_words(Glyphs(vocabulary))
    layout = QTextLayout(told)
    layout.beginLayout()
    line = layout.createLine()
    layout.endLayout()
    lefts = [line.cursorToX(told.index(letter))[0] for letter in ("ב", "ד", "x")]  # type: ignore[index]  # the stubs know one value of its two
    assert lefts == sorted(lefts)


def test_what_is_not_among_the_likeliest_is_unknown_and_not_zero() -> None:
    canvas = canvas_of(
        [
            step_of((DROP,), "-", top=[[(DROP, 0.5), (GLASS, 0.25)]]),
            step_of((GLASS,), "x", step=1, top=[[(GLASS, 0.75), (AIR, 0.125)]]),
        ]
    )
    tops = tops_of(canvas, 0)
    assert tops[0] == (Candidate(DROP, 0.5), Candidate(GLASS, 0.25))
    assert [share_of(top, DROP) for top in tops] == [0.5, None]
    assert ranked(tops, 2) == (GLASS, DROP)


def test_the_shares_of_all_slots_at_once_are_those_of_each() -> None:
    step = step_of((DROP, GLASS), "--", top=[[(DROP, 0.5), (AIR, 0.25)], [(GLASS, 0.75), (DROP, 0.125)]])
    for token in (DROP, GLASS, AIR, 1):
        assert shares_of(step.top, token) == [share_of(step.top.of(slot), token) for slot in range(2)]


def test_what_a_slot_is_now_is_told_for_every_frame_and_both_stories(qapp: object) -> None:
    canvas = canvas_of(
        [
            step_of((DROP, AIR, END), "-xx"),
            step_of((DROP, AIR, END), "x-x", step=1),
            step_of((GLASS, AIR, END), "xxx", step=2),
        ]
    )
    told = [[now_of(frame, slot) for slot in range(3)] for frame in canvas.frames]
    assert told[0] == ["Now: noise"] * 3
    assert told[1] == ["Now: noise", "Now: accepted", "Now: accepted, in the tail"]
    assert told[2] == [
        "Now: accepted; its draft is stable for 2 steps",
        "Now: re-noised; its draft is stable for 2 steps",
        "Now: accepted, in the tail; its draft is stable for 2 steps",
    ]
    assert told[3][0] == "Now: accepted"
    assert told[4] == ["Now: committed"] * 3


def test_the_bytes_of_a_token_are_those_it_spells() -> None:
    assert bytes_of(DROP, VOCABULARY) == "20 64 72 6F 70"
    assert bytes_of(END, VOCABULARY) == ""
    byte = VOCABULARY.tokens.index("<0xE2>")
    assert bytes_of(byte, VOCABULARY) == "E2"
    long = replace(VOCABULARY, tokens=("🦊" * 9,), special_ids=frozenset())
    assert bytes_of(0, long) == " ".join(["F0 9F A6 8A"] * 3) + " …"


def test_of_a_random_token_a_syllable_is_told_where_that_is_to_stand_for_it() -> None:
    canvas = canvas_of([step_of((DROP, DROP), "x-", ids=(DROP, GLASS))])
    frame = canvas.frames[1]
    told = [[held_word(frame, slot, GLYPHS, true_noise=true) for slot in range(2)] for true in (True, False)]
    assert told == [["␣drop", "␣glass"], ["␣drop", stand_in(GLASS).text]]
