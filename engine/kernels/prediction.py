"""What a network says about each slot of a canvas: distributions, and a token drawn from each.

`C` is the canvas length, `V` the vocabulary. A GPU has a fused twin of `sample`, from which nothing but raw
logits and probabilities go through its memory.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import torch
from torch import Tensor

from engine.kernels.activation import softcap_

TOP = 8  # of the likeliest ids of a slot that a step tells
NEVER = -1e4  # a logit beside which any other is certain; finite, as 0 * inf is not a number
FREE = -1  # stands where no id is held
_LOGITS_AT_ONCE = 2**24  # 64 MiB
_GROUPS = 16  # the factor by which the search for them narrows in one pass


class Prediction(NamedTuple):
    """What the network says about each slot.

    Attributes:
        probabilities: `(C, V)`.
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


class Steering(NamedTuple):
    """What of a canvas is not the model's choice. Tensors lie on the network's device.

    Attributes:
        held: The id that a slot keeps, or `FREE`, int64 `(C,)`.
        forbidden: Ids that a slot must not take, behind them `FREE`, int64 `(C, n)`.
        inside: Slots where the answer must not end, bool `(C,)`.
        tail_ids: The ids that end it, int64 `(n,)`.
    """

    held: Tensor
    forbidden: Tensor
    inside: Tensor
    tail_ids: Tensor

    def of(self, part: slice) -> Steering:
        """That of some slots."""
        return Steering(self.held[part], self.forbidden[part], self.inside[part], self.tail_ids)


def sample(
    raw: Tensor, uniforms: Tensor, *, softcap: float, temperature: Tensor, steering: Steering | None
) -> tuple[Prediction, Tensor]:
    """Draw an id for every slot from the network's output.

    On a CUDA device kernels of their own do it. Elsewhere the rows are taken in parts where there are many:
    three passes over 256 rows of 262,144 logits at once would take 0.8 GB beside them.

    Args:
        raw: Logits before the softcap, `(C, V)`; overwritten by the prediction's probabilities.
        uniforms: One number from [0, 1) a row, float32 `(C,)`.
        softcap: Logits are `softcap * tanh(raw / softcap)`.
        temperature: What they are divided by, float32 `(1,)`.
        steering: What is held, where not everything is free.

    Returns:
        The prediction, and the ids drawn, int64 `(C,)`.
    """
    if raw.is_cuda:
        from engine.kernels.gpu.prediction import sample as on_gpu

        return on_gpu(raw, uniforms, softcap=softcap, temperature=temperature, steering=steering)
    rows = max(1, _LOGITS_AT_ONCE // raw.shape[1])
    parts: list[Prediction] = []
    drawn: list[Tensor] = []
    for first in range(0, len(raw), rows):
        part = slice(first, first + rows)
        given = raw[part]
        logits = softcap_(given.float(), softcap).div_(temperature)  # given itself where that is float32
        if steering is not None:
            steer_(logits, steering.of(part))
        made = predict_(logits)
        drawn.append(choose(made.probabilities, uniforms[part]))
        parts.append(made._replace(probabilities=given.copy_(made.probabilities)))
    if len(parts) == 1:
        return parts[0], drawn[0]
    joined = (torch.cat(column) for column in list(zip(*parts, strict=True))[1:])
    return Prediction(raw, *joined), torch.cat(drawn)


def steer_(logits: Tensor, steering: Steering) -> None:
    """Make held ids certain and forbidden ones impossible, tail ids in slots inside among them; changes
    processed logits `(C, V)`.

    Everything follows from that: a held slot has no entropy, draws its id, is accepted, and conditions the
    next step as a sure one. See `Steering`.
    """
    ends = logits.index_select(1, steering.tail_ids)
    logits.index_copy_(1, steering.tail_ids, ends.masked_fill_(steering.inside.unsqueeze(-1), NEVER))
    none = steering.forbidden == FREE
    lids = torch.full_like(none, NEVER, dtype=logits.dtype).masked_fill_(none, torch.inf)
    logits.scatter_reduce_(1, steering.forbidden.clamp(min=0), lids, "amin")
    is_held = (steering.held != FREE).unsqueeze(-1)
    logits.masked_fill_(is_held, NEVER)
    ids = steering.held.clamp(min=0).unsqueeze(-1)
    logits.scatter_(1, ids, logits.gather(1, ids).masked_fill_(is_held, 0.0))


def predict_(logits: Tensor) -> Prediction:
    """Turn processed logits, float32 `(C, V)`, into distributions; overwrites them.

    With p the probabilities, d the likeliest id, z the logits less its own, s the sum of p / p_d and u the
    sum of z p / p_d, both without the largest term (which is 1 and 0): H = log1p(s) - u / (1 + s). Leaving
    that term out keeps seven digits where a row is nearly certain, and early stop looks there.

    The softmax of a row of 262,144 is off by up to 1e-4, as it adds term after term; that is put right.
    """
    draft = _first_largest(logits)  # (C, 1)
    probabilities = logits.softmax(dim=-1)
    likeliest = probabilities.gather(-1, draft)  # (C, 1)
    shifted = logits.sub_(logits.gather(-1, draft))  # (C, V), at most 0
    weighed = shifted.mul_(probabilities).sum(dim=-1, keepdim=True)
    rest = probabilities.scatter_(-1, draft, -0.0).sum(dim=-1, keepdim=True)
    total = likeliest + rest
    entropy = torch.log1p(rest / likeliest) - weighed / total
    top_ids, top_probabilities = _likeliest(probabilities, draft, likeliest)
    return Prediction(
        probabilities=probabilities.scatter_(-1, draft, likeliest).div_(total),
        entropy_nats=entropy.squeeze(-1),
        draft=draft.squeeze(-1),
        top_ids=top_ids,
        top_probabilities=top_probabilities.div_(total),
    )


def _likeliest(others: Tensor, draft: Tensor, likeliest: Tensor) -> tuple[Tensor, Tensor]:
    """The likeliest ids and their probabilities, the draft first, which is -0.0 among the others."""
    ids, shares = _largest(others, min(TOP, others.shape[-1]) - 1)
    return torch.cat((draft, ids), dim=-1), torch.cat((likeliest, shares), dim=-1)


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
    negative order as whole numbers, which compare faster; those of -0.0 come below them all.
    """
    rows, columns = values.shape
    bits = values.view(torch.int32)
    width = columns // _GROUPS  # how many groups there are; column c lies in group c % width
    if columns % _GROUPS or width < count:
        largest, ids = bits.topk(count, dim=-1)
        return ids, largest.view(torch.float32)
    maxima = bits.view(rows, _GROUPS, width).amax(dim=1)  # (C, width)
    groups = maxima.topk(count, dim=-1, sorted=False).indices  # (C, count)
    starts = _starts(columns, width, values.device)
    candidates = (starts + groups.unsqueeze(1)).flatten(1)  # (C, _GROUPS * count)
    largest, order = bits.gather(-1, candidates).topk(count, dim=-1)
    return candidates.gather(-1, order), largest.view(torch.float32)


@cache
def _starts(columns: int, width: int, device: torch.device) -> Tensor:
    """Where the parts of a row begin, `(1, _GROUPS, 1)`."""
    return torch.arange(0, columns, width, device=device).view(1, -1, 1)


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
