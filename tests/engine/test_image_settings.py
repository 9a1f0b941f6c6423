"""What a model's files may say of images."""

from __future__ import annotations

import dataclasses
import json
import re
from pathlib import Path

import pytest

from engine.errors import ModelDamaged, ModelForeign
from engine.image_settings import most_soft_tokens
from engine.model.config import WINDOW_ROOM, VisionConfig
from engine.model.published import DIFFUSIONGEMMA_26B

NESTED, FLAT = "processor_config.json", "preprocessor_config.json"
TOWER = VisionConfig.from_json(DIFFUSIONGEMMA_26B)
PUBLIC: dict[str, object] = {
    "do_convert_rgb": True,
    "do_normalize": False,
    "do_rescale": True,
    "do_resize": True,
    "image_mean": [0.0, 0.0, 0.0],
    "image_std": [1.0, 1.0, 1.0],
    "max_soft_tokens": 280,
    "patch_size": 16,
    "pooling_kernel_size": 3,
    "resample": 3,
    "rescale_factor": 0.00392156862745098,
}


def write(folder: Path, file: str, settings: object) -> None:
    content = {"image_processor": settings} if file == NESTED else settings
    (folder / file).write_text(json.dumps(content), "utf-8")


@pytest.mark.parametrize("file", [NESTED, FLAT])
@pytest.mark.parametrize("tokens", [70, 140, 280, 560])
def test_either_file_tells_the_most_tokens_of_an_image(file: str, tokens: int, tmp_path: Path) -> None:
    write(tmp_path, file, PUBLIC | {"max_soft_tokens": tokens})
    assert most_soft_tokens(tmp_path, TOWER) == tokens < WINDOW_ROOM


def test_settings_that_are_not_there_are_those_of_the_public_model(tmp_path: Path) -> None:
    assert most_soft_tokens(tmp_path, TOWER) == 280
    write(tmp_path, FLAT, {"size": {"height": 224, "width": 224}})
    assert most_soft_tokens(tmp_path, TOWER) == 280
    write(tmp_path, NESTED, {})
    assert most_soft_tokens(tmp_path, TOWER) == 280


def test_of_both_files_the_newer_one_is_read_as_transformers_does(tmp_path: Path) -> None:
    write(tmp_path, FLAT, PUBLIC | {"max_soft_tokens": 70})
    (tmp_path / NESTED).write_text('{"processor_class": "Gemma4Processor"}', "utf-8")
    assert most_soft_tokens(tmp_path, TOWER) == 70
    write(tmp_path, NESTED, PUBLIC | {"max_soft_tokens": 140})
    assert most_soft_tokens(tmp_path, TOWER) == 140


@pytest.mark.parametrize("file", [NESTED, FLAT])
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("max_soft_tokens", 1120),  # more than a pass holds
        ("max_soft_tokens", "70"),
        ("max_soft_tokens", 0),
        ("max_soft_tokens", 2**40),
        ("patch_size", "16"),
        ("patch_size", -16),
        ("patch_size", 2**40),
        ("pooling_kernel_size", 0),
        ("pooling_kernel_size", None),
        ("rescale_factor", "small"),
        ("resample", 99),
        ("do_resize", False),
        ("do_normalize", True),
    ],
)
def test_a_value_that_is_not_computed_is_named_with_its_file(
    file: str, name: str, value: object, tmp_path: Path
) -> None:
    write(tmp_path, file, PUBLIC | {name: value})
    with pytest.raises(ModelForeign, match=re.escape(f"The model's {file} has no usable {name}: {value!r}.")):
        most_soft_tokens(tmp_path, TOWER)


@pytest.mark.parametrize("content", ["[]", "{", '"?"'])
def test_a_file_without_settings_is_named(content: str, tmp_path: Path) -> None:
    (tmp_path / FLAT).write_text(content, "utf-8")
    with pytest.raises(ModelDamaged, match=re.escape(FLAT)):
        most_soft_tokens(tmp_path, TOWER)
    write(tmp_path, NESTED, content)
    with pytest.raises(ModelForeign, match=f"{re.escape(NESTED)} has no usable image_processor"):
        most_soft_tokens(tmp_path, TOWER)


def test_the_narrowest_image_finds_its_patches_in_the_table_of_positions(tmp_path: Path) -> None:
    tower = dataclasses.replace(TOWER, table_length=280 * TOWER.pooling)
    assert most_soft_tokens(tmp_path, tower) == 280
    tower = dataclasses.replace(tower, table_length=280 * TOWER.pooling - 1)
    with pytest.raises(ModelForeign, match="position_embedding_size: 839"):
        most_soft_tokens(tmp_path, tower)
