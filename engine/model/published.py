"""The public DiffusionGemma 26B-A4B: what its `config.json` says of its sizes.

For everything that must know the full size without the files: the load plan of a card, and a network of
random weights that is measured in its place.
"""

from __future__ import annotations

from collections.abc import Mapping

_LAYERS = 30
_FULL_EVERY = 6  # the last of every six layers is full

DIFFUSIONGEMMA_26B: Mapping[str, object] = {
    "model_type": "diffusion_gemma",
    "architectures": ["DiffusionGemmaForBlockDiffusion"],
    "canvas_length": 256,
    "tie_word_embeddings": True,
    "eos_token_id": [1, 106],
    "boi_token_id": 255_999,
    "image_token_id": 258_880,
    "eoi_token_id": 258_882,
    "text_config": {
        "model_type": "diffusion_gemma_text",
        "vocab_size": 262_144,
        "hidden_size": 2816,
        "intermediate_size": 2112,
        "num_hidden_layers": _LAYERS,
        "layer_types": [
            "sliding_attention" if (index + 1) % _FULL_EVERY else "full_attention" for index in range(_LAYERS)
        ],
        "num_attention_heads": 16,
        "num_key_value_heads": 8,
        "head_dim": 256,
        "num_global_key_value_heads": 2,
        "global_head_dim": 512,
        "sliding_window": 1024,
        "num_experts": 128,
        "top_k_experts": 8,
        "moe_intermediate_size": 704,
        "max_position_embeddings": 262_144,
        "rms_norm_eps": 1e-6,
        "final_logit_softcapping": 30.0,
        "hidden_activation": "gelu_pytorch_tanh",
        "attention_bias": False,
        "use_bidirectional_attention": "vision",
        "tie_word_embeddings": True,
        "bos_token_id": 2,
        "eos_token_id": 1,
        "pad_token_id": 0,
        "rope_parameters": {
            "sliding_attention": {"rope_type": "default", "rope_theta": 10_000.0},
            "full_attention": {
                "rope_type": "proportional",
                "rope_theta": 1_000_000.0,
                "partial_rotary_factor": 0.25,
            },
        },
    },
    "vision_config": {
        "model_type": "gemma4_vision",
        "hidden_size": 1152,
        "intermediate_size": 4304,
        "num_hidden_layers": 27,
        "num_attention_heads": 16,
        "num_key_value_heads": 16,
        "head_dim": 72,
        "patch_size": 16,
        "pooling_kernel_size": 3,
        "position_embedding_size": 10_240,
        "standardize": True,
        "use_clipped_linears": False,
    },
}
