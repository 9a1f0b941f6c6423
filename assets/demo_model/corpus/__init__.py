"""The demo model's corpus: made by rule, without end, never stored.

`draw` makes one example. The same generator makes the training data and, with other seeds, the
questions of `evaluate.py`; pairs of numbers that training must not see are held out by rule.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

from corpus.arithmetic import conversion, counting, difference, total
from corpus.drills import sorts, sums
from corpus.example import Example
from corpus.facts import capital, day
from corpus.lists import and_backwards, ordered, reversed_list
from corpus.stories import story
from corpus.talk import about, greeting, name_asked, name_told, too_hard
from engine.conversation import Conversation

__all__ = ["MAKERS", "Example", "Maker", "draw"]

Maker = Callable[..., Example]

# How often each skill is drawn in training: the harder, the oftener.
MAKERS: tuple[tuple[Maker, float], ...] = (
    (total, 5.0),
    (difference, 7.0),
    (counting, 5.0),
    (conversion, 3.0),
    (ordered, 5.0),
    (reversed_list, 0.7),
    (and_backwards, 3.0),
    (capital, 4.0),
    (day, 5.0),
    (story, 19.0),
    (about, 2.0),
    (greeting, 0.8),
    (name_told, 0.6),
    (name_asked, 2.5),
    (too_hard, 1.0),
)

# How often instead while a run is finished: stories are right by then, lists not all of them.
FINISHING: dict[Maker, float] = {
    story: 8.0,
    counting: 10.0,
    ordered: 14.0,
    and_backwards: 8.0,
    reversed_list: 1.5,
    too_hard: 2.5,
}

# Drawn in training only, so not shown as skills.
DRILLS: tuple[tuple[Maker, float], ...] = ((sums, 1.5), (sorts, 1.5))

THINKING_SHARE = 0.15
THINKING_SHARE_IN_TRAINING = 0.35

# Turns that may stand before a question without a bearing on it.
_SMALL_TALK: tuple[Maker, ...] = (
    total, difference, counting, conversion, ordered, reversed_list, capital, day, about, greeting, too_hard,
)  # fmt: skip

_SYSTEM = ("You are a helpful assistant.", "Answer briefly.", "Be friendly.", "You are Dewpoint.")


def draw(
    rng: random.Random, *, training: bool, finishing: bool = False, maker: Maker | None = None
) -> Example:
    """One example, at times after earlier turns, under a system prompt, or with thinking on.

    Args:
        rng: The source of every choice.
        training: Leaves out what is held out for testing.
        finishing: Draws the skills as often as `FINISHING` says.
        maker: The skill; None draws one by weight.
    """
    if maker is None:
        weights = dict((*MAKERS, *(DRILLS if training else ()))) | (FINISHING if finishing else {})
        maker = rng.choices(list(weights), list(weights.values()))[0]
    example = maker(rng, training=training)
    if rng.random() < 0.15 and example.task != "name":
        earlier = rng.choice(_SMALL_TALK)(rng, training=training)
        example = example.after(earlier.conversation.answered(earlier.answer))
    if rng.random() < 0.05:
        opened = Conversation.opened(system=rng.choice(_SYSTEM))
        example = example.after(opened)
    if rng.random() < (THINKING_SHARE_IN_TRAINING if training else THINKING_SHARE):
        example = replace(example, thinking=True)
    return example
