"""Compiles every kernel for every supported architecture, at the real model's sizes. Needs no GPU.

    python -m tests.engine.kernels.gpu.compile_all

Prints one JSON object a kernel and architecture: its name and constants, the architecture as in sm_90, the
bytes of shared memory that a program takes, and how many copies ahead, stores of less than 16 bytes, products
on tensor cores, those of four-bit numbers apart, and places it has where one of those is left under way.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import triton
from triton.backends.compiler import GPUTarget
from triton.compiler import ASTSource, CompiledKernel

from engine.kernels.gpu.activation import geglu_kernel
from engine.kernels.gpu.align import CHUNK, align_kernel
from engine.kernels.gpu.attention import (
    JOINED_ROWS,
    canvas_attention_kernel,
    causal_attention_kernel,
    join_kernel,
)
from engine.kernels.gpu.branches import fork_kernel, merge_kernel
from engine.kernels.gpu.choose import DEPTH as CHOOSING_DEPTH
from engine.kernels.gpu.choose import ROWS as CHOOSING_ROWS
from engine.kernels.gpu.choose import choose_kernel, score_kernel
from engine.kernels.gpu.conclude import COLUMNS as COMPARED_COLUMNS
from engine.kernels.gpu.conclude import conclude_kernel
from engine.kernels.gpu.experts import down_kernel, gate_up_kernel
from engine.kernels.gpu.heads import HEADS, heads_kernel
from engine.kernels.gpu.int8 import (
    DEPTH,
    MIXED_COLUMNS,
    MIXED_DEPTH,
    MIXED_ROWS,
    int8_mixed_kernel,
    int8_product_kernel,
    shape_for,
)
from engine.kernels.gpu.norm import norm_kernel
from engine.kernels.gpu.nvfp4 import pack_kernel
from engine.kernels.gpu.prediction import draw_kernel, shares_kernel, survey_kernel
from engine.kernels.gpu.proof import decode_kernel
from engine.kernels.gpu.record import record_kernel
from engine.kernels.gpu.tiles import EXPERT_TILES, SAMPLER_COLUMNS, SCORE_PARTS, canvas_tiles, chunk_tiles

ARCHITECTURES = (80, 86, 89, 90, 100, 120)
_MULTIPLES_OF_16 = ("head_stride", "out_features", "stride")
_ROUTED = dict.fromkeys(("x", "inner", "outer"), "*bf16") | {
    "codes": "*i32",
    "gains": "*fp32",
    "slots": "*i32",
    "owners": "*i32",
    "used": "*i32",
    "slot_count": "i32",
}
_INPUTS = ("x_scales", "x_gains", "inner_scales", "inner_gains")  # of activations in NVFP4
_FP4 = dict.fromkeys(("codes", "scales", *_INPUTS), "*u8") | dict.fromkeys(
    ("x_gains", "inner_gains"), "*fp32"
)
_INT4 = {"GROUP": 32, "NVFP4": False, "gains": None}


class Case(NamedTuple):
    """A kernel and what it is compiled for; a constant of None is a pointer that is not given."""

    kernel: triton.JITFunction
    types: dict[str, str]
    constants: Mapping[str, Any]
    options: dict[str, int]
    architectures: Sequence[int] = ARCHITECTURES


def cases() -> Iterator[Case]:
    """Every kernel; those of the experts in both formats, and with either kind of scale that int4 has."""
    for scale in ("*u8", "*fp16", "*bf16"):
        form: dict[str, Any] = {"GROUP": 16, "NVFP4": True} if scale == "*u8" else dict(_INT4)
        yield from experts(_ROUTED | {"scales": scale}, form | dict.fromkeys(_INPUTS) | {"FP4": False})
    fp4: dict[str, Any] = {"GROUP": 16, "NVFP4": True, "FP4": True}
    for case in experts(_ROUTED | _FP4, fp4):
        read = {"x" if case.kernel is gate_up_kernel else "inner": "*u8"}
        yield case._replace(types=case.types | read, architectures=(120,))
    packing = {"x": "*bf16", "codes": "*u8", "scales": "*u8", "gains": "*fp32"}
    for size, blocks in ((2816, 256), (704, 64)):
        yield Case(pack_kernel, packing, {"SIZE": size, "BLOCKS": blocks}, {"num_warps": 4})
    yield from attending()
    yield from in_eight_bits()
    yield from in_the_stream()
    stream = dict.fromkeys(("result", "gate_up"), "*bf16")
    yield Case(geglu_kernel, stream, {"SIZE": 2112, "COLUMNS": 1024}, {"num_warps": 4})
    yield from sampling()
    yield from concluding()
    packed, every = {"codes": "*i32", "numbers": "*bf16"}, {"ROWS": 128, "WORDS": 16}
    for scale, groups in (("*u8", 8), ("*fp16", 4), ("*bf16", 4)):
        form = {"GROUPS": groups, "NVFP4": scale == "*u8"}
        yield Case(decode_kernel, packed | {"scales": scale}, every | form, {"num_warps": 4})
    integers = {"top_ids": "*i64", "slots": "*i32", "owners": "*i32", "total": "*i32"}
    counts = dict.fromkeys(("count", "tiles"), "i32")
    yield Case(
        align_kernel, integers | counts, {"TILE": 16, "EXPERTS": 128, "CHUNK": CHUNK}, {"num_warps": 8}
    )


def experts(types: dict[str, str], form: dict[str, Any]) -> Iterator[Case]:
    """Both products of the experts in one format."""
    for kernel, (k, out, inputs), part in (
        (gate_up_kernel, (8, 704, 2816), EXPERT_TILES.gate_up),
        (down_kernel, (1, 2816, 704), EXPERT_TILES.down),
    ):
        shape = {"K": k, "OUT": out, "IN": inputs, "COLUMNS": part.columns, "WORDS": part.words}
        constants = {name: form[name] for name in form if name in kernel.arg_names} | shape
        options = {"num_warps": part.warps, "num_stages": part.stages}
        yield Case(kernel, types, constants | {"ROWS": EXPERT_TILES.rows}, options)


def in_the_stream() -> Iterator[Case]:
    """What norms the stream and its heads, and the router."""
    row: dict[str, Any] = {"SIZE": 2816, "LANES": 4096, "EPS": 1e-6}
    warps = {"num_warps": 8}
    names = ("x", "weight", "result", "residual", "attended", "expert", "dense", "outputs", "following")
    weights = [f"{name}_weight" for name in ("attended", "expert", "dense", "both")]
    types = dict.fromkeys((*names, *weights, "scalar", "normed_result"), "*bf16")
    types |= {"routing": "*fp32", "weights": "*fp32"}
    yield Case(norm_kernel, types, row | {"WEIGHTED": True}, warps)
    yield Case(merge_kernel, types, row | {"K": 8}, warps)
    yield Case(merge_kernel, types, row | {"K": 0, "weights": None}, warps)
    for in_quarters in (False, True):
        yield Case(fork_kernel, types, row | {"IN_QUARTERS": in_quarters}, warps)
    types = dict.fromkeys(("projected", "norms", "cosine", "sine", "queries"), "*bf16")
    types |= {"filled": "*i32", "head_stride": "i32", "n": "i32"}
    for eight_bit in (False, True):
        cached = dict.fromkeys(("keys", "values"), "*u8" if eight_bit else "*bf16")
        for total, kv_heads, head_dim in ((32, 8, 256), (18, 2, 512)):
            sizes: dict[str, Any] = {
                "TOTAL": total,
                "QUERIES": 16,
                "KV_HEADS": kv_heads,
                "HEAD_DIM": head_dim,
            }
            sizes |= {"HALF_LANES": head_dim // 2, "EPS": 1e-6, "EIGHT_BIT": eight_bit, "HEADS": HEADS}
            yield Case(heads_kernel, types | cached, sizes, {"num_warps": 4})
    types = dict.fromkeys(("normed", "projection", "parts", "per_expert_scale", "weights"), "*fp32")
    types |= {"ids": "*i64", "n": "i32"}
    experts = {"EXPERTS": 128, "LANES": 128}
    parted = experts | {"HIDDEN": 2816, "ROWS": CHOOSING_ROWS, "DEPTH": CHOOSING_DEPTH}
    yield Case(score_kernel, types, parted, {"num_warps": 4, "num_stages": 3})
    chosen = experts | {"COUNT": 8, "COUNTED": 8, "PARTS": SCORE_PARTS}
    yield Case(choose_kernel, types, chosen, {"num_warps": 1})


def attending() -> Iterator[Case]:
    """The attention kernels over both kinds of layers and of caches, with images and without."""
    parted = dict.fromkeys(("part_highest", "part_weight", "part_total"), "*fp32")
    numbers = dict.fromkeys(("queries", "out"), "*bf16") | parted
    lengths = {"length": "*i32", "runs": "*i32", "head_stride": "i32", "n": "i32", "first": "i32"}
    for eight_bit in (False, True):
        types = numbers | lengths | dict.fromkeys(("keys", "values"), "*u8" if eight_bit else "*bf16")
        for head_dim, group, window in ((256, 2, 1024), (512, 8, None)):
            tiles = canvas_tiles(head_dim, window)
            options = {"num_warps": tiles.warps, "num_stages": tiles.stages}
            sizes = {"GROUP": group, "HEAD_DIM": head_dim, "LANES": head_dim, "WINDOW": window or 0}
            sizes |= {"EIGHT_BIT": eight_bit}
            canvas = sizes | {"N": 256, "ROWS": tiles.rows, "KEYS": tiles.keys, "LONG": tiles.long}
            whole = canvas | {"PARTS": 1} | dict.fromkeys(parted)
            yield Case(canvas_attention_kernel, types, whole, options)
            if tiles.parts > 1:
                yield Case(canvas_attention_kernel, types, canvas | {"PARTS": tiles.parts}, options)
            of_chunk = chunk_tiles(head_dim)
            options = {"num_warps": of_chunk.warps, "num_stages": of_chunk.stages}
            chunk = sizes | {"ROWS": of_chunk.rows, "KEYS": of_chunk.keys}
            yield Case(causal_attention_kernel, types, chunk | {"RUNS": True}, options)
            yield Case(causal_attention_kernel, types, chunk | {"RUNS": False, "runs": None}, options)
    types, tiles = parted | {"length": "*i32", "out": "*bf16", "rows": "i32"}, canvas_tiles(512, None)
    sizes = {"N": 256, "HEAD_DIM": 512, "LANES": 512, "ROWS": JOINED_ROWS}
    yield Case(join_kernel, types, sizes | {"PARTS": tiles.parts, "LONG": tiles.long}, {"num_warps": 4})


def in_eight_bits() -> Iterator[Case]:
    """Products of few rows and of a canvas with a layer's matrix and with the head, and the head turned."""
    matrix = {"weight": "*i8", "scale": "*fp32", "n": "i32", "out_features": "i32"}
    for n, out_features in ((1, 4224), (256, 4224), (256, 262_144)):
        rows, columns, warps = shape_for(n, out_features)
        yield Case(
            int8_product_kernel,
            matrix | {"x": "*bf16", "out": "*bf16", "stride": "i32"},
            {"IN": 2816, "ROWS": rows, "COLUMNS": columns, "DEPTH": DEPTH},
            {"num_warps": warps, "num_stages": 3},
        )
    yield Case(
        int8_mixed_kernel,
        matrix | {"shares": "*bf16", "parts": "*fp32"},
        {"IN": 2816, "ROWS": MIXED_ROWS, "COLUMNS": MIXED_COLUMNS, "DEPTH": MIXED_DEPTH},
        {"num_warps": 8, "num_stages": 4},
    )


def sampling() -> Iterator[Case]:
    """The sampler's kernels over the whole vocabulary, steered and not."""
    given = {"raw": "*bf16", "temperature": "*fp32", "held": "*i64", "inside": "*i8"}
    given |= dict.fromkeys(("forbidden", "tail_ids"), "*i64")
    floats = ("highest", "rest", "moment", "top", "total", "uniforms", "entropy", "row_highest", "row_total")
    types = given | dict.fromkeys((*floats, "shares"), "*fp32") | {"top_ids": "*i32"}
    types |= dict.fromkeys(("drawn", "row_top_ids"), "*i64")
    sizes: dict[str, Any] = {"CAP": 30.0, "VOCABULARY": 262_144, "COLUMNS": SAMPLER_COLUMNS}
    steered = {"FORBIDDEN": 32, "TAILS": 4, "STEERED": True}
    free: dict[str, Any] = {"FORBIDDEN": 0, "TAILS": 0, "STEERED": False}
    free |= dict.fromkeys(("held", "forbidden", "inside", "tail_ids"))
    joined = {"BLOCKS": 64, "BLOCK_LANES": 64, "TOP": 8, "CANDIDATES": 512}
    for kernel, more in ((survey_kernel, {"TOP": 8}), (draw_kernel, joined), (shares_kernel, {})):
        for steering in (steered, free):
            yield Case(kernel, types, sizes | more | steering, {"num_warps": 8})


def concluding() -> Iterator[Case]:
    """What ends a step of a canvas, and its record."""
    given = dict.fromkeys(("sampled", "ids", "top_ids", "tail_ids"), "*i64")
    given |= dict.fromkeys(("accepted", "settled"), "*i8") | {"entropy": "*fp32"}
    types = given | dict.fromkeys(("fresh", "draft", "step", "unchanged"), "*i64") | {"free": "*i8"}
    types |= dict.fromkeys(("entropy_bound", "confidence_threshold"), "fp32") | {"stability_threshold": "i32"}
    sizes = {"SLOTS": 256, "LANES": 256, "COLUMNS": COMPARED_COLUMNS, "TOP": 8}
    yield Case(conclude_kernel, types, sizes, {"num_warps": 8})
    types = given | {"whole": "*i32", "parts": "*fp32", "halves": "*fp16", "top_shares": "*fp32"}
    sizes = {"SLOTS": 256, "VOCABULARY": 262_144, "TOP": 8, "TOP_LANES": 8, "TAILS": 3}
    yield Case(record_kernel, types | {"probabilities": "*bf16"}, sizes, {"num_warps": 1})


def build(case: Case, architecture: int) -> CompiledKernel:
    """Compile one kernel; pointers are aligned to 16 bytes, as torch's are, and so are rows."""
    names = case.kernel.arg_names
    source = ASTSource(
        fn=case.kernel,
        signature={name: "constexpr" if name in case.constants else case.types[name] for name in names},
        constexprs={(names.index(name),): value for name, value in case.constants.items()},
        attrs={
            (index,): [["tt.divisibility", 16]]
            for index, name in enumerate(names)
            if name not in case.constants and (case.types[name].startswith("*") or name in _MULTIPLES_OF_16)
        },
    )
    return triton.compile(source, target=GPUTarget("cuda", architecture, 32), options=case.options)


def compiled(case: Case, architecture: int) -> dict[str, object]:
    """What is printed of one kernel."""
    made = build(case, architecture)
    ptx: str = made.asm["ptx"]
    return {
        "kernel": case.kernel.__name__,
        "constants": case.constants,
        "architecture": architecture,
        "shared_bytes": made.metadata.shared,
        "asynchronous_copies": len(re.findall(r"cp\.async\.c", ptx)),
        "narrow_stores": len(re.findall(r"\bst\.global\.(?!v4\.b32)", ptx)),
        "left_under_way": len(re.findall(r"wgmma\.wait_group\.sync\.aligned [1-9]", ptx)),
        "fp4_products": len(re.findall(r"\bmma\.sync\S*kind::mxf4nvf4\S*ue4m3", ptx)),
        "tensor_products": len(re.findall(r"\b(?:mma\.sync|wgmma\.mma_async|tcgen05\.mma)", ptx)),
    }


if __name__ == "__main__":
    for case in cases():
        for architecture in case.architectures:
            sys.stdout.write(json.dumps(compiled(case, architecture)) + "\n")
