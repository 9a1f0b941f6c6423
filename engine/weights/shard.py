"""One safetensors file written tensor by tensor, so that it is never in memory.

The library writes a file from tensors that are all there. The format is eight bytes with the length of a
JSON header, the header, and the tensors' bytes; the header can be written first where the shapes are known.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import torch
from torch import Tensor

from engine.weights.checkpoint import DTYPE_NAMES
from engine.weights.download.part import replace

_ALIGNMENT = 8


@dataclass(frozen=True, slots=True)
class Entry:
    """What a file says about one tensor."""

    name: str
    dtype: torch.dtype
    shape: tuple[int, ...]

    @property
    def size_bytes(self) -> int:
        """What it takes in the file."""
        return torch.Size(self.shape).numel() * self.dtype.itemsize


class ShardFile:
    """A file in the making; it gets its name when every tensor is on the disk. Open it with `with`.

    Args:
        path: Its name. Until it is complete, `.part` is behind it; what an earlier attempt left is
            overwritten.
        entries: Its tensors.

    Raises:
        OSError: The file cannot be written.
    """

    def __init__(self, path: Path, entries: Iterable[Entry]) -> None:
        header, self._start = _header(entries)
        self._path = path
        self._part = part_of(path)
        self._missing_bytes = sum(entry.size_bytes for entry, _ in self._start.values())
        self._file = self._part.open("wb")
        self._file.write(header)
        self._done: dict[str, int] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()
        if kind is not None:
            self._part.unlink(missing_ok=True)

    def write(self, name: str, tensor: Tensor) -> None:
        """Write a tensor, or the next rows of it.

        Raises:
            ValueError: It is not what the header says.
            OSError: The file cannot be written.
        """
        entry, start = self._start[name]
        content = tensor.contiguous().flatten().view(torch.uint8)
        done = self._done.get(name, 0)
        if tensor.dtype != entry.dtype or done + len(content) > entry.size_bytes:
            raise ValueError(f"{name} is not {entry.dtype} {entry.shape}")
        self._file.seek(start + done)
        self._file.write(content.numpy().data)
        self._done[name] = done + len(content)
        self._missing_bytes -= len(content)

    def complete(self) -> None:
        """Give the file its name.

        Raises:
            ValueError: A tensor is missing.
            OSError: The file cannot be written.
        """
        if self._missing_bytes:
            raise ValueError(f"{self._missing_bytes} bytes of {self._path.name} were not written")
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        replace(self._part, self._path)


def part_of(path: Path) -> Path:
    """The name of a file that is not complete."""
    return path.with_name(f"{path.name}.part")


def shard_bytes(entries: Iterable[Entry]) -> int:
    """The size of the file with these tensors."""
    header, starts = _header(entries)
    return len(header) + sum(entry.size_bytes for entry, _ in starts.values())


def _header(entries: Iterable[Entry]) -> tuple[bytes, dict[str, tuple[Entry, int]]]:
    """The header, and where in the file each tensor starts: the widest numbers first, so all are aligned."""
    described: dict[str, object] = {"__metadata__": {"format": "pt"}}
    offsets: dict[str, tuple[Entry, int]] = {}
    offset = 0
    for entry in sorted(entries, key=lambda each: -each.dtype.itemsize):
        end = offset + entry.size_bytes
        described[entry.name] = {
            "dtype": DTYPE_NAMES[entry.dtype],
            "shape": entry.shape,
            "data_offsets": [offset, end],
        }
        offsets[entry.name] = (entry, offset)
        offset = end
    text = json.dumps(described).encode()
    text += b" " * (-len(text) % _ALIGNMENT)
    header = len(text).to_bytes(8, "little") + text
    return header, {name: (entry, len(header) + start) for name, (entry, start) in offsets.items()}
