"""Our network against transformers', tensor by tensor, in float32.

Both compute the same numbers up to rounding, except where a router's last chosen and first rejected
expert are as close as the rounding. Every comparison proves that none were.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
import torch
from torch import Tensor
from transformers import DiffusionGemmaForBlockDiffusion, DynamicCache

from engine.kernels.linear import FLOAT32, MIXED, Precision
from engine.model import config
from engine.model.attention import Attention, Span
from engine.model.kv_cache import KVCache, LayerCache
from engine.model.network import Network
from engine.model.rope import RopeTable
from tests.engine.oracle import (
    Packing,
    Shape,
    cached,
    decoded,
    oracle_decode,
    oracle_prefill,
    random_ids,
    read_network,
    router_margins,
    save_checkpoint,
    tiny_oracle,
)

TOLERANCE = 1e-4  # of logits around 1
MARGIN = 2e-5  # a router decision this far from a tie cannot flip; rounding is below 2e-6
TEMPERATURE = 0.7
BFLOAT16_ERROR = 0.05  # of logits around 1, on average


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A model and a prompt."""

    shape: Shape
    prompt: int
    seed: int = 0
    packing: Packing = "bf16"
    keep_packed: bool = False


CASES = {
    "one full layer, inside the window": Case(shape=Shape(layers="ssf"), prompt=5),
    "one full layer, past the window": Case(shape=Shape(layers="ssf"), prompt=41),
    "two full layers, seven experts": Case(shape=Shape(layers="sfsf", experts=7, top_k=3), prompt=41),
    "window as long as the prompt": Case(shape=Shape(layers="sf"), prompt=16, seed=1),
    "window one shorter than the prompt": Case(shape=Shape(layers="sf"), prompt=17, seed=1),
    "packed experts": Case(shape=Shape(layers="sfsf", experts=5), prompt=30, seed=2, packing="nvfp4"),
    "compressed-tensors NVFP4": Case(shape=Shape(layers="sf"), prompt=30, seed=3, packing="compressed nvfp4"),
    "compressed-tensors int4": Case(shape=Shape(layers="sf"), prompt=30, seed=4, packing="compressed int4"),
    "experts kept in NVFP4": Case(
        shape=Shape(layers="sfsf", experts=5), prompt=30, seed=2, packing="nvfp4", keep_packed=True
    ),
    "experts kept in int4": Case(
        shape=Shape(layers="sf"), prompt=30, seed=4, packing="compressed int4", keep_packed=True
    ),
    "full layers alone": Case(shape=Shape(layers="ff", experts=3, top_k=1), prompt=9),
    "one key head for all": Case(shape=Shape(layers="sf", kv_heads=1, full_kv_heads=4), prompt=23, seed=3),
    "canvas longer than the window": Case(shape=Shape(layers="ssf", canvas_length=40), prompt=21, seed=4),
    "other sizes": Case(
        shape=Shape(
            layers="ssf",
            vocab_size=301,
            hidden_size=96,
            intermediate_size=48,
            heads=6,
            kv_heads=3,
            full_kv_heads=2,
            expert_size=16,
            experts=8,
            sliding_window=7,
        ),
        prompt=33,
        seed=5,
    ),
}


@dataclass(frozen=True, slots=True)
class Pair:
    """The same weights twice."""

    oracle: DiffusionGemmaForBlockDiffusion
    network: Network


def paired(case: Case, directory: Path, prefill_chunk: int = 512) -> Pair:
    oracle = tiny_oracle(case.shape, case.seed)
    save_checkpoint(oracle, directory, case.packing)
    network = read_network(directory, prefill_chunk=prefill_chunk, keep_packed=case.keep_packed)
    return Pair(oracle, network)


def assert_same_cache(cache: KVCache, oracle: DynamicCache) -> None:
    """The oracle's sliding layers hold the last window - 1 positions, ours hold all."""
    for ours, theirs in zip(cache.layers, cached(oracle), strict=True):
        for mine, other in zip((ours.keys, ours.values), theirs, strict=True):
            known = mine[:, cache.length - other.shape[1] : cache.length]
            assert (known - other).abs().max() < TOLERANCE


def assert_same_logits(ours: Tensor, theirs: Tensor) -> None:
    assert ours.shape == theirs.shape
    assert ours.dtype == torch.float32
    assert theirs.std() > 0.5, "the oracle says nothing"
    assert (ours - theirs).abs().max() < TOLERANCE


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_prefill_and_two_steps_equal_those_of_transformers(case: Case, tmp_path: Path) -> None:
    pair = paired(case, tmp_path)
    prompt = random_ids(case.shape, case.prompt, seed=10)
    first, second = (random_ids(case.shape, case.shape.canvas_length, seed) for seed in (11, 12))
    cache = pair.network.new_cache(case.prompt)
    pair.network.prefill(prompt, cache)
    with router_margins(pair.oracle) as margins:
        theirs = oracle_prefill(pair.oracle, prompt)
        assert_same_cache(cache, theirs)
        before = oracle_decode(pair.oracle, first, theirs)
        after = oracle_decode(pair.oracle, second, theirs, before / TEMPERATURE)
    assert min(margins) > MARGIN, "this seed has a tie; take another"
    ours = decoded(pair.network, first, cache, None)
    assert_same_logits(ours, before)
    soft = pair.network.soft_embedding((ours / TEMPERATURE).softmax(-1))
    assert_same_logits(decoded(pair.network, second, cache, soft), after)
    assert (after - before).abs().max() > 0.1, "self-conditioning does nothing"


@pytest.mark.parametrize("name", ["one full layer, inside the window", "two full layers, seven experts"])
def test_committed_canvases_continue_the_prefix(name: str, tmp_path: Path) -> None:
    case = CASES[name]
    pair, length = paired(case, tmp_path), case.shape.canvas_length
    pieces = [random_ids(case.shape, count, 20 + count) for count in (case.prompt, length, length)]
    canvas = random_ids(case.shape, length, seed=30)
    cache = pair.network.new_cache(case.prompt + 2 * length)
    theirs = DynamicCache(config=pair.oracle.config.get_text_config())
    with router_margins(pair.oracle) as margins:
        for piece in pieces:
            oracle_prefill(pair.oracle, piece, theirs)
            pair.network.prefill(piece, cache)
            assert_same_logits(
                decoded(pair.network, canvas, cache, None), oracle_decode(pair.oracle, canvas, theirs)
            )
    assert min(margins) > MARGIN
    assert_same_cache(cache, theirs)
    assert list(cache.tokens) == torch.cat(pieces).tolist()


def test_a_window_that_moves_on_forgets_nothing_that_is_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = CASES["two full layers, seven experts"]
    monkeypatch.setattr(config, "WINDOW_ROOM", case.shape.canvas_length)  # what one pass computes at most
    pair, length = paired(case, tmp_path, prefill_chunk=8), case.shape.canvas_length
    cache = pair.network.new_cache(case.prompt + 2 * length)
    theirs = DynamicCache(config=pair.oracle.config.get_text_config())
    canvas = random_ids(case.shape, length, seed=30)
    for piece in [random_ids(case.shape, count, 40 + count) for count in (case.prompt, length, length)]:
        with router_margins(pair.oracle) as margins:
            oracle_prefill(pair.oracle, piece, theirs)
            expected = oracle_decode(pair.oracle, canvas, theirs)
        assert min(margins) > MARGIN
        pair.network.prefill(piece, cache)
        assert_same_logits(decoded(pair.network, canvas, cache, None), expected)
    assert cache.layers[0].base > 0


@pytest.mark.parametrize("chunk", [1, 7, 16, 17])
def test_a_prefill_in_chunks_equals_a_whole_one(chunk: int, tmp_path: Path) -> None:
    case = CASES["two full layers, seven experts"]
    pair = paired(case, tmp_path, prefill_chunk=chunk)
    prompt = random_ids(case.shape, case.prompt, seed=10)
    cache = pair.network.new_cache(case.prompt)
    pair.network.prefill(prompt, cache)
    with router_margins(pair.oracle) as margins:
        theirs = oracle_prefill(pair.oracle, prompt)
    assert min(margins) > MARGIN
    assert_same_cache(cache, theirs)


def test_prompts_of_similar_length_are_computed_in_the_same_number_of_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = CASES["two full layers, seven experts"]
    network = paired(case, tmp_path).network
    rows: set[int] = set()
    write = Attention.write

    def counted(self: Attention, x: Tensor, span: Span, cache: LayerCache) -> Tensor:
        rows.add(len(x))
        return write(self, x, span, cache)

    monkeypatch.setattr(Attention, "write", counted)
    for length in (17, 20, 31, 32):
        network.prefill(random_ids(case.shape, length, seed=1), network.new_cache(40))
    assert rows == {32}


def test_two_branches_side_by_side_compute_what_they_compute_in_turn(tmp_path: Path) -> None:
    case = CASES["two full layers, seven experts"]
    network, shape = paired(case, tmp_path).network, case.shape
    cache = network.new_cache(41)
    network.prefill(random_ids(shape, 41, seed=1), cache)
    canvas = random_ids(shape, shape.canvas_length, seed=3)
    in_turn = decoded(network, canvas, cache, None)
    with network.accompanied():
        assert torch.equal(decoded(network, canvas, cache, None), in_turn)
    assert torch.equal(decoded(network, canvas, cache, None), in_turn)


@pytest.mark.parametrize("kept", [0, 3, 15, 16, 30, 40])
def test_a_reused_prefix_equals_a_fresh_one(kept: int, tmp_path: Path) -> None:
    case = CASES["two full layers, seven experts"]
    network, shape = paired(case, tmp_path).network, case.shape
    prompt = random_ids(shape, 41, seed=1)
    earlier = torch.cat([prompt[:kept], random_ids(shape, 60, seed=2)])
    earlier[kept] = (prompt[kept] + 1) % shape.vocab_size
    canvas = random_ids(shape, shape.canvas_length, seed=3)
    fresh, reused = network.new_cache(41), network.new_cache(101)
    network.prefill(prompt, fresh)
    network.prefill(earlier, reused)
    decoded(network, canvas, reused, None)
    assert reused.reuse(prompt.tolist()) == kept
    network.prefill(prompt[kept:], reused)
    assert reused.tokens == fresh.tokens
    difference = decoded(network, canvas, reused, None) - decoded(network, canvas, fresh, None)
    assert difference.abs().max() < TOLERANCE


def test_a_cache_that_grew_equals_one_that_was_large(tmp_path: Path) -> None:
    case = CASES["one full layer, past the window"]
    network, shape = paired(case, tmp_path).network, case.shape
    prompt = random_ids(shape, 41, seed=1)
    canvas = random_ids(shape, shape.canvas_length, seed=3)
    large, grown = network.new_cache(300), network.new_cache(20)
    network.prefill(prompt[:20], large)
    network.prefill(prompt[20:], large)
    network.prefill(prompt[:20], grown)
    grown.reserve(41)
    network.prefill(prompt[20:], grown)
    assert torch.equal(decoded(network, canvas, grown, None), decoded(network, canvas, large, None))


def test_rotations_are_known_for_the_positions_that_the_cache_has_room_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case, asked = CASES["one full layer, past the window"], list[int]()
    network = paired(case, tmp_path).network
    reserve = RopeTable.reserve

    def told(self: RopeTable, count: int) -> None:
        asked.append(count)
        reserve(self, count)

    monkeypatch.setattr(RopeTable, "reserve", told)
    cache = network.new_cache(50)
    for room in (50, 120):
        cache.reserve(room)
        for length in (3, 20):
            network.prefill(random_ids(case.shape, length, seed=length), cache)
            network.canvas_spans(cache)
            assert max(asked) == asked[0] == room + case.shape.canvas_length
        asked.clear()


def test_a_step_may_be_taken_again_and_gives_the_same_bits(tmp_path: Path) -> None:
    case = CASES["one full layer, past the window"]
    network, shape = paired(case, tmp_path).network, case.shape
    cache = network.new_cache(41)
    network.prefill(random_ids(shape, 41, seed=1), cache)
    canvas, other = (random_ids(shape, shape.canvas_length, seed) for seed in (2, 3))
    once = decoded(network, canvas, cache, None)
    decoded(network, other, cache, network.soft_embedding(once.softmax(-1)))
    assert torch.equal(decoded(network, canvas, cache, None), once)
    assert cache.length == 41


def test_an_empty_prefix_can_be_denoised(tmp_path: Path) -> None:
    case = CASES["one full layer, past the window"]
    network = paired(case, tmp_path).network
    canvas = random_ids(case.shape, case.shape.canvas_length, seed=2)
    assert decoded(network, canvas, network.new_cache(0), None).isfinite().all()


def test_more_ids_than_the_cache_holds_are_refused(tmp_path: Path) -> None:
    case = CASES["one full layer, past the window"]
    network = paired(case, tmp_path).network
    cache = network.new_cache(10)
    with pytest.raises(ValueError, match="11 ids"):
        network.prefill(random_ids(case.shape, 11, seed=1), cache)
    assert cache.length == 0


def test_no_ids_change_nothing(tmp_path: Path) -> None:
    case = CASES["one full layer, past the window"]
    network = paired(case, tmp_path).network
    cache = network.new_cache(10)
    network.prefill(random_ids(case.shape, 0, seed=1), cache)
    assert cache.length == 0


@pytest.mark.parametrize("precision", [Precision(torch.bfloat16, torch.bfloat16), MIXED], ids=str)
def test_bfloat16_stays_near_float32_where_no_expert_is_left_out(
    precision: Precision, tmp_path: Path
) -> None:
    case = Case(shape=Shape(layers="sf", experts=2, top_k=2), prompt=20)
    network = paired(case, tmp_path).network
    half = read_network(tmp_path, precision=precision)
    canvas = random_ids(case.shape, case.shape.canvas_length, seed=2)
    logits = []
    for each in (network, half):
        cache = each.new_cache(20)
        each.prefill(random_ids(case.shape, 20, seed=1), cache)
        first = decoded(each, canvas, cache, None)
        logits.append(decoded(each, canvas, cache, each.soft_embedding(first.softmax(-1))))
    assert half.precision == precision
    assert logits[1].dtype == torch.float32
    assert 0 < (logits[0] - logits[1]).abs().mean() < BFLOAT16_ERROR


def test_logits_stay_below_the_softcap(tmp_path: Path) -> None:
    case = Case(shape=Shape(layers="sf"), prompt=5)
    oracle = tiny_oracle(case.shape, seed=0)
    oracle.model.decoder.norm.weight.mul_(1000)
    save_checkpoint(oracle, tmp_path)
    network = read_network(tmp_path)
    logits = decoded(network, random_ids(case.shape, 24, seed=0), network.new_cache(0), None)
    assert logits.abs().max() <= 30
    assert logits.abs().max() > 29


def test_a_sure_prediction_becomes_its_scaled_embedding(tmp_path: Path) -> None:
    case = CASES["one full layer, past the window"]
    pair = paired(case, tmp_path)
    logits = torch.zeros(2, case.shape.vocab_size)
    logits[0, 7] = logits[1, 90] = 1000.0
    expected = pair.oracle.model.decoder.embed_tokens(torch.tensor([7, 90]))
    assert torch.allclose(pair.network.soft_embedding(logits.softmax(-1)), expected, atol=1e-6)


@pytest.mark.parametrize("precision", [FLOAT32, MIXED, Precision(torch.bfloat16, torch.bfloat16)], ids=str)
def test_a_prediction_of_eight_ids_is_the_same_told_by_them_or_by_the_whole_vocabulary(
    precision: Precision, tmp_path: Path
) -> None:
    case = CASES["one full layer, past the window"]
    save_checkpoint(tiny_oracle(case.shape, seed=0), tmp_path)
    network = read_network(tmp_path, precision=precision)
    generator = torch.Generator().manual_seed(1)
    rows = [torch.randperm(case.shape.vocab_size, generator=generator)[:8] for _ in range(24)]
    ids, shares = torch.stack(rows), torch.rand(24, 8, generator=generator).softmax(-1)
    everything = torch.zeros(24, case.shape.vocab_size).scatter(1, ids, shares).to(network.output_dtype)
    exact, few = network.soft_embedding(everything), network.soft_embedding(shares, ids)
    assert few.dtype == exact.dtype == precision.stream
    difference = (few.float() - exact.float()).abs().max() / exact.float().abs().max()
    assert difference < (1e-6 if precision == FLOAT32 else 0.01)
