"""How much of the work one program of a kernel takes; `python -m tests.gpu.tune` looks for better choices.

These were chosen by counting instructions, for experts by `python -m tests.engine.kernels.gpu.count`; none is
measured yet. The load plan counts the memory that they take, so this module loads no torch.
"""

from __future__ import annotations

from typing import NamedTuple

Capability = tuple[int, int] | None
"""Of a GPU, as torch tells it; None where a kernel is run without one."""


class ProductTiles(NamedTuple):
    """Of a product with experts' weights.

    Attributes:
        columns: Outputs.
        words: Of each weight row in a step: eight weights each, of which the last step may lack some.
        warps: Of a program.
        stages: Steps whose weights are on their way at once.
        registers: The most that a thread may have; None where the compiler decides.
    """

    columns: int = 64
    words: int = 16
    warps: int = 4
    stages: int = 3
    registers: int | None = None


class ExpertTiles(NamedTuple):
    """Of both products.

    Attributes:
        rows: Slots of a tile. Of 2,048 an expert has 16 where all 128 are hit: 183 tiles of 16 rows on
            average, or 128 of 32, and each decodes an expert's weights.
        gate_up: Of the first product.
        down: Of the second.
    """

    rows: int = 16
    gate_up: ProductTiles = ProductTiles()
    down: ProductTiles = ProductTiles()


class CanvasTiles(NamedTuple):
    """Of a canvas's attention.

    Attributes:
        rows: Queries; a row is a query of one of the heads that share a key head.
        keys: In a step.
        parts: Into which the keys are parted where they are many, a program each.
        long: Keys from which on they are many.
        warps: Of a program.
        stages: Steps whose keys and values are on their way at once.
    """

    rows: int = 32
    keys: int = 32
    parts: int = 1
    long: int = 2048
    warps: int = 8
    stages: int = 2


class ChunkTiles(NamedTuple):
    """Of the attention of a prompt's positions; attributes as of `CanvasTiles`."""

    rows: int = 32
    keys: int = 32
    warps: int = 8
    stages: int = 2


EXPERT_TILES = ExpertTiles(down=ProductTiles(columns=128))
"""For cards with 99 KiB of shared memory, on which reading weights takes longer than to decode them."""
WIDE_EXPERT_TILES = ExpertTiles(
    rows=32,
    gate_up=ProductTiles(words=32, stages=2, registers=168),
    down=ProductTiles(columns=128, registers=168),
)
"""For H100, H200 and their like, which read weights faster than they decode them more than once. A product
with 32 rows takes them as many instructions as one with 16. With 168 registers a thread three programs fit on
a processor; the compiler would give the first product 203."""
SCORE_PARTS = 8
"""Parts of the stream over which the router's scores are computed: 128 programs for 256 rows."""
MIXED_PARTS = 8
"""Into which a weighted sum of rows in 8 bits is cut, for there are few columns to share."""
SAMPLER_COLUMNS = 4096
"""Of a block of the vocabulary: 64 blocks a row of the real one."""
FULL_LAYER_PARTS = 5
"""2,048 rows over two key heads make 128 programs of 32 rows: so many parts are shared more evenly by cards
of 82, 84, 128, 132 and 170 processors."""


def expert_tiles(capability: Capability) -> ExpertTiles:
    """The tiles on a GPU; without one None."""
    return WIDE_EXPERT_TILES if capability is not None and capability[0] in (9, 10) else EXPERT_TILES


def canvas_tiles(head_dim: int, window: int | None, capability: Capability = None) -> CanvasTiles:
    """The tiles of a kind of layer.

    Where a program has 99 KiB of shared memory, sliding layers have programs enough without parts. On H100
    and H200 four warps multiply 64 rows at once, which takes a third of the instructions, but makes no more
    than half as many programs as there are processors.
    """
    if capability is not None and capability[0] == 9 and head_dim >= 64:
        return CanvasTiles(
            rows=64, parts=2, long=512 if window is not None else 2048, warps=8 if head_dim > 256 else 4
        )
    return CanvasTiles(
        keys=16 if head_dim > 256 else 32,
        parts=FULL_LAYER_PARTS if window is None else 1,
        warps=8 if head_dim > 128 else 4,
    )


def chunk_tiles(head_dim: int) -> ChunkTiles:
    """The tiles of a kind of layer; more rows read the keys less often, where they have room."""
    return ChunkTiles(
        rows=64 if head_dim == 256 else 32,
        keys=16 if head_dim > 256 else 32,
        warps=8 if head_dim > 128 else 4,
    )
