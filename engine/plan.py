"""The load plan: from free bytes on a GPU to what is kept there, in which precision, and how much context.

Pure, and loads no torch. Sizes come from the model's configuration, so a plan needs neither the files nor a
GPU. What only a GPU can tell is a constant below that says so.
"""

from __future__ import annotations

import bisect
import math
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import product

from engine.errors import InvalidOption, PlanRefused
from engine.gpus import GIB
from engine.kernels.gpu.tiles import FULL_LAYER_PARTS, MIXED_PARTS, SAMPLER_COLUMNS, SCORE_PARTS
from engine.model.config import PREFILL_CHUNK, LayerKind, NetworkConfig, VisionConfig
from engine.model.published import DIFFUSIONGEMMA_26B
from engine.model.sizes import Matrices, NetworkSizes, vision_numbers
from engine.words import Sentence, said

# Not measured yet: estimates, to be replaced by what a GPU shows.
DESKTOP_BYTES = int(0.8 * GIB)  # what the screen and other programs hold of a card
CUDA_CONTEXT_BYTES = int(0.7 * GIB)  # the driver's context, kernels and captured graphs
CUBLAS_BYTES = 3 * 32 * 2**20  # torch's workspace on each stream: for prefill, capture and the second branch
ALLOCATOR_SLACK_BYTES = 160 * 2**20  # what torch's allocator reserves and cannot use
RESERVED_CHUNK = 2 * PREFILL_CHUNK  # positions of a prompt that memory is kept for; half are computed at once

IMAGE_PATCHES = 2520  # the most patches of one image: 280 soft tokens of 3 x 3
AUTO_CONTEXTS = (32_768, 16_384, 8_192, 4_096, 2_048)  # where none is wished for

_SCALE_BYTES = 4  # float32
_NVFP4_BLOCK = 16


class Storage(StrEnum):
    """How numbers are kept on the GPU."""

    BF16 = "bf16"
    INT8 = "int8"
    FP8 = "fp8"


class Place(StrEnum):
    """Where the vision tower is kept; from the CPU it works on demand."""

    GPU = "gpu"
    CPU = "cpu"


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What a plan chooses between.

    Attributes:
        dense: Of the matrices of attention and of the dense branch.
        embedding: Of the embedding, which is also the output head.
        vision: Where the vision tower is.
        kv: Of the KV cache.
    """

    dense: Storage
    embedding: Storage
    vision: Place
    kv: Storage


def _profile(dense: Storage, embedding: Storage, vision: Place, kv: Storage) -> Profile:
    return Profile(dense=dense, embedding=embedding, vision=vision, kv=kv)


# From the model as it is stored to the smallest, each step costing more of it: an 8-bit embedding is known to
# harm drafts, and a cache of 8 bits is the last resort for long contexts.
PROFILES = (
    _profile(Storage.BF16, Storage.BF16, Place.GPU, Storage.BF16),
    _profile(Storage.BF16, Storage.BF16, Place.CPU, Storage.BF16),
    _profile(Storage.INT8, Storage.BF16, Place.CPU, Storage.BF16),
    _profile(Storage.INT8, Storage.INT8, Place.CPU, Storage.BF16),
    _profile(Storage.INT8, Storage.BF16, Place.CPU, Storage.FP8),
    _profile(Storage.INT8, Storage.INT8, Place.CPU, Storage.FP8),
)
HARMLESS = PROFILES[:3]  # as far as is known


@dataclass(frozen=True, slots=True)
class Part:
    """What one thing takes on the GPU."""

    name: str
    bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How a model is loaded on a GPU, with nothing left open.

    Attributes:
        profile: Precisions and places.
        context: Positions that the parts are counted for: conversation, answer and canvas.
        max_context: The most positions that fit with this profile.
        budget_bytes: What is free on the GPU.
        parts: Where every byte goes.
    """

    profile: Profile
    context: int
    max_context: int
    budget_bytes: int
    parts: tuple[Part, ...]

    @property
    def total_bytes(self) -> int:
        """The sum of the parts."""
        return sum(part.bytes for part in self.parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedModel:
    """The model that a plan is made for.

    Attributes:
        network: Sizes of the network.
        vision: Sizes of the vision tower; None where the checkpoint has none.
        packed_experts: Whether its experts are packed in 4 bits, as they then stay.
        int4_group: Inputs that share a scale where they are packed as int4; 0 where as NVFP4.
    """

    network: NetworkConfig
    vision: VisionConfig | None
    packed_experts: bool = True
    int4_group: int = 0


def published_model() -> PlannedModel:
    """The public 26B model, as it is fetched."""
    return PlannedModel(
        network=NetworkConfig.from_json(DIFFUSIONGEMMA_26B), vision=VisionConfig.from_json(DIFFUSIONGEMMA_26B)
    )


def free_on_card(card_bytes: int) -> int:
    """What a card of that size usually has free, while it drives a screen."""
    return max(0, card_bytes - DESKTOP_BYTES)


def plan(model: PlannedModel, budget_bytes: int, context: int | None = None) -> Plan:
    """Choose the first profile that holds the context, or a shorter context where none is wished for.

    Args:
        model: What is to be loaded.
        budget_bytes: What is free on the GPU before this process uses it.
        context: Positions wished for, rounded up to whole canvases; None takes one of
            `AUTO_CONTEXTS`.

    Raises:
        InvalidOption: The model holds no such context, whatever the memory.
        PlanRefused: It does not fit; the hint names the nearest thing that would.
    """
    most = model.network.max_position_embeddings
    if context is not None:
        _check_context(model.network, context)
    for wished, profile in _preferences(context):
        positions = _in_canvases(min(wished, most), model.network)
        parts = _parts(model, profile, positions)
        if _total(parts) <= budget_bytes:
            return Plan(
                profile=profile,
                context=positions,
                max_context=_max_context(model, profile, budget_bytes),
                budget_bytes=budget_bytes,
                parts=parts,
            )
    raise _refusal(model, PROFILES[-1], budget_bytes, context)


def _preferences(context: int | None) -> Iterator[tuple[int, Profile]]:
    """Contexts and profiles in the order in which they are tried.

    Where the context is open, half of the longest is given up before what harms every answer is done.
    """
    if context is not None:
        yield from ((context, profile) for profile in PROFILES)
        return
    yield from product(AUTO_CONTEXTS[:2], HARMLESS)
    yield from product(AUTO_CONTEXTS, PROFILES)


def _check_context(network: NetworkConfig, context: int) -> None:
    least, most = 2 * network.canvas_length, network.max_position_embeddings
    if not least <= context <= most:
        raise InvalidOption(
            said("A context of {tokens:,} tokens is out of range.", tokens=context),
            said(
                "Choose one from {least:,}, for a prompt and a canvas, to {most:,}, the model's own limit.",
                least=least,
                most=most,
            ),
        )


def _in_canvases(context: int, network: NetworkConfig) -> int:
    return -(-context // network.canvas_length) * network.canvas_length


def _max_context(model: PlannedModel, profile: Profile, budget_bytes: int) -> int:
    """The most positions, in whole canvases; 0 where not even one fits."""
    step = model.network.canvas_length
    sizes = range(step, model.network.max_position_embeddings + 1, step)
    fitting = bisect.bisect_right(sizes, budget_bytes, key=lambda size: _total(_parts(model, profile, size)))
    return sizes[fitting - 1] if fitting else 0


def _refusal(model: PlannedModel, smallest: Profile, budget_bytes: int, context: int | None) -> PlanRefused:
    """Why not, and the longest context that fits or the memory that the least one needs."""
    wished = _in_canvases(AUTO_CONTEXTS[-1] if context is None else context, model.network)
    needed = _total(_parts(model, smallest, wished))
    title = said(
        "A context of {tokens:,} tokens needs {needed:.1f} GiB of free GPU memory at least; {free:.1f} GiB"
        " are free.",
        tokens=wished,
        needed=math.ceil(10 * needed / GIB) / 10,
        free=budget_bytes / GIB,
    )
    longest = _max_context(model, smallest, budget_bytes)
    if longest >= 2 * model.network.canvas_length:
        if context is None:
            return PlanRefused(title, said("Close programs that use the GPU, or use the demo model."))
        hint = said(
            "Ask for a context of {tokens:,} tokens, or close programs that use the GPU.", tokens=longest
        )
        return PlanRefused(title, hint)
    least = _total(_parts(model, smallest, 2 * model.network.canvas_length))
    hint = said(
        "The shortest context would fit with {more:.1f} GiB more: close programs that use the GPU, or use"
        " the demo model.",
        more=(least - budget_bytes) / GIB,
    )
    return PlanRefused(title, hint)


def _total(parts: tuple[Part, ...]) -> int:
    return sum(part.bytes for part in parts)


def _parts(model: PlannedModel, profile: Profile, context: int) -> tuple[Part, ...]:
    return (*_weights(model, profile), *_cache(model.network, profile, context), *_work(model, profile))


def _weights(model: PlannedModel, profile: Profile) -> Iterator[Part]:
    """The weights by part, as the network keeps them, in the groups of `engine.model.sizes`.

    Routers are kept in float32, and everything that is neither a matrix nor a router in bf16.
    """
    sizes = NetworkSizes.of(model.network)
    yield Part(said("experts"), _expert_bytes(model, sizes.experts))
    yield Part(said("attention"), _stored_bytes(sizes.attention, profile.dense))
    yield Part(said("dense layers"), _stored_bytes(sizes.dense, profile.dense))
    yield Part(said("embedding"), _stored_bytes(sizes.embedding, profile.embedding))
    yield Part(said("self-conditioning"), 2 * sizes.self_conditioning.numbers)
    yield Part(said("routers"), 4 * sizes.routers.numbers)
    yield Part(said("norms and scalars"), 2 * sizes.vectors)
    if model.vision is not None and profile.vision is Place.GPU:
        yield Part(said("vision tower"), 2 * vision_numbers(model.vision, model.network.hidden_size))


def _expert_bytes(model: PlannedModel, matrices: Matrices) -> int:
    """Packed, half a byte a number and its scales.

    NVFP4 has a byte a block of 16 and a float32 a matrix, int4 has 16 bits a group.
    """
    if not model.packed_experts:
        return 2 * matrices.numbers
    if model.int4_group:
        return matrices.numbers // 2 + 2 * (matrices.numbers // model.int4_group)
    return matrices.numbers // 2 + matrices.numbers // _NVFP4_BLOCK + _SCALE_BYTES * matrices.count


def _stored_bytes(matrices: Matrices, storage: Storage) -> int:
    if storage is Storage.BF16:
        return 2 * matrices.numbers
    return matrices.numbers + _SCALE_BYTES * matrices.rows


def _cache(network: NetworkConfig, profile: Profile, context: int) -> Iterator[Part]:
    """Keys and values by kind of layer, and the rotations of all positions.

    Rotations are a cosine and a sine in bf16 for every pair of dimensions, one table a kind.
    """
    number_bytes = 1 if profile.kv is Storage.FP8 else 2
    for kind in LayerKind:
        layers = [layer for layer in network.layers if layer.kind is kind]
        numbers = sum(2 * layer.kv_heads * layer.head_dim * layer.slots(context) for layer in layers)
        yield Part(_cache_words(kind), number_bytes * numbers)
    head_dims = {layer.kind: layer.head_dim for layer in network.layers}
    yield Part(said("rotations"), 2 * context * sum(head_dims.values()))


def _cache_words(kind: LayerKind) -> Sentence:
    match kind:
        case LayerKind.SLIDING:
            return said("KV cache, sliding layers")
        case LayerKind.FULL:
            return said("KV cache, full layers")


def _work(model: PlannedModel, profile: Profile) -> Iterator[Part]:
    """What passes need beside weights and cache.

    The logits are kept once, and become probabilities where they are; the sampler's sums of every block of
    columns are three numbers in float32.
    """
    network = model.network
    yield Part(said("prefill chunk"), RESERVED_CHUNK * _row_bytes(model))
    row_bytes = _row_bytes(model) + _parted_bytes(network, profile)
    yield Part(said("denoising step"), network.canvas_length * row_bytes)
    blocks = -(-network.vocab_size // SAMPLER_COLUMNS)
    yield Part(said("sampler"), network.canvas_length * (2 * network.vocab_size + 3 * 4 * blocks))
    if model.vision is not None and profile.vision is Place.GPU:
        yield Part(said("vision work"), IMAGE_PATCHES * _patch_bytes(model.vision))
    yield Part(said("cuBLAS workspaces (estimate)"), CUBLAS_BYTES)
    yield Part(said("CUDA context (estimate)"), CUDA_CONTEXT_BYTES)
    yield Part(said("allocator slack (estimate)"), ALLOCATOR_SLACK_BYTES)


def _row_bytes(model: PlannedModel) -> int:
    """What one position takes in a layer, as if all of it lived at once; attention keeps no scores.

    Twelve rows of the stream (residual and norm before and behind the layer, attention's output, the residual
    with it, its norm in float32, what both branches read and return); twice the heads (projected, and
    queries); gate, up and their product of the dense branch; parts of the router's scores in float32; for
    every chosen expert its product and output where experts are packed, else its input, gate, up and product
    and its output in float32.
    """
    network = model.network
    hidden, size = network.hidden_size, network.expert_size
    heads = max((layer.heads + 2 * layer.kv_heads) * layer.head_dim for layer in network.layers)
    expert = 2 * (size + hidden) if model.packed_experts else 2 * (hidden + 3 * size) + 4 * hidden
    return (
        2 * (12 * hidden + 2 * heads + 3 * network.intermediate_size)
        + 4 * SCORE_PARTS * network.experts
        + expert * network.experts_per_token
    )


def _parted_bytes(network: NetworkConfig, profile: Profile) -> int:
    """What one position of a canvas takes where sums are computed in parts, in float32.

    Full layers find of each part of the keys two numbers a head and a weighted sum of the values; of an
    embedding in 8 bits the mean has parts.
    """
    heads = max(layer.heads * (layer.head_dim + 2) for layer in network.layers if layer.window is None)
    mixed = MIXED_PARTS * network.hidden_size if profile.embedding is Storage.INT8 else 0
    return 4 * (FULL_LAYER_PARTS * heads + mixed)


def _patch_bytes(vision: VisionConfig) -> int:
    """What one patch takes in a layer of the tower, counted as `_row_bytes` counts; it has no experts."""
    heads = 3 * vision.heads * vision.head_dim
    return 2 * (6 * vision.hidden_size + 3 * heads + 3 * vision.intermediate_size)
