"""Examples become canvases: cut, padded, weighted and corrupted as training means them."""

from __future__ import annotations

import random
from itertools import islice

import pytest
import torch
from transformers import PreTrainedTokenizerFast

from batches import (
    CONTEXT_STRIDE,
    DRAFT_SHARE,
    NEAR_TAIL,
    TAIL_WEIGHTS,
    Sample,
    batched,
    corrupted,
    drafted,
    sampled,
    stream,
    tabled,
)
from engine.hardware import DEMO_DIRECTORY
from recipe import CANVAS_LENGTH, PAD_ID, VOCAB_SIZE


def test_contexts_are_padded_on_the_left_and_masked() -> None:
    batch = batched([Sample([5, 6, 7], [9, 106], 32), Sample([8], [106], 32)])
    pads = CONTEXT_STRIDE - 3
    assert batch.context.tolist() == [[*[PAD_ID] * pads, 5, 6, 7], [*[PAD_ID] * pads, PAD_ID, PAD_ID, 8]]
    assert batch.context_mask.tolist() == [[*[0] * pads, 1, 1, 1], [*[0] * pads, 0, 0, 1]]


def test_the_text_weighs_most_and_the_far_padding_least() -> None:
    batch = batched([Sample([5], [9, 106], 32)])
    assert batch.target[0, :3].tolist() == [9, 106, PAD_ID]
    near, far = (torch.tensor(weight).item() for weight in TAIL_WEIGHTS)
    assert batch.weight[0].tolist() == [1.0] * 2 + [near] * NEAR_TAIL + [far] * (30 - NEAR_TAIL)


def test_a_long_answer_is_cut_into_canvases_that_follow_one_another() -> None:
    answer = list(range(200, 200 + CANVAS_LENGTH + 40))
    seen = set()
    for seed in range(20):
        sample = sampled(random.Random(seed), [5], answer, full_share=0.0)
        assert [*sample.context[1:], *sample.target] == answer[: len(sample.context) - 1 + len(sample.target)]
        assert sample.canvas_length == CANVAS_LENGTH
        seen.add(len(sample.target))
    assert seen == {CANVAS_LENGTH, 40}


def test_corruption_replaces_slots_by_ids_from_the_whole_vocabulary() -> None:
    torch.manual_seed(0)
    batch = batched([Sample([5], [300] * 64, 64)] * 400)
    target, noisy = batch.target, corrupted(batch)
    assert noisy.min() < 20
    assert noisy.max() >= VOCAB_SIZE - 20
    kept = (noisy == target).float().mean(dim=1)
    assert kept.max() > 0.95
    assert (kept < 0.02).float().mean() > 0.25  # pure noise at times


def test_a_share_of_the_rows_is_what_the_sampler_makes_of_the_models_guess() -> None:
    torch.manual_seed(0)
    batch = batched([Sample([5], [300] * 64, 64)] * 400)
    noisy = torch.full_like(batch.target, 301)
    sure, unsure, mistake = 40, 24, 302
    guess = torch.zeros(400, 64, VOCAB_SIZE)
    guess[:, :sure, mistake] = 100.0
    draft = drafted(batch, noisy, guess)
    is_drafted = (draft != noisy).any(dim=1)
    assert is_drafted.float().mean().item() == pytest.approx(DRAFT_SHARE, abs=0.1)
    assert (draft[is_drafted][:, :sure] == mistake).all()
    noise = draft[is_drafted][:, -unsure:]
    assert len(set(noise.flatten().tolist())) > VOCAB_SIZE / 2


def test_a_draft_leaves_what_is_given_alone() -> None:
    batch = batched([Sample([5], [300] * 64, 64, given=[True] * 20)] * 50)
    guess = torch.zeros(50, 64, VOCAB_SIZE)
    guess[:, :, 302] = 100.0
    draft = drafted(batch, batch.target, guess)
    assert (draft[:, :20] == 300).all()
    assert (draft[:, 20:] == 302).any()


def test_what_could_be_answered_otherwise_is_not_drafted() -> None:
    rows = [Sample([5], [300] * 64, 64, is_only_answer=each) for each in (True, False)] * 50
    guess = torch.zeros(100, 64, VOCAB_SIZE)
    guess[:, :, 302] = 100.0
    batch = batched(rows)
    is_drafted = (drafted(batch, batch.target, guess) != batch.target).any(dim=1)
    assert is_drafted[::2].any()
    assert not is_drafted[1::2].any()


def test_a_story_could_be_told_otherwise_and_a_list_could_not() -> None:
    tokenizer = PreTrainedTokenizerFast.from_pretrained(DEMO_DIRECTORY)
    found: dict[str, set[bool]] = {"Once upon a time": set(), "Backwards:": set(), "In order:": set()}
    for batch in islice(
        stream(tokenizer, random.Random(2), batch_size=8, full_share=0.3, table_share=0.1), 60
    ):
        for target, is_only_answer in zip(batch.target, batch.is_only_answer, strict=True):
            text = tokenizer.decode(target)
            for words, seen in found.items():
                if words in text:
                    seen.add(bool(is_only_answer))
    assert found == {"Once upon a time": {False}, "Backwards:": {True}, "In order:": {True}}


def test_a_table_shows_its_sums_and_asks_for_their_results_alone() -> None:
    torch.manual_seed(0)
    tokenizer = PreTrainedTokenizerFast.from_pretrained(DEMO_DIRECTORY)
    sample = tabled(tokenizer, random.Random(1))
    batch = batched([sample] * 50)
    noisy = corrupted(batch)
    given = torch.tensor(sample.given)
    kept = (noisy == batch.target)[:, : len(given)].float().mean(dim=0)
    assert (kept[given] == 1).all()
    assert (kept[~given] < 0.9).all()
    assert batch.weight[0, : len(given)].tolist() == [0.0 if each else 1.0 for each in sample.given]
    wanted = [token for token, each in zip(sample.target, sample.given, strict=True) if not each]
    assert set(tokenizer.decode(wanted)) <= set("0123456789.")


def test_batches_have_few_shapes_and_every_sample_of_one_shares_its_canvas_length() -> None:
    tokenizer = PreTrainedTokenizerFast.from_pretrained(DEMO_DIRECTORY)
    lengths, widths = set(), set()
    for batch in islice(
        stream(tokenizer, random.Random(2), batch_size=8, full_share=0.3, table_share=0.1), 40
    ):
        assert batch.target.shape == batch.weight.shape
        assert batch.target.shape[0] == 8
        lengths.add(batch.target.shape[1])
        widths.add(batch.context.shape[1])
    assert lengths == {32, 64, CANVAS_LENGTH}
    assert len(widths) < 15
