"""Where a model goes on this machine, and what it computes in there."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import torch

from engine.errors import PlanRefused
from engine.gpus import GIB, OLDEST_CAPABILITY, find_gpus, roomiest
from engine.hardware import kernel_obstacle, memory_bytes
from engine.kernels.linear import Precision, processor_precision
from engine.load import Loaded, load
from engine.model.assembly import NOTHING, EightBit
from engine.model.config import NetworkConfig, VisionConfig
from engine.model.sizes import NetworkSizes
from engine.plan import CUDA_CONTEXT_BYTES, Place, Plan, PlannedModel, Storage, plan
from engine.weights.catalog import DEMO
from engine.weights.checkpoint import read_json
from engine.weights.quantization import Packing, Quantization
from engine.words import said

_CPU = torch.device("cpu")
_GPU = torch.device("cuda")
GPU_PRECISION = Precision(torch.bfloat16, torch.bfloat16)
_FLOAT32_BYTES = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """What `load` must know of a machine.

    Attributes:
        device: Where the network lives.
        precision: What it computes in.
        keep_packed: Whether packed experts stay in four bits.
        eight_bit: What else is kept in 8 bits.
        context_tokens: The most tokens that memory allows a conversation; None leaves it to the model.
        vision_device: Where a vision tower works.
    """

    device: torch.device
    precision: Precision
    keep_packed: bool
    eight_bit: EightBit
    context_tokens: int | None
    vision_device: torch.device

    def is_shared_with(self, device: torch.device) -> bool:
        """Whether a model on that device must make way first: a GPU's plan counts on all of its memory."""
        return self.device.type == device.type == "cuda"


def place_of(model: str | Path) -> Placement:
    """Where a model goes: the demo model on the processor, one in a directory as `placed` says.

    Raises as `placed`.
    """
    return on_processor() if model == DEMO else placed(Path(model))


def load_at(
    place: Placement,
    model: str | Path,
    *,
    progress: Callable[[int, int], None],
    cancelled: Callable[[], bool],
) -> Loaded:
    """Load a model where it was placed; arguments and errors are those of `engine.load.load`."""
    return load(
        model,
        device=place.device,
        precision=place.precision,
        keep_packed=place.keep_packed,
        eight_bit=place.eight_bit,
        context_tokens=place.context_tokens,
        vision_device=place.vision_device,
        progress=progress,
        cancelled=cancelled,
    )


def on_processor() -> Placement:
    """The processor, experts decoded, as the demo model runs."""
    return Placement(
        device=_CPU,
        precision=processor_precision(),
        keep_packed=False,
        eight_bit=NOTHING,
        context_tokens=None,
        vision_device=_CPU,
    )


def placed(directory: Path) -> Placement:
    """Choose for a model: the GPU where one knows bfloat16, else the processor where its memory suffices.

    Torch may have of the GPU what its plan counted on, from then on.

    Raises:
        PlanRefused: It fits neither, or the GPU's kernels cannot be compiled.
        ModelMissing: There is no model there.
        ModelDamaged: Its `config.json` cannot be read.
        ModelForeign: It is another kind of model.
    """
    parsed = read_json(directory / "config.json")
    config = NetworkConfig.from_json(parsed)
    show_torch_one_card()
    if not torch.cuda.is_available() or torch.cuda.get_device_capability() < OLDEST_CAPABILITY:
        _check_memory(config)
        return on_processor()
    if obstacle := kernel_obstacle():
        raise PlanRefused(said("The GPU's kernels cannot be compiled here."), obstacle)
    quantization = Quantization.from_json(parsed)
    is_int4 = quantization.packing is Packing.COMPRESSED_INT4
    model = PlannedModel(
        network=config,
        vision=VisionConfig.from_json(parsed) if parsed.get("image_token_id") is not None else None,
        packed_experts=quantization.packs_experts,
        int4_group=quantization.group_length if is_int4 else 0,
    )
    free_bytes = _free_gpu_bytes()
    made = plan(model, free_bytes)
    cap_gpu_memory(free_bytes - CUDA_CONTEXT_BYTES)
    return Placement(
        device=_GPU,
        precision=GPU_PRECISION,
        keep_packed=True,
        eight_bit=eight_bit(made),
        context_tokens=made.max_context,
        vision_device=_GPU if made.profile.vision is Place.GPU else _CPU,
    )


def eight_bit(made: Plan) -> EightBit:
    """What a plan keeps in 8 bits."""
    profile = made.profile
    return EightBit(
        dense=profile.dense is Storage.INT8,
        embedding=profile.embedding is Storage.INT8,
        cache=profile.kv is Storage.FP8,
    )


def cap_gpu_memory(most_bytes: int) -> None:
    """Let torch have no more of the GPU; a model that needs more then runs out of memory, and is told of it.

    Windows' driver would put what has no room into the computer's memory (since version 536), where all
    that is read takes many times as long, and nobody would be told.
    """
    whole_bytes = torch.cuda.get_device_properties(_GPU).total_memory
    torch.cuda.set_per_process_memory_fraction(min(1.0, most_bytes / whole_bytes))


def show_torch_one_card() -> None:
    """Of several cards torch takes the first; show it the roomiest. Works before CUDA is started."""
    cards = find_gpus()
    card = roomiest(cards)
    if len(cards) > 1 and card is not None and card.uuid:
        os.environ.setdefault("CUDA_VISIBLE_DEVICES", card.uuid)


def _free_gpu_bytes() -> int:
    """What is free on the GPU that torch uses, and what torch keeps of it.

    Asking starts CUDA, whose context is then gone from it, and the plan counts a context once more: a reserve
    of some hundred MiB, of which no interface says on every system how many.
    """
    free, _ = torch.cuda.mem_get_info()
    return free + torch.cuda.memory_reserved()


def _check_memory(config: NetworkConfig) -> None:
    """Refuse what cannot be decoded into the machine's free memory; where that is unknown, half of all."""
    sizes = NetworkSizes.of(config)
    matrices = (
        sizes.experts
        + sizes.attention
        + sizes.dense
        + sizes.self_conditioning
        + sizes.embedding
        + sizes.routers
    )
    needed = _FLOAT32_BYTES * (matrices.numbers + sizes.vectors)
    total, available = memory_bytes()
    if needed > (total // 2 if available is None else available):
        raise PlanRefused(
            said("This model needs an NVIDIA GPU, and none can be used here."),
            said(
                "Without one it would take {needed:.0f} GiB of memory. Use the demo model."
                " “Models…” in the menu tells what is missing.",
                needed=needed / GIB,
            ),
        )
