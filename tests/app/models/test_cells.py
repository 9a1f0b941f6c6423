from __future__ import annotations

import math

import pytest

from app.models.cells import Measure, ceiling, column_of, unsureness, values_of
from tests.app.fake_engine import VOCABULARY
from tests.app.recordings import alone, canvas_of
from tests.app.steps import step_of

A, B = 300, 301
CANVAS = canvas_of(
    [
        step_of((A, B), "x-", entropy_nats=(0.0, 1.0)),
        step_of((A, A), "xx", step=1, entropy_nats=(0.0, 4.0)),
        step_of((A, A), "xx", step=2, entropy_nats=(0.0, 0.0)),
    ]
)


def test_unsureness_goes_from_sure_to_the_entropy_of_uniform_noise() -> None:
    top = ceiling(alone(CANVAS))
    assert top == pytest.approx(math.log(len(VOCABULARY.tokens)))
    assert unsureness(0.0, top) == 0.0
    assert unsureness(top, top) == unsureness(2 * top, top) == 1.0
    assert unsureness(top / 4, top) == pytest.approx(0.5)
    assert unsureness(1.0, 0.0) == 0.0


def test_before_the_first_step_there_is_no_value() -> None:
    for measure in Measure:
        assert values_of(CANVAS, 0, measure, 4.0) == [None, None]


def test_values_are_those_of_the_step() -> None:
    assert values_of(CANVAS, 1, Measure.ENTROPY, 4.0) == [0.0, 0.5]
    assert values_of(CANVAS, 2, Measure.ENTROPY, 4.0) == [0.0, 1.0]


def test_what_has_not_happened_yet_has_no_value() -> None:
    assert values_of(CANVAS, 1, Measure.ACCEPTED, 4.0) == [0.0, None]
    assert values_of(CANVAS, 2, Measure.ACCEPTED, 4.0) == [0.0, 0.5]
    assert values_of(CANVAS, 1, Measure.SETTLED, 4.0) == [0.0, None]
    assert values_of(CANVAS, 3, Measure.SETTLED, 4.0) == [0.0, 0.5]


def test_no_slot_is_settled_as_long_as_its_canvas_is_not_committed() -> None:
    running = canvas_of(CANVAS.steps, rule=None)
    assert values_of(running, 3, Measure.SETTLED, 4.0) == [None, None]
    assert values_of(running, 3, Measure.ACCEPTED, 4.0) == [0.0, 0.5]


def test_a_column_of_the_strip_has_a_byte_for_each_slot() -> None:
    assert column_of(CANVAS.steps[0], 4.0) == bytes([0, 127])
    assert column_of(CANVAS.steps[1], 4.0) == bytes([0, 254])


def test_both_ends_of_each_scale_have_a_word() -> None:
    assert all(low and high and low != high for low, high in (measure.ends for measure in Measure))
