"""Traces as bytes: packed, and checked when they are read.

A packed trace is a head (magic, version, lengths, checksum) and a compressed body: what the trace is about
as JSON, then canvas after canvas, step after step, 60 bytes a slot and step, and what was steered in it.
All numbers are little-endian. Reading needs no model and no torch, and refuses whatever is not exactly what
was written.
"""

from __future__ import annotations

import hashlib
import json
import math
import struct
import zlib
from collections.abc import Iterator
from dataclasses import asdict
from typing import NamedTuple

from engine.errors import InvalidOption, TraceRefused
from engine.events import FinishReason, StepTaken, StopRule, Top
from engine.steering import Deed, Grip, Steering
from engine.trace import About, CanvasTrace, Trace
from engine.words import said

VERSION = 2  # of version 1 a canvas has no steerings
MAGIC = b"DEWTRACE"
LARGEST_BYTES = 1 << 30  # unpacked; an answer of a million tokens' context stays below
MOST_SLOTS = 1 << 16  # of a canvas; those of the model have 256
MOST_SECONDS = 86_400.0  # of a step
LATEST_S = 253_402_300_799.0  # since 1970: the end of the year 9999
_LEVEL = 1  # random ids hardly compress, so more effort is for nothing
_HEAD = struct.Struct("<8sHQQ32s")  # magic, version, packed and unpacked length of the body, checksum
_CANVAS = struct.Struct("<IIIBB")  # which of the turn, slots, steps, candidates a slot, rule
_STEP = struct.Struct("<IIffff")  # step, max_steps, temperature, spent, bound, seconds
_STEERING = struct.Struct("<IIIB")  # step, slot, token, deed
_COUNT = struct.Struct("<I")
_RULES = (None, *StopRule)  # their places are written: add at the end only
_DEEDS = tuple(Deed)  # the same
_ADDED = {"later_seeds": [], "asked_s": 0.0, "app_version": "", "preset": ""}  # not in every older trace


def encode_trace(trace: Trace) -> bytes:
    """Pack a trace. Entropies and probabilities keep half precision."""
    about = json.dumps(asdict(trace.about)).encode()
    parts = [struct.pack("<II", len(about), len(trace.canvases)), about]
    for canvas in trace.canvases:
        parts += _packed_canvas(canvas)
    body = b"".join(parts)
    packed = zlib.compress(body, _LEVEL)
    return _HEAD.pack(MAGIC, VERSION, len(packed), len(body), _checksum(packed)) + packed


def decode_trace(packed: bytes, *, vocabulary: str | None = None) -> Trace:
    """Read a packed trace.

    Args:
        packed: As `encode_trace` made it.
        vocabulary: The fingerprint of the vocabulary that it is to be read with; None takes any.

    Raises:
        TraceRefused: It is no trace, cut, altered, larger than any trace, from a later version, or made
            with another vocabulary.
    """
    version, body = _body(packed)
    try:
        trace = _read(_Reader(body), version)
    except (
        struct.error,
        ValueError,
        KeyError,
        TypeError,
        IndexError,
        RecursionError,
        InvalidOption,
    ) as error:
        raise _damaged() from error
    if vocabulary is not None and trace.about.vocabulary != vocabulary:
        raise TraceRefused(
            said("The recording was made with another vocabulary, that of {model}.", model=trace.about.model),
            said("Load the model it was made with, or import it with its own words."),
        )
    return trace


def _checksum(packed: bytes) -> bytes:
    return hashlib.sha256(packed).digest()


def _packed_canvas(canvas: CanvasTrace) -> Iterator[bytes]:
    slots = len(canvas.noise)
    count = canvas.steps[0].top.count if canvas.steps else 0
    rule = _RULES.index(canvas.rule)
    yield _CANVAS.pack(canvas.canvas, slots, len(canvas.steps), count, rule)
    yield _ids(canvas.noise)
    if canvas.rule is not None:
        yield _ids(canvas.block)
    for step in canvas.steps:
        yield _STEP.pack(
            step.step, step.max_steps, step.temperature, step.spent_nats, step.bound_nats, step.seconds
        )
        yield _ids(step.ids)
        yield _ids(step.sampled)
        yield sum(kept << slot for slot, kept in enumerate(step.accepted)).to_bytes(-(-slots // 8), "little")
        yield struct.pack(f"<{2 * slots}e", *step.entropy_nats, *step.end_probability)
        yield step.top.ids
        yield step.top.probabilities
    yield _COUNT.pack(len(canvas.steerings))
    for each in canvas.steerings:
        yield _STEERING.pack(each.step, each.slot, each.token, _DEEDS.index(each.deed))


def _ids(ids: tuple[int, ...]) -> bytes:
    return struct.pack(f"<{len(ids)}I", *ids)


def _body(packed: bytes) -> tuple[int, bytes]:
    """The version and the unpacked body of a trace whose head and checksum are right."""
    if len(packed) < _HEAD.size or packed[: len(MAGIC)] != MAGIC:
        raise TraceRefused(
            said("This is not a recording."), said("Choose a file that Dewpoint has exported.")
        )
    _, version, length, unpacked_length, checksum = _HEAD.unpack_from(packed)
    if version > VERSION:
        raise TraceRefused(
            said(
                "The recording comes from a later version of Dewpoint (format {later}, this reads {own}).",
                later=version,
                own=VERSION,
            ),
            said("Update Dewpoint to see it."),
        )
    if version < 1 or len(packed) != _HEAD.size + length or unpacked_length > LARGEST_BYTES:
        raise _damaged()
    if _checksum(packed[_HEAD.size :]) != checksum:
        raise _damaged()
    unpacking = zlib.decompressobj()
    try:
        body = unpacking.decompress(packed[_HEAD.size :], unpacked_length + 1)
    except zlib.error as error:
        raise _damaged() from error
    if len(body) != unpacked_length or not unpacking.eof:
        raise _damaged()
    return version, body


def _damaged() -> TraceRefused:
    return TraceRefused(said("The recording is damaged."), said("The answer itself is not affected."))


class _Reader:
    """Takes values off a body from its start; `struct.error` where it ends too early."""

    def __init__(self, body: bytes) -> None:
        self._body = body
        self._place = 0

    def values(self, layout: struct.Struct) -> tuple[int | float, ...]:
        taken = layout.unpack_from(self._body, self._place)
        self._place += layout.size
        return taken

    def ids(self, slots: int) -> tuple[int, ...]:
        return tuple(map(int, self.values(struct.Struct(f"<{slots}I"))))

    def floats(self, layout: struct.Struct) -> tuple[float, ...]:
        return _finite(self.values(layout))

    def bytes(self, length: int) -> bytes:
        taken = self._body[self._place : self._place + length]
        if len(taken) < length:
            raise struct.error("the body ends too early")
        self._place += length
        return taken

    @property
    def at_end(self) -> bool:
        return self._place == len(self._body)


def _finite(values: tuple[float, ...]) -> tuple[float, ...]:
    """The values as they are.

    Raises:
        ValueError: One is not a number, or without end.
    """
    if not math.isfinite(sum(values)):
        raise ValueError("a value is not a number")
    return values


class _Sizes(NamedTuple):
    canvas: int
    slots: int
    steps: int
    top: int
    rule: int


def _read(reader: _Reader, version: int) -> Trace:
    length, canvases = map(int, reader.values(struct.Struct("<II")))
    about = _read_about(json.loads(reader.bytes(length)))
    read = (_read_canvas(reader, place, version) for place in range(canvases))
    trace = Trace(about=about, canvases=tuple(read))
    if not reader.at_end:
        raise ValueError("there is more than what is counted")
    if len({len(canvas.noise) for canvas in trace.canvases}) > 1:
        raise ValueError("canvases of several sizes")
    _check_ids(trace)
    return trace


def _read_about(fields: dict[str, object]) -> About:
    fields = _ADDED | fields
    expected = {"model": str, "vocabulary": str, "vocabulary_size": int, "seed": int, "answer_tokens": int}
    expected |= {"app_version": str, "preset": str}
    if any(type(fields[name]) is not kind for name, kind in expected.items()):
        raise TypeError("a field of another type")
    reason = fields["reason"]
    seconds, asked_s = _finite((float(str(fields["seconds"])), float(str(fields["asked_s"]))))
    if not 0 <= asked_s <= LATEST_S:
        raise ValueError("asked at no time that there is")
    return About(
        model=str(fields["model"]),
        vocabulary=str(fields["vocabulary"]),
        vocabulary_size=int(str(fields["vocabulary_size"])),
        seed=int(str(fields["seed"])),
        later_seeds=_read_seeds(fields["later_seeds"]),
        reason=None if reason is None else FinishReason(str(reason)),
        answer_tokens=int(str(fields["answer_tokens"])),
        seconds=seconds,
        asked_s=asked_s,
        app_version=str(fields["app_version"]),
        preset=str(fields["preset"]),
    )


def _read_seeds(seeds: object) -> tuple[int, ...]:
    if not isinstance(seeds, list) or any(type(seed) is not int for seed in seeds):
        raise TypeError("a seed of another type")
    return tuple(seeds)


def _read_canvas(reader: _Reader, place: int, version: int) -> CanvasTrace:
    sizes = _Sizes(*map(int, reader.values(_CANVAS)))
    if not 0 < sizes.slots <= MOST_SLOTS:
        raise ValueError("a canvas of no size that there is")
    rule = _RULES[sizes.rule]
    noise = reader.ids(sizes.slots)
    block = reader.ids(sizes.slots) if rule is not None else ()
    steps = tuple(_read_step(reader, sizes) for _ in range(sizes.steps))
    steerings = () if version < 2 else _read_steerings(reader, place, sizes)
    return CanvasTrace(
        canvas=sizes.canvas, noise=noise, steps=steps, rule=rule, block=block, steerings=steerings
    )


def _read_steerings(reader: _Reader, place: int, sizes: _Sizes) -> tuple[Steering, ...]:
    (count,) = map(int, reader.values(_COUNT))
    rows = (map(int, reader.values(_STEERING)) for _ in range(count))
    steerings = tuple(
        Steering(canvas=place, step=step, slot=slot, token=token, deed=_DEEDS[deed])
        for step, slot, token, deed in rows
    )
    if any(each.slot >= sizes.slots or each.step > sizes.steps for each in steerings):
        raise ValueError("a steering of no slot or step")
    grip = Grip()
    for each in sorted(steerings, key=lambda each: each.step):  # refuses what no view could follow
        grip = grip.after(each)
    return steerings


def _read_step(reader: _Reader, sizes: _Sizes) -> StepTaken:
    step, max_steps, temperature, spent, bound, seconds = reader.floats(_STEP)
    if not 0 <= seconds <= MOST_SECONDS:
        raise ValueError("a step of no time that there is")
    slots = sizes.slots
    halves = struct.Struct(f"<{slots}e")
    ids, sampled = reader.ids(slots), reader.ids(slots)
    kept = int.from_bytes(reader.bytes(-(-slots // 8)), "little")
    entropy, end = reader.floats(halves), reader.floats(halves)
    top = Top(
        count=sizes.top,
        ids=reader.bytes(4 * slots * sizes.top),
        probabilities=reader.bytes(2 * slots * sizes.top),
    )
    _finite(struct.unpack(f"<{slots * sizes.top}e", top.probabilities))
    return StepTaken(
        turn_id=0,
        canvas=sizes.canvas,
        step=int(step),
        max_steps=int(max_steps),
        temperature=temperature,
        ids=ids,
        sampled=sampled,
        draft=struct.unpack(f"<{slots * sizes.top}I", top.ids)[:: sizes.top],
        entropy_nats=entropy,
        accepted=tuple(bool(kept >> slot & 1) for slot in range(slots)),
        end_probability=end,
        top=top,
        spent_nats=spent,
        bound_nats=bound,
        seconds=seconds,
    )


def _check_ids(trace: Trace) -> None:
    """Every id is one of the vocabulary.

    Raises:
        ValueError: One is not.
    """
    size = trace.about.vocabulary_size
    for canvas in trace.canvases:
        rows = [canvas.noise, canvas.block, tuple(steering.token for steering in canvas.steerings)]
        for step in canvas.steps:
            rows += [step.ids, step.sampled, struct.unpack(f"<{len(step.top.ids) // 4}I", step.top.ids)]
        if max(map(max, filter(None, rows)), default=0) >= size:
            raise ValueError("an id is beyond the vocabulary")
