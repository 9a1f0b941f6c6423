"""The generator makes questions with right answers, fresh ones for a fresh seed."""

from __future__ import annotations

import random
import re

import pytest

from corpus import MAKERS, Maker, draw, drills
from corpus.arithmetic import HELD_OUT_ONE_IN, difference, is_held_out, total
from corpus.lists import and_backwards
from corpus.stories import FOLLOWING, PLOTS, SLOTS, fits, story
from engine.conversation import Role

PAIR = re.compile(r"(\d+) (?:plus|minus) (\d+)")
EACH_MAKER = pytest.mark.parametrize("maker", [maker for maker, _ in MAKERS], ids=lambda m: m.__name__)


@EACH_MAKER
def test_every_example_accepts_its_own_answer_and_ends_with_a_question(maker: Maker) -> None:
    rng = random.Random(3)
    for _ in range(200):
        example = draw(rng, training=False, maker=maker)
        assert example.is_right(example.answer)
        assert not example.is_right(example.answer + " And more.")
        assert example.conversation.messages[-1].role is Role.USER


@EACH_MAKER
def test_the_same_seed_draws_the_same_example_and_another_seed_another(maker: Maker) -> None:
    def drawn(seed: int) -> list[tuple[str, str]]:
        rng = random.Random(seed)
        examples = [draw(rng, training=False, maker=maker) for _ in range(8)]
        return [(e.conversation.prompt, e.answer) for e in examples]

    assert drawn(1) == drawn(1)
    assert drawn(1) != drawn(2)


def _numbers(answer: str) -> list[int]:
    return [int(word) for word in answer.rstrip(".").split() if word.isdigit()]


def test_sums_and_differences_are_right() -> None:
    rng = random.Random(5)
    for _ in range(500):
        left, right, result = _numbers(total(rng, training=False).answer)
        assert left + right == result
        left, right, result = _numbers(difference(rng, training=False).answer)
        assert left - right == result


def _table(rng: random.Random) -> str:
    return "".join(given + wanted for given, wanted in drills.table(rng))


def _pairs(text: str) -> list[tuple[int, int]]:
    return [(int(left), int(right)) for left, right in PAIR.findall(text)]


@pytest.mark.parametrize("maker", [total, difference, drills.sums])
def test_questions_of_a_test_hold_pairs_that_training_never_shows(maker: Maker) -> None:
    rng = random.Random(6)
    tested = [pair for _ in range(3000) for pair in _pairs(maker(rng, training=False).answer)]
    assert any(is_held_out(a, b) for a, b in tested)


@pytest.mark.parametrize(
    "maker", [total, difference, drills.sums, None], ids=["total", "difference", "sums", "table"]
)
def test_training_never_shows_a_pair_that_is_held_out(maker: Maker | None) -> None:
    rng = random.Random(6)
    texts = [maker(rng, training=True).answer if maker else _table(rng) for _ in range(3000)]
    shown = [pair for text in texts for pair in _pairs(text)]
    assert len(shown) >= 3000
    assert not any(is_held_out(a, b) or is_held_out(b, a) for a, b in shown)


def test_about_one_pair_of_two_digit_numbers_in_sixteen_is_held_out() -> None:
    pairs = [(a, b) for a in range(10, 100) for b in range(10, 100)]
    held_out = sum(is_held_out(a, b) for a, b in pairs)
    assert held_out / len(pairs) == pytest.approx(1 / HELD_OUT_ONE_IN, rel=0.1)


def test_backwards_turns_the_list_of_the_turn_before_round() -> None:
    rng = random.Random(7)
    for _ in range(100):
        example = and_backwards(rng, training=False)
        before = example.conversation.messages[-2].text.rstrip(".").split(": ")[-1].split(", ")
        now = example.answer.rstrip(".").removeprefix("Backwards: ").split(", ")
        assert now == before[::-1]


def test_a_story_fits_only_with_the_words_that_were_asked_for() -> None:
    words = {slot: choices[0] for slot, choices in SLOTS.items()}
    text = PLOTS[0].format(**words)
    assert fits(text, {"name": words["name"], "colour": words["colour"]})
    assert not fits(text, {"name": "Zoe"})


def test_a_story_that_contradicts_itself_does_not_fit() -> None:
    words = {slot: choices[0] for slot, choices in SLOTS.items()}
    text = PLOTS[0].format(**words)
    assert not fits(text.replace(words["animal"], "dog", 1), {})
    assert not fits(text[:-20], {})


def test_what_a_story_prompt_names_is_in_its_answer() -> None:
    rng = random.Random(8)
    for _ in range(200):
        example = story(rng, training=False)
        wanted = [name for name in SLOTS["name"] if f"named {name}" in example.conversation.prompt]
        assert all(name in example.answer for name in wanted)


def test_a_word_that_a_story_prompt_leaves_open_follows_from_another() -> None:
    rng = random.Random(9)
    slots = ("animal", "colour", "food", "friend", "name", "place", "thing")
    for _ in range(300):
        example = story(rng, training=True)
        told = {slot: _told(example.answer, slot) for slot in slots}
        for slot, origin, follower in FOLLOWING:
            assert told[slot] in (follower[told[origin] or ""], _told(example.conversation.prompt, slot))


def _told(text: str, slot: str) -> str | None:
    """The word of a slot that a text names, if any."""
    return next((word for word in text.replace(".", " ").split() if word in SLOTS[slot]), None)
