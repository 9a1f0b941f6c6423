"""The demo's tokenizer has the real checkpoint's special ids and loses nothing."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from transformers import PreTrainedTokenizerFast

from batches import encoded
from corpus import draw
from engine.hardware import DEMO_DIRECTORY
from engine.prompt import PromptCodec
from make_tokenizer import NAMED, NEWLINE_ID, main
from recipe import CONTEXT_TOKENS, VOCAB_SIZE


@pytest.fixture(scope="module")
def tokenizer() -> PreTrainedTokenizerFast:
    loaded: PreTrainedTokenizerFast = PreTrainedTokenizerFast.from_pretrained(DEMO_DIRECTORY)
    return loaded


def test_special_tokens_have_the_ids_of_the_real_checkpoint(tokenizer: PreTrainedTokenizerFast) -> None:
    assert {i: tokenizer.convert_ids_to_tokens(i) for i in NAMED} == NAMED
    assert tokenizer.encode("\n", add_special_tokens=False) == [NEWLINE_ID]
    assert len(tokenizer) == VOCAB_SIZE


def test_the_tokenizer_names_the_models_own_context(tokenizer: PreTrainedTokenizerFast) -> None:
    assert tokenizer.model_max_length == CONTEXT_TOKENS


def test_the_shipped_tokenizer_is_not_written_over_unasked(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["make_tokenizer.py"])
    with pytest.raises(SystemExit):
        main()
    assert "required: --to" in capsys.readouterr().err


@pytest.mark.parametrize(
    "text", ["What is 47 plus 38?", "Zürich, 你好, مرحبا", "😀 a  b\n\tc", "umbrella", "e\u0301 \u200f"]
)
def test_any_text_comes_back_as_it_was(tokenizer: PreTrainedTokenizerFast, text: str) -> None:
    assert tokenizer.decode(tokenizer.encode(text, add_special_tokens=False)) == text


def test_digits_are_tokens_of_their_own(tokenizer: PreTrainedTokenizerFast) -> None:
    assert tokenizer.tokenize(" 4738") == ["▁", "4", "7", "3", "8"]


def test_the_engine_encodes_a_prompt_as_training_did(tokenizer: PreTrainedTokenizerFast) -> None:
    codec = PromptCodec.from_directory(Path(DEMO_DIRECTORY), end_ids=frozenset({1, 106, 50}), pad_id=0)
    rng = random.Random(9)
    for _ in range(200):
        example = draw(rng, training=False)
        prompt, answer = encoded(tokenizer, example)
        assert codec.encode(example.conversation, thinking=example.thinking) == prompt
        thought = example.thought if example.thinking else ""
        assert codec.split(answer) == (thought, example.answer)
