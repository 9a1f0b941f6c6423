"""The kernels on a GPU, in bfloat16, against plain functions; memory that they write is poisoned first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import pytest
import torch
from torch import Tensor

from engine.kernels import attention, routing
from engine.kernels.activation import geglu
from engine.kernels.branches import LayerNorms, fork, merge
from engine.kernels.experts import experts
from engine.kernels.gpu.proof import decoded, every_int4, every_nvfp4
from engine.kernels.heads import E4M3, Rotation, place_heads
from engine.kernels.int8 import Int8Matrix, int8_mixed, int8_product
from engine.kernels.norm import rms_norm
from engine.kernels.nvfp4 import pack_rows
from engine.kernels.packed import Packed, decode, for_kernels, with_each
from engine.kernels.packed_experts import PackedExperts, added_up, packed_experts, quarters
from engine.kernels.prediction import FREE, Steering, sample
from engine.model.attention import causal_mask, runs_of
from engine.record import Record
from tests.engine.fakes import SETTINGS
from tests.engine.kernels.branches import random_norms, random_rows
from tests.engine.kernels.ended import ENTROPIES, concluded, ended, joined, results_of
from tests.engine.kernels.heads import HeadsCase, given
from tests.engine.packing import Format, random_packed_experts

CUDA = torch.device("cuda")
HIDDEN, SIZE, EXPERTS, K = 2816, 704, 128, 8
ROUTINGS = ("uniform", "84 experts", "all on eight experts")

# What fills new tensors also asks torch's own products to be deterministic, and not all of them can be.
pytestmark = pytest.mark.filterwarnings("ignore:.*deterministic:UserWarning")


@pytest.fixture(autouse=True)
def poisoned_memory() -> Iterator[None]:
    """New tensors are full of NaN, so that a place that no kernel writes shows."""
    torch.use_deterministic_algorithms(True, warn_only=True)
    yield
    torch.use_deterministic_algorithms(False)


def on_gpu(experts: PackedExperts) -> PackedExperts:
    gate_up, down = (
        with_each(packed, lambda each: each.to(CUDA)) for packed in (experts.gate_up, experts.down)
    )
    return PackedExperts(gate_up=gate_up, down=down)


def routed(rows: int, name: str) -> tuple[Tensor, Tensor]:
    scores = torch.rand(rows, EXPERTS, generator=torch.Generator().manual_seed(rows))
    if name == "84 experts":
        scores[:, 84:] = -1.0
    if name == "all on eight experts":
        scores[:, K:] = -1.0
    shares, ids = scores.topk(K)
    return ids.to(CUDA), shares.softmax(-1).to(CUDA)


@pytest.fixture(scope="module", params=list(Format))
def weights(request: pytest.FixtureRequest) -> PackedExperts:
    form: Format = request.param
    made = random_packed_experts(form, EXPERTS, HIDDEN, SIZE, torch.Generator().manual_seed(1))
    return on_gpu(made).for_kernels()


@pytest.mark.parametrize("name", ROUTINGS)
@pytest.mark.parametrize("rows", [1, 256, 4096])
def test_the_experts_are_those_of_the_decoded_weights(weights: PackedExperts, rows: int, name: str) -> None:
    generator = torch.Generator().manual_seed(2)
    x = torch.randn(rows, HIDDEN, generator=generator).to(CUDA, torch.bfloat16)
    ids, shares = routed(rows, name)
    expected = experts(x.float(), weights.decoded(torch.float32), ids, shares)
    made = packed_experts(quarters(x), weights, ids, shares)
    error = added_up(made).float() - expected
    assert error.norm() / expected.norm() < 0.01


@pytest.mark.parametrize("name", ROUTINGS)
@pytest.mark.parametrize("rows", [1, 256, 4096])
def test_activations_in_nvfp4_are_multiplied_as_the_plain_form_multiplies_them(rows: int, name: str) -> None:
    if torch.cuda.get_device_capability() < (12, 0):
        pytest.skip("needs tensor cores that multiply four-bit numbers")
    made = random_packed_experts(Format.NVFP4, EXPERTS, HIDDEN, SIZE, torch.Generator().manual_seed(1))
    weights = on_gpu(made)
    x = torch.randn(rows, HIDDEN, generator=torch.Generator().manual_seed(2)).to(CUDA, torch.bfloat16)
    ids, shares = routed(rows, name)
    expected = experts(x.float(), weights.decoded(torch.float32), ids, shares, fp4_activations=True)
    result = packed_experts(x, weights, ids, shares, fp4_activations=True)
    error = added_up(result).float() - expected
    assert error.norm() / expected.norm() < 0.05  # inner rows in bfloat16 may round to other numbers


def test_rows_are_rounded_to_nvfp4_as_the_plain_function_rounds_them() -> None:
    rows = torch.randn(300, HIDDEN, generator=torch.Generator().manual_seed(2)).bfloat16()
    expected, made = pack_rows(rows), pack_rows(rows.to(CUDA))
    assert torch.equal(made.weight.cpu(), expected.weight)
    assert torch.equal(made.weight_scale.float().cpu(), expected.weight_scale.float())
    assert torch.equal(made.weight_scale_2.cpu(), expected.weight_scale_2)


def test_unpacked_experts_give_the_same_bits_every_time(weights: PackedExperts) -> None:
    torch.use_deterministic_algorithms(False)  # they do so by themselves
    x = torch.randn(256, HIDDEN, generator=torch.Generator().manual_seed(2)).to(CUDA, torch.bfloat16)
    ids, shares = routed(256, "uniform")
    plain = weights.decoded(torch.bfloat16)
    first = experts(x, plain, ids, shares)
    assert all(torch.equal(experts(x, plain, ids, shares), first) for _ in range(8))


@pytest.mark.parametrize(
    "every",
    [every_nvfp4, every_int4, partial(every_int4, scales_in=torch.bfloat16)],
    ids=["nvfp4", "int4", "int4 with scales in bfloat16"],
)
def test_every_weight_is_decoded_to_the_last_bit(every: Callable[[torch.device], Packed]) -> None:
    expected = decode(every(CUDA), torch.bfloat16)
    assert torch.equal(decoded(for_kernels(every(CUDA)), torch.bfloat16), expected)


@pytest.mark.parametrize("name", ROUTINGS)
@pytest.mark.parametrize("rows", [1, 256, 4096])
def test_slots_are_sorted_as_the_plain_function_sorts_them(rows: int, name: str) -> None:
    from engine.kernels.gpu.align import align

    ids, _ = routed(rows, name)
    for ours, plain in zip(align(ids, EXPERTS, 16), routing.align(ids, EXPERTS, 16), strict=True):
        assert torch.equal(ours, plain)


@pytest.mark.parametrize(
    ("heads", "kv_heads", "head_dim", "window"), [(16, 8, 256, 1024), (16, 2, 512, None)]
)
@pytest.mark.parametrize("prefix", [0, 100, 1023, 5000])
@pytest.mark.parametrize("dtype", [torch.bfloat16, E4M3], ids=["bf16", "8 bits"])
def test_a_canvas_sees_what_the_plain_function_lets_it_see(
    heads: int, kv_heads: int, head_dim: int, window: int | None, prefix: int, dtype: torch.dtype
) -> None:
    generator = torch.Generator().manual_seed(3)
    queries = torch.randn(heads, 256, head_dim, generator=generator) / head_dim**0.5
    slots = prefix + 256 + 64
    keys, values = torch.randn(2, kv_heads, slots, head_dim, generator=generator).to(dtype)
    length = torch.tensor([prefix], dtype=torch.int32)
    expected = attention.canvas_attention(queries, keys, values, length, window)
    given = (queries.to(CUDA, torch.bfloat16), keys.to(CUDA), values.to(CUDA))
    result = attention.canvas_attention(*given, length.to(CUDA), window)
    error = result.float().cpu() - expected
    assert error.norm() / expected.norm() < 0.02


@pytest.mark.parametrize("dtype", [torch.bfloat16, E4M3], ids=["bf16", "8 bits"])
@pytest.mark.parametrize(
    ("heads", "kv_heads", "head_dim", "window"), [(16, 8, 256, 1024), (16, 2, 512, None)]
)
@pytest.mark.parametrize(("start", "images"), [(0, []), (900, [(950, 1230)]), (5000, [])])
def test_a_chunk_sees_what_the_plain_function_lets_it_see(
    heads: int,
    kv_heads: int,
    head_dim: int,
    window: int | None,
    start: int,
    images: list[tuple[int, int]],
    dtype: torch.dtype,
) -> None:
    generator = torch.Generator().manual_seed(3)
    n = 512
    queries = torch.randn(heads, n, head_dim, generator=generator) / head_dim**0.5
    keys, values = torch.randn(2, kv_heads, start + n + 64, head_dim, generator=generator).to(dtype)
    sight = attention.Sight(None, causal_mask(start, n, window, queries, images))
    expected = attention.causal_attention(queries, keys, values, start, window, sight)
    on_device = attention.Sight(runs_of(start, n, images).to(CUDA) if images else None, None)
    given = (queries.to(CUDA, torch.bfloat16), keys.to(CUDA), values.to(CUDA))
    result = attention.causal_attention(*given, start, window, on_device)
    error = result.float().cpu() - expected
    assert error.norm() / expected.norm() < 0.02


@pytest.mark.parametrize("scale", [0.01, 2.0, 12.0])
def test_slots_are_predicted_and_drawn_as_the_plain_function_does(scale: float) -> None:
    generator = torch.Generator().manual_seed(5)
    raw = (torch.randn(256, 262_144, generator=generator) * scale).bfloat16()
    uniforms = torch.rand(256, generator=generator)
    steering = Steering(
        held=torch.full((256,), FREE).index_fill(0, torch.tensor([3, 200]), 7),
        forbidden=torch.full((256, 32), FREE).index_fill(1, torch.tensor([0, 1]), 9),
        inside=torch.arange(256) > 250,
        tail_ids=torch.tensor([1, 106, 50, 0]),
    )
    temperature = torch.tensor([0.6])
    expected, drawn = sample(raw.clone(), uniforms, softcap=30.0, temperature=temperature, steering=steering)
    made, ours = sample(
        raw.to(CUDA),
        uniforms.to(CUDA),
        softcap=30.0,
        temperature=temperature.to(CUDA),
        steering=Steering(*(part.to(CUDA) for part in steering)),
    )
    torch.testing.assert_close(made.entropy_nats.cpu(), expected.entropy_nats, rtol=1e-4, atol=1e-6)
    assert torch.equal(made.draft.cpu(), expected.draft)
    assert torch.equal(made.top_ids[:, 0].cpu(), expected.draft)
    torch.testing.assert_close(made.probabilities.cpu(), expected.probabilities, rtol=0.01, atol=1e-7)
    assert (ours.cpu() == drawn).float().mean() > 0.95  # sums in two orders may part at a border


@pytest.fixture(scope="module", params=[(4224, 2816), (2816, 2112), (262_144, 2816)], ids=str)
def in_8_bits(request: pytest.FixtureRequest) -> Int8Matrix:
    shape: tuple[int, int] = request.param
    generator = torch.Generator(CUDA).manual_seed(8)
    return Int8Matrix.of(torch.randn(shape, generator=generator, device=CUDA, dtype=torch.bfloat16))


@pytest.mark.parametrize("rows", [1, 256, 2000])
def test_a_product_in_8_bits_is_that_of_the_decoded_matrix(in_8_bits: Int8Matrix, rows: int) -> None:
    generator = torch.Generator(CUDA).manual_seed(9)
    x = torch.randn(rows, in_8_bits.shape[1], generator=generator, device=CUDA, dtype=torch.bfloat16)
    expected = x.float() @ in_8_bits.decoded().T
    error = int8_product(x, in_8_bits).float() - expected
    assert error.norm() / expected.norm() < 0.005


def test_a_sum_over_a_matrix_in_8_bits_is_that_of_the_decoded_matrix(in_8_bits: Int8Matrix) -> None:
    generator = torch.Generator(CUDA).manual_seed(9)
    shares = torch.randn(256, len(in_8_bits.weight), generator=generator, device=CUDA).softmax(-1).bfloat16()
    expected = shares.float() @ in_8_bits.decoded()
    mixed = int8_mixed(shares, in_8_bits, torch.bfloat16)
    assert (mixed - expected).norm() / expected.norm() < 0.01
    assert torch.equal(int8_mixed(shares, in_8_bits, torch.bfloat16), mixed)


@pytest.mark.parametrize("shape", [(256, 2816), (256, 20, 256)])
def test_rows_are_normed_as_the_plain_function_does(shape: tuple[int, ...]) -> None:
    generator = torch.Generator().manual_seed(6)
    x = torch.randn(shape, generator=generator).bfloat16()
    weight = torch.rand(shape[-1], generator=generator).bfloat16()
    expected = rms_norm(x, 1e-6, weight)
    torch.testing.assert_close(
        rms_norm(x.to(CUDA), 1e-6, weight.to(CUDA)).cpu(), expected, rtol=0.01, atol=1e-3
    )


def test_a_gate_opens_as_the_plain_function_opens_it() -> None:
    gate_up = torch.randn(256, 2 * 2112, generator=torch.Generator().manual_seed(7)).bfloat16()
    expected = geglu(gate_up.float())
    torch.testing.assert_close(geglu(gate_up.to(CUDA)).float().cpu(), expected, rtol=0.01, atol=1e-3)


@pytest.mark.parametrize("cached", [torch.bfloat16, E4M3], ids=["bf16", "8 bits"])
@pytest.mark.parametrize(
    "case", [HeadsCase(16, 8, 256, True, 256, 700), HeadsCase(16, 2, 512, False, 256, 700)], ids=str
)
def test_heads_are_placed_as_the_plain_function_places_them(case: HeadsCase, cached: torch.dtype) -> None:
    projected, norms, rotation, keys, values, filled = given(case)
    expected = place_heads(projected, norms, rotation, 1e-6, keys=keys, values=values, filled=filled)
    parts = given(case, cached)
    on_device = [part.to(CUDA, torch.bfloat16) for part in (parts.projected, parts.norms, *parts.rotation)]
    held = [part.to(CUDA) for part in (parts.keys, parts.values)]
    queries = place_heads(
        on_device[0],
        on_device[1],
        Rotation(*on_device[2:]),
        1e-6,
        keys=held[0],
        values=held[1],
        filled=filled.to(CUDA),
    )
    assert (queries.float().cpu() - expected).norm() / expected.norm() < 0.01
    bound = 0.01 if cached is torch.bfloat16 else 0.05
    for ours, plain in zip(held, (keys, values), strict=True):
        assert (ours.float().cpu() - plain).norm() / plain.norm() < bound


def test_the_stream_forks_and_merges_as_in_the_plain_functions() -> None:
    norms, scalar = random_norms(HIDDEN), torch.tensor([0.7])
    rows, weights = random_rows(256, HIDDEN), {name: getattr(norms, name) for name in LayerNorms.__slots__}
    x, attended, routed, dense = (part.to(CUDA, torch.bfloat16) for part in rows)
    given_norms = LayerNorms(**{name: part.to(CUDA, torch.bfloat16) for name, part in weights.items()})
    expected = fork(rows[0], rows[1], norms, 1e-6, in_quarters=True)
    for ours, theirs in zip(fork(x, attended, given_norms, 1e-6, in_quarters=True), expected, strict=True):
        assert (ours.float().cpu() - theirs).norm() / theirs.norm() < 0.01
    more = {"scalar": scalar.to(CUDA, torch.bfloat16), "following": given_norms.attention_input}
    merged = merge(x, routed, dense, given_norms, 1e-6, **more)
    plain = merge(rows[0], *rows[2:], norms, 1e-6, scalar=scalar, following=norms.attention_input)
    for ours, theirs in zip(merged, plain, strict=True):
        assert (ours.float().cpu() - theirs).norm() / theirs.norm() < 0.01


@pytest.mark.parametrize("rows", [1, 256, 2000])
def test_experts_are_chosen_as_the_plain_function_chooses_them(rows: int) -> None:
    generator = torch.Generator().manual_seed(11)
    normed = torch.randn(rows, HIDDEN, generator=generator)
    projection = torch.randn(EXPERTS, HIDDEN, generator=generator) / HIDDEN**0.5
    scale = torch.rand(EXPERTS, generator=generator) + 0.5
    expected_ids, expected = routing.choose(normed, projection, scale, K)
    chosen = routing.choose(normed.to(CUDA), projection.to(CUDA), scale.to(CUDA), K)
    ids, weights = (part.cpu() for part in chosen)
    same = (ids == expected_ids).all(1)  # but for rows with two scores as close as their rounding
    assert same.float().mean() > 0.99
    torch.testing.assert_close(weights[same], expected[same], rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("kind", ENTROPIES)
def test_a_step_ends_and_is_told_as_in_the_plain_functions(kind: str) -> None:
    plain, ours = (ended(kind, 256, vocabulary=262_144, on=device) for device in ("cpu", "cuda"))
    expected, told = (Record(joined(results_of(end)), 256).told() for end in (plain, ours))
    assert told.end_probability == pytest.approx(expected.end_probability)
    assert told._replace(end_probability=()) == expected._replace(end_probability=())
    for made, theirs in zip(concluded(ours, SETTINGS), concluded(plain, SETTINGS), strict=True):
        assert torch.equal(made.cpu(), theirs)
