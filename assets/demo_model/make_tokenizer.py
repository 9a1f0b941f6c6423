"""Makes the demo model's tokenizer, chat template and config files from its corpus.

    python assets/demo_model/make_tokenizer.py --to out/model

The special tokens have the ids of the real checkpoint (pad 0, eos 1, bos 2, think 98, channel 100
and 101, turn 105 and 106, newline 107); the rest is byte-fallback BPE, digits one by one.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers
from transformers import PreTrainedTokenizerFast

from corpus import draw
from recipe import CONTEXT_TOKENS, VOCAB_SIZE

SAMPLES = 60_000
NEWLINE_ID = 107

NAMED = {
    0: "<pad>", 1: "<eos>", 2: "<bos>", 3: "<unk>", 46: "<|tool>", 47: "<tool|>", 48: "<|tool_call>",
    49: "<tool_call|>", 50: "<|tool_response>", 51: "<tool_response|>", 52: '<|"|>', 98: "<|think|>",
    100: "<|channel>", 101: "<channel|>", 105: "<|turn>", 106: "<turn|>",
}  # fmt: skip

CHAT_TEMPLATE = """\
{{- bos_token -}}
{%- set system = messages[0]['content'] if messages and messages[0]['role'] == 'system' else '' -%}
{%- if system or enable_thinking -%}
{{- '<|turn>system\\n' + ('<|think|>' if enable_thinking else '') + system + '<turn|>\\n' -}}
{%- endif -%}
{%- for message in messages if message['role'] != 'system' -%}
{{- '<|turn>' + ('model' if message['role'] == 'assistant' else message['role']) + '\\n' -}}
{{- message['content'] + '<turn|>\\n' -}}
{%- endfor -%}
{%- if add_generation_prompt -%}
{{- '<|turn>model\\n' -}}
{%- if not enable_thinking -%}{{- '<|channel>thought\\n<channel|>' -}}{%- endif -%}
{%- endif -%}
"""


def _texts() -> list[str]:
    """Texts to learn merges from: every prompt, thought and answer of many examples."""
    rng = random.Random(0)
    examples = [draw(rng, training=True) for _ in range(SAMPLES)]
    texts = [
        text for e in examples for text in (e.thought, e.answer, *(m.text for m in e.conversation.messages))
    ]
    return [*texts, *["user model system thought"] * 1000]


def _split() -> pre_tokenizers.PreTokenizer:
    """Words with the space before them, single digits, single signs."""
    return pre_tokenizers.Split(Regex(r"▁?\p{L}+|\d|▁|[^\p{L}\d▁]"), behavior="isolated")


def _learned_merges(size: int) -> list[tuple[str, str]]:
    """The merges of a BPE vocabulary with `size` entries, and of nothing else."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.normalizer = normalizers.Replace(" ", "▁")
    tokenizer.pre_tokenizer = _split()
    alphabet = sorted({chr(code) for code in range(33, 127)} | {"▁"})
    trainer = trainers.BpeTrainer(
        vocab_size=size, initial_alphabet=alphabet, limit_alphabet=len(alphabet), show_progress=False
    )
    tokenizer.train_from_iterator(_texts(), trainer)
    state = json.loads(tokenizer.to_str())
    return [tuple(merge) for merge in state["model"]["merges"]]


def build() -> PreTrainedTokenizerFast:
    """The tokenizer, with its chat template."""
    reserved = [NAMED.get(index, f"<unused{index}>") for index in range(NEWLINE_ID)]
    fixed = [*reserved, "\n", *(f"<0x{byte:02X}>" for byte in range(256))]
    alphabet = [chr(code) for code in range(33, 127)] + ["▁"]
    merges = _learned_merges(VOCAB_SIZE - len(fixed))
    tokens = [*fixed, *alphabet, *(left + right for left, right in merges)]
    if len(tokens) != VOCAB_SIZE or len(set(tokens)) != VOCAB_SIZE:
        raise ValueError(f"the vocabulary has {len(tokens)} tokens, {len(set(tokens))} of them distinct")
    vocabulary = {token: index for index, token in enumerate(tokens)}
    tokenizer = Tokenizer(
        models.BPE(vocab=vocabulary, merges=merges, byte_fallback=True, unk_token="<unk>", fuse_unk=True)
    )
    tokenizer.normalizer = normalizers.Replace(" ", "▁")
    tokenizer.pre_tokenizer = _split()
    tokenizer.decoder = decoders.Sequence(
        [decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse()]
    )
    tokenizer.add_special_tokens(reserved)
    return PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]  # transformers
        tokenizer_object=tokenizer,
        bos_token="<bos>",
        eos_token="<eos>",
        pad_token="<pad>",
        unk_token="<unk>",
        chat_template=CHAT_TEMPLATE,
        clean_up_tokenization_spaces=False,
        model_max_length=CONTEXT_TOKENS,
    )


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--to", type=Path, required=True, help="the checkpoint's directory")
    given = parser.parse_args()
    build().save_pretrained(given.to)
    print(f"wrote the tokenizer of {VOCAB_SIZE} tokens to {given.to}")


if __name__ == "__main__":
    main()
