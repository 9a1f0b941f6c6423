"""Reads PTX: the text of one kernel as instructions with their operands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple


class NotUnderstood(ValueError):
    """What PTX says that is not known here."""


class Register(NamedTuple):
    name: str


class Number(NamedTuple):
    """An immediate: a whole number, or the bits of a float."""

    value: int


class Vector(NamedTuple):
    parts: tuple[Register | Number, ...]


class Address(NamedTuple):
    """`[base + offset]`; the base is a register, a parameter's name, or where shared memory begins."""

    base: Register | Number
    offset: int


class Label(NamedTuple):
    name: str


Operand = Register | Number | Vector | Address | Label


class Instruction(NamedTuple):
    """One line.

    Attributes:
        guard: The predicate that it needs; None where it has none.
        unless: Whether it needs that predicate to be false.
        opcode: As in `("mad", "lo", "s32")`.
        operands: In order.
        text: As it is written.
    """

    guard: Register | None
    unless: bool
    opcode: tuple[str, ...]
    operands: tuple[Operand, ...]
    text: str

    def __str__(self) -> str:
        return self.text


@dataclass(slots=True)
class Kernel:
    """What a text holds.

    Attributes:
        parameters: Bytes of each, in order.
        threads: Of a program.
        widths: Bytes of each register; 0 for predicates.
        instructions: In order.
        labels: The instruction that each stands in front of.
    """

    parameters: list[int] = field(default_factory=list)
    threads: int = 0
    widths: dict[str, int] = field(default_factory=dict)
    instructions: list[Instruction] = field(default_factory=list)
    labels: dict[str, int] = field(default_factory=dict)

    @property
    def grain(self) -> int:
        """The fewest bytes of shared memory that an instruction moves."""
        opcodes = [".".join(each.opcode) for each in self.instructions]
        narrow = [re.search(r"^(?:ld|st)\..*shared.*\.b(8|16|32|64)$", each) for each in opcodes]
        sizes = [int(found[1]) // 8 for found in narrow if found]
        uses_matrices = any("wgmma" in each for each in opcodes)
        return min([2 if uses_matrices else 4, *sizes])


_STATEMENT = re.compile(
    r"\s*(?:(?P<label>\$?\w+):|(?P<block>[{}])|\.loc[^\n]*\n|\.pragma[^;]*;"
    r"|\.reg\s+\.(?P<type>\w+)\s+(?P<names>[^;]+);"
    r"|(?:@(?P<unless>!?)(?P<guard>%?\w+)\s+)?(?P<opcode>[a-z][\w.:]*)(?P<operands>[^;]*);)"
)
_OPERAND = re.compile(r"\{[^}]*\}|\[[^\]]*\]|[^,\s][^,]*")
_FLOAT = re.compile(r"0[fF]([0-9A-Fa-f]{8})$")
_WIDTHS = {"pred": 0, "s8": 1, "b8": 1, "b16": 2, "s16": 2, "b32": 4, "f32": 4, "b64": 8, "f64": 8}
SHARED = "global_smem"


def read(text: str) -> Kernel:
    """The kernel of a text.

    Raises:
        NotUnderstood: There is something that is not understood.
    """
    kernel = Kernel()
    head, _, body = re.sub(r"//[^\n]*", "", text).partition(".visible .entry")
    if "st.param" in body or ".func" in head:
        raise NotUnderstood("a text of several functions")
    signature, _, body = body.partition("{")
    kernel.parameters = [int(bits) // 8 for bits in re.findall(r"\.param \.[usbf](\d+)", signature)]
    if not (threads := re.search(r"\.reqntid (\d+)", signature)):
        raise NotUnderstood("a text without a number of threads")
    kernel.threads = int(threads[1])
    for statement in _statements(body):
        _take(kernel, statement)
    return kernel


def _statements(body: str) -> Iterator[re.Match[str]]:
    """All of them, up to the end of the function. Blocks inside declare what they use, each anew."""
    place, depth = 0, 1
    while depth:
        found = _STATEMENT.match(body, place)
        if not found:
            raise NotUnderstood(f"not understood: {body[place : place + 80]!r}")
        place = found.end()
        if found["block"]:
            depth += 1 if found["block"] == "{" else -1
        else:
            yield found


def _take(kernel: Kernel, found: re.Match[str]) -> None:
    if found["label"]:
        kernel.labels[found["label"]] = len(kernel.instructions)
    elif found["names"]:
        width = _WIDTHS[found["type"]]
        for name in found["names"].split(","):
            stem, _, count = name.strip().partition("<")
            names = [f"{stem}{index}" for index in range(int(count.rstrip("> ")))] if count else [stem]
            kernel.widths |= dict.fromkeys(names, width)
    elif found["opcode"]:
        kernel.instructions.append(
            Instruction(
                guard=Register(found["guard"]) if found["guard"] else None,
                unless=found["unless"] == "!",
                opcode=tuple(found["opcode"].replace("::cta", "").replace("::", "_").split(".")),
                operands=tuple(_operand(each.strip()) for each in _OPERAND.findall(found["operands"])),
                text=" ".join(found[0].split()),
            )
        )


def _operand(text: str) -> Operand:
    if text.startswith("{"):
        parts = [_operand(each.strip()) for each in text[1:-1].split(",")]
        return Vector(tuple(each for each in parts if isinstance(each, Register | Number)))
    if text.startswith("["):
        base, _, offset = text[1:-1].partition("+")
        begin = Number(0) if base.strip() == SHARED else Register(base.strip())
        return Address(begin, int(offset or 0))
    if found := _FLOAT.match(text):
        return Number(int(found[1], 16))
    if re.fullmatch(r"-?(0x[0-9A-Fa-f]+|\d+)U?", text):
        return Number(int(text.rstrip("U"), 0))
    if text == SHARED:
        return Number(0)
    if text.startswith("$"):
        return Label(text)
    return Register(text)
