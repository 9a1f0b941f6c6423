"""The threads of some programs side by side: their registers, and who of them takes an instruction."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from tests.ptx.assembly import Kernel, NotUnderstood, Number, Operand, Register
from tests.ptx.memory import Fault, GlobalMemory, SharedMemory

Array = np.ndarray[Any, Any]
Mask = Array | None
"""Who takes an instruction, bool `(lanes)`; None for all."""
WARP = 32
UNSIGNED = {0: np.dtype(np.bool_)} | {size: np.dtype(f"u{size}") for size in (1, 2, 4, 8)}


class Lanes:
    """The threads of programs, one lane each; those of a program are neighbours.

    Args:
        kernel: What they run.
        places: The programs' places in the grid, `(programs, 3)`.
        grid: Its size.
        parameters: What the launch was given.
        memory: Of the card.
        shared_bytes: Shared memory of a program.

    Attributes:
        count: Lanes.
        threads: Of a program.
        programs: The program of each lane, `(lanes)`.
        numbers: The number of that program in the grid, `(lanes)`.
        warps: The warp of each lane in its program, `(lanes)`.
        live: Which lanes have not ended, bool `(lanes)`.
        registers: By name, `(lanes)`: unsigned whole numbers of their width, or bool.
        copies: Those to shared memory that are under way; see `movement`.
        groups: How many groups of copies each lane has closed, `(lanes)`.
    """

    def __init__(
        self,
        kernel: Kernel,
        places: Array,
        grid: tuple[int, int, int],
        parameters: list[int],
        memory: GlobalMemory,
        shared_bytes: int,
    ) -> None:
        self.count, self.threads = len(places) * kernel.threads, kernel.threads
        self.parameters, self.memory = parameters, memory
        self.shared = SharedMemory(len(places), shared_bytes, kernel.grain)
        self.programs = np.repeat(np.arange(len(places)), kernel.threads)
        self.numbers = (places @ [1, grid[0], grid[0] * grid[1]])[self.programs]
        thread = np.tile(np.arange(kernel.threads, dtype=np.uint32), len(places))
        self.warps = (thread // WARP).astype(np.int64)
        self.live = np.ones(self.count, np.bool_)
        self.registers = _Registers(kernel, self.count)
        self.registers["%tid.x"] = thread
        for index, axis in enumerate("xyz"):
            self.registers[f"%ctaid.{axis}"] = places[self.programs, index].astype(np.uint32)
            self.registers[f"%nctaid.{axis}"] = np.full(self.count, grid[index], np.uint32)
        self.copies: list[tuple[Array, ...]] = []
        self.groups = np.zeros(self.count, np.int64)

    def chosen(self, mask: Mask) -> Array:
        """The lanes that take an instruction."""
        return np.arange(self.count) if mask is None else np.flatnonzero(mask)

    def warps_in(self, mask: Mask, together: int = 1) -> Array:
        """The warps that take an instruction which a whole warp, or several, must take together.

        They are counted over all programs; of several together the number of the group.
        """
        if mask is None:
            return np.arange(self.count // (WARP * together))
        taking = mask.reshape(-1, WARP * together)
        if (taking.any(1) != taking.all(1)).any():
            raise Fault("an instruction of a whole warp that not all of its threads take")
        return np.flatnonzero(taking[:, 0])


class _Registers(dict[str, Array]):
    """By name; one that nobody wrote is full of ones, which is no number, and no address."""

    def __init__(self, kernel: Kernel, count: int) -> None:
        super().__init__()
        self._widths, self._count = kernel.widths, count

    def __missing__(self, name: str) -> Array:
        unwritten = np.full(self._count, -1, np.int64).astype(UNSIGNED[self._widths[name]])
        return self.setdefault(name, unwritten)


Operation = Callable[[Lanes, Mask], None]
Reader = Callable[[Lanes], Array]
Writer = Callable[[Lanes, Array, Mask], None]


def reader(kernel: Kernel, operand: Operand, kind: Any) -> Reader:
    """What reads an operand as numbers of some kind: `(lanes)`, or `(1)` where all are the same."""
    kind = np.dtype(kind)
    unsigned = UNSIGNED[kind.itemsize]
    match operand:
        case Number(value) if kind == np.bool_:
            truth = np.array([value != 0])
            return lambda _lanes: truth
        case Number(value):
            same = np.array([value & (2 ** (8 * kind.itemsize) - 1)], UNSIGNED[kind.itemsize]).view(kind)
            return lambda _lanes: same
        case Register(name):
            width = kernel.widths.get(name, 4)
            if width == 0 or width == kind.itemsize:
                return lambda lanes: lanes.registers[name].view(kind)
            if width > kind.itemsize:
                return lambda lanes: lanes.registers[name].astype(unsigned).view(kind)
        case _:
            pass
    raise NotUnderstood(f"{operand} read as {kind}")


def writer(kernel: Kernel, operand: Operand, kind: Any) -> Writer:
    """What writes numbers of some kind to a register; a wider one is filled up with their sign or zeros."""
    if not isinstance(operand, Register):
        raise NotUnderstood(f"{operand} is written")
    name, kind = operand.name, np.dtype(kind)
    if name == "_":
        return lambda _lanes, _numbers, _mask: None
    width = kernel.widths[name]
    unsigned, wide = UNSIGNED[width], np.dtype(f"{'i' if kind.kind == 'i' else 'u'}{width or 1}")

    def write(lanes: Lanes, numbers: Array, mask: Mask) -> None:
        bits = numbers if numbers.itemsize == (width or 1) else numbers.astype(wide)
        bits = bits.view(unsigned)
        if len(bits) != lanes.count:
            bits = np.broadcast_to(bits, lanes.count)
        if mask is not None:
            bits = np.where(mask, bits, lanes.registers[name])
        lanes.registers[name] = bits

    return write
