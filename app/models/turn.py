"""One prompt and what comes of it: the truth behind one question and answer of the transcript."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import replace
from enum import Enum
from typing import assert_never

from PySide6.QtCore import QObject, Signal

from app import VERSION
from app.attachments import Attachment
from app.history import new_id
from app.models.canvas import Frame
from app.models.channels import Split, split_channels
from app.models.recording import Recording
from app.models.resumption import Resumption, joined, tokens_in_last, unfinished_in
from engine import (
    About,
    Beginning,
    CanvasCommitted,
    CanvasStarted,
    EngineError,
    FinishReason,
    Steered,
    StepTaken,
    StopRule,
    TextChanged,
    Trace,
    TurnEvent,
    TurnFailed,
    TurnFinished,
    TurnOptions,
    TurnStarted,
    TurnStats,
    Vocabulary,
)


class TurnState(Enum):
    """How far a turn is."""

    WAITING = "waiting"
    READING = "reading"
    DENOISING = "denoising"
    FINISHED = "finished"
    FAILED = "failed"


ENDED = {TurnState.FINISHED, TurnState.FAILED}
_NOTHING = Trace(about=About(model="", vocabulary="", vocabulary_size=0))


class Turn(QObject):
    """A prompt with its answer. Lives in the GUI thread.

    Attributes:
        prompt: What was asked.
        options: What was chosen for it; once it finished, with what was steered.
        attachments: The files that go with it.
        after: The turn that it follows, or None for a first one.
        question_id: The id under which the prompt is stored; turns that share it answer the same question.
        answer_id: The id under which the answer is stored.
        created_s: When it was asked, in seconds since 1970.
        asked_s: When its question was asked first: an answer to it may be another version.
        state: How far it is.
        text: The answer so far; `text[:committed]` is final.
        committed: How much of it is final.
        thought: The thought so far; `thought[:committed_thought]` is final.
        committed_thought: How much of it is final.
        frame: The canvas being denoised, or the last one until its text has arrived; else None.
        split: Which slots of the canvas are thought and which are answer.
        on_new_line: Whether the last block ended a line, so that the canvas begins another.
        block: Which canvas it is, from 0.
        steps: Denoising steps taken so far, over all canvases.
        step_seconds: What they took.
        kept_tokens: Tokens of committed blocks, without their tail.
        is_second_try: Whether it is asked once more because its first answer was empty.
        reason: Why the turn ended, once it finished; None as well where the window ended before the answer.
        stats: Its measures, once it finished.
        error: Why it failed, once it failed; or why nothing more came, where it was asked to go on.
        resumption: What the answer was before it was asked to go on; None where it was not, or has ended.
        canvases_before: How many of its recorded canvases were made before it was asked to go on.
        trace: Every step so far; empty where the recording of an answer that ended is not at hand. The
            vocabulary that it is about is filled in where it is kept.
        vocabulary: How its ids are read; None before the first event, and where the trace is not at hand.

    Signals:
        changed: Any attribute is another one; told once for many events.
    """

    changed = Signal()
    trace: Trace
    frame: Frame | None
    reason: FinishReason | None
    stats: TurnStats | None
    error: EngineError | None
    resumption: Resumption | None
    _unfinished: tuple[int, int] | None  # where text and thought of a stopped block begin

    def __init__(
        self,
        prompt: str,
        options: TurnOptions,
        parent: QObject | None = None,
        *,
        after: Turn | None = None,
        question_id: int | None = None,
        answer_id: int | None = None,
        created_s: float | None = None,
        asked_s: float | None = None,
        attachments: Iterable[Attachment] = (),
    ) -> None:
        super().__init__(parent)
        self.prompt = prompt
        self.attachments = tuple(attachments)
        self.options = options
        self.after = after
        self.question_id = new_id() if question_id is None else question_id
        self.answer_id = new_id() if answer_id is None else answer_id
        self.created_s = time.time() if created_s is None else created_s
        self.asked_s = self.created_s if asked_s is None else asked_s
        self.vocabulary: Vocabulary | None = None
        self._begin()

    @property
    def can_be_seen(self) -> bool:
        """Whether a recording of it is at hand, or may be stored."""
        return bool(self.trace.canvases) or self._was_let_go or self.state is TurnState.FINISHED

    @property
    def is_recorded(self) -> bool:
        """Whether every step is recorded: not where another model went on with what one had begun."""
        return self._is_recorded

    @property
    def seeds(self) -> tuple[int, ...]:
        """The seed of each go of its answer; none where one is not known, or nothing has come."""
        if self.stats is not None:
            return self.stats.seeds
        return self.trace.about.seeds if self.trace.canvases else ()

    @property
    def ended(self) -> bool:
        """Whether nothing more will come."""
        return self.state in ENDED

    @property
    def is_empty(self) -> bool:
        """Whether the model ended its answer before it began one."""
        return self.reason is FinishReason.END and not (self.text or self.thought)

    @property
    def committed_text(self) -> str:
        """The part of the answer that is final."""
        return self.text[: self.committed]

    @property
    def committed_thought_text(self) -> str:
        """The part of the thought that is final."""
        return self.thought[: self.committed_thought]

    @property
    def standing(self) -> Resumption | None:
        """What the answer was before it was asked to go on, as long as nothing new of it is final."""
        before = self.resumption
        is_all = before is not None and before.is_all(self.committed, self.committed_thought)
        return before if is_all else None

    @property
    def beginning(self) -> Beginning:
        """What the engine is to write on from."""
        return Beginning(text=self.text, thought=self.thought, blocks=len(self.trace.blocks))

    @property
    def recording(self) -> Recording | None:
        """What can be replayed of it; None before the first canvas, and where it is not at hand."""
        if self.vocabulary is None or not self.trace.canvases:
            return None
        return Recording(self.trace, self.vocabulary)

    def move_behind(self, turn: Turn | None) -> None:
        """Follow another turn than before, or none."""
        self.after = turn
        self.changed.emit()

    def sent(self, model: str, preset: str = "") -> None:
        """The engine has the turn, and this model answers it; `preset` as in `About`."""
        about = replace(self.trace.about, model=model, asked_s=self.created_s)
        self.trace = replace(self.trace, about=replace(about, app_version=VERSION, preset=preset))
        self.state = TurnState.READING
        self.changed.emit()

    def fail(self, error: EngineError) -> None:
        """The turn ended without an answer."""
        self._failed(error)
        self.changed.emit()

    def start_over(self, *, is_second_try: bool = False) -> None:
        """Forget what came; the turn waits to be asked again."""
        self._begin()
        self.is_second_try = is_second_try
        self.changed.emit()

    def go_on(self) -> None:
        """Keep what came; the turn waits for more. A block that was stopped in the making is left out."""
        kept, kept_thought = self._unfinished or (len(self.text), len(self.thought))
        self.resumption = Resumption(
            text=self.text,
            thought=self.thought,
            reason=self.reason,
            stats=self.stats,
            trace=self.trace,
            vocabulary=self.vocabulary,
            error=self.error,
            has_failed=self.state is TurnState.FAILED,
            kept=kept,
            kept_thought=kept_thought,
            left_out=0 if self._unfinished is None else tokens_in_last(self.trace, self.vocabulary),
        )
        self._is_recorded = bool(self.trace.blocks)  # a recording without its first blocks would be none
        if self._unfinished is not None:
            self.trace = replace(self.trace, canvases=self.trace.canvases[:-1])
        self.canvases_before = len(self.trace.canvases)
        self._hold(self.text[:kept], self.thought[:kept_thought])
        self._inside_thought = bool(self.thought) and not self.text
        self.state, self.on_new_line, self.kept_tokens, self.step_seconds = TurnState.WAITING, False, 0, 0.0
        self.reason = self.error = self.stats = self.frame = self._unfinished = None
        self.changed.emit()

    def stay(self) -> None:
        """Be as before the turn was asked to go on."""
        if self.resumption is not None:
            self._be(self.resumption)
            self.changed.emit()

    def give_up(self) -> None:
        """Wait no more: be as before, or as stopped where nothing was asked yet."""
        if self.resumption is None:
            self.recall("", "", FinishReason.CANCELLED, None)
            self.changed.emit()
        else:
            self.stay()

    def follow(self, events: Iterable[TurnEvent], vocabulary: Vocabulary) -> None:
        """Take in what the engine told about this turn."""
        if self.resumption is not None and self.vocabulary not in (None, vocabulary):
            self.trace, self._is_recorded = _NOTHING, False  # another model goes on: its ids are other words
        self.vocabulary = vocabulary
        for event in events:
            if self._is_recorded:
                self.trace = self.trace.followed(event)
            self._take(event, vocabulary)
        self.changed.emit()

    def recall(self, text: str, thought: str, reason: FinishReason | None, stats: TurnStats | None) -> None:
        """Be as a turn that ended some time ago."""
        self.state = TurnState.FINISHED
        self._hold(text, thought)
        self._end(reason, stats)

    def remember(self, trace: Trace, vocabulary: Vocabulary) -> None:
        """Have the recording of an answer that ended some time ago."""
        self.trace, self.vocabulary = trace, vocabulary
        if self.reason is FinishReason.CANCELLED and self._unfinished is None:
            self._unfinished = unfinished_in(trace, vocabulary, self.text, self.thought)
        self.changed.emit()

    def let_go(self) -> None:
        """Have the recording no more: it is stored, and can be remembered."""
        self.trace, self.vocabulary = _NOTHING, None
        self._was_let_go = True
        self.changed.emit()

    def reword(self, turn: Turn, text: str, recording: Recording, stats: TurnStats | None) -> None:
        """Be another wording of a turn that ended, with the measures of both goes."""
        self.trace, self.vocabulary = recording.trace, recording.vocabulary
        self.recall(text, turn.thought, turn.reason, stats)

    def _begin(self) -> None:
        self.state = TurnState.WAITING
        self.text = self.thought = ""
        self.committed = self.committed_thought = 0
        self.frame = None
        self.split = Split(thought=(), answer=(), inside=False)
        self.on_new_line = False
        self.block = self.steps = self.kept_tokens = self.canvases_before = 0
        self.step_seconds = 0.0
        self.reason = None
        self.stats = None
        self.error = None
        self.is_second_try = False
        self.trace = _NOTHING
        self._was_let_go = False
        self.resumption = None
        self._inside_thought = False
        self._is_recorded = True
        self._unfinished = None

    def _take(self, event: TurnEvent, vocabulary: Vocabulary) -> None:
        match event:
            case TurnStarted():
                self.state = TurnState.READING
            case CanvasStarted():
                self._start_canvas(event)
            case Steered():
                self.frame = self.frame.steered(event.steering) if self.frame is not None else None
            case StepTaken():
                self._take_step(event, vocabulary)
            case CanvasCommitted():
                self._commit(event, vocabulary)
            case TextChanged():
                self._read(event)
            case TurnFinished():
                self._finish(event)
            case TurnFailed():
                self._failed(event.error)
            case _:
                assert_never(event)

    def _start_canvas(self, event: CanvasStarted) -> None:
        self.state = TurnState.DENOISING
        self.committed_thought = len(self.thought)  # no other text is told of a block of thought alone
        self.block = event.canvas
        self.frame = Frame.begun(event.ids)
        self.split = Split(thought=(), answer=tuple(range(len(event.ids))), inside=self._inside_thought)

    def _take_step(self, event: StepTaken, vocabulary: Vocabulary) -> None:
        if self.frame is None:
            return
        self.frame = self.frame.stepped(event, vocabulary)
        self.split = split_channels(event.draft, vocabulary, inside=self._inside_thought)
        self.steps += 1
        self.step_seconds += event.seconds

    def _commit(self, event: CanvasCommitted, vocabulary: Vocabulary) -> None:
        if self.frame is None:
            return
        self.frame = self.frame.committed(event.ids, vocabulary)
        self.split = split_channels(event.ids, vocabulary, inside=self._inside_thought)
        self._inside_thought = self.split.inside
        stopped = event.rule is StopRule.CANCELLED
        self._unfinished = (self.committed, self.committed_thought) if stopped else None
        self.kept_tokens += self.frame.tail.count(False)
        written = [slot for slot in self.split.answer if not self.frame.tail[slot]]
        if written:
            self.on_new_line = vocabulary.piece(event.ids[written[-1]]).text.endswith("\n")

    def _read(self, event: TextChanged) -> None:
        self.text, self.committed, self.thought = event.text, event.committed, event.thought
        if self.frame is not None and self.frame.frozen:
            self.frame = None
            self.committed_thought = len(event.thought)

    def _finish(self, event: TurnFinished) -> None:
        before, self.frame = self.resumption, None
        is_stopped = event.reason is FinishReason.CANCELLED
        if before is not None and is_stopped and before.is_all(len(event.text), len(event.thought)):
            self._be(before)
            self.reason = before.reason or event.reason
            return
        self.state, self.resumption = TurnState.FINISHED, None
        self._hold(event.text, event.thought)
        if before is None:
            self._end(event.reason, event.stats)
            self.options = replace(self.options, steerings=self.trace.steerings)
        else:
            stats = joined(before.kept_stats, event.stats)
            self._end(event.reason, stats)
            self.trace = self.trace.measured(stats)

    def _hold(self, text: str, thought: str) -> None:
        """Have these texts, all of them final."""
        self.text, self.committed = text, len(text)
        self.thought, self.committed_thought = thought, len(thought)

    def _be(self, before: Resumption) -> None:
        """Be as before the turn was asked to go on, and know what a next go leaves out."""
        self._hold(before.text, before.thought)
        self.trace, self.vocabulary, self._is_recorded = before.trace, before.vocabulary, True
        self.state = TurnState.FAILED if before.has_failed else TurnState.FINISHED
        self.reason, self.stats, self.error = before.reason, before.stats, before.error
        is_whole = before.is_all(len(before.text), len(before.thought))
        self._unfinished = None if is_whole else (before.kept, before.kept_thought)
        self.resumption = None

    def _end(self, reason: FinishReason | None, stats: TurnStats | None) -> None:
        self.reason, self.stats = reason, stats

    def _failed(self, error: EngineError) -> None:
        if self.standing is not None:
            self._be(self.standing)  # nothing came: what was there before is not lost
        else:
            self.state, self.resumption = TurnState.FAILED, None
            self.text, self.thought = self.committed_text, self.committed_thought_text
        self.error, self.frame = error, None
