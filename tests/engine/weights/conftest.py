"""A broken Hub and what a test asks of it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import huggingface_hub  # noqa: F401 - it reads its switches now, not once a test has set others
import pytest

from engine.errors import EngineError
from engine.words import Sentence
from tests.engine.weights.hub import Hub, hub_of

MODEL = "model.safetensors"
MODEL_BYTES = 3_000_000


@pytest.fixture(autouse=True)
def _errors_are_said(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fail on an error of the engine that could not be said in another language."""
    unsaid: list[str] = []
    begin = EngineError.__init__

    def watched(error: EngineError, title: str, hint: str = "", *, recoverable: bool | None = None) -> None:
        unsaid.extend(each for each in (title, hint) if each and not isinstance(each, Sentence))
        begin(error, title, hint, recoverable=recoverable)

    monkeypatch.setattr(EngineError, "__init__", watched)
    yield
    assert not unsaid


@pytest.fixture(scope="session")
def files() -> dict[str, bytes]:
    """What the hub's repository holds; small files are published without a SHA-256."""
    chance = random.Random(4)
    return {
        "config.json": b'{"model_type": "diffusion_gemma"}',
        "tokenizer/tokenizer.json": chance.randbytes(20_000),
        "chat_template.jinja": "{{ \u201cübung\u201d }}".encode(),
        MODEL: chance.randbytes(MODEL_BYTES),
    }


@pytest.fixture
def hub(files: dict[str, bytes]) -> Iterator[Hub]:
    """A hub that nothing is wrong with yet."""
    with hub_of(files) as made:
        yield made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where a model goes; the name has what breaks careless code."""
    return tmp_path / "Modelle für \u65b0 100 %"
