"""Experts that round what they read to NVFP4, as an option: W4A4 in place of W4A16.

Tensor cores of the RTX 50 series multiply four-bit numbers with their scales as they are, so nothing is
decoded. The price is precision: every number keeps two significant bits, under a scale that sixteen share. It
is off by default, and `python assets/demo_model/evaluate.py --fp4-activations` tells what it costs the demo.
"""

from __future__ import annotations

from dataclasses import replace

import torch

from engine.errors import InvalidOption
from engine.kernels.nvfp4 import PackedNVFP4
from engine.kernels.packed_experts import PackedExperts
from engine.model.network import Network

_FIRST_CAPABILITY = (12, 0)


def use_fp4_activations(network: Network) -> None:
    """Let the experts round from the next pass on; a step that is captured already does not.

    Raises:
        InvalidOption: The network is on a GPU that multiplies no four-bit numbers, or its experts there are
            not in NVFP4.
    """
    require_fp4_products(network.device)
    if network.device.type == "cuda" and not all(
        isinstance(layer.experts.weights, PackedExperts)
        and isinstance(layer.experts.weights.down, PackedNVFP4)
        for layer in network.layers
    ):
        raise InvalidOption(
            "Activations in NVFP4 need experts in NVFP4, and this model's are not.", "Leave them as they are."
        )
    network.layers = tuple(
        replace(layer, experts=replace(layer.experts, fp4_activations=True)) for layer in network.layers
    )


def require_fp4_products(device: torch.device) -> None:
    """Raises `InvalidOption` for a GPU without them; a processor computes what such a GPU would."""
    if device.type == "cuda" and torch.cuda.get_device_capability(device) < _FIRST_CAPABILITY:
        raise InvalidOption(
            "Activations in NVFP4 need a GPU of the RTX 50 series or newer.", "Leave them as they are."
        )
