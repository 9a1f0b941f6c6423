"""An engine without a model: one thread that tells made-up but consistent events, for tests of the window.

It keeps the promises of `engine.service.Engine`: a queue, states, exactly one end for each turn, cancel
between steps. Its canvases condense as the model's do: drafts that move and settle, slots that are accepted
and un-accepted, a tail that retreats, several canvases, a thought channel, fresh noise at every step.
"""

from __future__ import annotations

import math
import random
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from engine import (
    Beginning,
    CanvasCommitted,
    CanvasStarted,
    Conversation,
    EngineError,
    EngineState,
    Event,
    FinishReason,
    Fit,
    LoadFailed,
    LoadProgressed,
    ModelLoaded,
    Renoising,
    StateChanged,
    Steered,
    Steering,
    StepTaken,
    StopRule,
    TextChanged,
    TurnEvent,
    TurnFailed,
    TurnFinished,
    TurnOptions,
    TurnStarted,
    TurnStats,
)
from engine.errors import ContextFull, EngineClosed, PromptRejected
from tests.app.fake_words import (
    BYTES,
    CLOSE,
    END,
    NEWLINE,
    OPEN,
    PAD,
    SPECIAL,
    STORY,
    VOCABULARY,
    read,
    speller,
)
from tests.app.steps import top_of

__all__ = [
    "CLOSE",
    "END",
    "NEWLINE",
    "OPEN",
    "PAD",
    "SPECIAL",
    "STORY",
    "VOCABULARY",
    "FakeEngine",
    "Reply",
    "read",
    "speller",
    "turn_events",
]


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What the engine answers: a text, a thought before it, or an error after some steps."""

    text: str = STORY
    thought: str = ""
    error: EngineError | None = None
    steps: int = 6

    def ids(self) -> list[int]:
        """The token ids of the whole answer, with its end."""
        spell = speller()
        thought = (
            [OPEN, *spell("thought"), *spell("\n")[1:], *spell(self.thought), CLOSE] if self.thought else []
        )
        return [*thought, *spell(self.text), END]


def turn_events(
    reply: Reply,
    turn_id: int,
    options: TurnOptions,
    *,
    canvas_length: int = 64,
    step_s: float = 0.0,
    begun: Beginning | None = None,
) -> Iterator[TurnEvent]:
    """All events of one turn, from `TurnStarted` to its end; deterministic."""
    noise = random.Random(options.seed or 0)
    ids = reply.ids()
    yield TurnStarted(turn_id=turn_id, prompt_tokens=9, reused_tokens=0, seed=options.seed or 0)
    committed = speller()(begun.text) if begun is not None else []
    steps, first = 0, begun.blocks if begun is not None else 0
    for canvas, start in enumerate(range(0, len(ids), canvas_length), start=first):
        goal = (ids[start : start + canvas_length] + [PAD] * canvas_length)[:canvas_length]
        yield CanvasStarted(turn_id=turn_id, canvas=canvas, ids=_noise(noise, canvas_length))
        for step in range(reply.steps):
            taken = _step(noise, goal, turn_id, canvas, step, reply.steps, options, step_s)
            steps += 1
            yield taken
            if reply.error is not None and step == reply.steps // 2:
                yield TurnFailed(turn_id=turn_id, error=reply.error)
                return
            yield _text(turn_id, committed, taken.draft)
        yield CanvasCommitted(turn_id=turn_id, canvas=canvas, ids=tuple(goal), rule=StopRule.STABLE)
        committed += goal
        yield _text(turn_id, committed, ())
    yield finished(turn_id, committed, steps, FinishReason.END, seed=options.seed or 0)


def renoised_events(renoising: Renoising, turn_id: int, options: TurnOptions) -> Iterator[TurnEvent]:
    """Other ordinary words for the chosen slots, by seed; all else as it was."""
    noise = random.Random(options.seed or 0)
    blocks = list(renoising.blocks)
    changed = tuple(
        _other(noise, PAD + 1) if slot in renoising.slots else token
        for slot, token in enumerate(renoising.begun)
    )
    yield TurnStarted(turn_id=turn_id, prompt_tokens=9, reused_tokens=0, seed=options.seed or 0)
    yield CanvasStarted(turn_id=turn_id, canvas=renoising.block, ids=blocks[renoising.block])
    yield _step(noise, changed, turn_id, renoising.block, 0, 1, options, 0.0)
    yield CanvasCommitted(turn_id=turn_id, canvas=renoising.block, ids=changed, rule=StopRule.STABLE)
    blocks[renoising.block] = changed
    committed = [token for block in blocks for token in block]
    yield finished(turn_id, committed, 1, FinishReason.END, seed=options.seed or 0)


def finished(
    turn_id: int, committed: Sequence[int], steps: int, reason: FinishReason, *, seed: int = 0
) -> TurnFinished:
    """The end of a turn with what is committed."""
    thought, text = read(committed)
    tokens = len(committed) - list(committed).count(PAD)
    stats = TurnStats(
        prompt_tokens=9, reused_tokens=0, new_tokens=tokens, canvases=1, steps=steps, seconds=0.5,
        first_text_seconds=0.05, tokens_per_second=2.0 * tokens, seed=seed,
    )  # fmt: skip
    return TurnFinished(turn_id=turn_id, text=text, thought=thought, reason=reason, stats=stats)


def _text(turn_id: int, committed: Sequence[int], draft: Sequence[int]) -> TextChanged:
    thought, text = read([*committed, *draft])
    return TextChanged(turn_id=turn_id, committed=len(read(committed)[1]), text=text, thought=thought)


def _noise(noise: random.Random, length: int) -> tuple[int, ...]:
    return tuple(noise.randrange(len(VOCABULARY.tokens)) for _ in range(length))


def _step(
    noise: random.Random,
    goal: Sequence[int],
    turn_id: int,
    canvas: int,
    step: int,
    steps: int,
    options: TurnOptions,
    step_s: float,
) -> StepTaken:
    """A step in which each slot's draft is right with growing likelihood, and some are un-accepted."""
    sure = (step + 1) / steps
    last = step == steps - 1
    draft = [token if last or noise.random() < sure else _other(noise, token) for token in goal]
    entropy = tuple(noise.random() * (1 - sure) for _ in goal)
    accepted = tuple(last or noise.random() < sure**1.5 for _ in goal)
    fresh = _noise(noise, len(goal))
    return StepTaken(
        turn_id=turn_id,
        canvas=canvas,
        step=step,
        max_steps=options.preset.max_steps,
        temperature=0.8 - 0.4 * sure,
        ids=tuple(d if kept else f for d, kept, f in zip(draft, accepted, fresh, strict=True)),
        sampled=tuple(draft),
        draft=tuple(draft),
        entropy_nats=entropy,
        accepted=accepted,
        end_probability=tuple(sure if token in (PAD, END) else (1 - sure) / 2 for token in draft),
        top=top_of([[(token, sure), (_other(noise, token), (1 - sure) / 2)] for token in draft]),
        spent_nats=0.05 * sure,
        bound_nats=0.1,
        seconds=max(step_s, 0.01),
    )


def _other(noise: random.Random, token: int) -> int:
    """A wrong draft: an ordinary word, mostly a pad for a pad; what marks a channel is never wrong."""
    if token in (OPEN, CLOSE, NEWLINE):
        return token
    first = len(SPECIAL) + len(BYTES)
    return PAD if token == PAD and noise.random() < 0.7 else noise.randrange(first, first + 29)


@dataclass
class FakeEngine:
    """The thread that tells the events. `reply_to` chooses the answer to a prompt.

    With `stepwise`, each denoising step waits for a call of `advance`; with `refuses`, nothing is renoised.
    """

    listener: Callable[[Event], None]
    reply_to: Callable[[str], Reply] = field(default=lambda _prompt: Reply())
    load_error: EngineError | None = None
    load_s: float = 0.0
    step_s: float = 0.0
    canvas_length: int = 64
    stepwise: bool = False
    refuses: bool = False
    context_tokens: int = 2048
    sees_images: bool = False
    asked: list[Conversation] = field(default_factory=list)
    extended: list[Beginning] = field(default_factory=list)
    renoised: list[Renoising] = field(default_factory=list)
    pauses: list[float] = field(default_factory=list)
    closed: bool = False

    def __post_init__(self) -> None:
        self._work: deque[tuple[int, Conversation | Renoising, TurnOptions] | str] = deque()
        self._changed = threading.Condition()
        self._cancelled: set[int] = set()
        self._steps = threading.Semaphore(0)
        self._count = 0
        self._begun: dict[int, Beginning] = {}
        self._state = EngineState.EMPTY
        self._loaded = False
        self._standing = False
        self._thread = threading.Thread(target=self._live, name="fake engine", daemon=True)
        self._thread.start()

    def load(self, model: str | Path) -> None:
        self._ask(str(model))

    def submit(self, conversation: Conversation, options: TurnOptions) -> int:
        self._count += 1
        self.asked.append(conversation)
        self._ask((self._count, conversation, options))
        return self._count

    def renoise(self, conversation: Conversation, renoising: Renoising, options: TurnOptions) -> int:
        if self.refuses:
            raise EngineClosed("The engine is closed.", "Start it again.")
        self._count += 1
        self.renoised.append(renoising)
        self._ask((self._count, renoising, options))
        return self._count

    def extend(self, conversation: Conversation, beginning: Beginning, options: TurnOptions) -> int:
        self.extended.append(beginning)
        self._begun[self._count + 1] = beginning
        return self.submit(conversation, options)

    def measure(self, conversation: Conversation, options: TurnOptions) -> Fit:
        kept, dropped = conversation, 0
        while self.cost(kept) + 100 > self.context_tokens:
            if kept.shortened is None:
                raise ContextFull("The message is too long.", "Shorten it.")
            kept, dropped = kept.shortened, dropped + 1
        cost, most = self.cost(kept), self.context_tokens
        return Fit(prompt_tokens=cost, dropped=dropped, room_tokens=100, context_tokens=most)

    def cost(self, conversation: Conversation) -> int:
        if conversation.images and not self.sees_images:
            raise PromptRejected("This model cannot see images.", "Remove them.")
        messages = conversation.messages  # a word is a token, and an image is a hundred
        return sum(len(message.text.split()) + 100 * len(message.images) for message in messages)

    def cancel(self, turn_id: int) -> None:
        self._cancelled.add(turn_id)
        self._steps.release()

    def pace(self, pause_s: float) -> None:
        self.pauses.append(pause_s)
        stood, self._standing = self._standing, math.isinf(pause_s)
        if stood and not self._standing and not self.stepwise:
            self._steps.release()

    def proceed(self, turn_id: int) -> None:
        self._steps.release()

    def steer(self, turn_id: int, steering: Steering) -> None:
        self.listener(Steered(turn_id=turn_id, steering=steering))

    def advance(self, steps: int = 1) -> None:
        """Let this many denoising steps happen."""
        self._steps.release(steps)

    def close(self, timeout_s: float) -> bool:
        with self._changed:
            self.closed = True
            self._changed.notify()
        self.advance(1000)
        self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def _ask(self, work: tuple[int, Conversation | Renoising, TurnOptions] | str) -> None:
        with self._changed:
            self._work.append(work)
            self._changed.notify()

    def _live(self) -> None:
        while True:
            if not self._work:
                self._become(EngineState.READY if self._loaded else EngineState.EMPTY)
            with self._changed:
                self._changed.wait_for(lambda: self._work or self.closed)
                if self.closed:
                    break
                work = self._work.popleft()
            if isinstance(work, str):
                self._load(work)
            else:
                self._answer(*work)
                while not self.closed and self._steps.acquire(blocking=False):
                    pass  # what this turn was allowed is not for the next
        self._become(EngineState.CLOSED)

    def _load(self, name: str) -> None:
        self._become(EngineState.LOADING)
        for done in range(1, 5):
            time.sleep(self.load_s / 4)
            self.listener(LoadProgressed(done_bytes=done * 100, total_bytes=400))
        if self.load_error is not None:
            error, self.load_error = self.load_error, None
            self.listener(LoadFailed(error=error))
            return
        self._loaded = True
        self.listener(
            ModelLoaded(
                name="Dewpoint demo" if name == "demo" else name,
                is_demo=name == "demo",
                device="cpu",
                canvas_length=self.canvas_length,
                context_tokens=self.context_tokens,
                sees_images=self.sees_images,
                vocabulary=VOCABULARY,
            )
        )

    def _answer(self, turn_id: int, asked: Conversation | Renoising, options: TurnOptions) -> None:
        self._become(EngineState.BUSY)
        if isinstance(asked, Renoising):
            for told in renoised_events(asked, turn_id, options):
                self.listener(told)
            return
        conversation = asked
        reply = self.reply_to(conversation.prompt)
        begun = self._begun.get(turn_id)
        committed = speller()(begun.text) if begun is not None else []
        events = turn_events(
            reply,
            turn_id,
            options,
            canvas_length=self.canvas_length,
            step_s=self.step_s,
            begun=begun,
        )
        for event in events:
            if isinstance(event, CanvasCommitted):
                committed += event.ids
            if isinstance(event, StepTaken):
                self._wait()
                if self.closed or turn_id in self._cancelled:
                    self.listener(finished(turn_id, committed, event.step, FinishReason.CANCELLED))
                    return
            self.listener(event)

    def _wait(self) -> None:
        if self.stepwise or self._standing:
            self._steps.acquire()
        else:
            time.sleep(self.step_s)

    def _become(self, state: EngineState) -> None:
        if state is not self._state:
            self._state = state
            self.listener(StateChanged(state=state))
