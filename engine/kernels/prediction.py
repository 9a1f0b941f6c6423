"""What a network says about each slot of a canvas: distributions, and a token drawn from each.

`C` is the canvas length, `V` the vocabulary. A GPU has a fused twin of `sample`, from which nothing but raw
logits and probabilities go through its memory.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor

from engine.kernels.activation import softcap_
from engine.kernels.pair import Pair, in_turn

TOP = 8  # of the likeliest ids of a slot that a step tells
NEVER = -1e4  # a logit beside which any other is certain; finite, as 0 * inf is not a number
FREE = -1  # stands where no id is held
_LOGITS_AT_ONCE = 2**24  # 64 MiB
_PARTS = 16  # of a row; in one of them the draw is looked up


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
    raw: Tensor,
    uniforms: Tensor,
    *,
    softcap: float,
    temperature: Tensor,
    steering: Steering | None,
    pair: Pair = in_turn,
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
        pair: Computes two things side by side; not asked on a GPU.

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
        made, ids = predict(logits, uniforms[part], pair)
        drawn.append(ids)
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


def predict(logits: Tensor, uniforms: Tensor, pair: Pair = in_turn) -> tuple[Prediction, Tensor]:
    """Turn processed logits into distributions, and draw from each.

    The likeliest ids, which only a record asks for, are looked for beside all that.

    Args:
        logits: float32 `(C, V)`.
        uniforms: See `sample`.
        pair: Computes two things side by side.

    Returns:
        As `sample`; the probabilities in new memory.
    """
    count = min(TOP, logits.shape[-1])
    (probabilities, entropy, draft, drawn), found = pair(
        lambda: _drawn(logits, uniforms), lambda: logits.topk(count, dim=-1).indices
    )
    # Which of several equals comes first in what is found is left open: here it is the draft.
    top_ids = torch.where(found == draft, found[:, :1], found)
    top_ids[:, :1] = draft
    prediction = Prediction(
        probabilities=probabilities,
        entropy_nats=entropy,
        draft=draft.squeeze(-1),
        top_ids=top_ids,
        top_probabilities=probabilities.gather(-1, top_ids),
    )
    return prediction, drawn


def _drawn(logits: Tensor, uniforms: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Probabilities `(C, V)`, entropies `(C,)`, drafts `(C, 1)`, and ids drawn `(C,)`.

    With p the probabilities, d the likeliest id, z the logits less its own, s the sum of p / p_d and u the
    sum of z p / p_d, both without the largest term (which is 1 and 0): H = log1p(s) - u / (1 + s). Leaving
    that term out keeps seven digits where a row is nearly certain, and early stop looks there.

    The softmax of a row of 262,144 is off by up to 1e-4, as it adds term after term; that is put right.
    """
    largest, draft = logits.max(dim=-1, keepdim=True)  # the first of several
    probabilities = logits.softmax(dim=-1)
    likeliest = probabilities.gather(-1, draft)  # (C, 1)
    weighed = (logits - largest).mul_(probabilities).sum(dim=-1, keepdim=True)
    rest = probabilities.scatter_(-1, draft, 0.0).sum(dim=-1, keepdim=True)
    total = likeliest + rest
    entropy = torch.log1p(rest / likeliest) - weighed / total
    probabilities.scatter_(-1, draft, likeliest).div_(total)
    return probabilities, entropy.squeeze(-1), draft, choose(probabilities, uniforms)


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
    parts = weights.view(rows, 1 if columns % _PARTS else _PARTS, -1)
    ends = parts.sum(dim=-1).cumsum(dim=-1)  # (C, parts)
    target = (uniforms * ends[:, -1]).unsqueeze(-1)  # below the total: a float32 under 1 is at most 1 - 2^-24
    part = torch.searchsorted(ends, target, right=True)  # (C, 1)
    part.clamp_(max=parts.shape[1] - 1)  # it is none of them where a weight is not a number
    inside = parts[torch.arange(rows, device=weights.device), part.squeeze(-1)].cumsum(dim=-1)
    before = torch.nn.functional.pad(ends, (1, 0)).gather(-1, part)
    rest = torch.minimum(target - before, inside[:, -1:] * (1 - 2**-24))  # sums in two orders may differ
    return (part * inside.shape[-1] + torch.searchsorted(inside, rest, right=True)).squeeze(-1)
