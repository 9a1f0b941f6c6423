"""A complete model directory that is tiny and random, with the demo model's tokenizer and template."""

from __future__ import annotations

import shutil
from pathlib import Path

from transformers import DiffusionGemmaForBlockDiffusion

from engine.hardware import DEMO_DIRECTORY
from tests.engine.oracle import Packing, Shape, save_checkpoint, tiny_oracle

TINY = Shape(vocab_size=1536, canvas_length=16, max_positions=2048)


def save_model(model: DiffusionGemmaForBlockDiffusion, directory: Path, packing: Packing = "bf16") -> Path:
    """Write a model's checkpoint with tokenizer and template beside it; returns the directory."""
    save_checkpoint(model, directory, packing)
    for name in ("tokenizer.json", "tokenizer_config.json", "chat_template.jinja"):
        shutil.copy(DEMO_DIRECTORY / name, directory)
    return directory


def save_tiny_model(directory: Path) -> Path:
    """Write a tiny model with packed experts; it babbles, and seldom ends a turn before its budget."""
    return save_model(tiny_oracle(TINY, seed=0), directory, "nvfp4")
