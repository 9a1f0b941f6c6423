"""A canvas on the device: all that a denoising step reads and writes, in buffers that stay where they are.

So a step can be captured once as a CUDA graph and replayed for canvas after canvas.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import torch

from engine.kernels.prediction import FREE, TOP, Steering
from engine.model.attention import CanvasSpan
from engine.model.config import LayerKind
from engine.model.network import Network
from engine.noise import CanvasNoise
from engine.options import MOST_STEPS
from engine.record import record_bytes
from engine.steering import MOST_FORBIDDEN


class Canvas:
    """The buffers of one canvas after another, on the network's device. Used by one thread.

    Args:
        network: Gives the sizes.
        spans: Where a canvas is, as each kind of layer sees it; gives shapes.
        tail_ids: The ids that end an answer, and padding.

    Attributes:
        ids: Its tokens, int64 `(C,)`.
        draft: The likeliest id of every slot at the step before, int64 `(C,)`.
        step: How many steps it has had, int64 `(1,)`.
        unchanged: How many of the latest steps left the draft as it was, int64 `(1,)`.
        top_ids: The likeliest ids of every slot at the step before, int64 `(C, TOP)`, or V where V is less.
            This and `top_shares` are kept up only where `SamplerSettings.top_conditioning` is.
        top_shares: What each has of their probabilities' sum, float32; zeros before the first step.
        output: The network's output, and after the sampler the probabilities, `(C, V)`.
        temperatures: By step, float32 `(MOST_STEPS,)`.
        uniforms: By step, float32 `(MOST_STEPS, C)`.
        fresh: The ids that replace what is not accepted, by step, int64 `(MOST_STEPS, C)`.
        spans: Where it is, by kind of layer.
        free: Slots that are not held, bool `(C,)`.
        tail_ids: The ids that end an answer, and padding, int64 `(n,)`.
        record: What the latest step tells, bytes; see `engine.record`.
    """

    def __init__(
        self, network: Network, spans: Mapping[LayerKind, CanvasSpan], tail_ids: Sequence[int]
    ) -> None:
        config, device = network.config, network.device
        slots, rows = config.canvas_length, (MOST_STEPS, config.canvas_length)
        self.ids = torch.zeros(slots, dtype=torch.int64, device=device)
        self.draft = torch.zeros_like(self.ids)
        self.top_ids = torch.zeros(slots, min(TOP, config.vocab_size), dtype=torch.int64, device=device)
        self.top_shares = torch.zeros(self.top_ids.shape, device=device)
        self.step = torch.zeros(1, dtype=torch.int64, device=device)
        self.unchanged = torch.zeros_like(self.step)
        self.output = torch.zeros(slots, config.vocab_size, dtype=network.output_dtype, device=device)
        self.temperatures = torch.ones(MOST_STEPS, device=device)
        self.uniforms = torch.zeros(rows, device=device)
        self.fresh = torch.zeros(rows, dtype=torch.int64, device=device)
        self.spans = {kind: span.empty_like() for kind, span in spans.items()}
        self.free = torch.ones(slots, dtype=torch.bool, device=device)
        self.tail_ids = torch.tensor(tail_ids, device=device)
        self.record = torch.zeros(record_bytes(slots, config.vocab_size), dtype=torch.uint8, device=device)
        self._held = torch.full_like(self.ids, FREE)
        self._forbidden = torch.full((slots, MOST_FORBIDDEN), FREE, device=device)
        self._inside = torch.zeros_like(self.free)
        self._is_steered = False

    @property
    def steering(self) -> Steering | None:
        """What is held. A GPU's kernels always look, so that a captured step serves every canvas."""
        if not self._is_steered and not self.ids.is_cuda:
            return None
        return Steering(self._held, self._forbidden, self._inside, self.tail_ids)

    @torch.inference_mode()
    def begin(
        self, noise: CanvasNoise, temperatures: Sequence[float], spans: Mapping[LayerKind, CanvasSpan]
    ) -> None:
        """Become a new canvas of noise, with nothing held."""
        steps = len(temperatures)
        self.temperatures[:steps] = torch.tensor(temperatures)
        self.uniforms[:steps] = noise.uniforms
        self.fresh[:steps] = noise.fresh
        self.ids.copy_(noise.start)
        for prediction in (self.output, self.top_shares):
            prediction.zero_()
        self.draft.fill_(FREE)  # no id: the first draft is a change
        for counter in (self.step, self.unchanged):
            counter.zero_()
        for kind, span in spans.items():
            self.spans[kind].become(span)
        self._held.fill_(FREE)
        self._forbidden.fill_(FREE)
        self._inside.zero_()
        self.free.fill_(value=True)
        self._is_steered = False

    @torch.inference_mode()
    def steer(
        self, held: Mapping[int, int], inside: Iterable[int], forbidden: Iterable[tuple[int, int]] = ()
    ) -> None:
        """Keep some slots' ids from the next step on.

        Args:
            held: The slots that keep an id, with their ids; all others are free.
            inside: Slots where the answer must not end.
            forbidden: Slots with an id that they must not take.
        """
        slots = len(self.ids)
        within = frozenset(inside)
        self._held.copy_(torch.tensor([held.get(slot, FREE) for slot in range(slots)]))
        self._inside.copy_(torch.tensor([slot in within for slot in range(slots)]))
        torch.eq(self._held, FREE, out=self.free)
        self.ids.copy_(torch.where(self.free, self.ids, self._held))
        rows: list[list[int]] = [[] for _ in range(slots)]
        for slot, token in forbidden:
            rows[slot].append(token)
        self._forbidden.copy_(torch.tensor([row + [FREE] * (MOST_FORBIDDEN - len(row)) for row in rows]))
        self._is_steered = bool(held or within or any(rows))
