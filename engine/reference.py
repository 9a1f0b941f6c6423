"""A checkpoint as transformers' own model, its packed experts decoded: what `bench` measures against."""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor
from transformers import DiffusionGemmaConfig, DiffusionGemmaForBlockDiffusion
from transformers.models.diffusion_gemma.generation_diffusion_gemma import DiffusionGemmaGenerationConfig

from engine.kernels.linear import FLOAT32
from engine.kernels.packed import decode
from engine.weights.checkpoint import Checkpoint, read_json
from engine.weights.quantization import Quantization
from engine.weights.reader import TensorReader


def reference_model(directory: Path) -> DiffusionGemmaForBlockDiffusion:
    """Transformers' model in float32 on the CPU, with the weights of a model directory.

    The vision tower, where a checkpoint holds none, keeps random weights; text never touches it.

    Raises:
        ModelMissing, ModelDamaged, ModelForeign: As `engine.load.load` raises them.
    """
    quantization = Quantization.from_json(read_json(directory / "config.json"))
    config = DiffusionGemmaConfig.from_pretrained(directory, local_files_only=True)
    if quantization.packs_experts:
        del config.quantization_config
    model: DiffusionGemmaForBlockDiffusion = DiffusionGemmaForBlockDiffusion(config)
    model.train(mode=False).requires_grad_(requires_grad=False)
    if config.image_token_id is None:
        config.image_token_id = -1  # WORKAROUND(transformers 5.23): generate() fails on None
    model.generation_config = DiffusionGemmaGenerationConfig.from_pretrained(directory, local_files_only=True)
    with Checkpoint(directory) as checkpoint:
        reader = TensorReader(
            checkpoint,
            quantization=quantization,
            ignored=lambda _name: True,
            device=torch.device("cpu"),
            precision=FLOAT32,
            progress=lambda _done, _total: None,
            cancelled=lambda: False,
        )
        # Tensors that the encoder, the decoder and the head share are one in memory: each is filled once.
        for name, tensor in model.state_dict().items():
            if name in checkpoint.names:
                tensor.copy_(reader.plain(name, *tensor.shape))
            elif f"{name}_packed" in checkpoint.names:
                tensor.copy_(reader.matrix(name.removesuffix(".weight"), *tensor.shape))
            elif quantization.packs_experts and name.startswith("model.decoder.") and ".experts." in name:
                tensor.copy_(_experts(reader, name, tensor.shape))
    return model


def _experts(reader: TensorReader, name: str, shape: torch.Size) -> Tensor:
    """One layer's stack of experts `(experts, out, in)`, from its packed matrices."""
    prefix, kind = name.rsplit(".", 1)
    parts = {"gate_up_proj": ("gate_proj", "up_proj"), "down_proj": ("down_proj",)}[kind]
    experts, out_features, in_features = shape
    rows = out_features // len(parts)
    matrices = [
        torch.cat([decode(reader.packed(f"{prefix}.{expert}.{part}", rows, in_features)) for part in parts])
        for expert in range(experts)
    ]
    return torch.stack(matrices)
