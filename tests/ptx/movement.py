"""What instructions move: between registers and memory, and between the lanes of a warp."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from tests.ptx.arithmetic import KINDS, types_of
from tests.ptx.assembly import (
    Address,
    Instruction,
    Kernel,
    NotUnderstood,
    Number,
    Operand,
    Register,
    Vector,
)
from tests.ptx.lanes import UNSIGNED, WARP, Array, Lanes, Mask, Operation, Reader, reader, writer
from tests.ptx.memory import Fault

_SIDE = 8  # of a matrix that `ldmatrix` moves; its rows are sixteen bytes


def movement(instruction: Instruction, kernel: Kernel) -> Operation:
    """What an instruction does to the lanes that take it.

    Raises:
        NotUnderstood: It is not known.
    """
    opcode = ".".join(part for part in instruction.opcode if part not in _ORDERS)
    for begin, make in _MAKERS.items():
        if opcode.startswith(begin):
            return make(instruction, kernel)
    raise NotUnderstood(f"{instruction} is not known")


def places(kernel: Kernel, operand: Operand) -> Reader:
    """The addresses of all lanes, int64 `(lanes)`."""
    match operand:
        case Address(Number(value), offset):
            return lambda lanes: np.full(lanes.count, value + offset, np.int64)
        case Address(Register(name), offset):
            read = reader(kernel, operand.base, UNSIGNED[kernel.widths[name]])
            return lambda lanes: read(lanes).astype(np.int64) + offset
        case _:
            raise NotUnderstood(f"{operand} is no address")


def _parts(operand: Operand) -> list[Operand]:
    return list(operand.parts) if isinstance(operand, Vector) else [operand]


def _scattered(lanes: Lanes, which: Array, numbers: Array) -> Array:
    """As many as there are lanes, those of `which` with these numbers."""
    whole = np.zeros(lanes.count, numbers.dtype)
    whole[which] = numbers
    return whole


def _parameter(instruction: Instruction, kernel: Kernel) -> Operation:
    target, source = instruction.operands
    if not isinstance(source, Address) or not isinstance(source.base, Register):
        raise NotUnderstood(f"{instruction} of no parameter")
    index, kind = int(source.base.name.rpartition("_")[2]), KINDS[types_of(instruction)[0]]
    put, bits = writer(kernel, target, kind), 8 * kind.itemsize

    def operation(lanes: Lanes, mask: Mask) -> None:
        value = np.array([lanes.parameters[index] & (2**bits - 1)], UNSIGNED[kind.itemsize])
        put(lanes, value.view(kind), mask)

    return operation


def _load(instruction: Instruction, kernel: Kernel) -> Operation:
    target, source = instruction.operands
    kind, addresses = KINDS[types_of(instruction)[0]], places(kernel, source)
    puts = [writer(kernel, each, kind) for each in _parts(target)]
    is_shared = "shared" in instruction.opcode

    def operation(lanes: Lanes, mask: Mask) -> None:
        which = lanes.chosen(mask)
        where, programs = addresses(lanes)[which], lanes.programs[which]
        if is_shared:
            found = lanes.shared.load(where, kind, len(puts), programs, lanes.warps[which])
        else:
            found = lanes.memory.load(where, kind, len(puts), lanes.numbers[which])
        for put, numbers in zip(puts, found, strict=True):
            put(lanes, _scattered(lanes, which, numbers), mask)

    return operation


def _store(instruction: Instruction, kernel: Kernel) -> Operation:
    target, source = instruction.operands
    kind, addresses = KINDS[types_of(instruction)[0]], places(kernel, target)
    read = [reader(kernel, each, kind) for each in _parts(source)]
    is_shared = "shared" in instruction.opcode

    def operation(lanes: Lanes, mask: Mask) -> None:
        which = lanes.chosen(mask)
        where = addresses(lanes)[which]
        numbers = [np.broadcast_to(each(lanes), lanes.count)[which] for each in read]
        if is_shared:
            lanes.shared.store(where, numbers, lanes.programs[which], lanes.warps[which])
        else:
            lanes.memory.store(where, numbers, lanes.numbers[which])

    return operation


def _add_to_shared(instruction: Instruction, kernel: Kernel) -> Operation:
    target, where, given = instruction.operands
    addresses, read, put = (
        places(kernel, where),
        reader(kernel, given, np.uint32),
        writer(kernel, target, "u4"),
    )

    def operation(lanes: Lanes, mask: Mask) -> None:
        which = lanes.chosen(mask)
        numbers = np.broadcast_to(read(lanes), lanes.count)[which]
        found = lanes.shared.add(addresses(lanes)[which], numbers, lanes.programs[which])
        put(lanes, _scattered(lanes, which, found), mask)

    return operation


def _copy(instruction: Instruction, kernel: Kernel) -> Operation:
    """`cp.async`: it is under way from here on, and arrives when somebody waits for it."""
    target, source, size, *given = instruction.operands
    if not isinstance(size, Number):
        raise NotUnderstood(f"{instruction} of an unknown size")
    width, to, come = size.value, places(kernel, target), places(kernel, source)
    known = reader(kernel, given[0], np.uint32) if given else None

    def operation(lanes: Lanes, mask: Mask) -> None:
        which = lanes.chosen(mask)
        where, whence = to(lanes)[which], come(lanes)[which]
        read = np.full(len(which), width) if known is None else _of(known(lanes), lanes)[which]
        if ((read != 0) & (read != width)).any():
            raise Fault("a copy of a part of what it has room for")
        lanes.shared.expect(where, width, lanes.programs[which], lanes.warps[which])
        there = np.flatnonzero(read)
        words = lanes.memory.load(whence[there], np.dtype("u4"), width // 4, lanes.numbers[which][there])
        numbers = np.zeros((len(which), width // 4), np.uint32)
        numbers[there] = np.stack(words, axis=1)
        lanes.copies.append((which, lanes.groups[which], where, numbers.view(np.uint8)))

    return operation


def _of(numbers: Array, lanes: Lanes) -> Array:
    return np.broadcast_to(numbers, lanes.count)


def _close_group(_instruction: Instruction, _kernel: Kernel) -> Operation:
    def operation(lanes: Lanes, mask: Mask) -> None:
        lanes.groups[lanes.chosen(mask)] += 1

    return operation


def _wait_for_groups(instruction: Instruction, _kernel: Kernel) -> Operation:
    (left,) = instruction.operands
    if not isinstance(left, Number):
        raise NotUnderstood(f"{instruction} leaves an unknown number")

    def operation(lanes: Lanes, mask: Mask) -> None:
        waits = np.zeros(lanes.count, np.bool_)
        waits[lanes.chosen(mask)] = True
        under_way = []
        for copy in lanes.copies:
            which, group, _, _ = copy
            done = waits[which] & (group < lanes.groups[which] - left.value)
            own, _, where, numbers = (part[done] for part in copy)
            lanes.shared.arrive(where, numbers, lanes.programs[own], lanes.warps[own])
            if not done.all():
                under_way.append(tuple(part[~done] for part in copy))
        lanes.copies = under_way

    return operation


def _barrier(_instruction: Instruction, _kernel: Kernel) -> Operation:
    def operation(lanes: Lanes, mask: Mask) -> None:
        taking = lanes.live if mask is None else mask
        here = taking.reshape(-1, lanes.threads)
        programs = np.flatnonzero(here.any(1))
        if (here != lanes.live.reshape(-1, lanes.threads))[programs].any():
            raise Fault("a barrier that not all threads of a program reach")
        lanes.shared.barrier(programs)

    return operation


def _of_warps(
    function: Callable[[Array], Array], instruction: Instruction, kernel: Kernel, kind: Any, result: Any
) -> Operation:
    """From the numbers `(warps, 32)` of whole warps to as many, or to one each."""
    read = reader(kernel, instruction.operands[1], kind)
    put = writer(kernel, instruction.operands[0], result)

    def operation(lanes: Lanes, mask: Mask) -> None:
        lanes.warps_in(mask)
        made = function(_of(read(lanes), lanes).reshape(-1, WARP))
        put(lanes, np.broadcast_to(made, (lanes.count // WARP, WARP)).ravel(), mask)

    return operation


def _shuffle(instruction: Instruction, kernel: Kernel) -> Operation:
    """`shfl`: each lane takes the number of another lane."""
    target, given, by, clamp, _ = instruction.operands
    how, own = instruction.opcode[2], np.arange(WARP)
    if clamp != Number(0 if how == "up" else WARP - 1):
        raise NotUnderstood(f"{instruction} of parts of a warp")
    read, distance, put = (
        reader(kernel, given, np.uint32),
        reader(kernel, by, np.uint32),
        writer(kernel, target, np.uint32),
    )

    def operation(lanes: Lanes, mask: Mask) -> None:
        lanes.warps_in(mask)
        numbers, far = (_of(each(lanes), lanes).reshape(-1, WARP) for each in (read, distance))
        far = far.astype(np.int64) % WARP
        taken = {"bfly": own ^ far, "idx": far, "up": own - far, "down": own + far}[how]
        taken = np.where((taken < 0) | (taken >= WARP), own, taken)
        put(lanes, np.take_along_axis(numbers, taken, axis=1).ravel(), mask)

    return operation


def _reduce(instruction: Instruction, kernel: Kernel) -> Operation:
    kind = KINDS[types_of(instruction)[0]]
    how: Callable[..., Array] = {"add": np.add, "max": np.maximum, "min": np.minimum}[
        instruction.opcode[2]
    ].reduce
    return _of_warps(
        lambda numbers: how(numbers, axis=1, keepdims=True).astype(kind), instruction, kernel, kind, kind
    )


def _ballot(instruction: Instruction, kernel: Kernel) -> Operation:
    bits = np.uint32(1) << np.arange(WARP, dtype=np.uint32)
    return _of_warps(
        lambda votes: np.where(votes, bits, 0).sum(1, keepdims=True, dtype=np.uint32),
        instruction,
        kernel,
        np.bool_,
        np.uint32,
    )


def _load_matrices(instruction: Instruction, kernel: Kernel) -> Operation:
    """`ldmatrix`: of matrix `i` of 8 by 8, lane `8 i + r` gives the place of row `r`."""
    target, source = instruction.operands
    addresses, puts = places(kernel, source), [writer(kernel, each, "u4") for each in _parts(target)]
    across, count = "trans" in instruction.opcode, len(puts)

    def operation(lanes: Lanes, mask: Mask) -> None:
        which = _givers(lanes, mask, count)
        words = lanes.shared.load(
            addresses(lanes)[which], np.dtype("u4"), 4, lanes.programs[which], lanes.warps[which]
        )
        rows = np.stack(words, axis=1).view(np.uint16).reshape(-1, count, _SIDE, _SIDE)
        matrices = rows.swapaxes(2, 3) if across else rows
        pairs = np.ascontiguousarray(matrices).view(np.uint32).reshape(-1, count, WARP)
        taking = np.flatnonzero(np.ones(lanes.count) if mask is None else mask)
        for index, put in enumerate(puts):
            put(lanes, _scattered(lanes, taking, pairs[:, index].ravel()), mask)

    return operation


def _store_matrices(instruction: Instruction, kernel: Kernel) -> Operation:
    """`stmatrix`: as `ldmatrix` the other way."""
    target, source = instruction.operands
    addresses, read = places(kernel, target), [reader(kernel, each, "u4") for each in _parts(source)]
    across, count = "trans" in instruction.opcode, len(read)

    def operation(lanes: Lanes, mask: Mask) -> None:
        which, warps = _givers(lanes, mask, count), lanes.warps_in(mask)
        pairs = np.stack([_of(each(lanes), lanes).reshape(-1, WARP)[warps] for each in read], axis=1)
        matrices = pairs.view(np.uint16).reshape(-1, count, _SIDE, _SIDE)
        rows = np.ascontiguousarray(matrices.swapaxes(2, 3) if across else matrices)
        words = rows.view(np.uint32).reshape(-1, 4)
        lanes.shared.store(addresses(lanes)[which], list(words.T), lanes.programs[which], lanes.warps[which])

    return operation


def _givers(lanes: Lanes, mask: Mask, count: int) -> Array:
    """The lanes that give the places of rows of `count` matrices."""
    first = lanes.warps_in(mask)[:, None] * WARP
    giving: Array = (first + np.arange(_SIDE * count)).ravel()
    return giving


def _nothing(_instruction: Instruction, _kernel: Kernel) -> Operation:
    """What orders memory for a card, where here everything happens in order."""
    return lambda _lanes, _mask: None


_ORDERS = ("relaxed", "sys")  # of memory, where here everything happens in order
_MAKERS: dict[str, Callable[[Instruction, Kernel], Operation]] = {
    "ld.param": _parameter,
    "ld.global": _load,
    "ld.shared": _load,
    "st.global": _store,
    "st.shared": _store,
    "atom.shared.add.u32": _add_to_shared,
    "cp.async.commit_group": _close_group,
    "cp.async.wait_group": _wait_for_groups,
    "cp.async.c": _copy,
    "bar.sync": _barrier,
    "bar.warp.sync": _nothing,
    "shfl.sync": _shuffle,
    "redux.sync": _reduce,
    "vote.sync.ballot": _ballot,
    "ldmatrix.sync.aligned.m8n8": _load_matrices,
    "stmatrix.sync.aligned.m8n8": _store_matrices,
    "fence.proxy.async": _nothing,
}
