"""Writes a trained run as a checkpoint: experts in NVFP4 under ModelOpt's names, the rest in bfloat16.

    python assets/demo_model/export.py --run out/demo --to out/model

The files are laid out like the public `nvidia/diffusiongemma-26B-A4B-it-NVFP4`, so that the demo
walks the loader and the decoder that the full model uses.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import torch
from safetensors.torch import save_file
from torch import Tensor, nn
from transformers import DiffusionGemmaForBlockDiffusion, PreTrainedTokenizerFast

from batches import corrupted, stream
from engine.kernels.nvfp4 import E2M1_LARGEST, E4M3_LARGEST
from engine.weights.modelopt import QUANTIZATION, packed_expert
from recipe import END_ID, TURN_END_ID, generation_config, model_config
from train import STATE


def expert_input_peaks(
    model: DiffusionGemmaForBlockDiffusion, tokenizer: PreTrainedTokenizerFast, batches: int = 8
) -> list[tuple[float, float]]:
    """The largest input that each layer's experts meet, before gate and up and before down.

    It becomes `input_scale`, which only four-bit activations need; ours are never below 16 bits.
    """
    peaks = [(0.0, 0.0)] * len(model.model.decoder.layers)

    def watch(index: int, experts: nn.Module) -> None:
        def record(_module: nn.Module, inputs: tuple[Tensor, ...]) -> None:
            hidden = inputs[0]
            gate, up = torch.einsum("nh,eoh->neo", hidden, experts.gate_up_proj).chunk(2, dim=-1)
            inner = nn.functional.gelu(gate, approximate="tanh") * up
            before, within = peaks[index]
            peaks[index] = (max(before, hidden.abs().max().item()), max(within, inner.abs().max().item()))

        experts.register_forward_pre_hook(record)

    for index, layer in enumerate(model.model.decoder.layers):
        watch(index, layer.experts)
    source = stream(tokenizer, random.Random(1), batch_size=16, full_share=0.5, table_share=0.2)
    with torch.no_grad():
        for _, batch in zip(range(batches), source, strict=False):
            model(
                input_ids=batch.context,
                attention_mask=batch.context_mask,
                decoder_input_ids=corrupted(batch),
            )
    return peaks


def packed_experts(
    prefix: str, gate_up: Tensor, down: Tensor, peaks: tuple[float, float]
) -> dict[str, Tensor]:
    """One layer's experts as ModelOpt's tensors.

    Args:
        prefix: The name of the stack of experts.
        gate_up: `(experts, 2 * inner, hidden)`.
        down: `(experts, hidden, inner)`.
        peaks: As `expert_input_peaks` gives them.
    """
    tensors: dict[str, Tensor] = {}
    for kind, stack in (("gate_up_proj", gate_up), ("down_proj", down)):
        for expert, matrix in enumerate(stack):
            tensors |= packed_expert(f"{prefix}.{kind}", expert, matrix)
    for name in [name for name in tensors if name.endswith(".weight")]:
        peak = peaks[1] if ".down_proj." in name else peaks[0]
        tensors[name.replace(".weight", ".input_scale")] = torch.tensor(peak / (E2M1_LARGEST * E4M3_LARGEST))
    return tensors


def checkpoint_tensors(
    model: DiffusionGemmaForBlockDiffusion, tokenizer: PreTrainedTokenizerFast
) -> dict[str, Tensor]:
    """Every tensor of the checkpoint: one copy of what both passes share, and both sets of layer scalars."""
    peaks = expert_input_peaks(model, tokenizer)
    tensors: dict[str, Tensor] = {}
    for name, value in model.model.decoder.state_dict(prefix="model.decoder.").items():
        if ".experts." not in name:
            tensors[name] = value.bfloat16()
    for index, layer in enumerate(model.model.decoder.layers):
        prefix = f"model.decoder.layers.{index}.experts"
        tensors |= packed_experts(prefix, layer.experts.gate_up_proj, layer.experts.down_proj, peaks[index])
    for index, layer in enumerate(model.model.encoder.language_model.layers):
        tensors[f"model.encoder.language_model.layers.{index}.layer_scalar"] = layer.layer_scalar.bfloat16()
    return {name: value.detach().contiguous() for name, value in tensors.items()}


def export(run: Path, directory: Path) -> None:
    """Writes what the directory of a tokenizer lacks to be a checkpoint's, and the run's curve.

    That is `config.json`, `generation_config.json` and `model.safetensors`.
    """
    tokenizer: PreTrainedTokenizerFast = PreTrainedTokenizerFast.from_pretrained(directory)
    model = DiffusionGemmaForBlockDiffusion(model_config())
    model.load_state_dict(torch.load(run / STATE, map_location="cpu", weights_only=True)["model"])
    model.train(mode=False)
    weights = directory / "model.safetensors"
    save_file(checkpoint_tensors(model, tokenizer), weights, metadata={"format": "pt"})
    weights.chmod(0o644)
    config = model_config().to_dict() | {
        "architectures": [type(model).__name__],
        "dtype": "bfloat16",
        "eos_token_id": [END_ID, TURN_END_ID],
        "quantization_config": dict(QUANTIZATION),
    }
    (directory / "config.json").write_text(json.dumps(config, indent=2) + "\n")
    generation_config().save_pretrained(directory)
    (directory / "curve.jsonl").write_text((run / "curve.jsonl").read_text())


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--run", type=Path, required=True, help="where train.py kept its state")
    parser.add_argument("--to", type=Path, required=True, help="the directory of its tokenizer")
    given = parser.parse_args()
    if not (given.to / "tokenizer.json").is_file():
        parser.error(f"there is no tokenizer in {given.to}: make_tokenizer.py writes one")
    export(given.run, given.to)
    size = (given.to / "model.safetensors").stat().st_size
    print(f"wrote {size / 1e6:.1f} MB of weights to {given.to}")


if __name__ == "__main__":
    main()
