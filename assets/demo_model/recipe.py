"""The demo model's shape: DiffusionGemma with everything the 26B model has, at five million weights."""

from __future__ import annotations

from transformers import DiffusionGemmaConfig
from transformers.models.diffusion_gemma.generation_diffusion_gemma import (
    DiffusionGemmaGenerationConfig,
    EntropyBoundSamplerConfig,
)

VOCAB_SIZE = 1536
CANVAS_LENGTH = 128
CONTEXT_TOKENS = 2048
LAYER_TYPES = ["sliding_attention", "sliding_attention", "full_attention"] * 2
PAD_ID, END_ID, TURN_END_ID, TOOL_RESPONSE_ID = 0, 1, 106, 50


def model_config() -> DiffusionGemmaConfig:
    """Six layers, two of them full, eight experts of which each token takes two.

    The vision tower has the smallest shape that transformers builds; the checkpoint holds none.
    """
    text = {
        "vocab_size": VOCAB_SIZE,
        "hidden_size": 192,
        "intermediate_size": 384,
        "num_hidden_layers": 6,
        "layer_types": LAYER_TYPES,
        "num_attention_heads": 4,
        "num_key_value_heads": 2,
        "head_dim": 48,
        "global_head_dim": 96,
        "num_global_key_value_heads": 1,
        "sliding_window": 64,
        "num_experts": 8,
        "top_k_experts": 2,
        "moe_intermediate_size": 96,
        "max_position_embeddings": CONTEXT_TOKENS,
        "use_bidirectional_attention": "vision",
        "pad_token_id": PAD_ID,
        "eos_token_id": END_ID,
        "bos_token_id": 2,
    }
    vision = {
        "model_type": "gemma4_vision",
        "hidden_size": 16,
        "intermediate_size": 16,
        "num_hidden_layers": 1,
        "num_attention_heads": 1,
        "num_key_value_heads": 1,
        "head_dim": 16,
        "position_embedding_size": 16,
    }
    return DiffusionGemmaConfig(
        text_config=text,
        vision_config=vision,
        canvas_length=CANVAS_LENGTH,
        boi_token_id=None,
        eoi_token_id=None,
        image_token_id=None,
    )


def generation_config() -> DiffusionGemmaGenerationConfig:
    """The sampler settings of the real checkpoint."""
    return DiffusionGemmaGenerationConfig(  # type: ignore[no-untyped-call]  # transformers
        max_new_tokens=256,
        max_denoising_steps=48,
        t_min=0.4,
        t_max=0.8,
        sampler_config=EntropyBoundSamplerConfig(entropy_bound=0.1),
        stability_threshold=1,
        confidence_threshold=0.005,
        pad_token_id=PAD_ID,
        eos_token_id=[END_ID, TURN_END_ID, TOOL_RESPONSE_ID],
        bos_token_id=2,
    )
