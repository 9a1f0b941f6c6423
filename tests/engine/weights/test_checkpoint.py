"""Reading model directories, and telling what is wrong with the broken ones."""

from __future__ import annotations

import json
import os
import shutil
import struct
import sys
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file
from torch import Tensor

from engine.errors import EngineError, ModelDamaged, ModelForeign, ModelMissing
from engine.weights.checkpoint import INDEX_FILE, SINGLE_FILE, Checkpoint, read_json

E4M3_NAN = 0x7F
MAPPED, OPEN = Path("/proc/self/maps"), Path("/proc/self/fd")


@pytest.fixture
def not_mapped(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read files as on Windows."""
    monkeypatch.setattr("engine.weights.checkpoint._BACKEND", "pread")


def tensors() -> dict[str, Tensor]:
    return {
        "a.weight": torch.arange(12.0).reshape(3, 4).bfloat16(),
        "b.scalar": torch.tensor([1.5]),
        "c.packed": torch.arange(8, dtype=torch.uint8).reshape(2, 4),
        "c.scale": torch.ones(2, 1).to(torch.float8_e4m3fn),
    }


def one_file(directory: Path, contents: dict[str, Tensor] | None = None) -> Path:
    save_file(tensors() if contents is None else contents, directory / SINGLE_FILE)
    return directory / SINGLE_FILE


def two_shards(directory: Path) -> None:
    everything = tensors()
    names = {"model-1.safetensors": ["a.weight", "c.packed"], "model-2.safetensors": ["b.scalar", "c.scale"]}
    for file, held in names.items():
        save_file({name: everything[name] for name in held}, directory / file)
    weight_map = {name: file for file, held in names.items() for name in held}
    (directory / INDEX_FILE).write_text(json.dumps({"weight_map": weight_map}), "utf-8")


def test_tensors_of_one_file_are_read_as_stored(tmp_path: Path) -> None:
    one_file(tmp_path)
    with Checkpoint(tmp_path) as checkpoint:
        assert checkpoint.names == set(tensors())
        assert torch.equal(checkpoint.floats("a.weight", 3, 4), tensors()["a.weight"])
        assert torch.equal(checkpoint.packed("c.packed", torch.uint8, 2, 4), tensors()["c.packed"])
        assert checkpoint.packed("c.scale", torch.float8_e4m3fn, 2, 1).dtype == torch.float8_e4m3fn
        assert [checkpoint.size_bytes(name) for name in sorted(checkpoint.names)] == [24, 4, 8, 2]


def test_tensors_of_several_shards_are_found_by_name(tmp_path: Path) -> None:
    two_shards(tmp_path)
    with Checkpoint(tmp_path) as checkpoint:
        assert checkpoint.names == set(tensors())
        assert checkpoint.floats("b.scalar", 1).item() == 1.5


def test_rows_of_a_tensor_are_read_without_the_others(tmp_path: Path) -> None:
    broken = tensors()["a.weight"]
    broken[2, 0] = float("nan")
    one_file(tmp_path, {"a.weight": broken})
    with Checkpoint(tmp_path) as checkpoint:
        assert (checkpoint.shape("a.weight"), checkpoint.dtype("a.weight")) == ((3, 4), torch.bfloat16)
        assert torch.equal(checkpoint.rows("a.weight", 0, 2), tensors()["a.weight"][:2])
        with pytest.raises(ModelDamaged, match=r"a\.weight"):
            checkpoint.rows("a.weight", 1, 3)


@pytest.mark.usefixtures("not_mapped")
def test_a_file_that_is_not_mapped_can_be_replaced_under_its_tensors(tmp_path: Path) -> None:
    path = one_file(tmp_path)
    shutil.copy(path, tmp_path / "repaired")
    with Checkpoint(tmp_path) as checkpoint:
        held = checkpoint.floats("a.weight", 3, 4), checkpoint.rows("a.weight", 1, 2)
        assert sys.platform != "linux" or str(tmp_path) not in MAPPED.read_text()
    os.replace(tmp_path / "repaired", path)
    path.unlink()
    assert torch.equal(held[0][1:2], held[1])
    assert torch.equal(held[0], tensors()["a.weight"])


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_closed_checkpoint_holds_no_file(tmp_path: Path) -> None:
    two_shards(tmp_path)
    checkpoint = Checkpoint(tmp_path)  # as long as it lives, so do its files, unless it closes them
    with checkpoint:
        assert str(tmp_path) in MAPPED.read_text()
    assert str(tmp_path) not in MAPPED.read_text()
    assert not any(str(tmp_path) in str(file.resolve()) for file in OPEN.iterdir())


@pytest.mark.parametrize("missing", ["nowhere", "empty"])
def test_a_directory_without_a_model_is_missing(missing: str, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(ModelMissing, match=missing):
        Checkpoint(tmp_path / missing)


@pytest.mark.parametrize("kept", [0, 3, 8, 40, -1])
def test_a_truncated_file_is_damaged(kept: int, tmp_path: Path) -> None:
    path = one_file(tmp_path)
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises(ModelDamaged, match=SINGLE_FILE):
        Checkpoint(tmp_path)


def test_a_file_that_is_something_else_is_damaged(tmp_path: Path) -> None:
    (tmp_path / SINGLE_FILE).write_bytes(b"<html>not found</html>" * 50)
    with pytest.raises(ModelDamaged, match=SINGLE_FILE):
        Checkpoint(tmp_path)


def test_a_directory_in_place_of_the_file_is_damaged(tmp_path: Path) -> None:
    (tmp_path / SINGLE_FILE).mkdir()
    with pytest.raises(ModelDamaged, match=SINGLE_FILE):
        Checkpoint(tmp_path)


def test_a_file_that_may_not_be_read_is_not_called_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one_file(tmp_path)

    def closed(*_: object, **__: object) -> None:  # a mode would not keep root out
        raise FileNotFoundError("No such file or directory")

    monkeypatch.setattr("engine.weights.checkpoint.safe_open", closed)
    with pytest.raises(ModelDamaged, match="cannot be read"):
        Checkpoint(tmp_path)


def test_no_flipped_bit_of_the_header_escapes_as_anything_but_an_engine_error(tmp_path: Path) -> None:
    path = one_file(tmp_path)
    whole = path.read_bytes()
    header_bytes = 8 + struct.unpack("<Q", whole[:8])[0]
    noticed = 0
    for position in range(header_bytes):
        flipped = bytearray(whole)
        flipped[position] ^= 1 << (position % 8)
        path.write_bytes(flipped)
        try:
            with Checkpoint(tmp_path) as checkpoint:
                for name in checkpoint.names:
                    checkpoint.size_bytes(name)
                checkpoint.floats("a.weight", 3, 4)
                checkpoint.floats("b.scalar", 1)
                checkpoint.packed("c.packed", torch.uint8, 2, 4)
                checkpoint.packed("c.scale", torch.float8_e4m3fn, 2, 1)
                assert len(checkpoint.names) == 4
        except EngineError:
            noticed += 1
    assert noticed > 0.9 * header_bytes  # the rest is padding and other spellings of the same


def test_a_missing_shard_is_named(tmp_path: Path) -> None:
    two_shards(tmp_path)
    (tmp_path / "model-2.safetensors").unlink()
    with pytest.raises(ModelDamaged, match=r"model-2\.safetensors"):
        Checkpoint(tmp_path)


def test_a_tensor_that_the_index_promises_is_named(tmp_path: Path) -> None:
    two_shards(tmp_path)
    index = json.loads((tmp_path / INDEX_FILE).read_text("utf-8"))
    index["weight_map"]["lost.weight"] = "model-1.safetensors"
    (tmp_path / INDEX_FILE).write_text(json.dumps(index), "utf-8")
    with pytest.raises(ModelDamaged, match=r"lost\.weight"):
        Checkpoint(tmp_path)


@pytest.mark.parametrize(
    "index",
    ["{", "[]", "{}", '{"weight_map": 1}', '{"weight_map": {"a": "../x"}}', '{"weight_map": {"a": 1}}'],
)
def test_an_index_of_another_shape_is_damaged(index: str, tmp_path: Path) -> None:
    two_shards(tmp_path)
    (tmp_path / INDEX_FILE).write_text(index, "utf-8")
    with pytest.raises(ModelDamaged, match="index"):
        Checkpoint(tmp_path)


def test_a_missing_tensor_is_named(tmp_path: Path) -> None:
    one_file(tmp_path)
    with Checkpoint(tmp_path) as checkpoint, pytest.raises(ModelDamaged, match=r"no tensor z\.weight"):
        checkpoint.floats("z.weight", 1)


def test_a_misshapen_tensor_is_named_with_both_shapes(tmp_path: Path) -> None:
    one_file(tmp_path)
    with Checkpoint(tmp_path) as checkpoint, pytest.raises(ModelDamaged, match=r"a\.weight.*3, 4.*4, 3"):
        checkpoint.floats("a.weight", 4, 3)


def test_a_tensor_of_another_dtype_is_foreign(tmp_path: Path) -> None:
    one_file(tmp_path, tensors() | {"d.short": torch.zeros(2, dtype=torch.int16)})
    with Checkpoint(tmp_path) as checkpoint:
        with pytest.raises(ModelForeign, match=r"c\.packed.*U8"):
            checkpoint.floats("c.packed", 2, 4)
        with pytest.raises(ModelForeign, match=r"a\.weight.*BF16"):
            checkpoint.packed("a.weight", torch.uint8, 3, 4)
        with pytest.raises(ModelForeign, match=r"d\.short.*I16"):
            checkpoint.size_bytes("d.short")


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_numbers_that_are_not_finite_are_damage(value: float, tmp_path: Path) -> None:
    broken = tensors()
    broken["a.weight"][2, 3] = value
    one_file(tmp_path, broken)
    with Checkpoint(tmp_path) as checkpoint, pytest.raises(ModelDamaged, match=r"a\.weight"):
        checkpoint.floats("a.weight", 3, 4)


def test_scales_that_are_not_numbers_are_damage(tmp_path: Path) -> None:
    broken = tensors()
    broken["c.scale"] = torch.tensor([[0x38], [E4M3_NAN]], dtype=torch.uint8).view(torch.float8_e4m3fn)
    one_file(tmp_path, broken)
    with Checkpoint(tmp_path) as checkpoint, pytest.raises(ModelDamaged, match=r"c\.scale"):
        checkpoint.packed("c.scale", torch.float8_e4m3fn, 2, 1)


def test_json_objects_are_read(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text('{"model_type": "x"}', "utf-8")
    assert read_json(tmp_path / "config.json") == {"model_type": "x"}


def test_json_that_is_not_there_is_missing(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match=r"config\.json"):
        read_json(tmp_path / "config.json")


@pytest.mark.parametrize("content", [b"", b"{", b"[1]", b"\xff\xfe\x00", b'{"a": 1} trailing', b"[" * 100000])
def test_json_that_is_no_object_is_damaged(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "config.json").write_bytes(content)
    with pytest.raises(ModelDamaged, match=r"config\.json"):
        read_json(tmp_path / "config.json")
