"""One turn: encode, prefill, denoise canvases, commit blocks.

A plain generator of events, without threads: whoever iterates it does the work.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from typing import NamedTuple

import torch

from engine.canvas import Canvas
from engine.conversation import Conversation, Fit
from engine.denoise import Denoised, Denoiser, Denoising
from engine.events import (
    CanvasCommitted,
    CanvasStarted,
    FinishReason,
    Steered,
    StepTaken,
    StopRule,
    TextChanged,
    TurnEvent,
    TurnFinished,
    TurnStarted,
)
from engine.faults import give_back_gpu_memory, is_out_of_memory
from engine.fit import fitted
from engine.helm import Helm
from engine.load import Loaded
from engine.model.config import PREFILL_CHUNK
from engine.model.passage import Passage
from engine.noise import Noise
from engine.options import TurnPlan
from engine.prompt import PromptCodec
from engine.record import Told
from engine.steering import Beginning, Grip, Renoising
from engine.tally import Tally

REPLACEMENT = "\ufffd"
SHORT_OF_MEMORY_CHUNK = 128
# Tokens by which the cache grows; a captured step is captured anew when it does.
CACHE_GROWTH = {"cuda": 32_768}
LEAST_GROWTH = 1024


def turn(
    model: Loaded,
    denoiser: Denoiser,
    conversation: Conversation,
    plan: TurnPlan,
    *,
    turn_id: int,
    cancelled: Callable[[], bool],
    beginning: Beginning | None = None,
    helm: Helm | None = None,
) -> Generator[TurnEvent, None, None]:
    """Answer a conversation, from `TurnStarted` to `TurnFinished`.

    Args:
        model: A loaded model.
        denoiser: Of its network; what its cache holds of the conversation is reused. Afterwards it holds the
            prompt and every committed block but the last, which the next prompt brings.
        conversation: As `prompt.checked` returns it. What of it does not fit is left out, see `fit.fitted`.
        plan: Steps, canvases, seed, sampler settings. Fewer canvases where the context has no room.
        turn_id: Named in every event.
        cancelled: Asked between steps; once true, the draft as it stands ends the answer.
        beginning: What there is of the answer, where it is to be written on; its text is told whole.
        helm: Read between steps: how fast they are taken, and what is pinned and forbidden. It brings the
            plan's own steerings along; without one they are followed at full speed.

    Raises:
        ContextFull: Not even one canvas fits behind the last question.
        InvalidOption: A steering fits no canvas of this model.
        ModelForeign: Its tokenizer is of another model.
        PromptRejected: The conversation has images, and the model sees none or cannot read one.
        ModelDamaged: The network's output is not finite.
    """
    helm = helm or Helm(plan.steerings)
    return _Turn(model, denoiser, plan, turn_id, cancelled, helm).events(conversation, beginning)


def renoise(
    model: Loaded,
    denoiser: Denoiser,
    conversation: Conversation,
    plan: TurnPlan,
    renoising: Renoising,
    *,
    turn_id: int,
    cancelled: Callable[[], bool],
) -> Generator[TurnEvent, None, None]:
    """Denoise some slots of a finished answer again, from `TurnStarted` to `TurnFinished`.

    The answer's other slots are held: they stay to the last. Its text is told whole, with what is new in it.

    Args:
        model: A loaded model.
        denoiser: Of its network. Afterwards its cache holds the prompt and the blocks before the changed one.
        conversation: Up to the question that was answered, as `prompt.checked` returns it.
        plan: Steps, seed, sampler settings.
        renoising: The answer, and which of its slots.
        turn_id: Named in every event.
        cancelled: Asked between steps; once true, the draft as it stands is the result.

    Raises:
        ContextFull: The conversation and the answer do not fit.
        InvalidOption: The answer is of another model.
        ModelDamaged: The network's output is not finite.
    """
    return _Turn(model, denoiser, plan, turn_id, cancelled, Helm()).renoised(conversation, renoising)


class _Turn:
    """The state of one turn, and its phases as generators."""

    def __init__(
        self,
        model: Loaded,
        denoiser: Denoiser,
        plan: TurnPlan,
        turn_id: int,
        cancelled: Callable[[], bool],
        helm: Helm,
    ) -> None:
        config = model.network.config
        self._model = model
        self._codec = model.codec
        self._network = model.network
        self._denoiser = denoiser
        self._cache = denoiser.cache
        self._plan = plan
        self._id = turn_id
        self._cancelled = cancelled
        self._helm = helm
        self._canvas_length = config.canvas_length
        self._context_tokens = model.context_tokens
        self._noise = Noise(
            plan.seed,
            vocab_size=config.vocab_size,
            canvas_length=config.canvas_length,
            device=model.network.device,
        )
        self._tally = Tally()
        self._committed: list[int] = []
        self._passage = Passage(())  # what the next canvas stands behind
        self._read = _Reading()

    def events(
        self, conversation: Conversation, beginning: Beginning | None
    ) -> Generator[TurnEvent, None, None]:
        first = 0
        if beginning is not None:
            first = beginning.blocks
            self._committed = self._codec.begun(beginning.text, beginning.thought)
            self._read = _reading(self._codec, self._committed, ())
        fit = self._prompt(conversation, self._committed)
        yield self._started(fit)
        with self._network.accompanied():
            last = first + fit.room_tokens // self._canvas_length
            reason = yield from self._blocks(range(first, last))
        yield self._finished(reason)

    def renoised(self, conversation: Conversation, renoising: Renoising) -> Generator[TurnEvent, None, None]:
        config = self._network.config
        renoising.checked(canvas_length=config.canvas_length, vocabulary_size=config.vocab_size)
        before = [token for block in renoising.blocks[: renoising.block] for token in block]
        after = [token for block in renoising.blocks[renoising.block + 1 :] for token in block]
        fit = self._prompt(conversation, before)
        self._committed = before
        yield self._started(fit)
        with self._network.accompanied():
            draft, rule = yield from self._canvas(renoising.block, renoising)
            if draft:
                yield from self._commit(renoising.block, draft, rule)
        if not self._tally.new_tokens:
            self._committed += renoising.blocks[renoising.block]  # cancelled before there was a draft
        self._committed += after
        yield from self._text(())
        yield self._finished(FinishReason.CANCELLED if rule is StopRule.CANCELLED else FinishReason.END)

    def _finished(self, reason: FinishReason) -> TurnFinished:
        read = self._read
        return self._tally.finished(self._id, reason, self._plan.seed, read.text, read.thought)

    def _prompt(self, conversation: Conversation, begun: Sequence[int]) -> Fit:
        self._passage, fit = fitted(self._model, conversation, self._plan, begun)
        self._tally.prompt_tokens, self._tally.dropped = len(self._passage), fit.dropped
        self._tally.reused_tokens = self._denoiser.reuse(self._passage.identities, self._plan.seed)
        return fit

    def _started(self, fit: Fit) -> TurnStarted:
        return TurnStarted(
            turn_id=self._id,
            prompt_tokens=fit.prompt_tokens,
            reused_tokens=self._tally.reused_tokens,
            seed=self._plan.seed,
            dropped=fit.dropped,
        )

    def _blocks(self, canvases: range) -> Generator[TurnEvent, None, FinishReason]:
        """Denoise and commit block after block."""
        for index in canvases:
            draft, rule = yield from self._canvas(index)
            if index == 0 and rule is not StopRule.CANCELLED and self._is_blank(draft):
                draft, rule = yield from self._canvas(index)  # a terse prompt can end at once
            if draft:
                block = yield from self._commit(index, draft, rule)
                self._passage = self._passage.followed_by(block)
            if rule is StopRule.CANCELLED:
                return FinishReason.CANCELLED
            if self._ended(draft):
                return FinishReason.END
        return FinishReason.BUDGET

    def _begun(self) -> Denoising | None:
        """Encode what the cache lacks of the passage, and begin a canvas behind it; None where a cancel came.

        Where memory runs out, all that can be made anew is given back, and a smaller cache and smaller
        chunks are tried once; what the cache held is encoded anew where it was lost. The draws are the same.
        """
        undrawn = self._noise.state
        try:
            return self._begun_in(PREFILL_CHUNK)
        except (RuntimeError, MemoryError) as error:
            if not is_out_of_memory(error):
                raise
        # Behind the handler, which holds what the failed pass had made.
        self._noise.state = undrawn
        self._denoiser.spare_memory()
        if self._cache.capacity > self._capacity():
            self._cache.let_go()
        give_back_gpu_memory()
        return self._begun_in(SHORT_OF_MEMORY_CHUNK)

    def _begun_in(self, most: int) -> Denoising | None:
        """Do so once, encoding at most so many tokens at once."""
        if len(self._passage) > self._cache.capacity:
            self._cache.reserve(self._capacity())
        self._tally.reused_tokens = min(self._tally.reused_tokens, self._cache.length)
        if not self._encode(most):
            return None
        denoising = self._denoiser.begin(self._noise, self._plan.sampler, self._plan.max_steps)
        self._tally.canvases += 1
        return denoising

    def _capacity(self) -> int:
        """What a cache for the passage should hold; in steps of so many tokens, for to grow it may copy."""
        needed, growth = len(self._passage), LEAST_GROWTH
        if not self._denoiser.spares_memory:
            growth = CACHE_GROWTH.get(self._network.device.type, LEAST_GROWTH)
        most = max(needed, self._context_tokens - self._canvas_length)
        return min(most, math.ceil(needed / growth) * growth)

    def _encode(self, most: int) -> bool:
        """Encode at most so many tokens at once; False where a cancel came between."""
        for chunk in self._passage.part(self._cache.length, len(self._passage)).chunks(most):
            if self._cancelled():
                return False
            ids = torch.tensor(chunk.ids, device=self._network.device)
            self._network.prefill(ids, self._cache, chunk.images)
        return True

    def _canvas(
        self, index: int, renoising: Renoising | None = None
    ) -> Generator[TurnEvent, None, tuple[tuple[int, ...], StopRule]]:
        """Denoise one canvas; returns its draft, which is empty where no step was taken, and why it ends."""
        denoising = self._begun()
        if denoising is None:
            return (), StopRule.CANCELLED
        if renoising is not None:
            inside = renoising.inside(frozenset(self._plan.sampler.tail_ids))
            denoising.canvas.steer(renoising.held, inside)
        yield CanvasStarted(turn_id=self._id, canvas=index, ids=tuple(denoising.canvas.ids.tolist()))
        draft: tuple[int, ...] = ()
        grip = Grip()
        steps = denoising.steps(ahead=lambda: self._helm.is_idle)
        for step in range(self._plan.max_steps):
            if not (self._helm.is_idle or denoising.is_ahead):
                grip = yield from self._steered(denoising.canvas, step, grip)
            if self._cancelled():
                return draft, StopRule.CANCELLED
            started = time.perf_counter()
            made = next(steps)
            draft = made.told.draft
            self._tally.steps += 1
            yield self._taken(index, step, made, time.perf_counter() - started)
            yield from self._text(draft)
            if made.told.settled:
                return draft, StopRule.STABLE
        return draft, StopRule.STEPS

    def _steered(self, canvas: Canvas, step: int, grip: Grip) -> Generator[TurnEvent, None, Grip]:
        """Wait until the next step may be taken; do to the canvas what is asked meanwhile."""
        config, begun = self._network.config, self._tally.canvases - 1
        while True:
            asked = time.perf_counter()
            due = self._helm.due(begun, step, self._cancelled)
            self._tally.held_seconds += time.perf_counter() - asked
            if not due:
                return grip
            for steering in due:
                steering.checked(canvas_length=config.canvas_length, vocabulary_size=config.vocab_size)
                grip = grip.after(steering)
                canvas.steer(grip.pinned, (), grip.forbidden)  # a pin leaves its id even where it is released
                yield Steered(turn_id=self._id, steering=steering)

    def _taken(self, index: int, step: int, made: Denoised, seconds: float) -> StepTaken:
        told = made.told
        return StepTaken(
            turn_id=self._id,
            canvas=index,
            step=step,
            max_steps=self._plan.max_steps,
            temperature=made.temperature,
            ids=told.ids,
            sampled=told.sampled,
            draft=told.draft,
            entropy_nats=told.entropy_nats,
            accepted=told.accepted,
            end_probability=told.end_probability,
            top=told.top,
            spent_nats=_spent(told),
            bound_nats=self._plan.sampler.entropy_bound,
            seconds=seconds,
        )

    def _commit(
        self, index: int, draft: tuple[int, ...], rule: StopRule
    ) -> Generator[TurnEvent, None, tuple[int, ...]]:
        """Make a draft final; returns the block, cut at its end token and padded."""
        end = next((i + 1 for i, token in enumerate(draft) if self._is_end(token)), len(draft))
        block = draft[:end] + (self._plan.sampler.pad_id,) * (len(draft) - end)
        self._tally.new_tokens += end
        self._committed += draft[:end]
        yield CanvasCommitted(turn_id=self._id, canvas=index, ids=block, rule=rule)
        yield from self._text(())
        return block

    def _text(self, draft: Sequence[int]) -> Iterator[TextChanged]:
        """Read the blocks and the draft behind them; tell where that is news."""
        read = _reading(self._codec, self._committed, draft)
        if read == self._read:
            return
        self._read = read
        if self._tally.first_text_seconds is None:
            self._tally.first_text_seconds = self._tally.seconds
        yield TextChanged(turn_id=self._id, committed=read.committed, text=read.text, thought=read.thought)

    def _is_end(self, token: int) -> bool:
        return token in self._plan.sampler.end_ids

    def _ended(self, draft: Sequence[int]) -> bool:
        return any(map(self._is_end, draft))

    def _is_blank(self, draft: Sequence[int]) -> bool:
        """Whether the turn would end with nothing to read."""
        return self._ended(draft) and self._codec.split(draft) == ("", "")


class _Reading(NamedTuple):
    """What a person can read of a turn so far; see `TextChanged`."""

    committed: int = 0
    text: str = ""
    thought: str = ""


def _spent(told: Told) -> float:
    """The entropies of the accepted slots but the unsurest of them."""
    kept = [entropy for entropy, accepted in zip(told.entropy_nats, told.accepted, strict=True) if accepted]
    return sum(kept) - max(kept)


def _reading(codec: PromptCodec, committed: Sequence[int], draft: Sequence[int]) -> _Reading:
    # A character whose bytes are cut by the end of a block is not final yet.
    final = codec.split(committed)[1].rstrip(REPLACEMENT)
    thought, text = codec.split([*committed, *draft])
    return _Reading(len(final), text, thought)
