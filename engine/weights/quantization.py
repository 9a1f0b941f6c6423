"""How a checkpoint says that matrices of it are packed."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from enum import Enum

from engine.errors import ModelForeign
from engine.kernels.nvfp4 import BLOCK_LENGTH
from engine.words import said


class Packing(Enum):
    """What the tensors of a packed matrix are called and hold."""

    NONE = "none"
    MODELOPT_NVFP4 = "modelopt nvfp4"
    COMPRESSED_NVFP4 = "compressed-tensors nvfp4"
    COMPRESSED_INT4 = "compressed-tensors int4"


@dataclass(frozen=True, slots=True)
class Quantization:
    """How the packed matrices of a checkpoint are stored. Experts are packed in all of them or in none.

    Attributes:
        packing: Their format.
        group_length: How many inputs share a scale; 0 where nothing is packed.
    """

    packing: Packing
    group_length: int

    @property
    def packs_experts(self) -> bool:
        """Whether the experts are stored one by one and packed, not stacked as plain numbers."""
        return self.packing is not Packing.NONE

    @classmethod
    def from_json(cls, config: Mapping[str, object]) -> Quantization:
        """Read the `quantization_config` of a parsed `config.json`.

        Raises:
            ModelForeign: It names a format this engine does not read.
        """
        section = config.get("quantization_config")
        if section is None:
            return cls(Packing.NONE, 0)
        if not isinstance(section, dict):
            raise _foreign(str(section))
        packing = _packing(section)
        groups = _named(section, "group_size")
        if packing is Packing.COMPRESSED_INT4:
            if _named(section, "symmetric") - {True} or len(groups) != 1:
                raise _foreign(said("int4 with groups of {length}", length=str(groups)))
            (length,) = groups
            if not isinstance(length, int) or length <= 0 or length % 8:
                raise _foreign(said("int4 with groups of {length}", length=str(length)))
            return cls(packing, length)
        if groups - {BLOCK_LENGTH}:
            raise _foreign(said("NVFP4 with groups of {length}", length=str(groups)))
        return cls(packing, BLOCK_LENGTH)


def _packing(section: dict[str, object]) -> Packing:
    method = section.get("quant_method")
    if method == "modelopt" and section.get("quant_algo") == "NVFP4":
        return Packing.MODELOPT_NVFP4
    if method == "compressed-tensors" and _named(section, "num_bits") == {4}:
        match section.get("format"), _named(section, "type"):
            case "nvfp4-pack-quantized", kinds if kinds == {"float"}:
                return Packing.COMPRESSED_NVFP4
            case "pack-quantized", kinds if kinds == {"int"}:
                return Packing.COMPRESSED_INT4
            case _:
                pass
    raise _foreign(f"{method} {section.get('quant_algo') or section.get('format')}")


def _named(section: dict[str, object], key: str) -> set[object]:
    """Every value that the section gives to a key, at its top or for a group of weights."""
    groups = section.get("config_groups")
    named = [section, *(groups.values() if isinstance(groups, dict) else ())]
    weights = [group.get("weights", group) for group in named if isinstance(group, dict)]
    values = [each[key] for each in weights if isinstance(each, dict) and key in each]
    return {value if isinstance(value, Hashable) else str(value) for value in values}


def _foreign(kind: str) -> ModelForeign:
    return ModelForeign(
        said("This model is quantized as {kind}, which Dewpoint does not read.", kind=kind),
        said("Choose a checkpoint in bfloat16, or one with experts in NVFP4 or int4."),
    )
