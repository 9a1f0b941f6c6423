"""Products of matrices on tensor cores: of one warp (`mma`), and of four (`wgmma`), in float32.

Where each lane's numbers lie in a matrix is of the PTX ISA, sections "Matrix Fragments for mma" and
"Register Fragments for wgmma"; how a descriptor tells where a matrix lies in shared memory of "Asynchronous
Warpgroup Level Matrix Shared Memory Layout".
"""

from __future__ import annotations

import re
from collections.abc import Callable

import ml_dtypes
import numpy as np

from tests.ptx.assembly import Instruction, Kernel, NotUnderstood, Number, Operand, Register, Vector
from tests.ptx.lanes import WARP, Array, Lanes, Mask, Operation, Reader, reader, writer
from tests.ptx.memory import Fault
from tests.ptx.numbers import widened

_LANE = np.arange(WARP)
_ROW, _PLACE = _LANE // 4, _LANE % 4  # of a lane in a tile of eight rows
_WARPGROUP = 4
_E2M1 = np.arange(16, dtype=np.uint8).view(ml_dtypes.float4_e2m1fn).astype(np.float32)


def product(instruction: Instruction, kernel: Kernel) -> Operation:
    """What an instruction multiplies.

    Raises:
        NotUnderstood: It is not known.
    """
    opcode = ".".join(instruction.opcode)
    for begin, make in _MAKERS.items():
        if opcode.startswith(begin):
            return make(instruction, kernel)
    raise NotUnderstood(f"{instruction} is not known")


def _words(kernel: Kernel, operand: Operand) -> Callable[[Lanes, Array, int], Array]:
    """What reads the words `(groups, warps of one, lanes, registers)` of the warps that multiply."""
    if not isinstance(operand, Vector):
        raise NotUnderstood(f"{operand} are no words")
    read = [reader(kernel, each, np.uint32) for each in operand.parts]

    def words(lanes: Lanes, which: Array, together: int) -> Array:
        every = [np.broadcast_to(each(lanes), lanes.count) for each in read]
        return np.stack([each.reshape(-1, together, WARP)[which] for each in every], axis=-1)

    return words


def _put(kernel: Kernel, operand: Operand) -> Callable[[Lanes, Array, Array, Mask], None]:
    """What writes words back; see `_words`."""
    if not isinstance(operand, Vector):
        raise NotUnderstood(f"{operand} are no words")
    puts = [writer(kernel, each, np.uint32) for each in operand.parts]

    def put(lanes: Lanes, which: Array, words: Array, mask: Mask) -> None:
        groups = lanes.count // (words.shape[1] * WARP)
        for index, each in enumerate(puts):
            whole = np.zeros((groups, *words.shape[1:3]), np.uint32)
            whole[which] = words[..., index]
            each(lanes, whole.ravel(), mask)

    return put


def _bfloat16(words: Array) -> Array:
    """The numbers of words, two each: `(..., 2)`."""
    return widened(np.ascontiguousarray(words).view(np.uint16)).reshape(*words.shape, 2)


def _tf32(words: Array) -> Array:
    """The numbers of which a tensor core reads 19 bits, one a word: `(..., 1)`."""
    return (words & np.uint32(0xFFFFE000)).view(np.float32)[..., None]


def _e2m1(words: Array) -> Array:
    """The numbers of words, eight each: `(..., 8)`."""
    numbers: Array = _E2M1[words[..., None] >> np.arange(0, 32, 4, dtype=np.uint32) & np.uint32(15)]
    return numbers


def _left(numbers: Array) -> Array:
    """The left matrix `(..., 16, 8 n)` of numbers `(..., lanes, 4, n)`."""
    *groups, _, _, count = numbers.shape
    made = np.zeros((*groups, 16, 8 * count), np.float32)
    for register, place in np.ndindex(4, count):
        column = count * (_PLACE + 4 * (register // 2)) + place
        made[..., _ROW + 8 * (register % 2), column] = numbers[..., register, place]
    return made


def _right(numbers: Array) -> Array:
    """The right matrix `(..., 8 n, 8)` of numbers `(..., lanes, 2, n)`."""
    *groups, _, _, count = numbers.shape
    made = np.zeros((*groups, 8 * count, 8), np.float32)
    for register, place in np.ndindex(2, count):
        made[..., count * (_PLACE + 4 * register) + place, _ROW] = numbers[..., register, place]
    return made


def _scales(words: Array) -> Array:
    """E4M3 numbers of words, one of which is for sixteen codes: `(..., lanes, 64)`."""
    steps = np.ascontiguousarray(words).view(np.uint8).view(ml_dtypes.float8_e4m3fn).astype(np.float32)
    scales: Array = steps.reshape(*words.shape, 4).repeat(16, axis=-1)
    return scales


def _sums(words: Array) -> Array:
    """The sums `(..., 16, columns)` of words `(..., lanes, columns / 2)`."""
    numbers, made = words.view(np.float32), np.zeros((*words.shape[:-2], 16, 2 * words.shape[-1]), np.float32)
    for register in range(words.shape[-1]):
        row, column = _ROW + 8 * (register // 2 % 2), 2 * _PLACE + register % 2 + 8 * (register // 4)
        made[..., row, column] = numbers[..., register]
    return made


def _words_of(sums: Array) -> Array:
    """The other way."""
    made = np.zeros((*sums.shape[:-2], WARP, sums.shape[-1] // 2), np.float32)
    for register in range(made.shape[-1]):
        row, column = _ROW + 8 * (register // 2 % 2), 2 * _PLACE + register % 2 + 8 * (register // 4)
        made[..., register] = sums[..., row, column]
    return made.view(np.uint32)


def _mma(instruction: Instruction, kernel: Kernel, numbers_of: Callable[[Array], Array]) -> Operation:
    target, *given = instruction.operands
    one, other, added = (_words(kernel, each) for each in given[:3])
    put = _put(kernel, target)

    def operation(lanes: Lanes, mask: Mask) -> None:
        which = lanes.warps_in(mask)
        a, b, c = (each(lanes, which, 1) for each in (one, other, added))
        put(lanes, which, _words_of(_left(numbers_of(a)) @ _right(numbers_of(b)) + _sums(c)), mask)

    return operation


def _scaled_mma(instruction: Instruction, kernel: Kernel) -> Operation:
    """Of codes with scales: those of a row come from one lane of its four."""
    target, *given = instruction.operands
    one, other, added = (_words(kernel, each) for each in given[:3])
    of_left, left_from, of_right, right_from = given[3:]
    if not left_from == right_from == Vector((Number(0), Number(0))):
        raise NotUnderstood(f"{instruction} takes scales from elsewhere")
    left_scales, right_scales = (_words(kernel, Vector((each,))) for each in (of_left, of_right))  # type: ignore[arg-type]  # registers
    put = _put(kernel, target)

    def operation(lanes: Lanes, mask: Mask) -> None:
        which = lanes.warps_in(mask)
        a, b, c = (each(lanes, which, 1) for each in (one, other, added))
        steps = _scales(left_scales(lanes, which, 1)[..., 0])
        rows = np.concatenate([steps[..., 0::4, :], steps[..., 1::4, :]], axis=-2)  # row r, then r + 8
        columns = _scales(right_scales(lanes, which, 1)[..., 0])[..., 0::4, :].swapaxes(-1, -2)
        put(lanes, which, _words_of((_left(_e2m1(a)) * rows) @ (_right(_e2m1(b)) * columns) + _sums(c)), mask)

    return operation


def _wgmma(instruction: Instruction, kernel: Kernel) -> Operation:
    """Of 64 rows by 16, with a matrix in shared memory; the left one there, too, or in registers."""
    target, one, other, scale, *signs = instruction.operands
    found = re.fullmatch(r"m64n(\d+)k16", instruction.opcode[4])
    signs_of_products, across = signs[:2], signs[2:]
    if not found or any(sign != Number(1) for sign in signs_of_products):
        raise NotUnderstood(f"{instruction} is not known")
    columns = int(found[1])
    sums, put, adds = _words(kernel, target), _put(kernel, target), reader(kernel, scale, np.bool_)
    left = _words(kernel, one) if isinstance(one, Vector) else None
    left_place = reader(kernel, one, np.uint64) if isinstance(one, Register) else None
    right_place, right_across = reader(kernel, other, np.uint64), across[-1] == Number(1)

    def operation(lanes: Lanes, mask: Mask) -> None:
        which = lanes.warps_in(mask, _WARPGROUP)
        if left is not None:
            a = _left(_bfloat16(left(lanes, which, _WARPGROUP)))
        else:
            assert left_place is not None
            found = _matrix(lanes, which, left_place, 64, across=across[0] == Number(1))
            a = found.reshape(len(which), _WARPGROUP, 16, 16)
        b = _matrix(lanes, which, right_place, columns, across=right_across)
        made = a @ b.swapaxes(-1, -2)[:, None]
        added = np.broadcast_to(adds(lanes), lanes.count).reshape(-1, _WARPGROUP * WARP)[which, 0]
        before = _sums(sums(lanes, which, _WARPGROUP))
        made = np.where(added[:, None, None, None], made + before, made)
        put(lanes, which, _words_of(made), mask)

    return operation


def _matrix(lanes: Lanes, which: Array, place: Reader, rows: int, *, across: bool) -> Array:
    """The numbers `(groups, rows, 16)` that a descriptor tells of; `across` where rows are neighbours."""
    first = which * _WARPGROUP * WARP
    told = np.broadcast_to(place(lanes), lanes.count)[first].astype(np.uint64)
    begin, leading, stride = (
        (told >> np.uint64(shift) & np.uint64(0x3FFF)).astype(np.int64) * 16 for shift in (0, 16, 32)
    )
    (swizzle,) = set((told >> np.uint64(62)).tolist())
    pitch = {1: 128, 2: 64, 3: 32}.get(swizzle)
    if pitch is None:
        raise Fault("a matrix in shared memory that is not swizzled")
    row, column = np.arange(rows)[:, None], np.arange(16)
    if across:  # lines of `pitch` bytes of neighbouring rows, eight columns in a block
        line, byte, block = column, row * 2 % pitch, row * 2 // pitch
        outer = (line // 8)[None] * stride[:, None, None] + block[None] * leading[:, None, None]
    else:  # a line is one row
        line, byte = row, column * 2
        outer = (line // 8)[None] * stride[:, None, None]
    inner = begin[:, None, None] + outer + (line % 8 * pitch + byte)[None]
    where = inner ^ (inner >> 7 & pitch // 16 - 1) << 4
    owners = np.broadcast_to(lanes.programs[first][:, None, None], where.shape).ravel()
    warps = np.broadcast_to(lanes.warps[first][:, None, None], where.shape).ravel()
    (bits,) = lanes.shared.load(where.ravel(), np.dtype("u2"), 1, owners, warps)
    return widened(bits).reshape(where.shape)


def _nothing(_instruction: Instruction, _kernel: Kernel) -> Operation:
    """What makes a card wait for products, which here are done at once."""
    return lambda _lanes, _mask: None


_MAKERS: dict[str, Callable[[Instruction, Kernel], Operation]] = {
    "mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32": lambda each, kernel: _mma(each, kernel, _bfloat16),
    "mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32": lambda each, kernel: _mma(each, kernel, _tf32),
    "mma.sync.aligned.m16n8k64.row.col.kind_mxf4nvf4.block_scale.scale_vec_4X.f32.e2m1.e2m1.f32.ue4m3": (
        _scaled_mma
    ),
    "wgmma.mma_async.sync.aligned": _wgmma,
    "wgmma.fence": _nothing,
    "wgmma.commit_group": _nothing,
    "wgmma.wait_group": _nothing,
}
