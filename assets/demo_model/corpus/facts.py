"""Things from a table: capitals, weekdays, months."""

from __future__ import annotations

import random

from corpus.example import Example, phrased, question
from corpus.words import CAPITALS

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip


def capital(rng: random.Random, *, training: bool) -> Example:
    """The capital of a country, or the country of a capital."""
    country = rng.choice(list(CAPITALS))
    city = CAPITALS[country]
    if rng.random() < 0.25:
        prompt = phrased(
            rng, "Which country has the capital {city}?", "{city} is the capital of which country?", city=city
        )
        return question(
            "capital", prompt, f"{city} is the capital of {country}.", "I look for the city in my table."
        )
    prompt = phrased(
        rng,
        "What is the capital of {c}?", "Capital of {c}?", "Which city is the capital of {c}?",
        "Tell me the capital of {c}.", "Name the capital of {c}.", "What's the capital of {c}?",
        c=country,
    )  # fmt: skip
    thought = "I look for the country in my table."
    return question("capital", prompt, f"The capital of {country} is {city}.", thought)


def day(rng: random.Random, *, training: bool) -> Example:
    """The day up to three steps after or before another, or the month next to one."""
    names, what, furthest = (MONTHS, "month", 1) if rng.random() < 0.3 else (WEEKDAYS, "day", 3)
    start = rng.randrange(len(names))
    word, sign = rng.choice((("after", 1), ("before", -1)))
    steps = rng.randint(1, furthest)
    found = names[(start + sign * steps) % len(names)]
    many = "s" if steps > 1 else ""
    thought = f"I go {steps} {what}{many} {'forward' if sign > 0 else 'back'} from {names[start]}."
    if steps == 1:
        prompt = phrased(
            rng,
            "What {what} comes {word} {start}?", "Which {what} is {word} {start}?",
            "Which {what} comes {word} {start}?", "What is the {what} {word} {start}?",
            what=what, word=word, start=names[start],
        )  # fmt: skip
        return question("weekday", prompt, f"{found} comes {word} {names[start]}.", thought)
    prompt = phrased(
        rng,
        "What {what} is {n} {what}s {word} {start}?", "Which {what} is {n} {what}s {word} {start}?",
        "What {what} comes {n} {what}s {word} {start}?",
        what=what, n=steps, word=word, start=names[start],
    )  # fmt: skip
    return question("weekday", prompt, f"{steps} {what}s {word} {names[start]} is {found}.", thought)
