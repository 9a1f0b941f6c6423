"""Drills: several small questions in one answer, so that one canvas teaches a rule several times."""

from __future__ import annotations

import random

from corpus.arithmetic import difference, total
from corpus.example import Example, phrased, question
from corpus.words import LISTABLE


def sums(rng: random.Random, *, training: bool) -> Example:
    """Four sums and differences at once."""
    parts = [rng.choice((total, difference))(rng, training=training).answer for _ in range(4)]
    asked = [part.partition(" is ")[0] for part in parts]
    if rng.random() < 0.5:
        asked = [text.replace("plus", "+").replace("minus", "-") for text in asked]
    prompt = phrased(rng, "Work out {list}.", "Calculate {list}.", "What is {list}?", list=", ".join(asked))
    return question("sums", prompt, " ".join(parts), "I take one after the other.")


def sorts(rng: random.Random, *, training: bool) -> Example:
    """Three lists to sort at once."""
    words = rng.sample(LISTABLE, 10)
    lists = [words[:4], words[4:7], words[7:]]
    rng.shuffle(lists)
    asked = "; ".join(", ".join(each) for each in lists)
    prompt = phrased(rng, "Sort each list: {list}.", "Sort these lists: {list}.", list=asked)
    answer = " ".join(f"In order: {', '.join(sorted(each))}." for each in lists)
    return question("sorts", prompt, answer, "I take one after the other.")
