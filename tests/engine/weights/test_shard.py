"""Files written tensor by tensor are files that safetensors reads."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from engine.weights.shard import Entry, ShardFile, part_of, shard_bytes

TENSORS = {
    "codes": torch.arange(35, dtype=torch.uint8).reshape(5, 7),
    "scale": torch.tensor(0.25),
    "scales": torch.rand(3, 5).to(torch.float8_e4m3fn),
    "plain": torch.randn(6, 3).bfloat16(),
    "none": torch.empty(0, 4),
}
ENTRIES = [Entry(name, tensor.dtype, tuple(tensor.shape)) for name, tensor in TENSORS.items()]


def aligned(path: Path) -> bool:
    """Whether every tensor starts where a number of its kind may."""
    content = path.read_bytes()
    start = 8 + int.from_bytes(content[:8], "little")
    header = json.loads(content[8:start])
    offsets = {name: start + header[name]["data_offsets"][0] for name in TENSORS}
    return all(offset % TENSORS[name].itemsize == 0 for name, offset in offsets.items())


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "model.safetensors"


def test_what_is_written_in_any_order_and_in_rows_is_read_back(path: Path) -> None:
    with ShardFile(path, ENTRIES) as file:
        for name in ("plain", "scales", "codes", "scale", "none"):
            tensor = TENSORS[name]
            for start in range(0, len(tensor), 2) if tensor.ndim else ():
                file.write(name, tensor[start : start + 2])
            if not tensor.ndim:
                file.write(name, tensor)
        file.complete()
    read = load_file(path)
    assert {name: (t.dtype, t.shape) for name, t in read.items()} == {
        name: (t.dtype, t.shape) for name, t in TENSORS.items()
    }
    assert all(torch.equal(read[name].float(), TENSORS[name].float()) for name in TENSORS)
    assert path.stat().st_size == shard_bytes(ENTRIES)
    assert aligned(path)
    assert not part_of(path).exists()


def test_a_file_has_no_name_before_it_is_complete(path: Path) -> None:
    with ShardFile(path, ENTRIES[:1]) as file:
        assert not path.exists()
        with pytest.raises(ValueError, match="35 bytes of model"):
            file.complete()
        file.write("codes", TENSORS["codes"])
        file.complete()
    assert path.exists()


def test_a_failure_leaves_nothing(path: Path) -> None:
    with pytest.raises(RuntimeError), ShardFile(path, ENTRIES):
        raise RuntimeError
    assert list(path.parent.iterdir()) == []


@pytest.mark.parametrize("tensor", [torch.zeros(5, 7), torch.zeros(36, dtype=torch.uint8)])
def test_a_tensor_that_is_not_the_announced_one_is_refused(path: Path, tensor: torch.Tensor) -> None:
    with ShardFile(path, ENTRIES) as file, pytest.raises(ValueError, match="codes is not"):
        file.write("codes", tensor)
