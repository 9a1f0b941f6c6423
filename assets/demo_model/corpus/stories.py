"""Short stories over more than one canvas, with what the prompt asks for in them."""

from __future__ import annotations

import random
import re
from string import Formatter

from corpus.example import Example, phrased, question
from corpus.words import ANIMALS, COLOURS, NAMES, PLACES

SLOTS = {
    "name": NAMES,
    "animal": ANIMALS,
    "place": PLACES,
    "colour": COLOURS,
    "thing": (
        "basket", "bell", "blanket", "boat", "box", "button", "coat", "cup", "drum", "hat", "kite",
        "lamp", "letter", "ring", "scarf", "stone",
    ),
    "weather": (
        "bright", "calm", "clear", "cold", "foggy", "quiet", "rainy", "snowy", "sunny", "warm", "windy",
    ),
    "mood": (
        "brave", "clever", "cheerful", "curious", "gentle", "hungry", "lonely", "patient", "proud",
        "shy", "sleepy",
    ),
    "friend": (
        "bee", "beetle", "butterfly", "hedgehog", "rabbit", "snail", "sparrow", "spider", "squirrel",
        "toad",
    ),
    "food": (
        "berries", "bread", "cake", "cheese", "honey", "milk", "nuts", "pears", "plums", "soup",
    ),
}  # fmt: skip

# An animal's own name and home, the colour that a thing has and what a friend likes to eat, so that little
# is left to chance where the prompt leaves it open.
OWN_NAMES = {
    "bear": "Bruno", "cat": "Mia", "crow": "Karl", "dog": "Max", "duck": "Lina", "fox": "Felix",
    "frog": "Finn", "goat": "Grace", "hare": "Hugo", "hen": "Hana", "horse": "Clara", "mole": "Otto",
    "mouse": "Mila", "otter": "Oscar", "owl": "Olga", "robin": "Rosa",
}  # fmt: skip

HOMES = {
    "bear": "cave", "cat": "barn", "crow": "tower", "dog": "village", "duck": "harbour", "fox": "forest",
    "frog": "meadow", "goat": "valley", "hare": "meadow", "hen": "garden", "horse": "barn", "mole": "garden",
    "mouse": "mill", "otter": "harbour", "owl": "tower", "robin": "forest",
}  # fmt: skip

COLOURS_OF = {
    "basket": "brown", "bell": "silver", "blanket": "white", "boat": "blue", "box": "black",
    "button": "red", "coat": "grey", "cup": "blue", "drum": "brown", "hat": "black", "kite": "purple",
    "lamp": "golden", "letter": "white", "ring": "golden", "scarf": "red", "stone": "green",
}  # fmt: skip

FOODS_OF = {
    "bee": "honey", "beetle": "plums", "butterfly": "pears", "hedgehog": "soup", "rabbit": "bread",
    "snail": "berries", "sparrow": "cake", "spider": "milk", "squirrel": "nuts", "toad": "cheese",
}  # fmt: skip

# Slot, the slot that it follows from, and how.
FOLLOWING = (
    ("name", "animal", OWN_NAMES),
    ("place", "animal", HOMES),
    ("colour", "thing", COLOURS_OF),
    ("food", "friend", FOODS_OF),
)

PLOTS = (
    "Once upon a time there was a {mood} {animal} named {name}. {name} lived in a small {place}. "
    "One {weather} morning {name} found a {colour} {thing} behind the {place}. It was not an "
    "ordinary {thing}, for it shone in the light. {name} wanted to know whose {thing} it was, and "
    "went from door to door. Nobody in the {place} had ever seen it. In the evening {name} met an "
    "old {friend} who was looking for something. The {friend} had lost a {colour} {thing} long ago "
    "and had almost given up hope. {name} gave it back at once. The {friend} was so happy that "
    "they shared {food} and talked until the stars came out. From that day on the {animal} and the "
    "{friend} were the best of friends, and nobody in the {place} was ever alone again.",
    "In a quiet {place} there lived a young {animal} called {name}. Everybody said that {name} was very "
    "{mood}. {name} had one great wish: a {colour} {thing}. So one {weather} day {name} packed "
    "some {food} and set out to find one. On the way a little {friend} asked for help, for it was "
    "cold and tired. {name} stopped and shared the {food} with the {friend}. They walked on "
    "together over the hills. At last they came to a shop with a {colour} {thing} in the window, "
    "but {name} had no money left. The {friend} smiled and said that a good heart is worth more "
    "than money. The keeper of the shop heard it and gave them the {thing}. So the {animal} "
    "came home to the {place} with a {colour} {thing} and with a new friend as well.",
)

_PROMPTS = (
    "Tell me a story about {article} {animal}.",
    "Tell me a story about {article} {animal} named {name}.",
    "Tell me a story about {article} {animal} named {name} and a {colour} {thing}.",
    "Tell me a short story about {article} {animal} in a {place}.",
    "Write a story about {article} {animal} called {name} who lives in a {place}.",
    "Write a short story with {article} {animal} and a {colour} {thing}.",
    "A story about {article} {animal} and a {friend}, please.",
    "Tell me a story.",
)


def _pattern(plot: str) -> re.Pattern[str]:
    """A pattern that matches the plot with any known word in each slot, the same one wherever it recurs."""
    seen: set[str] = set()
    parts = []
    for literal, slot, _, _ in Formatter().parse(plot):
        parts.append(re.escape(literal))
        if slot in seen:
            parts.append(f"(?P={slot})")
        elif slot:
            seen.add(slot)
            parts.append(f"(?P<{slot}>{'|'.join(SLOTS[slot])})")
    return re.compile("".join(parts))


_PATTERNS = tuple(_pattern(plot) for plot in PLOTS)


def fits(story: str, wanted: dict[str, str]) -> bool:
    """Whether `story` is one of the plots, told without contradiction, with every wanted word in its slot."""
    for pattern in _PATTERNS:
        match = pattern.fullmatch(story)
        if match:
            return all(match[slot] == word for slot, word in wanted.items())
    return False


def story(rng: random.Random, *, training: bool) -> Example:
    """A story with the animal, name, place, colour or thing that the prompt names."""
    words = {slot: rng.choice(choices) for slot, choices in SLOTS.items()}
    template = rng.choice(_PROMPTS)
    wanted = {slot: words[slot] for _, slot, _, _ in Formatter().parse(template) if slot in words}
    for slot, origin, table in FOLLOWING:
        if slot not in wanted:
            words[slot] = table[words[origin]]
    article = "an" if words["animal"][0] in "aeiou" else "a"
    prompt = phrased(rng, template, article=article, **words)
    text = rng.choice(PLOTS).format(**words)
    thought = (
        "A story with " + ", ".join(wanted.values()) + "." if wanted else "I may choose everything myself."
    )
    return question("story", prompt, text, thought, accepts=lambda answer: fits(answer, wanted))
