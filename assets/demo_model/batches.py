"""Examples as tensors: prompts to encode, canvases to denoise, and how they are corrupted."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import torch
from torch import Tensor
from transformers import PreTrainedTokenizerFast

from corpus import Example, draw
from corpus.drills import TABLE_PROMPT, table
from engine import sampler
from engine.conversation import Conversation
from recipe import CANVAS_LENGTH, PAD_ID, VOCAB_SIZE, generation_config

SHORTER_CANVASES = (32, 64)
TAIL_WEIGHTS = (0.3, 0.05)  # the first pads behind an answer, and the rest
NEAR_TAIL = 8
PURE_NOISE_SHARE = 0.3
DRAFT_SHARE = 0.7
ENTROPY_BOUND = generation_config().sampler_config.entropy_bound
CONTEXT_STRIDE = 32  # contexts are padded to a multiple: blocks of ever other sizes slow the allocator down


@dataclass(frozen=True, slots=True)
class Sample:
    """One canvas of one example.

    Attributes:
        context: Token ids before the canvas: the prompt, and for a later canvas the ones before it.
        target: The ids that the canvas must become, up to and with the end token; no padding.
        canvas_length: Slots of the canvas that it is trained on.
        given: Which slots of the target are shown as they are and not asked for; none where empty.
        is_only_answer: Whether no other target would be right.
    """

    context: list[int]
    target: list[int]
    canvas_length: int
    given: list[bool] = field(default_factory=list)
    is_only_answer: bool = True


@dataclass(frozen=True, slots=True)
class Batch:
    """Samples of one canvas length, contexts padded on the left.

    Attributes:
        context: `(batch, prompt)` ids.
        context_mask: `(batch, prompt)`, 1 at real ids.
        target: `(batch, canvas)` ids, padded behind the end.
        weight: `(batch, canvas)` share of each slot in the loss; nothing for a slot that is given.
        is_only_answer: `(batch, 1)`, whether no other target would be right.
    """

    context: Tensor
    context_mask: Tensor
    target: Tensor
    weight: Tensor
    is_only_answer: Tensor

    def to(self, device: torch.device) -> Batch:
        """The same batch on a device."""
        parts = (self.context, self.context_mask, self.target, self.weight, self.is_only_answer)
        return Batch(*(part.to(device) for part in parts))


def encoded(tokenizer: PreTrainedTokenizerFast, example: Example) -> tuple[list[int], list[int]]:
    """The ids of an example's prompt and of its whole answer, thought and end token included."""
    messages = [{"role": str(m.role), "content": m.text} for m in example.conversation.messages]
    prompt = tokenizer.apply_chat_template(
        messages, tokenize=False, add_generation_prompt=True, enable_thinking=example.thinking
    )
    thought = f"<|channel>thought\n{example.thought}<channel|>" if example.thinking else ""
    answer = f"{thought}{example.answer}<turn|>"
    return tokenizer.encode(prompt, add_special_tokens=False), tokenizer.encode(
        answer, add_special_tokens=False
    )


def sampled(rng: random.Random, context: list[int], answer: list[int], full_share: float) -> Sample:
    """One canvas of the answer, on a shorter canvas where it fits and the dice say so."""
    index = rng.randrange(math.ceil(len(answer) / CANVAS_LENGTH))
    start = index * CANVAS_LENGTH
    target = answer[start : start + CANVAS_LENGTH]
    fitting = [length for length in SHORTER_CANVASES if len(answer) < length]
    length = CANVAS_LENGTH if not fitting or rng.random() < full_share else fitting[0]
    return Sample(context + answer[:start], target, length)


def batched(samples: list[Sample]) -> Batch:
    """Samples of one canvas length as tensors."""
    longest = CONTEXT_STRIDE * math.ceil(max(len(s.context) for s in samples) / CONTEXT_STRIDE)
    length = samples[0].canvas_length
    context = torch.full((len(samples), longest), PAD_ID)
    mask = torch.zeros((len(samples), longest), dtype=torch.long)
    target = torch.full((len(samples), length), PAD_ID)
    weight = torch.full((len(samples), length), TAIL_WEIGHTS[1])
    for row, sample in enumerate(samples):
        context[row, longest - len(sample.context) :] = torch.tensor(sample.context)
        mask[row, longest - len(sample.context) :] = 1
        end = len(sample.target)
        target[row, :end] = torch.tensor(sample.target)
        weight[row, end : end + NEAR_TAIL] = TAIL_WEIGHTS[0]
        weight[row, :end] = 1.0
        weight[row, : len(sample.given)][torch.tensor(sample.given, dtype=torch.bool)] = 0.0
    return Batch(context, mask, target, weight, torch.tensor([[s.is_only_answer] for s in samples]))


def tabled(tokenizer: PreTrainedTokenizerFast, rng: random.Random) -> Sample:
    """A canvas full of sums whose results alone are asked for."""
    example = Example(
        task="table", conversation=Conversation().asked(TABLE_PROMPT), answer="", thought="", thinking=False
    )
    target, given = [], []
    for shown, wanted in table(rng):
        for text, is_given in ((shown, True), (wanted, False)):
            ids = tokenizer.encode(text, add_special_tokens=False)
            target += ids
            given += [is_given] * len(ids)
    return Sample(
        encoded(tokenizer, example)[0], target[:CANVAS_LENGTH], CANVAS_LENGTH, given[:CANVAS_LENGTH]
    )


def corrupted(batch: Batch) -> Tensor:
    """The canvas with slots replaced by uniform random ids, those that are given left alone.

    Each row draws its noise level: pure noise at times, else uniform in 0..1; half of the rows draw
    another level for their padding, since a sampler settles the padding before the text.
    Returns `(batch, canvas)` ids.
    """
    target = batch.target
    rows = target.shape[0]
    device = target.device
    level, tail_level, own, pure = torch.rand(4, rows, device=device)
    level = torch.where(pure < PURE_NOISE_SHARE, 1.0, level)
    tail_level = torch.where(own < 0.5, level, tail_level)
    slot_level = torch.where(target == PAD_ID, tail_level[:, None], level[:, None])
    return torch.where(
        (torch.rand(target.shape, device=device) < slot_level) & (batch.weight > 0), _noise(target), target
    )


def drafted(batch: Batch, noisy: Tensor, guess: Tensor) -> Tensor:
    """What the sampler makes of a canvas, in a share of the rows with one right answer; others stay.

    So the model also learns from the mistakes that it makes itself, and mends them: noise alone never shows
    it a word twice. Where several answers are right, a draft may be on its way to another one than the
    target: drafts of stories mixed their plots.

    Args:
        batch: What the canvases must become.
        noisy: The canvases, `(batch, canvas)` ids.
        guess: The model's logits for them at the sampler's temperature, `(batch, canvas, vocabulary)`.
    """
    probabilities = torch.softmax(guess.float(), dim=-1)
    entropy = torch.special.entr(probabilities).sum(dim=-1)
    chosen = torch.multinomial(probabilities.flatten(0, 1), 1).view_as(noisy)
    draft = sampler.renoise(chosen, sampler.accept(entropy, ENTROPY_BOUND), _noise(noisy))
    rows = batch.is_only_answer & (torch.rand(batch.is_only_answer.shape, device=noisy.device) < DRAFT_SHARE)
    return torch.where(rows & (batch.weight > 0), draft, noisy)


def _noise(canvas: Tensor) -> Tensor:
    """Uniform random ids for every slot."""
    return torch.randint_like(canvas, VOCAB_SIZE)


def _drawn(
    tokenizer: PreTrainedTokenizerFast, rng: random.Random, full_share: float, *, finishing: bool
) -> Sample:
    """One canvas of an example that is drawn."""
    example = draw(rng, training=True, finishing=finishing)
    sample = sampled(rng, *encoded(tokenizer, example), full_share)
    return replace(sample, is_only_answer=example.has_one_answer)


def stream(
    tokenizer: PreTrainedTokenizerFast,
    rng: random.Random,
    batch_size: int,
    *,
    full_share: float,
    table_share: float,
    finishing: bool = False,
) -> Iterator[Batch]:
    """Batches without end; samples of like lengths share one, in random order.

    Args:
        tokenizer: The demo's.
        rng: The source of every choice.
        batch_size: Samples in a batch; of the last of a length up to half stand there twice.
        full_share: Share of short answers that are trained on a full canvas all the same.
        table_share: Share of samples that are tables of sums.
        finishing: See `draw`.
    """
    while True:
        samples = [
            tabled(tokenizer, rng)
            if rng.random() < table_share
            else _drawn(tokenizer, rng, full_share, finishing=finishing)
            for _ in range(batch_size * 24)
        ]
        samples.sort(key=lambda s: (s.canvas_length, len(s.context) + rng.random()))
        groups: dict[int, list[Sample]] = {}
        for sample in samples:
            groups.setdefault(sample.canvas_length, []).append(sample)
        cuts = [
            group[i : i + batch_size] for group in groups.values() for i in range(0, len(group), batch_size)
        ]
        rng.shuffle(cuts)
        for cut in cuts:
            if len(cut) >= batch_size // 2:
                yield batched(cut + rng.choices(cut, k=batch_size - len(cut)))
