from __future__ import annotations

import torch

from engine.kernels.gpu.card import capability_of
from tests.engine.pretended_gpu import CUDA, RTX_5090, pretended_gpu


def test_numbers_on_a_card_have_its_capability_and_others_none() -> None:
    assert capability_of(torch.zeros(1)) is None
    with pretended_gpu(RTX_5090):
        assert capability_of(torch.zeros(1, device=CUDA)) == RTX_5090
