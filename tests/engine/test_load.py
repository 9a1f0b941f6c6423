"""Loading whole model directories, sound and broken."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file, save_file
from torch import Tensor

import engine.load
from engine.errors import EngineClosed, EngineError, ModelDamaged, ModelForeign, ModelMissing
from engine.hardware import DEMO_DIRECTORY
from engine.kernels.linear import FLOAT32
from engine.load import Loaded, load
from tests.engine.oracle import (
    Packing,
    Shape,
    decoded,
    oracle_decode,
    oracle_prefill,
    save_checkpoint,
    tiny_oracle,
)
from tests.engine.tiny import save_model

SHAPE = Shape(layers="sf", experts=3)
TOKENIZER_FILES = ("tokenizer.json", "tokenizer_config.json", "chat_template.jinja")
WEIGHTS = "model.safetensors"


ROOT = Path(__file__).resolve().parents[2]

# Prints by how much memory that is not a mapped file grows while tensors go to a device that keeps nothing.
MEASURE = """
import re, sys
from pathlib import Path
import torch
from engine.kernels.linear import Precision
from engine.load import load
def held():
    return int(re.search(r"RssAnon:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) * 1024
for _ in range(2):  # the first time imports what loading needs
    before, seen = held(), []
    load(Path(sys.argv[1]), device=torch.device("meta"), precision=Precision(torch.bfloat16, torch.bfloat16),
         keep_packed=True, cancelled=lambda: False, progress=lambda done, total: seen.append(held()))
print(max(seen) - before)
"""


def written(directory: Path, packing: Packing = "nvfp4") -> Path:
    """A sound directory: a tiny random model with the demo model's tokenizer."""
    save_checkpoint(tiny_oracle(SHAPE, seed=0), directory, packing)
    for name in TOKENIZER_FILES:
        shutil.copy(DEMO_DIRECTORY / name, directory)
    return directory


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("sound"))


@pytest.fixture
def directory(sound: Path, tmp_path: Path) -> Path:
    """A copy of the sound directory, to break."""
    return Path(shutil.copytree(sound, tmp_path / "model"))


def loaded_from(model: str | Path, seen: list[tuple[int, int]] | None = None) -> Loaded:
    return load(
        model,
        device=torch.device("cpu"),
        precision=FLOAT32,
        progress=lambda done, total: None if seen is None else seen.append((done, total)),
        cancelled=lambda: False,
    )


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_memory_holds_no_tensor_on_its_way_to_a_device(tmp_path: Path) -> None:
    large = replace(SHAPE, vocab_size=100_000, hidden_size=128)  # an embedding of 26 MB
    save_model(tiny_oracle(large, seed=0), tmp_path, "nvfp4")
    command = [sys.executable, "-c", MEASURE, str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert int(done.stdout) < 8 * 2**20


def change_json(path: Path, change: Callable[[dict[str, Any]], object]) -> None:
    content = json.loads(path.read_text("utf-8"))
    change(content)
    path.write_text(json.dumps(content), "utf-8")


def change_tensors(directory: Path, change: Callable[[dict[str, Tensor]], object]) -> None:
    tensors = load_file(directory / WEIGHTS, backend="pread")  # Windows writes no file that is mapped
    change(tensors)
    save_file(tensors, directory / WEIGHTS)


@pytest.mark.parametrize("packing", ["bf16", "nvfp4", "compressed nvfp4", "compressed int4"])
def test_a_loaded_network_computes_what_the_oracle_computes(packing: Packing, tmp_path: Path) -> None:
    oracle = tiny_oracle(SHAPE, seed=0)
    save_checkpoint(oracle, tmp_path, packing)
    for name in TOKENIZER_FILES:
        shutil.copy(DEMO_DIRECTORY / name, tmp_path)
    network = loaded_from(tmp_path).network
    prompt, canvas = torch.arange(40), torch.arange(24)
    cache = network.new_cache(40)
    network.prefill(prompt, cache)
    difference = decoded(network, canvas, cache, None) - oracle_decode(
        oracle, canvas, oracle_prefill(oracle, prompt)
    )
    assert difference.abs().max() < 1e-4


def test_settings_codec_and_name_come_with_it(sound: Path) -> None:
    loaded = loaded_from(sound)
    assert loaded.name == sound.name
    assert not loaded.is_demo
    assert (loaded.sampler.t_min, loaded.sampler.t_max, loaded.sampler.entropy_bound) == (0.4, 0.8, 0.1)
    assert (loaded.sampler.stability_threshold, loaded.sampler.confidence_threshold) == (1, 0.005)
    assert (loaded.sampler.end_ids, loaded.sampler.pad_id) == ((1, 5), 0)
    assert loaded.vocabulary is loaded.codec.vocabulary
    assert loaded.vocabulary.end_ids == {1, 5}
    assert str(loaded.network.device) == "cpu"
    assert loaded.network.config.canvas_length == SHAPE.canvas_length


def test_demo_names_the_model_that_comes_with_dewpoint(sound: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine.load, "DEMO_DIRECTORY", sound)
    loaded = loaded_from("demo")
    assert loaded.is_demo
    assert loaded.name == "Demo model"


@pytest.mark.usefixtures("bracketed")
def test_what_is_told_of_a_model_is_said_as_the_program_around_the_engine_says_it(
    directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine.load, "DEMO_DIRECTORY", directory)
    assert loaded_from("demo").name == "⟦Demo model⟧"
    change_json(directory / "generation_config.json", lambda generation: generation.update(t_min=0))
    with pytest.raises(ModelForeign) as caught:
        loaded_from("demo")
    assert caught.value.title == "⟦The model's generation_config.json has no usable t_min.⟧"
    assert caught.value.hint == "⟦Choose the folder of a DiffusionGemma model.⟧"


@pytest.mark.parametrize(("allowed", "told"), [(None, 2048), (512, 512), (9999, 2048)])
def test_a_conversation_is_as_long_as_model_and_memory_allow(
    allowed: int | None, told: int, tiny_model: Path
) -> None:
    loaded = load(
        tiny_model,
        device=torch.device("cpu"),
        precision=FLOAT32,
        context_tokens=allowed,
        progress=lambda _done, _total: None,
        cancelled=lambda: False,
    )
    assert loaded.context_tokens == told


def test_progress_rises_to_the_total(sound: Path) -> None:
    seen: list[tuple[int, int]] = []
    loaded_from(sound, seen)
    done = [bytes_done for bytes_done, _ in seen]
    assert done == sorted(done)
    assert {total for _, total in seen} == {done[-1]}


def test_cancel_ends_loading(sound: Path) -> None:
    seen: list[int] = []
    with pytest.raises(EngineClosed):
        load(
            sound,
            device=torch.device("cpu"),
            precision=FLOAT32,
            progress=lambda done, _total: seen.append(done),
            cancelled=lambda: len(seen) == 10,
        )
    assert len(seen) == 10


@pytest.mark.parametrize("name", ["config.json", "generation_config.json", WEIGHTS, "tokenizer.json"])
def test_a_missing_file_is_told(name: str, directory: Path) -> None:
    (directory / name).unlink()
    with pytest.raises(ModelMissing):
        loaded_from(directory)


def test_a_missing_directory_is_told(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="nowhere"):
        loaded_from(tmp_path / "nowhere")


@pytest.mark.parametrize(
    "name",
    [
        "model.decoder.embed_tokens.weight",
        "model.encoder.language_model.layers.1.layer_scalar",
        "model.decoder.layers.0.experts.2.up_proj.weight_scale_2",
        "model.decoder.self_conditioning.pre_norm.weight",
    ],
)
def test_a_missing_tensor_is_named(name: str, directory: Path) -> None:
    change_tensors(directory, lambda tensors: tensors.pop(name))
    with pytest.raises(ModelDamaged, match=name):
        loaded_from(directory)


def test_an_extra_tensor_is_named(directory: Path) -> None:
    change_tensors(directory, lambda tensors: tensors.update({"model.decoder.layers.9.extra": torch.ones(1)}))
    with pytest.raises(ModelForeign, match=r"model\.decoder\.layers\.9\.extra"):
        loaded_from(directory)


def test_a_misshapen_tensor_is_named(directory: Path) -> None:
    change_json(directory / "config.json", lambda config: config["text_config"].update(vocab_size=97))
    with pytest.raises(ModelDamaged, match=r"embed_tokens.*96.*97"):
        loaded_from(directory)


def test_a_tensor_that_is_not_finite_is_named(directory: Path) -> None:
    name = "model.decoder.layers.1.mlp.up_proj.weight"
    change_tensors(directory, lambda tensors: tensors[name].view(-1)[3:4].fill_(float("nan")))
    with pytest.raises(ModelDamaged, match=name):
        loaded_from(directory)


def test_a_truncated_file_is_named(directory: Path) -> None:
    path = directory / WEIGHTS
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(ModelDamaged, match=WEIGHTS):
        loaded_from(directory)


def test_plain_experts_declared_as_packed_are_told(tmp_path: Path) -> None:
    written(tmp_path, "bf16")
    quantization = {"quant_method": "modelopt", "quant_algo": "NVFP4"}
    change_json(tmp_path / "config.json", lambda config: config.update(quantization_config=quantization))
    with pytest.raises(ModelDamaged, match=r"experts\.0\.gate_proj\.weight"):
        loaded_from(tmp_path)


def test_the_vision_tower_may_be_absent(directory: Path) -> None:
    def without_vision(tensors: dict[str, Tensor]) -> None:
        for name in [name for name in tensors if "vision" in name]:
            del tensors[name]

    change_tensors(directory, without_vision)
    assert loaded_from(directory).network.config.vocab_size == SHAPE.vocab_size


def test_a_foreign_model_is_told(directory: Path) -> None:
    change_json(directory / "config.json", lambda config: config.update(model_type="gemma3"))
    with pytest.raises(ModelForeign, match="gemma3"):
        loaded_from(directory)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("t_min", None),
        ("t_max", 0.2),
        ("t_max", "hot"),
        ("sampler_config", None),
        ("sampler_config", {"entropy_bound": 0}),
        ("stability_threshold", -1),
        ("stability_threshold", 1.5),
        ("stability_threshold", 2**63),
        ("confidence_threshold", float("inf")),
        ("eos_token_id", None),
        ("eos_token_id", [1, 96]),
        ("eos_token_id", []),
        ("pad_token_id", -1),
        ("pad_token_id", "<pad>"),
    ],
)
def test_unusable_sampler_settings_are_named(key: str, value: object, directory: Path) -> None:
    change_json(directory / "generation_config.json", lambda generation: generation.update({key: value}))
    with pytest.raises(ModelForeign, match=r"generation_config\.json") as caught:
        loaded_from(directory)
    assert caught.value.hint
    named = "entropy_bound" if key == "sampler_config" else key
    assert named in caught.value.title


@pytest.mark.parametrize("name", ["config.json", "generation_config.json", WEIGHTS])
def test_a_flipped_bit_gives_a_typed_error_or_a_model(name: str, directory: Path) -> None:
    path, dice = directory / name, random.Random(0)
    whole = path.read_bytes()
    refusals: list[EngineError] = []
    for _ in range(40):
        flipped = bytearray(whole)
        flipped[dice.randrange(min(len(whole), 4000))] ^= 1 << dice.randrange(8)
        path.write_bytes(flipped)
        try:
            loaded_from(directory)
        except EngineError as error:
            refusals.append(error)
    assert len(refusals) > 10
    assert all(error.title and error.hint for error in refusals)
