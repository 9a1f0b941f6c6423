"""Questions that the demo model answers right in every precision."""

from __future__ import annotations

EASY = [  # the question, and what its answer holds
    ("What is 27 plus 45?", "72"),
    ("What is the capital of France?", "Paris"),
    ("Count from 3 to 9.", "3, 4, 5, 6, 7, 8, 9"),
]
