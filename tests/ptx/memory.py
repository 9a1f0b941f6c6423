"""Memory of a card and of a program, which knows what must not be done with it."""

from __future__ import annotations

import ctypes
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]
_NOBODY = -1
_STAMPS = 64  # between two barriers; of a warp each, and of several
_SEVERAL = 63
_UNDER_WAY = -1  # in place of a stamp


class Fault(AssertionError):
    """What a card would not forgive, or would do another way every time."""


class GlobalMemory:
    """What a launch was given: nothing else is there.

    Args:
        spans: Where each tensor begins, and its bytes. They do not overlap.
    """

    def __init__(self, spans: dict[int, int]) -> None:
        self._spans = [_Span(begin, size) for begin, size in sorted(spans.items())]
        self._begins = np.array([span.begin for span in self._spans], np.int64)

    def load(self, addresses: Array, kind: np.dtype[Any], parts: int, programs: Array) -> list[Array]:
        """`parts` neighbouring numbers at every address, one array each."""
        found = [np.zeros(len(addresses), kind) for _ in range(parts)]
        for span, which in self._owners(addresses):
            first = span.places(addresses[which], kind.itemsize, parts)
            for part, numbers in enumerate(found):
                numbers[which] = span.read(first + part, kind, programs[which])
        return found

    def store(self, addresses: Array, numbers: list[Array], programs: Array) -> None:
        """Put neighbouring numbers at every address."""
        for span, which in self._owners(addresses):
            first = span.places(addresses[which], numbers[0].itemsize, len(numbers))
            for part, each in enumerate(numbers):
                span.write(first + part, each[which], programs[which])

    def _owners(self, addresses: Array) -> list[tuple[_Span, Array | slice]]:
        if not len(addresses):
            return []
        owner = np.searchsorted(self._begins, addresses, side="right") - 1
        if owner.min() < 0:
            raise Fault(f"address {addresses[owner.argmin()]:#x} is in no tensor")
        if owner.min() == owner.max():
            return [(self._spans[owner[0]], slice(None))]
        return [(self._spans[each], np.flatnonzero(owner == each)) for each in np.unique(owner)]


class _Span:
    """The memory of one tensor."""

    def __init__(self, begin: int, size: int) -> None:
        self.begin, self.size = begin, size
        self._ahead = begin % 16  # so that numbers of 16 bytes lie where they do on a card
        held = (ctypes.c_uint8 * (-(-(self._ahead + size) // 16) * 16)).from_address(begin - self._ahead)
        self._bytes = np.ctypeslib.as_array(held)
        self._writers: Array | None = None  # the program that wrote each two bytes

    def places(self, addresses: Array, width: int, parts: int) -> Array:
        """Which numbers of that width they are."""
        offsets = addresses - self.begin
        outside = (offsets < 0) | (offsets + width * parts > self.size)
        if outside.any():
            worst = offsets[outside.argmax()]
            raise Fault(f"{width * parts} bytes at {worst} of a tensor of {self.size} bytes")
        if (addresses % (width * parts)).any():
            raise Fault(f"{width * parts} bytes at an address that is no multiple of that")
        return (offsets + self._ahead) // width

    def read(self, places: Array, kind: np.dtype[Any], programs: Array) -> Array:
        if self._writers is not None:
            writer = self._writers[places * kind.itemsize]
            if ((writer != _NOBODY) & (writer != programs)).any():
                raise Fault("a program reads what another one writes in the same launch")
        return self._bytes.view(kind)[places]

    def write(self, places: Array, numbers: Array, programs: Array) -> None:
        if self._writers is None:
            self._writers = np.full(len(self._bytes), _NOBODY, np.int32)
        first = places * numbers.itemsize
        writer, before = self._writers[first], self._bytes.view(numbers.dtype)[places]
        if ((writer != _NOBODY) & (writer != programs) & (before != numbers)).any():
            raise Fault("two programs write different numbers to the same place")
        self._writers[first] = programs
        self._bytes.view(numbers.dtype)[places] = numbers
        if (self._bytes.view(numbers.dtype)[places] != numbers).any():
            raise Fault("two threads write different numbers to the same place")


class SharedMemory:
    """The shared memory of some programs; between two warps there must be a barrier.

    Who wrote or read a place last is a stamp: the barriers that the program had passed, and the warp.

    Args:
        programs: How many.
        size: Bytes of each.
        grain: The fewest bytes that are read or written at once.
    """

    def __init__(self, programs: int, size: int, grain: int) -> None:
        self._size, self._grain = size, grain
        self._pitch = -(-max(size, 16) // 16) * 16
        self._bytes = np.zeros(programs * self._pitch, np.uint8)
        self._written = np.zeros(programs * self._pitch // grain, np.int32)
        self._read = np.zeros_like(self._written)
        self._now = np.full(programs, _STAMPS, np.int32)

    def barrier(self, programs: Array) -> None:
        """All that was done by these programs is done."""
        self._now[programs] += _STAMPS

    def load(
        self, addresses: Array, kind: np.dtype[Any], parts: int, programs: Array, warps: Array
    ) -> list[Array]:
        """`parts` neighbouring numbers at every address, one array each."""
        first = self._places(addresses, kind.itemsize, parts, programs)
        self._see(self._grains(first, kind.itemsize, parts), programs, warps)
        numbers = self._bytes.view(kind)
        return [numbers[first + part] for part in range(parts)]

    def store(self, addresses: Array, given: list[Array], programs: Array, warps: Array) -> None:
        """Put neighbouring numbers at every address; many may put the same."""
        width = given[0].itemsize
        first = self._places(addresses, width, len(given), programs)
        numbers, places = self._bytes.view(given[0].dtype), first[:, None] + np.arange(len(given))
        new = np.stack(given, axis=1)
        other = (numbers[places] != new).any(1)
        self._change(self._grains(first, width, len(given)), programs, warps, other)
        numbers[places] = new
        if (numbers[places] != new).any():
            raise Fault("two threads write different numbers to the same shared memory")

    def expect(self, addresses: Array, width: int, programs: Array, warps: Array) -> None:
        """A copy to there is under way."""
        touched = self._grains(self._places(addresses, width, 1, programs), width, 1)
        self._change(touched, programs, warps, np.ones(len(touched), np.bool_))
        self._written[touched] = _UNDER_WAY

    def arrive(self, addresses: Array, given: Array, programs: Array, warps: Array) -> None:
        """Bytes `(n, width)` that were under way are there, for the warp that waited."""
        width = given.shape[1]
        places = self._places(addresses, width, 1, programs)
        self._bytes.reshape(-1, width)[places] = given
        self._written[self._grains(places, width, 1)] = self._stamps(programs, warps)

    def add(self, addresses: Array, given: Array, programs: Array) -> Array:
        """Add to words, one after the other; what each found. Atoms of several warps may meet."""
        places = self._places(addresses, 4, 1, programs)
        touched, atoms = self._grains(places, 4, 1), self._stamps(programs, np.full(len(programs), _SEVERAL))
        before = self._written[touched]
        if (before == 0).any() or ((before // _STAMPS == atoms // _STAMPS) & (before != atoms)).any():
            raise Fault("an atom adds to what was written without a barrier between, or never")
        self._written[touched] = atoms
        numbers, found = self._bytes.view(np.uint32), np.zeros(len(places), np.uint32)
        for index, (place, number) in enumerate(zip(places, given, strict=True)):
            found[index] = numbers[place]
            numbers[place] += number
        return found

    def _places(self, addresses: Array, width: int, parts: int, programs: Array) -> Array:
        """Which numbers of that width they are."""
        if ((addresses < 0) | (addresses + width * parts > self._size)).any():
            raise Fault(f"{width * parts} bytes at {addresses.max()} of {self._size} of shared memory")
        if (addresses % (width * parts)).any():
            raise Fault(f"{width * parts} bytes of shared memory at a place that is no multiple of that")
        return (programs * self._pitch + addresses) // width

    def _grains(self, first: Array, width: int, parts: int) -> Array:
        width //= self._grain
        return first[:, None] * width + np.arange(width * parts)

    def _stamps(self, programs: Array, warps: Array) -> Array:
        stamps: Array = (self._now[programs] + warps.astype(np.int32))[:, None]
        return stamps

    def _see(self, touched: Array, programs: Array, warps: Array) -> None:
        stamps, written = self._stamps(programs, warps), self._written[touched]
        if (written <= 0).any():
            under_way = "while a copy to it is under way" if (written < 0).any() else "that nobody wrote"
            raise Fault(f"shared memory is read {under_way}")
        if ((written != stamps) & (written >= stamps - warps[:, None])).any():
            raise Fault("a warp reads what another one wrote without a barrier between")
        read, several = self._read[touched], stamps - warps[:, None].astype(np.int32) + _SEVERAL
        self._read[touched] = np.where((read != stamps) & (read >= stamps - warps[:, None]), several, stamps)
        noted = self._read[touched]
        missed = (noted != stamps) & (noted != several)  # where several read at once
        self._read[touched[missed]] = np.broadcast_to(several, missed.shape)[missed]

    def _change(self, touched: Array, programs: Array, warps: Array, other: Array) -> None:
        """They are written; where `other`, what is there changes."""
        stamps, written, read = self._stamps(programs, warps), self._written[touched], self._read[touched]
        begin = stamps - warps[:, None].astype(np.int32)
        if (written < 0).any():
            raise Fault("shared memory is written while a copy to it is under way")
        if ((read != stamps) & (read >= begin))[other].any():
            raise Fault("a warp writes what another one reads without a barrier between")
        if ((written != stamps) & (written >= begin))[other].any():
            raise Fault("two warps write the same shared memory without a barrier between")
        self._written[touched] = stamps
