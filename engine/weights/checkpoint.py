"""A model directory: its JSON files and its safetensors, read one tensor at a time.

Everything that can be wrong with a file ends here in one of three errors: ModelMissing where there
is nothing, ModelDamaged where a file is not what it was when it was written, ModelForeign where it
never was what this engine reads.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

import torch
from safetensors import SafetensorError, safe_open
from torch import Tensor

from engine.errors import ModelDamaged, ModelForeign, ModelMissing
from engine.words import said

SINGLE_FILE = "model.safetensors"
INDEX_FILE = "model.safetensors.index.json"

# Windows counts a file that is mapped for torch as memory in full, and keeps it from being replaced.
_BACKEND = "pread" if sys.platform == "win32" else "mmap"
_FLOATS = {"BF16": torch.bfloat16, "F16": torch.float16, "F32": torch.float32}
_OTHERS = {"U8": torch.uint8, "I32": torch.int32, "I64": torch.int64, "F8_E4M3": torch.float8_e4m3fn}
_DTYPES = _FLOATS | _OTHERS
DTYPE_NAMES = {dtype: name for name, dtype in _DTYPES.items()}


class _TensorFile(Protocol):
    """What this module uses of an open safetensors file."""

    def keys(self) -> list[str]: ...
    def get_slice(self, name: str) -> _TensorHeader: ...
    def get_tensor(self, name: str) -> Tensor: ...


class _TensorHeader(Protocol):
    """What a file says about one tensor."""

    def get_dtype(self) -> str: ...
    def get_shape(self) -> list[int]: ...
    def __getitem__(self, rows: slice) -> Tensor: ...


class Checkpoint:
    """The tensors of a model directory. Open it with `with`.

    A tensor is a view of its file, valid until the checkpoint is closed; on Windows a copy in memory.

    Args:
        directory: Holds `model.safetensors`, or `model.safetensors.index.json` and its shards.

    Raises:
        ModelMissing: There is no such directory, or neither file is in it.
        ModelDamaged: A file is truncated or altered, or a shard is not there.
    """

    def __init__(self, directory: Path) -> None:
        self._closing = ExitStack()
        self._directory = directory
        self._file_of: dict[str, tuple[str, _TensorFile]] = {}
        try:
            for name in _files(directory):
                self._add(directory / name)
            self._check_index(directory)
        except BaseException:
            self._closing.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closing.close()

    @property
    def names(self) -> frozenset[str]:
        """The names of all tensors."""
        return frozenset(self._file_of)

    def size_bytes(self, name: str) -> int:
        """The bytes a tensor takes in its file."""
        return torch.Size(self.shape(name)).numel() * self.dtype(name).itemsize

    def shape(self, name: str) -> tuple[int, ...]:
        """The shape of a tensor."""
        return tuple(self._header(name).get_shape())

    def dtype(self, name: str) -> torch.dtype:
        """How a tensor is stored.

        Raises:
            ModelForeign: In a way this engine does not read.
        """
        stored = self._header(name).get_dtype()
        if stored not in _DTYPES:
            raise _stored_otherwise(name, stored)
        return _DTYPES[stored]

    def rows(self, name: str, start: int, stop: int) -> Tensor:
        """The part `[start:stop]` of a tensor along its first dimension, as stored; nothing else is read.

        Raises:
            ModelDamaged: It cannot be read, or holds a number that is not finite.
        """
        return self._checked(name, lambda: self._rows(name, start, stop))

    def check_floats(self, name: str, *shape: int) -> None:
        """Check what the file says of a tensor of ordinary floating point numbers; reads none of them.

        Raises:
            ModelDamaged: It is missing or has another shape.
            ModelForeign: It is stored as something else.
        """
        self._check(name, shape, tuple(_FLOATS.values()))

    def floats(self, name: str, *shape: int) -> Tensor:
        """A tensor of ordinary floating point numbers, as stored.

        Raises:
            ModelDamaged: It is missing, has another shape, or holds a number that is not finite.
            ModelForeign: It is stored as something else.
        """
        return self._read(name, shape, tuple(_FLOATS.values()))

    def packed(self, name: str, dtype: torch.dtype, *shape: int) -> Tensor:
        """A tensor of exactly that dtype, as stored.

        Raises:
            ModelDamaged: It is missing, has another shape, or holds a number that is not finite.
            ModelForeign: It is stored as something else.
        """
        return self._read(name, shape, (dtype,))

    def _read(self, name: str, shape: tuple[int, ...], dtypes: tuple[torch.dtype, ...]) -> Tensor:
        self._check(name, shape, dtypes)
        return self._checked(name, lambda: self._file_of[name][1].get_tensor(name))

    def _check(self, name: str, shape: tuple[int, ...], dtypes: tuple[torch.dtype, ...]) -> None:
        header = self._header(name)
        found = tuple(header.get_shape())
        if found != shape:
            raise damaged(
                said(
                    "The tensor {name} has the shape {found}, not {shape}.",
                    name=name,
                    found=found,
                    shape=shape,
                )
            )
        if self.dtype(name) not in dtypes:
            raise _stored_otherwise(name, header.get_dtype())

    def _checked(self, name: str, read: Callable[[], Tensor]) -> Tensor:
        """What `read` reads of a tensor, if it is numbers."""
        try:
            tensor = read()
        except (SafetensorError, OSError, EOFError, ValueError) as error:
            file = self._file_of[name][0]
            raise damaged(
                said("The tensor {name} in {file} cannot be read.", name=name, file=file)
            ) from error
        if not _is_finite(tensor):
            raise damaged(said("The tensor {name} holds values that are not numbers.", name=name))
        return tensor

    def _rows(self, name: str, start: int, stop: int) -> Tensor:
        """Rows as they lie in the file; the library's slice of a file that is not mapped reads it whole."""
        count, *shape = self.shape(name)
        rows = torch.empty(stop - start, *shape, dtype=self.dtype(name))
        with (self._directory / self._file_of[name][0]).open("rb") as file:
            header = json.loads(file.read(int.from_bytes(file.read(8), "little")))
            file.seek(header[name]["data_offsets"][0] + self.size_bytes(name) // count * start, os.SEEK_CUR)
            if file.readinto(rows.view(torch.uint8).numpy().data) < rows.nbytes:
                raise EOFError(f"{file.name} ends within {name}")
        return rows

    def _header(self, name: str) -> _TensorHeader:
        if name not in self._file_of:
            raise damaged(said("The model has no tensor {name}.", name=name))
        return self._file_of[name][1].get_slice(name)

    def _add(self, path: Path) -> None:
        """Open one file and take its names."""
        try:
            file: _TensorFile = self._closing.enter_context(safe_open(path, framework="pt", backend=_BACKEND))
            names = file.keys()
        except FileNotFoundError as error:  # said of a file that may not be read as well
            if path.exists():
                raise damaged(said("The file {file} cannot be read.", file=path.name)) from error
            raise damaged(said("The file {file} is missing.", file=path.name)) from error
        except (SafetensorError, OSError, ValueError) as error:
            raise damaged(said("The file {file} is truncated or altered.", file=path.name)) from error
        for name in names:
            self._file_of[name] = (path.name, file)

    def _check_index(self, directory: Path) -> None:
        """Check that every tensor of the index, if there is one, lies where it says."""
        if (directory / INDEX_FILE).exists():
            for name, file in _weight_map(directory).items():
                if self._file_of.get(name, ("",))[0] != file:
                    raise damaged(said("The file {file} has no tensor {name}.", file=file, name=name))


def read_json(path: Path) -> dict[str, object]:
    """One of a model's JSON files.

    Raises:
        ModelMissing: It is not there.
        ModelDamaged: It is no JSON object.
    """
    try:
        parsed = json.loads(path.read_text("utf-8"))
    except (FileNotFoundError, NotADirectoryError) as error:
        raise ModelMissing(
            said("There is no {file} in {folder}.", file=path.name, folder=path.parent), _choose()
        ) from error
    except (OSError, ValueError, RecursionError) as error:
        raise damaged(said("The file {file} cannot be read.", file=path.name)) from error
    if not isinstance(parsed, dict):
        raise damaged(said("The file {file} is not a JSON object.", file=path.name))
    return parsed


def damaged(title: str) -> ModelDamaged:
    """The error of a model whose files are not what they were."""
    return ModelDamaged(title, said("Verify the model and repair it: only what is damaged is fetched again."))


def _is_finite(tensor: Tensor) -> bool:
    if not tensor.numel():
        return True
    numbers = tensor.float() if tensor.dtype == torch.float8_e4m3fn else tensor  # it cannot be compared
    lowest, highest = numbers.aminmax()  # either is NaN where one is; makes no tensor as large
    return bool(lowest.isfinite() & highest.isfinite())


def _files(directory: Path) -> list[str]:
    """The safetensors of a directory."""
    if (directory / INDEX_FILE).exists():
        return sorted(set(_weight_map(directory).values()))
    if not (directory / SINGLE_FILE).exists():
        raise ModelMissing(said("There is no model in {folder}.", folder=directory), _choose())
    return [SINGLE_FILE]


def _weight_map(directory: Path) -> dict[str, str]:
    """Which file of the directory holds which tensor, as the index says."""
    mapping = read_json(directory / INDEX_FILE).get("weight_map")
    if not isinstance(mapping, dict) or not all(
        isinstance(name, str) and name == Path(name).name for name in mapping.values()
    ):
        raise damaged(said("The file {file} has no usable weight_map.", file=INDEX_FILE))
    return mapping


def _stored_otherwise(name: str, stored: str) -> ModelForeign:
    return ModelForeign(said("The tensor {name} is stored as {kind}.", name=name, kind=stored), _choose())


def _choose() -> str:
    return said("Choose a folder that holds a model, or use the demo model.")
