"""How a model wants images prepared: what its files say of it must be what is computed here."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from engine.errors import ModelForeign
from engine.model.config import VisionConfig
from engine.weights.checkpoint import read_json
from engine.words import said

_PROCESSOR_FILE, _PREPROCESSOR_FILE = "processor_config.json", "preprocessor_config.json"
_SOFT_TOKENS = (280, 70, 140, 560)  # the public model's first; of transformers' numbers, 1120 fit no pass


def most_soft_tokens(directory: Path, tower: VisionConfig) -> int:
    """How many soft tokens an image may have at most; the public model's number where no file says it.

    Raises:
        ModelForeign: The files want images to be prepared in a way that is not computed here.
        ModelDamaged: A file cannot be read.
    """
    file, settings = _image_settings(directory)
    for key, computed in (
        ("do_resize", True),
        ("do_rescale", True),
        ("rescale_factor", 1 / 255),
        ("do_normalize", False),
        ("resample", 3),  # bicubic
        ("patch_size", tower.patch_size),
        ("pooling_kernel_size", tower.pooling),
    ):
        if settings.get(key, computed) != computed:
            raise unusable(file, key, settings[key])
    tokens = settings.get("max_soft_tokens", _SOFT_TOKENS[0])
    if not isinstance(tokens, int) or tokens not in _SOFT_TOKENS:
        raise unusable(file, "max_soft_tokens", tokens)
    if tokens * tower.pooling > tower.table_length:  # as many patches has the narrowest image along a side
        raise unusable("config.json", "position_embedding_size", tower.table_length)
    return tokens


def _image_settings(directory: Path) -> tuple[str, Mapping[str, object]]:
    """The settings for images, and the file that has them; none where no file has."""
    if (directory / _PROCESSOR_FILE).is_file():
        nested = read_json(directory / _PROCESSOR_FILE).get("image_processor", {})
        if not isinstance(nested, dict):
            raise unusable(_PROCESSOR_FILE, "image_processor", nested)
        if nested:
            return _PROCESSOR_FILE, nested
    if (directory / _PREPROCESSOR_FILE).is_file():
        return _PREPROCESSOR_FILE, read_json(directory / _PREPROCESSOR_FILE)
    return "", {}


def unusable(file: str, name: str, value: object) -> ModelForeign:
    """The refusal of one value of a model's file."""
    return ModelForeign(
        said("The model's {file} has no usable {name}: {value}.", file=file, name=name, value=repr(value)),
        said("Choose the folder of a DiffusionGemma model."),
    )
