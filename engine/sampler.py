"""The entropy-bound sampler as pure tensor functions.

One denoising step predicts a distribution for every slot of the canvas, draws a token from each,
accepts the slots whose entropies are small enough together (arXiv 2505.24857) and renoises the
rest with uniform random tokens. `C` is the canvas length, `V` the vocabulary.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import Tensor


class Prediction(NamedTuple):
    """What the network says about each slot.

    Attributes:
        probabilities: Float32 `(C, V)`.
        entropy_nats: Entropy of each row, `(C,)`.
        draft: The likeliest id of each row, the first where several are, int64 `(C,)`.
    """

    probabilities: Tensor
    entropy_nats: Tensor
    draft: Tensor


def temperature(step: int, max_steps: int, *, t_min: float, t_max: float) -> float:
    """The temperature of a step, counted up from 0: `t_max` first, falling in a line towards `t_min`."""
    return t_min + (t_max - t_min) * (max_steps - step) / max_steps


def predict(logits: Tensor) -> Prediction:
    """Turn processed logits, float32 `(C, V)`, into distributions.

    With z the logits less the row's largest, s the sum of exp(z) and u the sum of z exp(z), both
    without the largest term (which is 1 and 0): H = log1p(s) - u / (1 + s). Leaving that term out
    keeps seven digits where a row is nearly certain, and early stop looks there.
    """
    draft = logits.argmax(dim=-1, keepdim=True)  # (C, 1)
    shifted = logits - logits.gather(-1, draft)  # (C, V), at most 0
    weights = shifted.exp().scatter_(-1, draft, 0.0)
    rest = weights.sum(dim=-1)  # (C,)
    entropy = torch.log1p(rest) - torch.linalg.vecdot(shifted, weights) / (1.0 + rest)
    probabilities = weights.scatter_(-1, draft, 1.0).div_((1.0 + rest).unsqueeze(-1))
    return Prediction(probabilities, entropy, draft.squeeze(-1))


def choose(weights: Tensor, uniforms: Tensor) -> Tensor:
    """Draw one id from each row by inverting its cumulated weights.

    Args:
        weights: Not negative, not all zero in a row, `(C, V)`.
        uniforms: One number from [0, 1) a row, `(C,)`.

    Returns:
        Ids, int64 `(C,)`; never one of weight zero.
    """
    cumulated = weights.cumsum(dim=-1)  # (C, V)
    target = uniforms * cumulated[:, -1]  # below the total: a float32 under 1 is at most 1 - 2^-24
    return torch.searchsorted(cumulated, target.unsqueeze(-1), right=True).squeeze(-1)


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
    draft: Tensor,
    earlier: Sequence[Tensor],
    entropy_nats: Tensor,
    *,
    stability_threshold: int,
    confidence_threshold: float,
) -> bool:
    """Whether a canvas is stable and confident, so that it may be committed early.

    Stable: the draft equals each of the last `stability_threshold` drafts. Confident: the mean
    entropy is below `confidence_threshold` nats.

    Args:
        draft: This step's draft, `(C,)`.
        earlier: Drafts of the steps before, oldest first; only the last ones are looked at.
        entropy_nats: This step's entropies, `(C,)`.
        stability_threshold: How many earlier drafts must agree; 0 asks for none.
        confidence_threshold: In nats.
    """
    if len(earlier) < stability_threshold:
        return False
    recent = earlier[len(earlier) - stability_threshold :]
    if not all(torch.equal(draft, other) for other in recent):
        return False
    return bool(entropy_nats.mean() < confidence_threshold)
