"""What the engine tells: immutable events, one union, made on the engine thread.

A turn is `TurnStarted`, then for each canvas `CanvasStarted`, `StepTaken` once a denoising step (before
it `Steered` for each deed that it follows first) and `CanvasCommitted`, with `TextChanged` whenever the
readable text is another; exactly one of `TurnFinished` and `TurnFailed` ends it. Cancel is a reason to
finish, not an error.

Work on model files has a union of its own, `FilesEvent`, made on the thread that does the work; it ends
with exactly one of `FilesFinished`, `FilesRemoved` and `FilesFailed`.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from enum import StrEnum

from engine.errors import EngineError
from engine.steering import Steering
from engine.vocabulary import Vocabulary


class EngineState(StrEnum):
    """What the engine is doing."""

    EMPTY = "empty"
    LOADING = "loading"
    READY = "ready"
    BUSY = "busy"
    CLOSED = "closed"


class FinishReason(StrEnum):
    """Why a turn ended."""

    END = "end"
    BUDGET = "budget"
    CANCELLED = "cancelled"


class StopRule(StrEnum):
    """Why a canvas was committed."""

    STABLE = "stable"
    STEPS = "steps"
    CANCELLED = "cancelled"


class FileState(StrEnum):
    """What is happening to one file of a model."""

    QUEUED = "queued"
    CONNECTING = "connecting"
    DOWNLOADING = "downloading"
    WAITING = "waiting"
    VERIFYING = "verifying"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnStats:
    """The measures of one turn.

    Attributes:
        prompt_tokens: Length of the encoded conversation.
        reused_tokens: How many of them were still in the KV cache from the turn before.
        new_tokens: Committed tokens up to and with the end token; padding is not counted.
        canvases: Canvases begun.
        steps: Denoising steps over all canvases.
        seconds: Wall time of the turn, prefill included; what a person held it up for is not counted.
        first_text_seconds: Wall time until the first readable draft; None where there was none.
        tokens_per_second: `new_tokens / seconds`.
        seed: The seed that reproduces the turn; of several goes that of the last.
        dropped: How many of the oldest questions were left out with their answers, for want of room.
        runs: In how many goes the answer was written; more than one where it was asked to go on, or renoised.
        earlier_seeds: Those of the goes before, in order, as far as they are known.
    """

    prompt_tokens: int
    reused_tokens: int
    new_tokens: int
    canvases: int
    steps: int
    seconds: float
    first_text_seconds: float | None
    tokens_per_second: float
    seed: int
    dropped: int = 0
    runs: int = 1
    earlier_seeds: tuple[int, ...] = ()

    @property
    def seeds(self) -> tuple[int, ...]:
        """The seed of each go, in order; none where one is not known: the others make another answer."""
        seeds = (*self.earlier_seeds, self.seed)
        return seeds if len(seeds) == self.runs else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StateChanged:
    """The engine is in another state."""

    state: EngineState


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadProgressed:
    """Part of a model is on its device. Sizes in bytes of the checkpoint's files."""

    done_bytes: int
    total_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelLoaded:
    """A model is ready for turns.

    Attributes:
        name: The name to show.
        is_demo: Whether it is the small demo model.
        device: Where it runs, as torch names it.
        canvas_length: Slots of a canvas.
        context_tokens: The most tokens a conversation and its answer may have.
        sees_images: Whether messages may have images.
        vocabulary: The pieces of its token ids.
    """

    name: str
    is_demo: bool
    device: str
    canvas_length: int
    context_tokens: int
    sees_images: bool
    vocabulary: Vocabulary


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadFailed:
    """A model could not be loaded; the one before is still there, but on a GPU, where it had made way."""

    error: EngineError


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnStarted:
    """The conversation is encoded and the first canvas is about to begin.

    Attributes:
        dropped: How many of the oldest questions were left out with their answers, for want of room.
    """

    turn_id: int
    prompt_tokens: int
    reused_tokens: int
    seed: int
    dropped: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CanvasStarted:
    """A canvas begins as noise: `ids` are uniform random token ids, one a slot."""

    turn_id: int
    canvas: int
    ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A token id with the probability that a step gave it."""

    id: int
    probability: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Top:
    """The likeliest ids of every slot, packed as they are recorded.

    Attributes:
        count: How many there are a slot.
        ids: Their ids, slot after slot, likeliest first: little-endian, 4 bytes each.
        probabilities: In the same order: little-endian half precision, 2 bytes each.
    """

    count: int
    ids: bytes
    probabilities: bytes

    @property
    def slots(self) -> int:
        """How many slots it tells of."""
        return len(self.ids) // (4 * self.count)

    def of(self, slot: int) -> tuple[Candidate, ...]:
        """The likeliest ids of one slot, likeliest first."""
        ids = struct.unpack_from(f"<{self.count}I", self.ids, 4 * self.count * slot)
        shares = struct.unpack_from(f"<{self.count}e", self.probabilities, 2 * self.count * slot)
        return tuple(map(Candidate, ids, shares))


@dataclass(frozen=True, slots=True, kw_only=True)
class StepTaken:
    """One denoising step over one canvas. All tuples have one entry a slot.

    Attributes:
        canvas: Which canvas of the turn, from 0.
        step: Which step of the canvas, from 0.
        max_steps: The most steps this canvas may take.
        temperature: The sampler's temperature at this step.
        ids: The canvas after the step: sampled where accepted, fresh noise elsewhere. The next step
            reads it, but for what is pinned in between.
        sampled: What was drawn for each slot before it was decided which to keep.
        draft: The likeliest id of each slot: what would be committed now.
        entropy_nats: How unsure the model is of each slot.
        accepted: Whether the slot's sampled id was kept by this step.
        end_probability: How likely each slot is to hold an end token or padding.
        top: The likeliest ids of each slot with their probabilities; the first is its draft.
        spent_nats: The entropies of the accepted slots but the unsurest of them: what the rule compares.
        bound_nats: What they may sum to.
        seconds: Wall time of the step.
    """

    turn_id: int
    canvas: int
    step: int
    max_steps: int
    temperature: float
    ids: tuple[int, ...]
    sampled: tuple[int, ...]
    draft: tuple[int, ...]
    entropy_nats: tuple[float, ...]
    accepted: tuple[bool, ...]
    end_probability: tuple[float, ...]
    top: Top
    spent_nats: float
    bound_nats: float
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Steered:
    """A person's deed is in force, from the next step of the running canvas on."""

    turn_id: int
    steering: Steering


@dataclass(frozen=True, slots=True, kw_only=True)
class CanvasCommitted:
    """A canvas is final: `ids` is its draft, cut at the first end token and padded behind it."""

    turn_id: int
    canvas: int
    ids: tuple[int, ...]
    rule: StopRule


@dataclass(frozen=True, slots=True, kw_only=True)
class TextChanged:
    """The readable answer. `text[:committed]` is final; the rest is a draft and may still change."""

    turn_id: int
    committed: int
    text: str
    thought: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnFinished:
    """The turn ended; `text` and `thought` are final."""

    turn_id: int
    text: str
    thought: str
    reason: FinishReason
    stats: TurnStats


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnFailed:
    """The turn ended without an answer."""

    turn_id: int
    error: EngineError


TurnEvent = (
    TurnStarted
    | CanvasStarted
    | Steered
    | StepTaken
    | CanvasCommitted
    | TextChanged
    | TurnFinished
    | TurnFailed
)
Event = StateChanged | LoadProgressed | ModelLoaded | LoadFailed | TurnEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class FileProgress:
    """Where one file stands.

    Attributes:
        path: Its path inside the model's folder.
        done_bytes: Bytes on disk, or hashed while it is verified.
        wait_s: Seconds until the next try, where one is waited for.
    """

    path: str
    state: FileState
    done_bytes: int
    total_bytes: int
    wait_s: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DownloadStarted:
    """It is known what will be fetched, and to where."""

    repository: str
    commit: str
    folder: str
    total_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DownloadProgressed:
    """Where all files stand; told a few times a second.

    Attributes:
        done_bytes: Bytes on disk, those of earlier runs included.
        total_bytes: The sum over all files; 0 as long as it is asked what there is to fetch.
        bytes_per_second: Smoothed; None until it is known, 0 while nothing arrives.
        remaining_s: Seconds that are left at this speed; None while that cannot be said.
        files: One entry a file; none as long as it is asked what there is.
        wait_s: Seconds until that is asked again, where it is waited for.
    """

    done_bytes: int
    total_bytes: int
    bytes_per_second: float | None
    remaining_s: float | None
    files: tuple[FileProgress, ...]
    wait_s: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FilesProgressed:
    """Files on disk are being read or moved; `path` is the one at hand."""

    path: str
    done_bytes: int
    total_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FilesFinished:
    """The model in `folder` is complete, and every byte of it was checked.

    Attributes:
        fetched_bytes: What came over the line in this run.
    """

    repository: str
    commit: str
    folder: str
    total_bytes: int
    fetched_bytes: int
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class FilesRemoved:
    """A model, finished or not, is gone from the disk."""

    folder: str
    freed_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FilesFailed:
    """The work ended without a complete model. `kind` is the name of the error's class."""

    kind: str
    error: EngineError


FilesEvent = (
    DownloadStarted | DownloadProgressed | FilesProgressed | FilesFinished | FilesRemoved | FilesFailed
)
