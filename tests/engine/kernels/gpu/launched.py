"""What models of the public one's widths launch on a GPU: every kernel, as it is really called.

Three layers stand for all, of which a prompt computes the last in part. Their numbers are nowhere.
"""

from __future__ import annotations

from dataclasses import replace
from typing import cast
from unittest.mock import patch

import torch
from torch import Tensor

from engine.denoise import Denoiser
from engine.graph import Work
from engine.kernels.experts import ExpertWeights
from engine.kernels.gpu.nvfp4 import pack_kernel
from engine.kernels.gpu.proof import decoded, every_int4, every_nvfp4
from engine.kernels.int4 import PackedInt4
from engine.kernels.packed_experts import PackedExperts
from engine.kernels.woven import weave
from engine.model.assembly import NOTHING, EightBit
from engine.model.config import NetworkConfig
from engine.model.fp4 import use_fp4_activations
from engine.model.network import Network
from engine.model.passage import ImageRun
from engine.model.published import DIFFUSIONGEMMA_26B
from engine.noise import Noise
from engine.options import SamplerSettings
from engine.placement import GPU_PRECISION
from engine.synthetic import synthetic_network
from tests.engine.fakes import SETTINGS
from tests.engine.pretended_gpu import noting_gpu
from tests.engine.pretended_gpu.launches import Launch

CUDA = torch.device("cuda")
_TEXT = {"num_hidden_layers": 3, "layer_types": ["sliding_attention", "full_attention", "full_attention"]}
CONFIG = NetworkConfig.from_json(
    {
        **DIFFUSIONGEMMA_26B,
        "text_config": cast("dict[str, object]", DIFFUSIONGEMMA_26B["text_config"]) | _TEXT,
    }
)
EVERYTHING = EightBit(dense=True, embedding=True, cache=True)
INT4_GROUP = 32
_GATE_UP = (CONFIG.experts, 2, CONFIG.expert_size, CONFIG.hidden_size)
_DOWN = (CONFIG.experts, CONFIG.hidden_size, CONFIG.expert_size)


def launched(architecture: int) -> list[Launch]:
    """Launches of every kind of model, and of the proof that the GPU decodes rightly; 90 for sm_90."""
    with noting_gpu(divmod(architecture, 10)) as launches:
        network = network_of(NOTHING)
        for prompt in (100, 3000):  # a short cache's keys are not parted
            _use(network, prompt)
        _use(network, 100, replace(SETTINGS, top_conditioning=True))
        _use(network_of(EVERYTHING), 3000)
        for scales_in in (torch.float16, torch.bfloat16):
            _use(_in_int4(network, scales_in), 100)
            decoded(every_int4(CUDA, scales_in), torch.bfloat16)
        decoded(weave(every_nvfp4(CUDA)), torch.bfloat16)
        with patch("engine.model.experts.experts", lambda x, *_more, **_options: torch.empty_like(x)):
            _use(_in_bf16(network), 100)  # such experts ask the GPU which rows are theirs
    return launches


def launched_in_fp4() -> list[Launch]:
    """Launches of a model whose experts round what they read to NVFP4."""
    with noting_gpu((12, 0)) as launches:
        network = network_of(NOTHING)
        use_fp4_activations(network)
        _use(network, 100)
    return [launch for launch in launches if launch.kernel is pack_kernel or launch.kwargs.get("FP4")]


def network_of(eight_bit: EightBit) -> Network:
    return synthetic_network(CONFIG, device=CUDA, precision=GPU_PRECISION, eight_bit=eight_bit)


def _in_int4(network: Network, scales_in: torch.dtype) -> Network:
    def packed(*shape: int) -> PackedInt4:
        *leading, inputs = shape
        return PackedInt4(
            weight=torch.empty(*leading, inputs // 8, dtype=torch.int32, device=CUDA),
            scale=torch.empty(*leading, inputs // INT4_GROUP, dtype=scales_in, device=CUDA),
        )

    return _with_experts(network, PackedExperts(gate_up=packed(*_GATE_UP), down=packed(*_DOWN)))


def _in_bf16(network: Network) -> Network:
    gate_up, down = (torch.empty(shape, dtype=torch.bfloat16, device=CUDA) for shape in (_GATE_UP, _DOWN))
    return _with_experts(network, ExpertWeights(gate_up=gate_up.flatten(1, 2), down=down))


def _with_experts(network: Network, weights: ExpertWeights | PackedExperts) -> Network:
    network.layers = tuple(
        replace(layer, experts=replace(layer.experts, weights=weights)) for layer in network.layers
    )
    return network


def _use(network: Network, prompt: int, settings: SamplerSettings = SETTINGS) -> None:
    """Encode a prompt, one token, and an image, and take a step behind them."""
    canvas = CONFIG.canvas_length
    cache = network.new_cache(prompt + 2 * canvas)
    for length in (prompt, 1):
        network.prefill(torch.zeros(length, dtype=torch.int64, device=CUDA), cache)
    image = ImageRun(start=2, length=16, identity=-1, features=_features)
    network.prefill(torch.zeros(32, dtype=torch.int64, device=CUDA), cache, (image,))
    noise = Noise(0, vocab_size=CONFIG.vocab_size, canvas_length=canvas, device=CUDA)
    Denoiser(network, cache, taken).begin(noise, settings, 2)


def taken(step: Work) -> Work:
    """As if it were captured."""
    step()
    return step


def _features() -> Tensor:
    return torch.empty(16, CONFIG.hidden_size, device=CUDA)
