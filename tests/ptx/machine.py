"""Runs a kernel: some programs at a time, in an order of chance.

Where lanes take different ways, those that are the furthest behind go first, so that they meet again.
"""

from __future__ import annotations

from functools import cache
from itertools import count
from typing import NamedTuple

import numpy as np

from tests.ptx.arithmetic import arithmetic, known
from tests.ptx.assembly import Instruction, Kernel, Label, read
from tests.ptx.lanes import WARP, Array, Lanes, Mask, Operation
from tests.ptx.memory import Fault, GlobalMemory
from tests.ptx.movement import movement
from tests.ptx.products import product

LANES_AT_ONCE = 16384
_launches = count()  # each has programs in another order


class _Step(NamedTuple):
    instruction: Instruction
    operation: Operation | None  # None for a branch or an end


@cache
def _loaded(text: str) -> tuple[Kernel, list[_Step]]:
    kernel = read(text)
    return kernel, [_Step(each, _operation(each, kernel)) for each in kernel.instructions]


def _operation(instruction: Instruction, kernel: Kernel) -> Operation | None:
    name = instruction.opcode[0]
    if name in ("bra", "ret"):
        return None
    if name in known():
        return arithmetic(instruction, kernel)
    return product(instruction, kernel) if name in ("mma", "wgmma") else movement(instruction, kernel)


def run(
    text: str,
    grid: tuple[int, ...],
    parameters: list[int],
    memory: GlobalMemory,
    shared_bytes: int,
) -> int:
    """Launch the kernel of a text, and return how many instructions its warps were given in all.

    Args:
        text: PTX.
        grid: Programs along one to three axes.
        parameters: In order; addresses of tensors, whole numbers, and bits of floats.
        memory: What the addresses are of.
        shared_bytes: Shared memory of a program.

    Raises:
        Fault: It does what no card forgives.
        NotUnderstood: It does what is not known here.
    """
    kernel, steps = _loaded(text)
    width, height, depth = sizes = (*grid, 1, 1)[0], (*grid, 1)[1], (*grid, 1, 1)[2]
    places = np.stack(np.unravel_index(np.arange(width * height * depth), sizes[::-1])[::-1], axis=1)
    np.random.default_rng(next(_launches)).shuffle(places)
    at_once, issued = max(1, LANES_AT_ONCE // kernel.threads), 0
    with np.errstate(all="ignore"):
        for first in range(0, len(places), at_once):
            lanes = Lanes(kernel, places[first : first + at_once], sizes, parameters, memory, shared_bytes)
            issued += _run(lanes, kernel, steps)
    return issued


def _run(lanes: Lanes, kernel: Kernel, steps: list[_Step]) -> int:
    """Run all lanes to their end; how many instructions their warps were given."""
    waiting: dict[int, Array] = {0: np.ones(lanes.count, np.bool_)}
    issued = 0
    while waiting:
        place = min(waiting)
        mask = waiting.pop(place)
        everyone, warps = bool(mask.all()), int(mask.reshape(-1, WARP).any(1).sum())
        while place not in waiting:
            instruction, operation = steps[place]
            issued += warps
            taking = _taking(instruction, lanes, None if everyone else mask)
            if operation is None:
                _part(instruction, lanes, kernel, mask, taking, place, waiting)
                break
            if taking is None or taking.any():
                try:
                    operation(lanes, taking)
                except Fault as fault:
                    raise Fault(f"{fault}, at {instruction}") from None
            place += 1
        else:
            waiting[place] = waiting[place] | mask
    return issued


def _taking(instruction: Instruction, lanes: Lanes, mask: Mask) -> Mask:
    """Those of a mask whose guard holds."""
    if instruction.guard is None:
        return mask
    holds = lanes.registers[instruction.guard.name] != instruction.unless
    holds = np.broadcast_to(holds, lanes.count)
    return holds if mask is None else holds & mask


def _part(
    instruction: Instruction,
    lanes: Lanes,
    kernel: Kernel,
    mask: Array,
    taking: Mask,
    place: int,
    waiting: dict[int, Array],
) -> None:
    """Send the lanes of `mask` on: those that take a branch to where it leads, or to their end."""
    going = mask if taking is None else taking
    if instruction.opcode[0] == "ret":
        lanes.live &= ~going
    else:
        (target,) = instruction.operands
        assert isinstance(target, Label)
        _wait(waiting, kernel.labels[target.name], going)
    _wait(waiting, place + 1, mask & ~going)


def _wait(waiting: dict[int, Array], place: int, mask: Array) -> None:
    if mask.any():
        waiting[place] = waiting[place] | mask if place in waiting else mask
