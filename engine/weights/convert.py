"""A bf16 model directory becomes one whose experts are NVFP4, as ModelOpt names and lays them out.

    what lies beside -> source shards, one expert or some rows of another tensor at a time -> target shards
    -> index -> config

What is not an expert is copied as it is. The target's shards are cut anew, so that each is small whatever
the source's are: a shard that is complete has its name, and a conversion that was stopped or killed goes on
behind the last of them. `config.json` comes last, so half a model cannot be loaded. What it was made of stays
written down beside it, so that the same call once more finds it done.

In memory is at most one expert's matrix, some times over in float32; the source is read as it is needed.
On the disk is nothing beside source and target, whose last shard may be incomplete.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from engine.errors import EngineClosed, FolderUnusable, ModelForeign
from engine.kernels.nvfp4 import BLOCK_LENGTH
from engine.weights.checkpoint import INDEX_FILE, Checkpoint, damaged, read_json
from engine.weights.download.folder import LOCK, RECORD, UNFINISHED, held
from engine.weights.download.part import disk_errors, disk_full, draft_of, replace, write_whole
from engine.weights.modelopt import PROJECTIONS, QUANTIZATION, packed_expert, packed_layout
from engine.weights.shard import Entry, ShardFile, part_of, shard_bytes
from engine.words import said

SHARD_BYTES = 2 * 10**9
RECORD_FILE = "dewpoint-conversion.json"

_CONFIG_FILE = "config.json"
_CHUNK_BYTES = 4 * 2**20
_COPIED = {".json", ".jinja", ".model", ".txt", ".md", ""}  # what lies beside weights: tokenizer, licence
_NOT_COPIED = {INDEX_FILE, _CONFIG_FILE, LOCK, RECORD, UNFINISHED}  # written anew, or true of the source only


class _Unit(NamedTuple):
    """What is converted at once: a whole tensor, or one expert of a stack.

    Attributes:
        name: Of the source's tensor.
        expert: Which expert of it; None for a tensor that is copied.
        entries: What it becomes.
        source_bytes: What it takes in the source.
    """

    name: str
    expert: int | None
    entries: tuple[Entry, ...]
    source_bytes: int


@dataclass(frozen=True, slots=True)
class _Shard:
    name: str
    units: tuple[_Unit, ...]

    @property
    def entries(self) -> tuple[Entry, ...]:
        return tuple(entry for unit in self.units for entry in unit.entries)


def convert(
    source: Path,
    target: Path,
    *,
    progress: Callable[[int, int], None],
    cancelled: Callable[[], bool],
    largest_shard_bytes: int = SHARD_BYTES,
) -> None:
    """Convert a model directory; where an earlier call was stopped, go on, and where it was done, do nothing.

    Args:
        source: Stays as it is.
        target: A folder that is empty, not there, or holds what an earlier call with this source left.
        progress: Told the bytes of the source that are done, and all of them.
        cancelled: Asked before each piece; once true, converting ends.
        largest_shard_bytes: What a file of the target holds at most, if no single tensor is larger.

    Raises:
        ModelMissing: There is no model in the source.
        ModelDamaged: A file of it is truncated or altered or cannot be read, or a tensor is not finite.
        ModelForeign: It is packed already, or has no experts that could be.
        FolderUnusable: The target holds something else, or cannot be written.
        FolderBusy: Another process writes the target.
        DiskFull: There is no room for the target.
        EngineClosed: Converting was cancelled.
    """
    config = read_json(source / _CONFIG_FILE)
    if config.get("quantization_config") is not None:
        raise ModelForeign(
            said("The model in {folder} is quantized already.", folder=source),
            said("Choose the folder of a model in bfloat16."),
        )
    with Checkpoint(source) as checkpoint:
        shards = _shards(checkpoint, largest_shard_bytes)
        fingerprint = _fingerprint(source, shards)
        _check_usable(target, fingerprint)
        if (target / _CONFIG_FILE).exists() and all(_is_complete(target, shard) for shard in shards):
            return
        with held(target), disk_errors(target):
            _check_room(target, shards)
            _write_json(target / RECORD_FILE, {"conversion": fingerprint})
            _copy_beside(source, target)
            _Conversion(checkpoint, target, progress, cancelled).run(shards)
            _finish(target, shards, config)


class _Conversion:
    """Writes shards, counts, and looks whether to go on."""

    def __init__(
        self,
        checkpoint: Checkpoint,
        target: Path,
        progress: Callable[[int, int], None],
        cancelled: Callable[[], bool],
    ) -> None:
        self._checkpoint = checkpoint
        self._target = target
        self._progress = progress
        self._cancelled = cancelled
        self._done_bytes = 0
        self._total_bytes = sum(map(checkpoint.size_bytes, checkpoint.names))

    def run(self, shards: Sequence[_Shard]) -> None:
        """Write every shard that is not there."""
        for shard in shards:
            if _is_complete(self._target, shard):
                self._took(sum(unit.source_bytes for unit in shard.units))
                continue
            with ShardFile(self._target / shard.name, shard.entries) as file:
                for unit in shard.units:
                    self._write(unit, file)
                file.complete()

    def _write(self, unit: _Unit, file: ShardFile) -> None:
        if unit.expert is None:
            self._copy(unit, file)
            return
        self._watch()
        matrix = self._checkpoint.rows(unit.name, unit.expert, unit.expert + 1)[0]
        for name, tensor in packed_expert(unit.name, unit.expert, matrix).items():
            file.write(name, tensor)
        self._took(unit.source_bytes)

    def _copy(self, unit: _Unit, file: ShardFile) -> None:
        """Copy a tensor, some rows at a time."""
        (entry,) = unit.entries
        if not entry.shape:
            self._watch()
            file.write(unit.name, self._checkpoint.floats(unit.name))
            self._took(unit.source_bytes)
            return
        rows = max(1, _CHUNK_BYTES * entry.shape[0] // max(1, entry.size_bytes))
        for start in range(0, entry.shape[0], rows):
            self._watch()
            chunk = self._checkpoint.rows(unit.name, start, min(start + rows, entry.shape[0]))
            file.write(unit.name, chunk)
            self._took(chunk.nbytes)

    def _watch(self) -> None:
        if self._cancelled():
            raise EngineClosed(
                said("Converting was stopped."), said("Start it again with the same folders to go on.")
            )

    def _took(self, count: int) -> None:
        self._done_bytes += count
        self._progress(self._done_bytes, self._total_bytes)


def _shards(checkpoint: Checkpoint, largest_bytes: int) -> tuple[_Shard, ...]:
    """How the target is cut; the same for every call, or there would be nothing to go on from."""
    groups: list[list[_Unit]] = []
    room = 0
    for name in sorted(checkpoint.names):
        for unit in _units(checkpoint, name):
            size = sum(entry.size_bytes for entry in unit.entries)
            if size > room or not groups:
                groups.append([])
                room = largest_bytes
            groups[-1].append(unit)
            room -= size
    if not any(unit.expert is not None for group in groups for unit in group):
        raise ModelForeign(
            said("The model has no experts that could be packed."),
            said("Choose the folder of a DiffusionGemma model."),
        )
    return tuple(
        _Shard(f"model-{index:05}-of-{len(groups):05}.safetensors", tuple(group))
        for index, group in enumerate(groups, start=1)
    )


def _units(checkpoint: Checkpoint, name: str) -> Iterator[_Unit]:
    shape, size = checkpoint.shape(name), checkpoint.size_bytes(name)
    prefix, _, kind = name.rpartition(".")
    if not (name.startswith("model.decoder.") and prefix.endswith(".experts") and kind in PROJECTIONS):
        yield _Unit(name, None, (Entry(name, checkpoint.dtype(name), shape),), size)
        return
    if len(shape) != 3 or shape[1] % len(PROJECTIONS[kind]) or shape[2] % BLOCK_LENGTH:
        raise ModelForeign(
            said(
                "The tensor {name} has the shape {shape}, which NVFP4 does not hold.", name=name, shape=shape
            ),
            said("Choose the folder of a DiffusionGemma model."),
        )
    for expert in range(shape[0]):
        layout = packed_layout(name, expert, *shape[1:])
        yield _Unit(name, expert, tuple(Entry(each, *layout[each]) for each in layout), size // shape[0])


def _fingerprint(source: Path, shards: Sequence[_Shard]) -> str:
    """What must be the same for a conversion to go on: the source's files, and how the target is cut."""
    files = [
        (path.name, path.stat().st_size, path.stat().st_mtime_ns) for path in source.glob("*.safetensors")
    ]
    cut = [(shard.name, shard_bytes(shard.entries)) for shard in shards]
    return hashlib.sha256(json.dumps([sorted(files), cut]).encode()).hexdigest()


def _check_usable(target: Path, fingerprint: str) -> None:
    """Check that the target is new, empty, or holds what this conversion has left."""
    made = target / RECORD_FILE
    with disk_errors(target):
        if made.exists():
            if read_json(made).get("conversion") != fingerprint:
                raise FolderUnusable(
                    said("{folder} holds another conversion.", folder=target),
                    said("Choose an empty folder, or delete this one."),
                )
        elif target.exists() and not target.is_dir():
            raise FolderUnusable(
                said("{path} is a file, not a folder.", path=target), said("Choose an empty folder.")
            )
        elif target.exists() and {path.name for path in target.iterdir()} - {LOCK, draft_of(made).name}:
            raise FolderUnusable(
                said("{folder} is not empty.", folder=target), said("Choose an empty folder to convert into.")
            )


def _check_room(target: Path, shards: Sequence[_Shard]) -> None:
    missing = sum(shard_bytes(shard.entries) for shard in shards if not _is_complete(target, shard))
    if missing > shutil.disk_usage(target).free:
        raise disk_full(target, missing)


def _is_complete(target: Path, shard: _Shard) -> bool:
    path = target / shard.name
    return path.exists() and path.stat().st_size == shard_bytes(shard.entries)


def _copy_beside(source: Path, target: Path) -> None:
    """Copy what is not weights: first, for one that cannot be read is told before the hours of work."""
    for path in sorted(source.iterdir()):
        if path.is_file() and path.suffix in _COPIED and path.name not in _NOT_COPIED:
            try:
                content = path.read_bytes()
            except OSError as error:
                raise damaged(said("The file {file} cannot be read.", file=path.name)) from error
            part_of(target / path.name).write_bytes(content)
            replace(part_of(target / path.name), target / path.name)


def _finish(target: Path, shards: Sequence[_Shard], config: dict[str, object]) -> None:
    """Write the index and, last, the configuration; see before it that the target is whole."""
    index: dict[str, object] = {
        "metadata": {"total_size": sum(entry.size_bytes for shard in shards for entry in shard.entries)},
        "weight_map": {entry.name: shard.name for shard in shards for entry in shard.entries},
    }
    _write_json(target / INDEX_FILE, index)
    with Checkpoint(target):
        _write_json(target / _CONFIG_FILE, config | {"quantization_config": dict(QUANTIZATION)})


def _write_json(path: Path, content: dict[str, object]) -> None:
    write_whole(path, f"{json.dumps(content, indent=2)}\n")
