"""Asks a model fresh questions from the corpus through the engine, and counts the exact answers.

    python assets/demo_model/evaluate.py --seed 1 --count 500 --json

Every setting is the app's default. The seeds of training start at 7 million; small ones are new. With
`--held-out` every sum and difference is of a pair of numbers that training never shows. With
`--top-conditioning` a step is conditioned on the eight likeliest tokens of each slot alone, and with
`--fp4-activations` the experts round what they read to NVFP4.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import torch

from corpus import MAKERS, Example, draw
from corpus.arithmetic import difference, is_held_out, total
from engine.denoise import Denoiser
from engine.events import TurnFinished
from engine.generate import turn
from engine.kernels.linear import processor_precision
from engine.load import Loaded, load
from engine.model.fp4 import use_fp4_activations
from engine.options import TurnOptions, planned


@dataclass(frozen=True, slots=True)
class Verdict:
    """One question, what the model answered, and how many steps a canvas took."""

    example: Example
    answer: str
    steps_per_canvas: float

    @property
    def is_right(self) -> bool:
        """Whether the answer is exact."""
        return self.example.is_right(self.answer)

    @property
    def task(self) -> str:
        """The skill; questions with thinking on count as a skill of their own."""
        return "thinking" if self.example.thinking else self.example.task


def questions(seed: int, count: int, *, held_out: bool) -> Iterator[Example]:
    """`count` questions, the same number of each skill, or held-out sums and differences only."""
    rng = random.Random(seed)
    makers = [maker for maker, _ in MAKERS]
    for index in range(count):
        if not held_out:
            yield draw(rng, training=False, maker=makers[index % len(makers)])
            continue
        while True:
            example = rng.choice((total, difference))(rng, training=False)
            numbers = [int(word) for word in example.answer.split() if word.isdigit()]
            if is_held_out(numbers[0], numbers[1]) or is_held_out(numbers[1], numbers[0]):
                yield example
                break


def asked(model: Loaded, example: Example, seed: int, *, top_conditioning: bool) -> Verdict:
    """Asks one question in a fresh conversation."""
    options = TurnOptions(seed=seed, thinking=example.thinking, top_conditioning=top_conditioning)
    plan = planned(options, model.sampler, canvas_length=model.network.config.canvas_length)
    for event in turn(
        model, Denoiser(model.network), example.conversation, plan, turn_id=0, cancelled=lambda: False
    ):
        if isinstance(event, TurnFinished):
            return Verdict(example, event.text, event.stats.steps / event.stats.canvases)
    raise RuntimeError("the turn ended without an answer")


def summary(verdicts: list[Verdict]) -> dict[str, object]:
    """Accuracy over all and by skill, and the mean number of steps a canvas took."""
    by_task: dict[str, list[bool]] = {}
    for verdict in verdicts:
        by_task.setdefault(verdict.task, []).append(verdict.is_right)
    return {
        "accuracy": round(sum(v.is_right for v in verdicts) / len(verdicts), 4),
        "by_task": {task: round(sum(right) / len(right), 4) for task, right in sorted(by_task.items())},
        "mean_steps": round(sum(v.steps_per_canvas for v in verdicts) / len(verdicts), 2),
        "count": len(verdicts),
    }


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", default="demo", help="the demo, or a directory of its kind")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--held-out", action="store_true", help="ask only sums that training never shows")
    parser.add_argument(
        "--top-conditioning", action="store_true", help="condition a step on the 8 likeliest tokens alone"
    )
    parser.add_argument("--fp4-activations", action="store_true", help="round what the experts read to NVFP4")
    parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")
    given = parser.parse_args()
    model = load(
        given.model,
        device=torch.device("cpu"),
        precision=processor_precision(),
        progress=lambda done, total: None,
        cancelled=lambda: False,
    )
    if given.fp4_activations:
        use_fp4_activations(model.network)
    verdicts = []
    for index, example in enumerate(questions(given.seed, given.count, held_out=given.held_out)):
        seed = given.seed * 1_000_003 + index
        verdict = asked(model, example, seed, top_conditioning=given.top_conditioning)
        verdicts.append(verdict)
        if not given.json and not verdict.is_right:
            print(f"[{verdict.task}] {example.conversation.prompt}\n    got    {verdict.answer}")
            print(f"    wanted {example.answer}")
    print(json.dumps(summary(verdicts)))


if __name__ == "__main__":
    main()
