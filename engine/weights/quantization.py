"""How a checkpoint says that its experts are packed."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from engine.errors import ModelForeign
from engine.kernels.packed import BLOCK_LENGTH


class Quantization(Enum):
    """How the experts of a checkpoint are stored; everything else is always plain."""

    PLAIN = "plain"
    MODELOPT_NVFP4 = "modelopt nvfp4"

    @classmethod
    def from_json(cls, config: Mapping[str, object]) -> Quantization:
        """Read the `quantization_config` of a parsed `config.json`.

        Raises:
            ModelForeign: It names a format this engine does not read.
        """
        section = config.get("quantization_config")
        if section is None:
            return cls.PLAIN
        if not isinstance(section, dict):
            raise _foreign(section)
        method, algorithm = section.get("quant_method"), section.get("quant_algo")
        if (method, algorithm) != ("modelopt", "NVFP4"):
            raise _foreign(f"{method} {algorithm}")
        if _group_sizes(section) - {BLOCK_LENGTH}:
            raise _foreign(f"NVFP4 with groups of {_group_sizes(section)}")
        return cls.MODELOPT_NVFP4


def _group_sizes(section: Mapping[str, object]) -> set[object]:
    """Every group size the section names, at its top or for a group of weights."""
    groups = section.get("config_groups")
    named = [section, *(groups.values() if isinstance(groups, dict) else ())]
    weights = [group.get("weights", group) for group in named if isinstance(group, dict)]
    return {each["group_size"] for each in weights if isinstance(each, dict) and "group_size" in each}


def _foreign(what: object) -> ModelForeign:
    return ModelForeign(
        f"This model is quantized as {what}, which Dewpoint does not read.",
        "Choose a checkpoint in bfloat16, or one with ModelOpt NVFP4 experts.",
    )
