from __future__ import annotations

from collections.abc import Iterator

import pytest

from engine import errors
from engine.errors import EngineError, ModelDamaged, PromptRejected


def _kinds(kind: type[EngineError] = EngineError) -> Iterator[type[EngineError]]:
    for child in kind.__subclasses__():
        if child.__module__ == errors.__name__:
            yield child
        yield from _kinds(child)


def test_an_error_carries_its_title_and_hint() -> None:
    error = PromptRejected("The prompt is empty.", "Write something.")
    assert (str(error), error.title, error.hint) == (
        "The prompt is empty.",
        "The prompt is empty.",
        "Write something.",
    )


def test_a_damaged_model_is_not_recoverable_and_a_rejected_prompt_is() -> None:
    assert not ModelDamaged("broken").recoverable
    assert PromptRejected("empty").recoverable


@pytest.mark.parametrize("recoverable", [True, False])
def test_whoever_raises_may_say_otherwise(recoverable: bool) -> None:
    assert ModelDamaged("broken", recoverable=recoverable).recoverable is recoverable


@pytest.mark.parametrize("kind", list(_kinds()))
def test_the_tree_at_the_top_of_the_module_names_every_kind(kind: type[EngineError]) -> None:
    assert f"    {kind.__name__} " in (errors.__doc__ or "")
