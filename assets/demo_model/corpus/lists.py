"""Lists of words: sorted, turned round, and turned round again when asked."""

from __future__ import annotations

import random

from corpus.arithmetic import counting
from corpus.example import Example, phrased, question
from corpus.words import ANIMALS, COLOURS, LISTABLE


def ordered(rng: random.Random, *, training: bool) -> Example:
    """Three or four words in the order of the alphabet."""
    words = rng.sample(LISTABLE, rng.randint(3, 4))
    prompt = phrased(
        rng,
        "Sort these words: {words}.", "Sort: {words}.", "Put these words in order: {words}.",
        "Put in alphabetical order: {words}.", "Sort the words {words}.",
        words=", ".join(words),
    )  # fmt: skip
    items = tuple(sorted(words))
    thought = "The first letters are " + ", ".join(word[0] for word in words) + "."
    return question("sort", prompt, f"In order: {', '.join(items)}.", thought, items=items)


def reversed_list(rng: random.Random, *, training: bool) -> Example:
    """Three to five words from the last to the first."""
    words = rng.sample(LISTABLE + ANIMALS + COLOURS, rng.randint(3, 5))
    prompt = phrased(
        rng,
        "Reverse this list: {words}.", "Reverse: {words}.", "Say these words backwards: {words}.",
        "Turn this list around: {words}.", "Reverse the words {words}.",
        words=", ".join(words),
    )  # fmt: skip
    items = tuple(reversed(words))
    thought = f"The last word is {words[-1]}, so it comes first."
    return question("reverse", prompt, f"Backwards: {', '.join(items)}.", thought, items=items)


def and_backwards(rng: random.Random, *, training: bool) -> Example:
    """The list of the turn before, turned round."""
    earlier = rng.choice((ordered, reversed_list, counting))(rng, training=training)
    items = tuple(reversed(earlier.items))
    prompt = phrased(
        rng,
        "And backwards?",
        "Now backwards.",
        "And the other way round?",
        "Now reverse it.",
        "Backwards, please.",
    )
    thought = f"My last list ended with {items[0]}, so it comes first."
    example = question("backwards", prompt, f"Backwards: {', '.join(items)}.", thought)
    return example.after(earlier.conversation.answered(earlier.answer))
