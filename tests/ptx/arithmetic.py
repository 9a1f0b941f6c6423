"""What instructions compute from a lane's own registers."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from functools import reduce
from typing import Any

import numpy as np

from tests.ptx.assembly import Instruction, Kernel, NotUnderstood, Number, Operand, Vector
from tests.ptx.lanes import UNSIGNED, Array, Lanes, Mask, Operation, reader, writer
from tests.ptx.numbers import fused, fused_bfloat16, narrowed, widened

Function = Callable[..., Array]

_LETTERS = {"s": "i", "u": "u", "b": "u", "f": "f"}
KINDS: dict[str, np.dtype[Any]] = {
    f"{letter}{8 * size}": np.dtype(f"{kind}{size}")
    for letter, kind in _LETTERS.items()
    for size in (1, 2, 4, 8)
    if f"{kind}{size}" != "f1"
} | {"pred": np.dtype(np.bool_), "bf16": np.dtype(np.uint16), "tf32": np.dtype(np.uint32)}
"""Of the numbers of a type; bfloat16 as bits."""
_SMALLEST_NORMAL = np.float32(2.0**-126)


def types_of(instruction: Instruction) -> list[str]:
    """The types in an opcode; of several in a register that of one."""
    plain = [part.removesuffix("x2") for part in instruction.opcode[1:]]
    return [part for part in plain if part in KINDS]


def arithmetic(instruction: Instruction, kernel: Kernel) -> Operation:
    """What an instruction does to the lanes that take it.

    Raises:
        NotUnderstood: It is not known.
    """
    name = instruction.opcode[0]
    if name in _OWN:
        return _OWN[name](instruction, kernel)
    if name not in _FUNCTIONS:
        raise NotUnderstood(f"{instruction} is not known")
    function = _FUNCTIONS[name]
    (kind, *others) = types_of(instruction)
    if others:  # sums in float32 of what is narrower
        return _sum_of_mixed(instruction, kernel)
    if kind == "bf16":
        function = fused_bfloat16 if name == "fma" else _of_bfloat16(function)
    if "ftz" in instruction.opcode:
        function = _flushing(function)
    return _elementwise(instruction, kernel, function, kind)


def _elementwise(instruction: Instruction, kernel: Kernel, function: Function, kind: str) -> Operation:
    """From and to numbers of one kind; `x2` has two in a register, which makes no difference to either."""
    one, packed = KINDS[kind], f"{kind}x2" in instruction.opcode
    held = UNSIGNED[2 * one.itemsize] if packed else one
    target, *given = instruction.operands
    read, put = [reader(kernel, each, held) for each in given], writer(kernel, target, held)

    def operation(lanes: Lanes, mask: Mask) -> None:
        numbers = [each(lanes) for each in read]
        if packed:
            spread = (np.ascontiguousarray(np.broadcast_to(each, lanes.count)) for each in numbers)
            made = function(*(each.view(one) for each in spread))
            put(lanes, made.view(held), mask)
        else:
            put(lanes, function(*numbers), mask)

    return operation


def _computed(
    instruction: Instruction, kernel: Kernel, function: Function, result: Any, *given: tuple[Operand, Any]
) -> Operation:
    read = [reader(kernel, operand, kind) for operand, kind in given]
    put = writer(kernel, instruction.operands[0], result)
    return lambda lanes, mask: put(lanes, function(*(each(lanes) for each in read)), mask)


def _of_bfloat16(function: Function) -> Function:
    """Rounded twice, which for sums and products of so few bits is as once."""
    return lambda *given: narrowed(function(*map(widened, given)))


def _flushing(function: Function) -> Function:
    def flushed(numbers: Array) -> Array:
        return np.where(np.abs(numbers) < _SMALLEST_NORMAL, np.copysign(np.float32(0), numbers), numbers)

    return lambda *given: flushed(function(*map(flushed, given)))


def _sum_of_mixed(instruction: Instruction, kernel: Kernel) -> Operation:
    name, narrow = instruction.opcode[0], types_of(instruction)[1]
    *given, last = instruction.operands[1:]
    widen: Function = widened if narrow == "bf16" else lambda bits: bits.astype(np.float32)
    plain = _FUNCTIONS[name]
    return _computed(
        instruction,
        kernel,
        lambda *numbers: plain(*map(widen, numbers[:-1]), numbers[-1]),
        np.float32,
        *((each, KINDS[narrow]) for each in given),
        (last, np.float32),
    )


def _shift_left(numbers: Array, by: Array) -> Array:
    return np.where(by < 8 * numbers.itemsize, numbers << by.astype(numbers.dtype), 0).astype(numbers.dtype)


def _shift_right(numbers: Array, by: Array) -> Array:
    most = np.minimum(by, 8 * numbers.itemsize - 1).astype(numbers.dtype)
    gone = (by >= 8 * numbers.itemsize) & (numbers.dtype.kind == "u")
    return np.where(gone, 0, numbers >> most).astype(numbers.dtype)


def _shift(instruction: Instruction, kernel: Kernel) -> Operation:
    kind = KINDS[types_of(instruction)[0]]
    _, given, by = instruction.operands
    function = _shift_left if instruction.opcode[0] == "shl" else _shift_right
    return _computed(instruction, kernel, function, kind, (given, kind), (by, np.uint32))


def _funnelled(instruction: Instruction, kernel: Kernel) -> Operation:
    """`shf`: a word of two that are shifted as one."""
    _, direction, limit, _ = instruction.opcode

    def shifted(low: Array, high: Array, by: Array) -> Array:
        by = by & np.uint32(31) if limit == "wrap" else np.minimum(by, np.uint32(32))
        both = high.astype(np.uint64) << np.uint64(32) | low.astype(np.uint64)
        made = (
            both << by.astype(np.uint64) >> np.uint64(32)
            if direction == "l"
            else both >> by.astype(np.uint64)
        )
        return made.astype(np.uint32)

    given = [(each, np.uint32) for each in instruction.operands[1:]]
    return _computed(instruction, kernel, shifted, np.uint32, *given)


def _divided(numbers: Array, by: Array) -> Array:
    if numbers.dtype.kind == "f":
        return numbers / by
    size = np.abs(numbers.astype(np.int64)) // np.maximum(np.abs(by.astype(np.int64)), 1)
    return np.where((numbers < 0) != (by < 0), -size, size).astype(numbers.dtype)


def _product(instruction: Instruction, kernel: Kernel) -> Operation:
    """`mul` and `mad` of whole numbers, `mul` of floats."""
    (kind,) = (KINDS[each] for each in types_of(instruction))
    how = instruction.opcode[1]
    if kind.kind == "f" or "bf16" in types_of(instruction):
        (name,) = types_of(instruction)
        function: Function = _of_bfloat16(operator.mul) if name == "bf16" else operator.mul
        return _elementwise(
            instruction, kernel, _flushing(function) if "ftz" in instruction.opcode else function, name
        )
    double = np.dtype(f"{kind.kind}{min(8, 2 * kind.itemsize)}")
    result = double if how == "wide" else kind

    def multiplied(one: Array, other: Array, *added: Array) -> Array:
        made = one.astype(double) * other.astype(double)
        made = made >> double.type(8 * kind.itemsize) if how == "hi" else made
        return reduce(operator.add, added, made.astype(result))

    _, one, other, *added = instruction.operands
    given = [(one, kind), (other, kind), *((each, result) for each in added)]
    return _computed(instruction, kernel, multiplied, result, *given)


def _field(instruction: Instruction, kernel: Kernel) -> Operation:
    """`bfe`: some bits of a number."""
    kind = KINDS[types_of(instruction)[0]]
    _, given, begin, length = instruction.operands
    if not isinstance(begin, Number) or not isinstance(length, Number) or begin.value + length.value > 32:
        raise NotUnderstood(f"{instruction} of unknown bits")
    up = kind.type(32 - begin.value - length.value)
    down = kind.type(32 - length.value)
    return _computed(instruction, kernel, lambda bits: bits << up >> down, kind, (given, kind))


def _permuted(low: Array, high: Array, selector: Array) -> Array:
    """`prmt`: any four bytes of two words, or their signs."""
    words = low.astype(np.uint64) | high.astype(np.uint64) << np.uint64(32)
    made = np.zeros(np.broadcast(words, selector).shape, np.uint32)
    for place in range(4):
        which = selector >> np.uint32(4 * place) & np.uint32(15)
        byte = (words >> (which & 7).astype(np.uint64) * np.uint64(8) & np.uint64(255)).astype(np.uint32)
        sign = np.where(byte >> 7 & 1 == 1, 255, 0).astype(np.uint32)
        made |= np.where(which > 7, sign, byte) << np.uint32(8 * place)
    return made


def _prmt(instruction: Instruction, kernel: Kernel) -> Operation:
    given = [(each, np.uint32) for each in instruction.operands[1:]]
    return _computed(instruction, kernel, _permuted, np.uint32, *given)


def _chosen(one: Array, other: Array, which: Array) -> Array:
    return np.where(which, one, other)


def _select(instruction: Instruction, kernel: Kernel) -> Operation:
    kind = KINDS[types_of(instruction)[0]]
    _, one, other, which = instruction.operands
    return _computed(
        instruction,
        kernel,
        _chosen,
        kind,
        (one, kind),
        (other, kind),
        (which, np.bool_),
    )


def _compared(how: str) -> Function:
    """The comparison of that name; a NaN is neither more nor less than anything, nor unequal."""
    known: dict[str, Function] = {
        "eq": operator.eq,
        "ne": lambda one, other: (one < other) | (one > other),
        "lt": operator.lt,
        "le": operator.le,
        "gt": operator.gt,
        "ge": operator.ge,
        "num": lambda one, other: ~(np.isnan(one) | np.isnan(other)),
        "nan": lambda one, other: np.isnan(one) | np.isnan(other),
    }
    if how in known:
        return known[how]
    ordered = known[how.removesuffix("u")]
    return lambda one, other: ordered(one, other) | np.isnan(one) | np.isnan(other)


def _set(instruction: Instruction, kernel: Kernel) -> Operation:
    _, how, name = instruction.opcode
    _, one, other = instruction.operands
    return _computed(instruction, kernel, _compared(how), np.bool_, (one, KINDS[name]), (other, KINDS[name]))


def _converted(instruction: Instruction, kernel: Kernel) -> Operation:
    to, given = types_of(instruction)
    _, *operands = instruction.operands
    functions: dict[tuple[str, str], Function] = {
        ("bf16", "f32"): narrowed,
        ("f32", "bf16"): widened,
        ("tf32", "f32"): lambda numbers: numbers.view(np.uint32) + np.uint32(0x1000) & np.uint32(0xFFFFE000),
    }
    whole_from_float = KINDS[given].kind == "f" and KINDS[to].kind in "iu"
    if (to, given) not in functions and (whole_from_float or "bf16" in (to, given)):
        raise NotUnderstood(f"{instruction} is not known")
    if "bf16x2" in instruction.opcode:
        return _computed(
            instruction,
            kernel,
            lambda high, low: narrowed(high).astype(np.uint32) << 16 | narrowed(low),
            np.uint32,
            *((each, np.float32) for each in operands),
        )
    function = functions.get((to, given), lambda numbers: numbers.astype(KINDS[to]))
    return _computed(instruction, kernel, function, KINDS[to], (operands[0], KINDS[given]))


def _moved(instruction: Instruction, kernel: Kernel) -> Operation:
    """`mov`: a copy, or several registers as one, or one as several."""
    target, source = instruction.operands
    kind = KINDS[types_of(instruction)[0]]
    if isinstance(source, Vector):
        part = UNSIGNED[kind.itemsize // len(source.parts)]
        read = [reader(kernel, each, part) for each in source.parts]
        put = writer(kernel, target, kind)

        def pack(lanes: Lanes, mask: Mask) -> None:
            parts = np.stack([np.broadcast_to(each(lanes), lanes.count) for each in read], axis=1)
            put(lanes, parts.view(UNSIGNED[kind.itemsize]).ravel(), mask)

        return pack
    if isinstance(target, Vector):
        whole, part = reader(kernel, source, kind), UNSIGNED[kind.itemsize // len(target.parts)]
        puts = [writer(kernel, each, part) for each in target.parts]

        def unpack(lanes: Lanes, mask: Mask) -> None:
            parts = np.ascontiguousarray(whole(lanes)).view(part).reshape(-1, len(puts))
            for index, put in enumerate(puts):
                put(lanes, parts[:, index], mask)

        return unpack
    return _computed(instruction, kernel, lambda same: same, kind, (source, kind))


def _bits_set(words: Array) -> Array:
    bits = np.unpackbits(words.view(np.uint8).reshape(len(words), -1), axis=1)
    count: Array = bits.sum(1, dtype=np.uint32)
    return count


def _smallest(*numbers: Array) -> Array:
    return reduce(np.fmin, numbers)


def _largest(*numbers: Array) -> Array:
    return reduce(np.fmax, numbers)


_FUNCTIONS: dict[str, Function] = {
    "add": operator.add,
    "sub": operator.sub,
    "fma": fused,
    "div": _divided,
    "min": _smallest,
    "max": _largest,
    "neg": operator.neg,
    "abs": np.abs,
    "and": operator.and_,
    "or": operator.or_,
    "xor": operator.xor,
    "not": operator.invert,
    "popc": _bits_set,
    "ex2": np.exp2,
    "rsqrt": lambda numbers: (1 / np.sqrt(numbers.astype(np.float64))).astype(np.float32),
}
_OWN: dict[str, Callable[[Instruction, Kernel], Operation]] = {
    "shl": _shift,
    "shr": _shift,
    "shf": _funnelled,
    "mul": _product,
    "mad": _product,
    "bfe": _field,
    "prmt": _prmt,
    "selp": _select,
    "setp": _set,
    "cvt": _converted,
    "mov": _moved,
}


def known() -> Sequence[str]:
    """The names of what is known."""
    return [*_FUNCTIONS, *_OWN]
