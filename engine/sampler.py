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

TOP = 8  # of the likeliest ids of a slot that a step tells
NEVER = -1e4  # a logit beside which any other is certain; finite, as 0 * inf is not a number
_LOGITS_AT_ONCE = 2**24  # 64 MiB
_GROUPS = 16  # the factor by which the search for them narrows in one pass


class Prediction(NamedTuple):
    """What the network says about each slot.

    Attributes:
        probabilities: Float32 `(C, V)`.
        entropy_nats: Entropy of each row, `(C,)`.
        draft: The likeliest id of each row, the first where several are, int64 `(C,)`.
        top_ids: The `TOP` likeliest ids of each row, likeliest first, int64 `(C, TOP)`, or V where V is less.
            The first is the draft; among equals behind it any may be told.
        top_probabilities: Their probabilities, `(C, TOP)`.
    """

    probabilities: Tensor
    entropy_nats: Tensor
    draft: Tensor
    top_ids: Tensor
    top_probabilities: Tensor


def temperature(step: int, max_steps: int, *, t_min: float, t_max: float) -> float:
    """The temperature of a step, counted up from 0: `t_max` first, falling in a line towards `t_min`."""
    return t_min + (t_max - t_min) * (max_steps - step) / max_steps


def hold(logits: Tensor, slots: Tensor, ids: Tensor) -> None:
    """Make `ids` certain in `slots`, both int64 `(n,)`; changes the processed logits `(C, V)`.

    Everything follows from that: such a slot has no entropy, draws its id, is accepted, and conditions the
    next step as a sure one.
    """
    logits[slots] = NEVER
    logits[slots, ids] = 0.0


def bar(logits: Tensor, slots: Tensor, ids: Tensor) -> None:
    """Make `ids`, `(m,)`, impossible in `slots`, `(n,)`; changes the processed logits `(C, V)`."""
    logits[slots.unsqueeze(-1), ids] = NEVER


def predict(logits: Tensor) -> Prediction:
    """Turn processed logits, float32 `(C, V)`, into distributions.

    With z the logits less the row's largest, s the sum of exp(z) and u the sum of z exp(z), both
    without the largest term (which is 1 and 0): H = log1p(s) - u / (1 + s). Leaving that term out
    keeps seven digits where a row is nearly certain, and early stop looks there.
    """
    draft = _first_largest(logits)  # (C, 1)
    shifted = logits - logits.gather(-1, draft)  # (C, V), at most 0
    weights = shifted.exp().scatter_(-1, draft, 0.0)
    rest = weights.sum(dim=-1)  # (C,)
    entropy = torch.log1p(rest) - torch.linalg.vecdot(shifted, weights) / (1.0 + rest)
    total = (1.0 + rest).unsqueeze(-1)
    rivals, rival_weights = _largest(weights, min(TOP, weights.shape[-1]) - 1)
    return Prediction(
        probabilities=weights.scatter_(-1, draft, 1.0).div_(total),
        entropy_nats=entropy,
        draft=draft.squeeze(-1),
        top_ids=torch.cat((draft, rivals), dim=-1),
        top_probabilities=torch.cat((torch.ones_like(total), rival_weights), dim=-1).div_(total),
    )


def _first_largest(values: Tensor) -> Tensor:
    """What `argmax(-1, keepdim=True)` gives, on a processor in a third of its time: first which part of the
    row holds the maximum, then where in it.
    """
    rows, columns = values.shape
    if columns % _GROUPS:
        return values.argmax(dim=-1, keepdim=True)
    parts = values.view(rows, _GROUPS, -1)
    part = parts.amax(dim=-1).argmax(dim=-1)  # (C,)
    place = parts[torch.arange(rows, device=values.device), part].argmax(dim=-1)
    return (part * parts.shape[-1] + place).unsqueeze(-1)


def _largest(values: Tensor, count: int) -> tuple[Tensor, Tensor]:
    """Indices and values of the `count` largest of each row, largest first; exact for values from 0 up.

    The columns are parted into groups that interleave. The largest lie in the groups with the largest
    maxima, so one pass for the maxima leaves few columns to search. The bits of floats that are not
    negative order as whole numbers, which compare faster.
    """
    rows, columns = values.shape
    bits = values.view(torch.int32)
    width = columns // _GROUPS  # how many groups there are; column c lies in group c % width
    if columns % _GROUPS or width < count:
        largest, ids = bits.topk(count, dim=-1)
        return ids, largest.view(torch.float32)
    maxima = bits.view(rows, _GROUPS, width).amax(dim=1)  # (C, width)
    groups = maxima.topk(count, dim=-1, sorted=False).indices  # (C, count)
    starts = torch.arange(0, columns, width, device=values.device).view(1, -1, 1)
    candidates = (starts + groups.unsqueeze(1)).flatten(1)  # (C, _GROUPS * count)
    largest, places = bits.gather(-1, candidates).topk(count, dim=-1)
    return candidates.gather(-1, places), largest.view(torch.float32)


def choose(weights: Tensor, uniforms: Tensor) -> Tensor:
    """Draw one id from each row by inverting its cumulated weights.

    First which part of the row the draw falls into, then where in it: cumulating every weight of a row would
    take a processor three times as long.

    Args:
        weights: Not negative, not all zero in a row, `(C, V)`.
        uniforms: One number from [0, 1) a row, `(C,)`.

    Returns:
        Ids, int64 `(C,)`; never one of weight zero.
    """
    rows, columns = weights.shape
    parts = weights.view(rows, 1 if columns % _GROUPS else _GROUPS, -1)
    ends = parts.sum(dim=-1).cumsum(dim=-1)  # (C, parts)
    target = (uniforms * ends[:, -1]).unsqueeze(-1)  # below the total: a float32 under 1 is at most 1 - 2^-24
    part = torch.searchsorted(ends, target, right=True)  # (C, 1)
    part.clamp_(max=parts.shape[1] - 1)  # it is none of them where a weight is not a number
    inside = parts[torch.arange(rows, device=weights.device), part.squeeze(-1)].cumsum(dim=-1)
    before = torch.nn.functional.pad(ends, (1, 0)).gather(-1, part)
    rest = torch.minimum(target - before, inside[:, -1:] * (1 - 2**-24))  # sums in two orders may differ
    return (part * inside.shape[-1] + torch.searchsorted(inside, rest, right=True)).squeeze(-1)


def sample(logits: Tensor, uniforms: Tensor) -> tuple[Prediction, Tensor]:
    """`predict` and `choose` together, some rows at a time where there are many logits.

    Three passes over 256 rows of 262,144 logits at once would take 0.8 GB beside them. So the rows are taken
    in parts, and their probabilities are written over `logits`.
    """
    rows = max(1, _LOGITS_AT_ONCE // logits.shape[1])
    if rows >= len(logits):
        prediction = predict(logits)
        return prediction, choose(prediction.probabilities, uniforms)
    parts: list[Prediction] = []
    drawn: list[Tensor] = []
    for first in range(0, len(logits), rows):
        part = slice(first, first + rows)
        made = predict(logits[part])
        drawn.append(choose(made.probabilities, uniforms[part]))
        logits[part] = made.probabilities
        parts.append(made._replace(probabilities=logits[part]))
    joined = (torch.cat(column) for column in list(zip(*parts, strict=True))[1:])
    return Prediction(logits, *joined), torch.cat(drawn)


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
) -> Tensor:
    """Whether a canvas is stable and confident, so that it may be committed early: a bool on its device.

    Stable: the draft equals each of the last `stability_threshold` drafts. Confident: the mean
    entropy is below `confidence_threshold` nats.

    Args:
        draft: This step's draft, `(C,)`.
        earlier: Drafts of the steps before, oldest first; only the last ones are looked at.
        entropy_nats: This step's entropies, `(C,)`.
        stability_threshold: How many earlier drafts must agree; 0 asks for none.
        confidence_threshold: In nats.
    """
    confident = entropy_nats.mean() < confidence_threshold
    if len(earlier) < stability_threshold:
        return torch.zeros_like(confident)
    recent = earlier[len(earlier) - stability_threshold :]
    return torch.stack([confident, *((draft == other).all() for other in recent)]).all()
