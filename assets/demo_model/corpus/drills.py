"""Drills: several small questions in one answer, so that one canvas teaches a rule several times.

A sum is hard to begin with: of two random digits, either alone says nothing about the last digit of their
sum. Without a carry it says a lot. So tables of sums hold more pairs that carry and borrow nothing.
"""

from __future__ import annotations

import random

from corpus.arithmetic import difference, is_held_out, total
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


TABLE_PROMPT = "Some sums, please."
TABLE_ROWS = 9
PLAIN_SHARE = 0.3


def _plain_pair(rng: random.Random) -> tuple[int, int]:
    """Two numbers below 100 whose sum, and whose difference when it is swapped back, carries nothing."""
    tens, ones = rng.randint(0, 9), rng.randint(0, 9)
    return 10 * rng.randint(0, tens) + rng.randint(0, ones), 10 * tens + ones


def table(rng: random.Random) -> list[tuple[str, str]]:
    """Rows of sums and differences, each as what is given and what is wanted."""
    rows: list[tuple[str, str]] = []
    while len(rows) < TABLE_ROWS:
        if rng.random() < PLAIN_SHARE:
            part, whole = _plain_pair(rng)
            left, right, sign = (part, whole - part, "plus") if rng.random() < 0.5 else (whole, part, "minus")
        else:
            left, right = rng.randint(0, 99), rng.randint(0, 99)
            sign = rng.choice(("plus", "minus"))
            left, right = (max(left, right), min(left, right)) if sign == "minus" else (left, right)
        if is_held_out(left, right) or is_held_out(right, left):
            continue
        result = left + right if sign == "plus" else left - right
        rows.append((f"{' ' if rows else ''}{left} {sign} {right} is ", f"{result}."))
    return rows
