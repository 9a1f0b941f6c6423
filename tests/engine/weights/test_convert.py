"""Converting a bf16 directory: what comes out, and what happens when it is stopped."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
import torch
from safetensors.torch import load_file, save_file
from torch import Tensor

from engine.errors import (
    DiskFull,
    EngineClosed,
    EngineError,
    FolderBusy,
    FolderUnusable,
    ModelDamaged,
    ModelForeign,
    ModelMissing,
)
from engine.kernels.linear import FLOAT32
from engine.load import load
from engine.weights.checkpoint import Checkpoint
from engine.weights.convert import RECORD_FILE, convert
from engine.weights.download.folder import LOCK, RECORD, held
from engine.weights.shard import ShardFile
from tests.engine.oracle import (
    decoded,
    oracle_decode,
    oracle_prefill,
    random_ids,
    save_checkpoint,
    tiny_oracle,
)
from tests.engine.tiny import TINY, save_model

ROOT = Path(__file__).resolve().parents[3]
SHARD_BYTES = 60_000
WEIGHTS = "model.safetensors"

# Converts slowly, and says when something was done.
CHILD = """
import sys, time
from pathlib import Path
from engine.weights.convert import convert
def progress(done, total):
    print(done, flush=True)
    time.sleep(0.02)
convert(Path(sys.argv[1]), Path(sys.argv[2]), progress=progress, cancelled=lambda: False,
        largest_shard_bytes=int(sys.argv[3]))
"""

# Prints by how much memory that is not a mapped file grows while it converts.
MEASURE = """
import re, sys
from pathlib import Path
from engine.weights.convert import convert
def held():
    return int(re.search(r"RssAnon:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) * 1024
before, seen = held(), []
convert(Path(sys.argv[1]), Path(sys.argv[2]), cancelled=lambda: False,
        progress=lambda done, total: seen.append(held()))
print(max(seen) - before)
"""


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_model(tiny_oracle(TINY, seed=0), tmp_path_factory.mktemp("source"))


def converted(
    source: Path,
    target: Path,
    *,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Path:
    convert(source, target, progress=progress, cancelled=cancelled, largest_shard_bytes=SHARD_BYTES)
    return target


def tensors_of(directory: Path) -> dict[str, Tensor]:
    return {
        name: tensor for path in directory.glob("*.safetensors") for name, tensor in load_file(path).items()
    }


def contents(directory: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in directory.iterdir()}


def test_the_result_holds_the_tensors_that_modelopt_would_store(source: Path, tmp_path: Path) -> None:
    save_checkpoint(tiny_oracle(TINY, seed=0), tmp_path / "expected", "nvfp4")
    expected = tensors_of(tmp_path / "expected")
    found = tensors_of(converted(source, tmp_path / "found"))
    assert set(found) == {name for name in expected if not name.endswith(".input_scale")}
    for name, tensor in found.items():
        assert tensor.dtype == expected[name].dtype
        assert torch.equal(tensor.float(), expected[name].float()), name


def test_the_result_loads_and_computes_what_the_rounded_weights_compute(source: Path, tmp_path: Path) -> None:
    rounded = tiny_oracle(TINY, seed=0)
    save_checkpoint(rounded, tmp_path / "expected", "nvfp4")  # leaves the rounded weights in the model
    loaded = load(
        converted(source, tmp_path / "model"),
        device=torch.device("cpu"),
        precision=FLOAT32,
        progress=lambda _done, _total: None,
        cancelled=lambda: False,
    )
    prompt, canvas = random_ids(TINY, 40, seed=1), random_ids(TINY, TINY.canvas_length, seed=2)
    cache = loaded.network.new_cache(40)
    loaded.network.prefill(prompt, cache)
    expected = oracle_decode(rounded, canvas, oracle_prefill(rounded, prompt))
    assert (decoded(loaded.network, canvas, cache, None) - expected).abs().max() < 1e-4
    assert loaded.codec.vocabulary.tokens


def test_the_result_is_cut_into_small_files_and_nothing_is_left_over(source: Path, tmp_path: Path) -> None:
    target = converted(source, tmp_path / "model")
    shards = list(target.glob("*.safetensors"))
    largest = max(tensor.nbytes for tensor in tensors_of(target).values())
    assert len(shards) > 5
    assert max(path.stat().st_size for path in shards) < max(SHARD_BYTES, largest) + 40_000  # with its header
    others = {path.name for path in target.iterdir()} - {path.name for path in shards} - {LOCK}
    beside = {path.name for path in source.iterdir()} - {WEIGHTS}
    assert others == beside | {"model.safetensors.index.json", RECORD_FILE}
    index = json.loads((target / "model.safetensors.index.json").read_text())
    assert index["metadata"]["total_size"] == sum(t.nbytes for t in tensors_of(target).values())


def test_a_source_in_shards_gives_the_same(source: Path, tmp_path: Path) -> None:
    tensors = load_file(source / WEIGHTS)
    split = tmp_path / "split"
    shutil.copytree(source, split, ignore=shutil.ignore_patterns(WEIGHTS))
    weight_map: dict[str, str] = {}
    for index in range(2):
        name = f"model-{index}.safetensors"
        part = {each: tensors[each] for each in sorted(tensors)[index::2]}
        save_file(part, split / name)
        weight_map |= dict.fromkeys(part, name)
    (split / "model.safetensors.index.json").write_text(json.dumps({"weight_map": weight_map}))
    one, two = (contents(converted(each, tmp_path / name)) for each, name in ((split, "a"), (source, "b")))
    assert one.pop(RECORD_FILE) != two.pop(RECORD_FILE)
    assert one == two


def test_progress_rises_to_the_bytes_of_the_source(source: Path, tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    converted(source, tmp_path / "model", progress=lambda done, total: seen.append((done, total)))
    done = [each for each, _ in seen]
    assert done == sorted(done)
    assert {total for _, total in seen} == {done[-1]} == {sum(t.nbytes for t in tensors_of(source).values())}


def test_a_killed_conversion_goes_on_behind_the_last_complete_file(source: Path, tmp_path: Path) -> None:
    target = tmp_path / "model"
    command = [sys.executable, "-c", CHILD, str(source), str(target), str(SHARD_BYTES)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        for _ in range(60):
            child.stdout.readline()
        child.kill()
    complete = {path.name: path.stat().st_mtime_ns for path in target.glob("*.safetensors")}
    assert complete
    assert list(target.glob("*.part"))
    assert not (target / "config.json").exists()
    with pytest.raises(ModelMissing):
        Checkpoint(target)

    seen: list[int] = []
    converted(source, target, progress=lambda done, _total: seen.append(done))
    assert {name: (target / name).stat().st_mtime_ns for name in complete} == complete
    assert contents(target) == contents(converted(source, tmp_path / "whole"))


def test_a_cancelled_conversion_can_go_on(source: Path, tmp_path: Path) -> None:
    seen: list[int] = []
    target = tmp_path / "model"
    with pytest.raises(EngineClosed, match="stopped"):
        converted(
            source, target, progress=lambda done, _total: seen.append(done), cancelled=lambda: len(seen) > 40
        )
    assert list(target.glob("*.safetensors"))
    assert not list(target.glob("*.part"))
    assert contents(converted(source, target)) == contents(converted(source, tmp_path / "whole"))


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_memory_is_bounded_by_an_expert_not_by_a_tensor(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text('{"model_type": "diffusion_gemma"}')
    stack = torch.zeros(192, 512, 512, dtype=torch.bfloat16)  # 101 MB, and an expert 0.5 MB
    table = torch.zeros(100_000, 512, dtype=torch.bfloat16)  # as large
    tensors = {
        "model.decoder.layers.0.experts.gate_up_proj": stack,
        "model.decoder.embed_tokens.weight": table,
    }
    save_file(tensors, tmp_path / WEIGHTS)
    command = [sys.executable, "-c", MEASURE, str(tmp_path), str(tmp_path / "model")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert int(done.stdout) < 30 * 2**20


def test_a_model_that_is_packed_already_is_refused(tiny_model: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelForeign, match="quantized already"):
        converted(tiny_model, tmp_path / "model")
    assert not (tmp_path / "model").exists()


def test_a_model_without_experts_is_refused(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}")
    save_file({"model.layers.0.mlp.weight": torch.zeros(4, 4)}, tmp_path / WEIGHTS)
    with pytest.raises(ModelForeign, match="no experts"):
        converted(tmp_path, tmp_path / "model")


@pytest.mark.parametrize("shape", [(4, 32), (2, 33, 32), (2, 32, 24)])
def test_experts_of_an_odd_shape_are_refused_by_name(shape: tuple[int, ...], tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}")
    name = "model.decoder.layers.0.experts.gate_up_proj"
    save_file({name: torch.zeros(shape)}, tmp_path / WEIGHTS)
    with pytest.raises(ModelForeign, match=name):
        converted(tmp_path, tmp_path / "model")


def test_there_must_be_a_model(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing):
        converted(tmp_path, tmp_path / "model")


@pytest.mark.parametrize("name", ["model.decoder.layers.0.experts.down_proj", "model.decoder.norm.weight"])
def test_a_tensor_that_is_not_finite_is_named(name: str, source: Path, tmp_path: Path) -> None:
    broken = Path(shutil.copytree(source, tmp_path / "broken"))
    tensors = load_file(broken / WEIGHTS, backend="pread")  # Windows writes no file that is mapped
    tensors[name].flatten()[5] = float("nan")
    save_file(tensors, broken / WEIGHTS)
    with pytest.raises(ModelDamaged, match=name):
        converted(broken, tmp_path / "model")


def test_a_folder_with_other_files_is_left_alone(source: Path, tmp_path: Path) -> None:
    with pytest.raises(FolderUnusable, match="not empty"):
        converted(source, source)
    (tmp_path / "letter.txt").write_text("dear")
    with pytest.raises(FolderUnusable, match="not empty"):
        converted(source, tmp_path)
    assert contents(tmp_path) == {"letter.txt": b"dear"}


def test_two_conversions_do_not_write_one_folder(source: Path, tmp_path: Path) -> None:
    with held(tmp_path / "model"), pytest.raises(FolderBusy):
        converted(source, tmp_path / "model")


def test_records_of_the_download_stay_with_what_was_downloaded(source: Path, tmp_path: Path) -> None:
    fetched = Path(shutil.copytree(source, tmp_path / "fetched"))
    (fetched / RECORD).write_text("{}")
    assert not (converted(fetched, tmp_path / "model") / RECORD).exists()


def test_a_conversion_that_was_killed_at_its_very_end_is_found_done(source: Path, tmp_path: Path) -> None:
    target = converted(source, tmp_path / "model")
    (target / "chat_template.jinja").write_text("edited")
    seen: list[int] = []
    before = contents(target)
    converted(source, target, progress=lambda done, _total: seen.append(done))
    assert (contents(target), seen) == (before, [])


def test_a_conversion_that_was_killed_at_its_very_beginning_can_go_on(source: Path, tmp_path: Path) -> None:
    target = tmp_path / "model"
    target.mkdir()
    (target / f"{RECORD_FILE}.new").write_text("{")
    assert contents(converted(source, target)) == contents(converted(source, tmp_path / "whole"))


def test_a_finished_conversion_that_has_lost_a_file_is_mended(source: Path, tmp_path: Path) -> None:
    target = converted(source, tmp_path / "model")
    before = contents(target)
    max(target.glob("*.safetensors")).unlink()
    assert contents(converted(source, target)) == before


def test_a_finished_conversion_of_another_model_is_not_overwritten(source: Path, tmp_path: Path) -> None:
    other = Path(shutil.copytree(source, tmp_path / "other"))
    os.utime(other / WEIGHTS, (1, 1))
    target = converted(other, tmp_path / "model")
    before = contents(target)
    with pytest.raises(FolderUnusable, match="another conversion"):
        converted(source, target)
    assert contents(target) == before


def test_part_of_another_conversion_is_not_continued(source: Path, tmp_path: Path) -> None:
    other = Path(shutil.copytree(source, tmp_path / "other"))
    target = tmp_path / "model"
    with pytest.raises(EngineClosed):
        converted(source, target, cancelled=lambda: True)
    assert (target / RECORD_FILE).exists()
    os.utime(other / WEIGHTS, (1, 1))
    with pytest.raises(FolderUnusable, match="another conversion"):
        converted(other, target)


def test_a_folder_that_cannot_be_made_is_named(source: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(FolderUnusable, match="file"):
        converted(source, tmp_path / "file")


def test_what_lies_beside_and_cannot_be_read_is_named_before_the_work(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = Path.read_bytes

    def closed(path: Path) -> bytes:  # a mode would not keep root out
        if path == source / "tokenizer.json":
            raise PermissionError(13, "Permission denied", str(path))
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", closed)
    with pytest.raises(ModelDamaged, match=r"tokenizer\.json"):
        converted(source, tmp_path / "model")
    assert not list((tmp_path / "model").glob("*.safetensors*"))


def test_a_disk_without_room_is_refused_before_anything_is_written(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: SimpleNamespace(free=1))
    with pytest.raises(DiskFull, match="no room"):
        converted(source, tmp_path / "model")
    assert not list((tmp_path / "model").glob("*.safetensors*"))


@pytest.mark.parametrize(("number", "kind"), [(28, DiskFull), (30, FolderUnusable)])
def test_a_disk_that_fills_up_or_fails_is_told_and_the_work_kept(
    number: int, kind: type[EngineError], source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write, written = ShardFile.write, []

    def fail_later(file: ShardFile, name: str, tensor: Tensor) -> None:
        written.append(name)
        if len(written) > 60:
            raise OSError(number, os.strerror(number))
        write(file, name, tensor)

    target = tmp_path / "model"
    with monkeypatch.context() as patch:
        patch.setattr(ShardFile, "write", fail_later)
        with pytest.raises(kind, match=re.escape(str(target))):
            converted(source, target)
    assert list(target.glob("*.safetensors"))
    assert contents(converted(source, target)) == contents(converted(source, tmp_path / "whole"))
