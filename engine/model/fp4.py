"""Experts that round what they read to NVFP4, as an option: W4A4 in place of W4A16.

Tensor cores of the RTX 50 series multiply four-bit numbers with their scales as they are, so nothing is
decoded. The price is precision: every number keeps two significant bits, under a scale that sixteen share. It
is off by default, and `python assets/demo_model/evaluate.py --fp4-activations` tells what it costs the demo.
"""

from __future__ import annotations

from dataclasses import replace

import torch

from engine.errors import InvalidOption
from engine.kernels.int4 import PackedInt4
from engine.kernels.packed_experts import PackedExperts
from engine.model.experts import ExpertBranch
from engine.model.network import Network

_FIRST_CAPABILITY = (12, 0)


def use_fp4_activations(network: Network) -> None:
    """Let the experts round; no step of the network is captured yet, for their weights are laid out anew.

    Raises:
        InvalidOption: The network is on a GPU that multiplies no four-bit numbers, or its experts there are
            not in NVFP4.
    """
    require_fp4_products(network.device)
    branches = [layer.experts for layer in network.layers]
    if network.device.type == "cuda" and not all(map(_in_nvfp4, branches)):
        raise InvalidOption(
            "Activations in NVFP4 need experts in NVFP4, and this model's are not.", "Leave them as they are."
        )
    network.layers = tuple(
        replace(layer, experts=_rounding(branch))
        for layer, branch in zip(network.layers, branches, strict=True)
    )


def _in_nvfp4(branch: ExpertBranch) -> bool:
    weights = branch.weights
    return isinstance(weights, PackedExperts) and not isinstance(weights.down, PackedInt4)


def _rounding(branch: ExpertBranch) -> ExpertBranch:
    weights = branch.weights
    packed = weights.as_in_file() if isinstance(weights, PackedExperts) else weights
    return replace(branch, weights=packed, fp4_activations=True)


def require_fp4_products(device: torch.device) -> None:
    """Raises `InvalidOption` for a GPU without them; a processor computes what such a GPU would."""
    if device.type == "cuda" and torch.cuda.get_device_capability(device) < _FIRST_CAPABILITY:
        raise InvalidOption(
            "Activations in NVFP4 need a GPU of the RTX 50 series or newer.", "Leave them as they are."
        )
