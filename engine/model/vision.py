"""The vision tower: transformers' own, with a checkpoint's weights."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, cast

import torch
from torch import Tensor, nn
from transformers import DiffusionGemmaConfig, Gemma4VisionModel
from transformers.models.diffusion_gemma.modeling_diffusion_gemma import DiffusionGemmaMultimodalEmbedder
from transformers.models.gemma4.modeling_gemma4 import Gemma4VisionRotaryEmbedding

if TYPE_CHECKING:
    from transformers import DiffusionGemmaTextConfig, Gemma4VisionConfig

PREFIX = "model.encoder."


class VisionTower:
    """Pixels become soft tokens of the network's stream. Used by one thread.

    Args:
        config: A parsed `config.json` whose `vision_config` `VisionConfig` has read.
        read: Gives the tensor of that name and shape, as it is to be kept; what it raises is passed on.
    """

    def __init__(self, config: Mapping[str, object], read: Callable[[str, tuple[int, ...]], Tensor]) -> None:
        sizes = DiffusionGemmaConfig.from_dict(dict(config))
        vision = cast("Gemma4VisionConfig", sizes.vision_config)
        text = cast("DiffusionGemmaTextConfig", sizes.text_config)
        with torch.device("meta"):
            tower = Gemma4VisionModel(vision)
            projector = DiffusionGemmaMultimodalEmbedder(vision, text)
        self._modules = nn.ModuleDict({"vision_tower": tower, "embed_vision": projector})
        tensors = {
            name: read(PREFIX + name, tuple(tensor.shape))
            for name, tensor in self._modules.state_dict().items()
        }
        self._modules.load_state_dict(tensors, assign=True)
        kept = next(iter(tensors.values()))
        self._device, self._dtype = kept.device, kept.dtype
        # The only numbers that no file holds.
        tower.encoder.rotary_emb = Gemma4VisionRotaryEmbedding(vision).to(kept.device)
        self._modules.requires_grad_(requires_grad=False).train(mode=False)

    @torch.inference_mode()
    def __call__(self, patches: Tensor, positions: Tensor) -> Tensor:
        """The soft tokens `(n, hidden)` of one image.

        Args:
            patches: Numbers from 0 to 1, `(most, 3 * patch_size^2)`.
            positions: Column and row of each patch, int64 `(most, 2)`; -1 where there is none.
        """
        tower, projector = self._modules["vision_tower"], self._modules["embed_vision"]
        seen = tower(
            pixel_values=patches[None].to(self._device, self._dtype),
            pixel_position_ids=positions[None].to(self._device),
        )
        features: Tensor = projector(seen.last_hidden_state)
        return features
