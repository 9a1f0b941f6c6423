"""Sums, differences, counting and units: small numbers, checkable to the digit."""

from __future__ import annotations

import random

from corpus.example import Example, phrased, question

HELD_OUT_ONE_IN = 16


def is_held_out(left: int, right: int) -> bool:
    """Whether training never shows this pair of two-digit numbers, so that it tests the rule, not memory."""
    return min(left, right) >= 10 and (left * 7919 + right * 104729) % HELD_OUT_ONE_IN == 0


def _pair(rng: random.Random, training: bool) -> tuple[int, int]:
    while True:
        low = 10 if rng.random() < 0.75 else 0
        left, right = rng.randint(low, 99), rng.randint(low, 99)
        if not (training and (is_held_out(left, right) or is_held_out(right, left))):
            return left, right


def total(rng: random.Random, *, training: bool) -> Example:
    """The sum of two numbers below 100."""
    left, right = _pair(rng, training)
    prompt = phrased(
        rng,
        "What is {a} plus {b}?", "What is {a} + {b}?", "{a} + {b}", "{a}+{b}=?", "{a} plus {b}?",
        "How much is {a} plus {b}?", "Add {a} and {b}.", "What is the sum of {a} and {b}?",
        a=left, b=right,
    )  # fmt: skip
    ones, tens = left % 10 + right % 10, left // 10 + right // 10
    carry = ones // 10
    thought = f"The ones: {left % 10} plus {right % 10} is {ones}, so I write {ones % 10}"
    thought += " and carry 1." if carry else "."
    thought += (
        f" The tens: {left // 10} plus {right // 10}" + (" plus 1" if carry else "") + f" is {tens + carry}."
    )
    return question("sum", prompt, f"{left} plus {right} is {left + right}.", thought)


def difference(rng: random.Random, *, training: bool) -> Example:
    """The difference of two numbers below 100, never below zero."""
    left, right = sorted(_pair(rng, training), reverse=True)
    if training and rng.random() < 0.08:  # a result of one digit is rare and hard
        close = max(0, left - rng.randint(0, 9))
        right = right if is_held_out(left, close) or is_held_out(close, left) else close
    prompt = phrased(
        rng,
        "What is {a} minus {b}?", "What is {a} - {b}?", "{a} - {b}", "{a}-{b}=?", "{a} minus {b}?",
        "How much is {a} minus {b}?", "Subtract {b} from {a}.", "Take {b} away from {a}.",
        a=left, b=right,
    )  # fmt: skip
    borrow = left % 10 < right % 10
    ones = left % 10 - right % 10 + (10 if borrow else 0)
    tens = left // 10 - (1 if borrow else 0)
    thought = f"The ones: {left % 10 + (10 if borrow else 0)} minus {right % 10} is {ones}"
    thought += ", and I borrow 1." if borrow else "."
    thought += f" The tens: {tens} minus {right // 10} is {tens - right // 10}."
    return question("difference", prompt, f"{left} minus {right} is {left - right}.", thought)


def counting(rng: random.Random, *, training: bool) -> Example:
    """Numbers in a row up to 20, upwards or downwards: up to ten where one of them is 1, else up to six."""
    first = 1 if rng.random() < 0.3 else rng.randint(2, 18)
    last = rng.randint(first + 2, min(first + (9 if first == 1 else 5), 20))
    numbers = range(first, last + 1)
    if first == 1 and rng.random() < 0.5:
        prompt = phrased(rng, "Count to {b}.", "Can you count to {b}?", b=last)
    elif rng.random() < 0.6:
        prompt = phrased(
            rng,
            "Count from {a} to {b}.",
            "Please count from {a} to {b}.",
            "Count up from {a} to {b}.",
            a=first,
            b=last,
        )
    else:
        numbers = range(last, first - 1, -1)
        prompt = phrased(
            rng, "Count down from {b} to {a}.", "Count backwards from {b} to {a}.", a=first, b=last
        )
    items = tuple(str(number) for number in numbers)
    thought = f"I start at {items[0]} and stop at {items[-1]}."
    return question("count", prompt, ", ".join(items) + ".", thought, items=items)


UNITS = (
    ("metre", "metres", 100, "centimetres", 20),
    ("kilometre", "kilometres", 1000, "metres", 20),
    ("kilogram", "kilograms", 1000, "grams", 20),
    ("litre", "litres", 1000, "millilitres", 20),
    ("centimetre", "centimetres", 10, "millimetres", 20),
    ("hour", "hours", 60, "minutes", 6),
    ("minute", "minutes", 60, "seconds", 6),
    ("day", "days", 24, "hours", 5),
    ("week", "weeks", 7, "days", 8),
    ("year", "years", 12, "months", 5),
)


def conversion(rng: random.Random, *, training: bool) -> Example:
    """A length, weight, volume or time in a smaller unit."""
    one, many, factor, small, limit = rng.choice(UNITS)
    amount = rng.randint(1, limit)
    unit = one if amount == 1 else many
    prompt = phrased(
        rng,
        "How many {small} are {n} {unit}?", "How many {small} are in {n} {unit}?",
        "Convert {n} {unit} to {small}.", "{n} {unit} in {small}?", "What is {n} {unit} in {small}?",
        n=amount, unit=unit, small=small,
    )  # fmt: skip
    verb = "is" if amount == 1 else "are"
    thought = f"One {one} is {factor} {small}, and there {verb} {amount}."
    return question("unit", prompt, f"{amount} {unit} {verb} {amount * factor} {small}.", thought)
