"""What the engine says about logits when nothing of what it draws matters."""

from __future__ import annotations

import torch
from torch import Tensor

from engine.kernels import prediction


def predict(logits: Tensor) -> prediction.Prediction:
    """The distributions of processed logits, float32 `(C, V)`."""
    return prediction.predict(logits, torch.zeros(len(logits), device=logits.device))[0]
