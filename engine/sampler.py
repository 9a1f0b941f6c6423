"""The entropy-bound sampler as pure tensor functions.

One denoising step predicts a distribution for every slot of the canvas, draws a token from each,
accepts the slots whose entropies are small enough together (arXiv 2505.24857) and renoises the
rest with uniform random tokens. `C` is the canvas length.
"""

from __future__ import annotations

import torch
from torch import Tensor


def temperature(step: int, max_steps: int, *, t_min: float, t_max: float) -> float:
    """The temperature of a step, counted up from 0: `t_max` first, falling in a line towards `t_min`."""
    return t_min + (t_max - t_min) * (max_steps - step) / max_steps


def accept(entropy_nats: Tensor, entropy_bound: float) -> Tensor:
    """Which slots to keep, bool `(C,)`.

    Slots are taken from the surest up as long as the entropies of those before sum to at most
    `entropy_bound`. So the surest slot is always kept.
    """
    ordered, order = torch.sort(entropy_nats, stable=True)
    kept = ordered.cumsum(dim=-1) - ordered <= entropy_bound
    return torch.zeros_like(kept).scatter_(-1, order, kept)


def renoise(chosen: Tensor, accepted: Tensor, noise: Tensor) -> Tensor:
    """The next canvas, int64 `(C,)`: chosen ids where accepted, noise elsewhere."""
    return torch.where(accepted, chosen, noise)


def settled(
    unchanged: Tensor,
    entropy_nats: Tensor,
    free: Tensor,
    *,
    stability_threshold: int,
    confidence_threshold: float,
) -> Tensor:
    """Whether a canvas is stable and confident, so that it may be committed early: a bool `(1,)`.

    Stable: the draft equals each of the last `stability_threshold` drafts. Confident: the mean entropy of
    the free slots is below `confidence_threshold` nats.

    Args:
        unchanged: How many steps in a row left the draft as it was, `(1,)`.
        entropy_nats: This step's entropies, `(C,)`.
        free: The slots that are not held, bool `(C,)`.
        stability_threshold: How many earlier drafts must agree; 0 asks for none.
        confidence_threshold: In nats.
    """
    mean = (entropy_nats * free).sum() / free.sum().clamp(min=1)  # where all are held, nothing is unsure
    return (unchanged >= stability_threshold) & (mean < confidence_threshold)
