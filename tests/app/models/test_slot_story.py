from __future__ import annotations

from app.models.pieces import Glyphs
from app.models.slot_story import ranked, share_of, shares_of, story_of, tops_of
from engine import Candidate
from tests.app.fake_engine import VOCABULARY, speller
from tests.app.recordings import canvas_of
from tests.app.steps import step_of

DROP, GLASS, AIR = speller()("drop glass air")[:3]
GLYPHS = Glyphs(VOCABULARY)


def test_a_story_tells_drafts_kept_given_up_and_settled() -> None:
    drafts, kept = (DROP, GLASS, GLASS, DROP), "-x-x"
    entropies = (4.0, 2.0, 1.0, 0.5)
    canvas = canvas_of(
        [step_of((drafts[n],), kept[n], step=n, entropy_nats=(entropies[n],)) for n in range(4)]
    )
    story = story_of(canvas, 0)
    assert story.drafts == (DROP, GLASS, DROP)
    assert story.in_words(GLYPHS) == "␣drop → ␣glass → ␣drop"
    assert (story.first_accepted, story.unaccepted, story.settled) == (1, (2,), 3)
    assert story.entropy_nats == entropies
    assert story.accepted == (False, True, False, True)


def test_of_a_long_history_the_newest_drafts_are_told() -> None:
    canvas = canvas_of([step_of(((DROP, GLASS)[n % 2],), "-", step=n) for n in range(9)])
    assert story_of(canvas, 0).in_words(GLYPHS).count("→") == 6
    assert story_of(canvas, 0).in_words(GLYPHS).startswith("… →")


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
