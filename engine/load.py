"""A model directory becomes a network, its sampler settings and its prompt codec."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import torch

from engine.errors import ModelForeign
from engine.hardware import DEMO_DIRECTORY
from engine.kernels.linear import Precision
from engine.model.assembly import NOTHING, EightBit, assemble
from engine.model.config import NetworkConfig, VisionConfig
from engine.model.network import Network
from engine.options import SamplerSettings
from engine.prompt import PromptCodec
from engine.vision import VISION_PREFIXES, Vision, check_tower
from engine.vocabulary import Vocabulary
from engine.weights.catalog import DEMO
from engine.weights.checkpoint import Checkpoint, read_json
from engine.weights.quantization import Quantization
from engine.weights.reader import TensorReader
from engine.words import said

_UNUSED_SUFFIXES = (
    ".input_scale",
    ".input_global_scale",
)  # for four-bit activations; where ours are, a row has its own


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """A model that is ready for turns.

    Attributes:
        name: The name to show.
        is_demo: Whether it is the small demo model.
        network: The network with its weights.
        sampler: The checkpoint's own sampler settings.
        codec: Conversations to token ids and back.
        vocabulary: The pieces of its token ids.
        context_tokens: The most tokens a conversation and its answer may have.
        vision: Its eyes; None where the checkpoint has no vision tower or no tokens for images.
    """

    name: str
    is_demo: bool
    network: Network
    sampler: SamplerSettings
    codec: PromptCodec
    vocabulary: Vocabulary
    context_tokens: int
    vision: Vision | None


def load(
    model: str | Path,
    *,
    device: torch.device,
    precision: Precision,
    keep_packed: bool = False,
    eight_bit: EightBit = NOTHING,
    context_tokens: int | None = None,
    vision_device: torch.device | None = None,
    progress: Callable[[int, int], None],
    cancelled: Callable[[], bool],
) -> Loaded:
    """Load a model.

    Args:
        model: A directory, or `"demo"` for the demo model that comes with Dewpoint.
        device: Where the network lives.
        precision: What it computes in.
        keep_packed: Whether packed experts stay in four bits, or are decoded once. Decoded is faster on a
            processor, as long as there is memory for it.
        eight_bit: What else is kept in 8 bits, to save memory.
        context_tokens: The most tokens that memory allows a conversation; None leaves it to the model.
        vision_device: Where a vision tower works; None for the network's device.
        progress: Told the bytes done and the bytes in all, after each tensor.
        cancelled: Asked before each tensor; once true, loading ends.

    Raises:
        ModelMissing: There is no model there.
        ModelDamaged: A file is truncated or altered; a tensor is missing, misshapen or not finite.
        ModelForeign: It is another kind of model, or stored in a way this engine does not read.
        EngineClosed: Loading was cancelled.
    """
    is_demo = model == DEMO
    directory = DEMO_DIRECTORY if is_demo else Path(model)
    config_json = read_json(directory / "config.json")
    config = NetworkConfig.from_json(config_json)
    quantization = Quantization.from_json(config_json)
    sampler = sampler_settings(read_json(directory / "generation_config.json"), config.vocab_size)
    codec = PromptCodec.from_directory(directory, end_ids=frozenset(sampler.end_ids), pad_id=sampler.pad_id)
    with Checkpoint(directory) as checkpoint:
        has_tower = any(name.startswith(VISION_PREFIXES) for name in checkpoint.names)
        sees = has_tower and config_json.get("image_token_id") is not None
        if sees:
            check_tower(checkpoint, VisionConfig.from_json(config_json), config.hidden_size)
        vision = Vision(directory, config_json, device=vision_device or device) if sees else None
        reader = TensorReader(
            checkpoint,
            quantization=quantization,
            ignored=_is_unused,
            device=device,
            precision=precision,
            progress=progress,
            cancelled=cancelled,
        )
        network = assemble(
            config,
            reader,
            packed_experts=quantization.packs_experts,
            keep_packed=keep_packed,
            eight_bit=eight_bit,
        )
        reader.finish()
    return Loaded(
        name=said("Demo model") if is_demo else directory.resolve().name,
        is_demo=is_demo,
        network=network,
        sampler=sampler,
        codec=codec,
        vocabulary=codec.vocabulary,
        context_tokens=min(config.max_position_embeddings, context_tokens or config.max_position_embeddings),
        vision=vision,
    )


def sampler_settings(generation: Mapping[str, object], vocab_size: int) -> SamplerSettings:
    """Read a parsed `generation_config.json`; nothing has a default.

    Raises:
        ModelForeign: A setting is missing or outside its limits.
    """
    nested = generation.get("sampler_config")
    settings = SamplerSettings(
        t_min=_positive(generation, "t_min"),
        t_max=_positive(generation, "t_max"),
        entropy_bound=_positive(nested if isinstance(nested, dict) else {}, "entropy_bound"),
        stability_threshold=_count(generation, "stability_threshold"),
        confidence_threshold=_positive(generation, "confidence_threshold"),
        end_ids=_token_ids(generation, "eos_token_id", vocab_size),
        pad_id=_token_ids(generation, "pad_token_id", vocab_size)[0],
    )
    if settings.t_max < settings.t_min:
        raise _unusable("t_max")
    return settings


def _positive(section: Mapping[str, object], key: str) -> float:
    value = section.get(key)
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 < value < math.inf:
        raise _unusable(key)
    return float(value)


def _token_ids(section: Mapping[str, object], key: str, vocab_size: int) -> tuple[int, ...]:
    """One token id of the vocabulary, or a list of them."""
    value = section.get(key)
    ids = tuple(value) if isinstance(value, list) else (value,)
    if not ids or not all(isinstance(each, int) and 0 <= each < vocab_size for each in ids):
        raise _unusable(key)
    return ids


def _count(section: Mapping[str, object], key: str) -> int:
    value = section.get(key)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**31:
        raise _unusable(key)
    return value


def _unusable(key: str) -> ModelForeign:
    return ModelForeign(
        said("The model's generation_config.json has no usable {key}.", key=key),
        said("Choose the folder of a DiffusionGemma model."),
    )


def _is_unused(name: str) -> bool:
    """Whether the network has no use for a tensor; those of the vision tower are read when it is needed."""
    return name.startswith(VISION_PREFIXES) or name.endswith(_UNUSED_SUFFIXES)
