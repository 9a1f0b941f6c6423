"""The sizes of a small model with random weights, for a machine that has no transformers."""

from __future__ import annotations

from typing import cast

from engine.model.config import NetworkConfig
from engine.model.published import DIFFUSIONGEMMA_26B

_TEXT = {
    "vocab_size": 1536,
    "hidden_size": 256,
    "intermediate_size": 80,
    "num_hidden_layers": 4,
    "layer_types": ["sliding_attention", "full_attention"] * 2,
    "num_attention_heads": 8,
    "num_key_value_heads": 4,
    "head_dim": 64,
    "num_global_key_value_heads": 2,
    "global_head_dim": 128,
    "sliding_window": 16,
    "num_experts": 16,
    "top_k_experts": 4,
    "moe_intermediate_size": 64,
}
SMALL = NetworkConfig.from_json(
    {
        **DIFFUSIONGEMMA_26B,
        "canvas_length": 64,
        "text_config": cast("dict[str, object]", DIFFUSIONGEMMA_26B["text_config"]) | _TEXT,
    }
)
