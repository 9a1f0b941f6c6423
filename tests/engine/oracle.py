"""The oracle: tiny random DiffusionGemmas made by transformers, and checkpoints of them.

All weights are numbers that bfloat16 holds, so a saved and reloaded model is the same model. No
norm weight, router scale or layer scalar is 1, and the encoder's scalars differ from the decoder's.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import torch
from safetensors.torch import save_file
from torch import Tensor, nn
from transformers import DiffusionGemmaConfig, DiffusionGemmaForBlockDiffusion, DynamicCache
from transformers.models.diffusion_gemma.generation_diffusion_gemma import (
    DiffusionGemmaGenerationConfig,
    EntropyBoundSamplerConfig,
)

from engine.kernels.activation import softcap_
from engine.kernels.linear import FLOAT32, Precision
from engine.model.assembly import NOTHING, EightBit, assemble
from engine.model.config import PREFILL_CHUNK, NetworkConfig
from engine.model.kv_cache import KVCache
from engine.model.network import Network
from engine.weights.checkpoint import Checkpoint, read_json
from engine.weights.quantization import Quantization
from engine.weights.reader import TensorReader
from tests.engine import compressed, modelopt

CPU = torch.device("cpu")
Packing = Literal["bf16", "nvfp4", "compressed nvfp4", "compressed int4"]
_PACKED_BESIDE_EXPERTS = {"compressed nvfp4": ".mlp.", "compressed int4": ".self_attn."}

MODELOPT_NVFP4 = {
    "quant_method": "modelopt",
    "quant_algo": "NVFP4",
    "config_groups": {
        "group_0": {"targets": ["Linear"], "weights": {"group_size": 16, "num_bits": 4, "type": "float"}}
    },
    "kv_cache_scheme": {"num_bits": 8, "type": "float"},
    "ignore": ["lm_head", "*mlp*", "*router*", "*self_attn*", "*self_conditioning*", "*vision_tower*"],
}

_LAYER_TYPES = {"s": "sliding_attention", "f": "full_attention"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """The sizes of a tiny model. `layers` spells its layer types: s sliding, f full; f comes last.

    With `sees` its vision tower has every part that the real one has, and the last three ids are those that
    begin an image, stand for it, and end it. Without, the tower is as small as it gets.
    """

    layers: str = "ssf"
    vocab_size: int = 96
    hidden_size: int = 64
    intermediate_size: int = 80
    heads: int = 4
    kv_heads: int = 2
    head_dim: int = 16
    full_kv_heads: int = 1
    full_head_dim: int = 32
    sliding_window: int = 16
    experts: int = 5
    top_k: int = 2
    expert_size: int = 32
    canvas_length: int = 24
    max_positions: int = 512
    sees: bool = False

    @property
    def image_ids(self) -> tuple[int, int, int]:
        """What begins an image, stands for it, and ends it."""
        return self.vocab_size - 3, self.vocab_size - 2, self.vocab_size - 1

    def config(self) -> DiffusionGemmaConfig:
        """The transformers configuration of these sizes."""
        text = {
            "vocab_size": self.vocab_size,
            "hidden_size": self.hidden_size,
            "intermediate_size": self.intermediate_size,
            "num_hidden_layers": len(self.layers),
            "layer_types": [_LAYER_TYPES[letter] for letter in self.layers],
            "num_attention_heads": self.heads,
            "num_key_value_heads": self.kv_heads,
            "head_dim": self.head_dim,
            "num_global_key_value_heads": self.full_kv_heads,
            "global_head_dim": self.full_head_dim,
            "sliding_window": self.sliding_window,
            "num_experts": self.experts,
            "top_k_experts": self.top_k,
            "moe_intermediate_size": self.expert_size,
            "max_position_embeddings": self.max_positions,
            "use_bidirectional_attention": "vision",
        }
        vision = {
            "model_type": "gemma4_vision",
            "hidden_size": 16,
            "intermediate_size": 16,
            "num_hidden_layers": 1,
            "num_attention_heads": 1,
            "num_key_value_heads": 1,
            "head_dim": 16,
            "position_embedding_size": 8,
        }
        if self.sees:
            vision |= {
                "hidden_size": 32,
                "intermediate_size": 48,
                "num_hidden_layers": 2,
                "num_attention_heads": 2,
                "num_key_value_heads": 2,
                "position_embedding_size": 1024,
                "standardize": True,
            }
        begin, soft, end = self.image_ids if self.sees else (None, None, None)
        return DiffusionGemmaConfig(
            text_config=text,
            vision_config=vision,
            canvas_length=self.canvas_length,
            boi_token_id=begin,
            image_token_id=soft,
            eoi_token_id=end,
        )


QUICK = Shape(
    layers="sf",
    vocab_size=301,
    hidden_size=64,
    heads=4,
    kv_heads=2,
    head_dim=16,
    full_kv_heads=1,
    full_head_dim=32,
    experts=4,
    top_k=2,
    expert_size=32,
    canvas_length=8,
)
"""Small enough for kernels that an interpreter runs; the window is shorter than a prompt of 20."""


def tiny_oracle(shape: Shape, seed: int) -> DiffusionGemmaForBlockDiffusion:
    """A random model of that shape in float32, ready to run, with the official sampler settings."""
    model: DiffusionGemmaForBlockDiffusion = DiffusionGemmaForBlockDiffusion(shape.config())
    model.train(mode=False).requires_grad_(requires_grad=False)
    generator = torch.Generator().manual_seed(seed)
    for name, tensor in model.state_dict().items():
        tensor.copy_(_random_weights(name, tensor, generator).bfloat16())
    model.generation_config = DiffusionGemmaGenerationConfig(  # type: ignore[no-untyped-call]  # transformers
        max_new_tokens=256,
        max_denoising_steps=48,
        sampler_config=EntropyBoundSamplerConfig(entropy_bound=0.1),
        t_min=0.4,
        t_max=0.8,
        stability_threshold=1,
        confidence_threshold=0.005,
        eos_token_id=[1, 5],
        pad_token_id=0,
    )
    return model


def save_checkpoint(
    model: DiffusionGemmaForBlockDiffusion, directory: Path, packing: Packing = "bf16"
) -> None:
    """Write `config.json`, `generation_config.json` and `model.safetensors` as the public checkpoints are.

    With `nvfp4` the experts become ModelOpt's packed tensors; in compressed-tensors' formats the dense or
    the attention matrices are packed with them. The model's own weights are overwritten by what the file
    says, so that it stays the oracle of the file.
    """
    directory.mkdir(parents=True, exist_ok=True)
    model.config.architectures = ["DiffusionGemmaForBlockDiffusion"]
    if packing != "bf16":
        model.config.quantization_config = (
            MODELOPT_NVFP4 if packing == "nvfp4" else compressed.quantization_config(packing)
        )
    model.config.save_pretrained(directory)
    model.generation_config.save_pretrained(directory)
    tensors: dict[str, Tensor] = {}
    for name, tensor in model.state_dict().items():
        if packing != "bf16" and name.startswith("model.decoder.") and ".experts." in name:
            tensors |= _packed_experts(name, tensor, packing)
        elif _is_packed_beside_experts(name, packing):
            tensors |= _packed_matrix(name.removesuffix(".weight"), tensor, packing)
        elif is_stored(name):
            tensors[name] = tensor.bfloat16().contiguous()
    save_file(tensors, directory / "model.safetensors", metadata={"format": "pt"})


@torch.inference_mode()
def decoded(network: Network, canvas: Tensor, cache: KVCache, soft: Tensor | None) -> Tensor:
    """Our logits as transformers has them: softcapped, in float32."""
    raw = network.decode(canvas, cache, network.canvas_spans(cache), soft)
    return softcap_(raw.float(), network.config.softcap)


def read_network(
    directory: Path,
    *,
    prefill_chunk: int = PREFILL_CHUNK,
    precision: Precision = FLOAT32,
    keep_packed: bool = False,
    eight_bit: EightBit = NOTHING,
    device: torch.device = CPU,
) -> Network:
    """Our network from a saved checkpoint."""
    config_json = read_json(directory / "config.json")
    quantization = Quantization.from_json(config_json)
    with Checkpoint(directory) as checkpoint:
        reader = TensorReader(
            checkpoint,
            quantization=quantization,
            ignored=lambda name: "vision" in name or name.endswith((".input_scale", ".input_global_scale")),
            device=device,
            precision=precision,
            progress=lambda _done, _total: None,
            cancelled=lambda: False,
        )
        config = NetworkConfig.from_json(config_json)
        network = assemble(
            config,
            reader,
            packed_experts=quantization.packs_experts,
            keep_packed=keep_packed,
            eight_bit=eight_bit,
            prefill_chunk=prefill_chunk,
        )
        reader.finish()
    return network


def random_ids(shape: Shape, count: int, seed: int) -> Tensor:
    """Uniform random token ids, int64 `(count,)`."""
    return torch.randint(shape.vocab_size, (count,), generator=torch.Generator().manual_seed(seed))


def oracle_prefill(
    model: DiffusionGemmaForBlockDiffusion, ids: Tensor, cache: DynamicCache | None = None
) -> DynamicCache:
    """Encode `ids (n,)` behind what `cache` holds; the static cache is wrong beyond the window."""
    cache = DynamicCache(config=model.config.get_text_config()) if cache is None else cache
    with torch.no_grad():
        model.model.encoder(input_ids=ids[None], past_key_values=cache)
    return cache


def cached(cache: DynamicCache) -> list[tuple[Tensor, Tensor]]:
    """Keys and values of every layer, `(kv_heads, positions held, head_dim)` each."""
    layers: list[Any] = cache.layers
    return [(layer.keys[0], layer.values[0]) for layer in layers]


def oracle_decode(
    model: DiffusionGemmaForBlockDiffusion,
    canvas: Tensor,
    cache: DynamicCache,
    previous: Tensor | None = None,
) -> Tensor:
    """Softcapped logits `(canvas_length, vocab)`; `previous` is the processed logits of the step before."""
    with torch.no_grad():
        output = model(
            decoder_input_ids=canvas[None],
            past_key_values=cache,
            self_conditioning_logits=None if previous is None else previous[None],
        )
    logits: Tensor = output.logits[0]
    return logits


@contextmanager
def router_margins(model: DiffusionGemmaForBlockDiffusion) -> Iterator[list[float]]:
    """Collect, for every routing done inside, how close the first rejected expert came.

    Each entry is the smallest relative gap between the last chosen and the first rejected probability
    of one router call: two computations may only disagree where it is as small as their rounding.
    """
    margins: list[float] = []

    def record(_router: nn.Module, _inputs: object, output: tuple[Tensor, Tensor, Tensor]) -> None:
        best = output[0].topk(output[2].shape[-1] + 1, dim=-1).values
        margins.append(((best[:, -2] - best[:, -1]) / best[:, -2]).min().item())

    routers = [module for name, module in model.named_modules() if name.endswith(".router")]
    hooks = [router.register_forward_hook(record) for router in routers]
    try:
        yield margins
    finally:
        for hook in hooks:
            hook.remove()


def _random_weights(name: str, tensor: Tensor, generator: torch.Generator) -> Tensor:
    """Weights under which every part of the network matters: unit-sized activations, decided routers."""
    if name.endswith("layer_scalar"):
        return torch.rand(tensor.shape, generator=generator) * 0.4 + 0.55
    if name.endswith(("norm.weight", "scale")) or "layernorm" in name:
        uniform = torch.rand(tensor.shape, generator=generator) + 0.5
        return uniform / 2 if name.endswith(("q_norm.weight", "k_norm.weight")) else uniform
    normal = torch.randn(tensor.shape, generator=generator)
    return normal if name.endswith("router.proj.weight") else normal * tensor.shape[-1] ** -0.5


def is_stored(name: str) -> bool:
    """Whether a checkpoint holds that tensor: one copy of what encoder, decoder and head share."""
    if name.startswith("model.encoder.language_model."):
        return name.endswith("layer_scalar")
    return name != "lm_head.weight"


def _packed_experts(name: str, stack: Tensor, packing: Packing) -> dict[str, Tensor]:
    """One layer's `gate_up_proj` or `down_proj` as packed tensors; overwrites `stack` by what they hold."""
    prefix, kind = name.rsplit(".", 1)
    projections = ("gate_proj", "up_proj") if kind == "gate_up_proj" else ("down_proj",)
    tensors: dict[str, Tensor] = {}
    for expert, matrix in enumerate(stack):
        largest = matrix.abs().amax()
        for projection, rows in zip(projections, matrix.chunk(len(projections)), strict=True):
            tensors |= _packed_matrix(f"{prefix}.{expert}.{projection}", rows, packing, largest)
    return tensors


def _packed_matrix(
    stem: str, matrix: Tensor, packing: Packing, largest: Tensor | None = None
) -> dict[str, Tensor]:
    """A matrix as its format packs it; overwrites it by what the packed one holds.

    `largest` is the largest magnitude of all that ModelOpt gives one scale.
    """
    if packing == "nvfp4":
        assert largest is not None
        stored, decoded = modelopt.packed(matrix, largest)
    else:
        assert packing != "bf16"
        stored, decoded = compressed.packed(matrix, packing)
    matrix.copy_(decoded)
    return {f"{stem}.{end}": tensor for end, tensor in stored.items()}


def _is_packed_beside_experts(name: str, packing: Packing) -> bool:
    part = _PACKED_BESIDE_EXPERTS.get(packing)
    return part is not None and part in name and name.startswith("model.decoder.") and "_proj." in name
