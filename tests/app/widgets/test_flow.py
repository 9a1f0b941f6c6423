from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.widgets.flow import Extent, Place, flow

SPACE = 4.0


def _word(width: float, lead: float = SPACE) -> Extent:
    return Extent(width, lead=lead)


def test_words_follow_each_other_with_their_space_and_begin_lines_without_it() -> None:
    places = flow([_word(40), _word(40), _word(40)], 100)
    assert places == [Place(0, 0, 40), Place(0, 44, 40), Place(1, 0, 40)]


def test_what_clings_to_a_word_goes_to_the_next_line_with_it() -> None:
    places = flow([_word(60), _word(30), _word(20, lead=0)], 100)
    assert [(place.line, place.x) for place in places] == [(0, 0), (1, 0), (1, 30)]


def test_the_first_line_begins_at_the_indent() -> None:
    assert flow([_word(30), _word(50)], 100, indent=50) == [Place(0, 54, 30), Place(1, 0, 50)]
    assert flow([_word(60)], 100, indent=50) == [Place(1, 0, 60)]


def test_a_break_ends_as_many_lines_as_it_says() -> None:
    places = flow([_word(10), Extent(10, breaks=2), _word(10)], 100)
    assert [(place.line, place.x) for place in places] == [(0, 0), (0, 10), (2, 0)]


def test_a_word_wider_than_a_line_is_broken_between_its_slots() -> None:
    places = flow([_word(60), _word(60, lead=0), _word(30, lead=0)], 100)
    assert [(place.line, place.x) for place in places] == [(0, 0), (1, 0), (1, 60)]


def test_a_slot_wider_than_a_line_is_cut_to_it() -> None:
    assert flow([_word(500)], 100) == [Place(0, 0, 100)]


def test_a_line_may_break_before_what_parts() -> None:
    ideographs = [Extent(15, parts=True)] * 8
    assert [place.line for place in flow(ideographs, 50)] == [0, 0, 0, 1, 1, 1, 2, 2]


_extents = st.builds(
    Extent,
    width=st.floats(0, 300),
    lead=st.sampled_from([0.0, SPACE]),
    breaks=st.sampled_from([0, 0, 0, 1, 3]),
    parts=st.booleans(),
)


@given(st.lists(_extents, max_size=60), st.floats(20, 400), st.floats(0, 19))
def test_every_slot_has_a_place_within_the_lines_in_reading_order(
    extents: list[Extent], width: float, indent: float
) -> None:
    places = flow(extents, width, indent=indent)
    assert len(places) == len(extents)
    before = (0, indent)
    for place in places:
        assert place.x + place.width <= width + 0.05
        assert (place.line, place.x + 0.001) > before
        before = (place.line, place.x)
