"""The door for actions: an engine with one thread for life that loads models and answers turns."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from engine.agenda import Agenda, Load, Turn
from engine.conversation import Conversation, Fit
from engine.errors import EngineError, ModelMissing
from engine.events import (
    EngineState,
    Event,
    FinishReason,
    LoadFailed,
    LoadProgressed,
    ModelLoaded,
    StateChanged,
    TurnEvent,
    TurnFailed,
    TurnFinished,
)
from engine.faults import ended_by, engine_error, give_back_gpu_memory
from engine.options import TurnOptions, TurnPlan, planned
from engine.preload import collector_at_rest, prepare_torch
from engine.prompt import checked
from engine.steering import Beginning, Renoising, Steering
from engine.tally import Tally
from engine.words import said

if TYPE_CHECKING:
    from engine.denoise import Denoiser
    from engine.load import Loaded

T = TypeVar("T")
_log = logging.getLogger(__name__)


class Engine:
    """Loads models and answers turns, one after the other, in the order they were asked for.

    Everything is done on one thread for life, the engine thread; the methods may be called from any
    other and return at once. What is asked while the engine is busy waits, and nothing asked is lost:
    each load ends with `ModelLoaded` or `LoadFailed`, each turn with `TurnFinished` or `TurnFailed`.

    Args:
        listener: Receives every event, on the engine thread. It should return at once; what it raises
            is logged.
    """

    def __init__(self, listener: Callable[[Event], None]) -> None:
        self._listener = listener
        self._agenda = Agenda()
        self._state = EngineState.EMPTY
        self._model: tuple[Loaded, Denoiser] | None = None
        self._thread = threading.Thread(target=self._live, name="engine", daemon=True)
        self._thread.start()

    def load(self, model: str | Path) -> None:
        """Load a model: `"demo"` or a directory. The one before stays until it is ready; a GPU holds one.

        Raises:
            EngineClosed: The engine is closed.
        """
        self._agenda.add_load(model)

    def submit(self, conversation: Conversation, options: TurnOptions) -> int:
        """Ask for an answer to a conversation.

        Returns:
            The id that the turn's events carry.

        Raises:
            PromptRejected: The last message cannot be asked.
            EngineClosed: The engine is closed.
        """
        return self._agenda.add_turn(conversation, options)

    def renoise(self, conversation: Conversation, renoising: Renoising, options: TurnOptions) -> int:
        """Ask for other words in a part of a finished answer; its other slots are held.

        Args:
            conversation: Up to the question that was answered.
            renoising: The answer, and which of its slots.
            options: Another seed gives another alternative.

        Returns:
            The id that the turn's events carry.

        Raises:
            PromptRejected: There is no question.
            EngineClosed: The engine is closed.
        """
        return self._agenda.add_turn(conversation, options, renoising)

    def extend(self, conversation: Conversation, beginning: Beginning, options: TurnOptions) -> int:
        """Ask for more of an answer that was not finished.

        Args:
            conversation: Up to the question that was answered.
            beginning: What there is of the answer.
            options: The room is that of what comes.

        Returns:
            The id that the turn's events carry. They tell the text with its beginning.

        Raises:
            PromptRejected: There is no question.
            EngineClosed: The engine is closed.
        """
        return self._agenda.add_turn(conversation, options, beginning)

    def cost(self, conversation: Conversation) -> int:
        """How many tokens its texts and images are, in this model.

        Needs a moment a megabyte, in the caller's thread; a turn that runs is not waited for.

        Raises:
            ModelMissing: No model is loaded.
            PromptRejected: The model sees no images, or cannot read one.
            EngineFault: Anything else.
        """
        from engine.fit import cost

        return self._looked_up(lambda model: cost(model, conversation))

    def measure(self, conversation: Conversation, options: TurnOptions) -> Fit:
        """What of a conversation the model would be given now, exactly as a turn will do it.

        Needs a moment a megabyte, in the caller's thread; a turn that runs is not waited for.

        Raises:
            ModelMissing: No model is loaded.
            PromptRejected: It cannot be asked.
            ContextFull: Not even the last question fits.
            ModelForeign: Its tokenizer is of another model.
            EngineFault: Anything else.
        """
        from engine.fit import fitted

        asked = checked(conversation)
        return self._looked_up(lambda model: fitted(model, asked, _plan(model, options))[1])

    def cancel(self, turn_id: int) -> None:
        """End a turn between two steps, with the text it has; one that waits ends when it comes up.

        A turn that has ended, or never was, is ignored.
        """
        if (turn := self._agenda.turn(turn_id)) is not None:
            turn.cancel()

    def pace(self, pause_s: float) -> None:
        """Wait so long before each step of every answer, from now on: slow motion. Renoising is not slowed.

        Args:
            pause_s: In seconds; 0 is full speed, and infinity stands still but for `proceed`.
        """
        self._agenda.pace(pause_s)

    def proceed(self, turn_id: int) -> None:
        """Take one step of a turn in slow motion at once."""
        if (turn := self._agenda.turn(turn_id)) is not None:
            turn.helm.proceed()

    def steer(self, turn_id: int, steering: Steering) -> None:
        """Pin a slot or forbid an id in it, from the turn's next step on; `Steered` tells when.

        What comes when its canvas is done, or its turn, is ignored.
        """
        if (turn := self._agenda.turn(turn_id)) is not None:
            turn.helm.steer(steering)

    def close(self, timeout_s: float = 10.0) -> bool:
        """Cancel everything, and end the engine thread. May be called again.

        Returns:
            Whether the thread ended in time.
        """
        self._agenda.close()
        if threading.current_thread() is not self._thread:
            self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def _looked_up(self, look: Callable[[Loaded], T]) -> T:
        """What a look at the loaded model finds. Changes nothing; any thread."""
        held = self._model
        if held is None:
            raise _no_model()
        try:
            return look(held[0])
        except EngineError:
            raise
        except Exception as error:  # foreign ones end here
            raise engine_error(error) from error

    # What follows runs on the engine thread.

    def _live(self) -> None:
        while (work := self._next()) is not None:
            match work:
                case Load():
                    self._load(work)
                case Turn():
                    self._answer(work)
        self._model = None
        self._become(EngineState.CLOSED)

    def _next(self) -> Load | Turn | None:
        """Wait for work; None once the engine is closed and every turn has been told."""
        if self._agenda.is_empty:
            self._become(EngineState.EMPTY if self._model is None else EngineState.READY)
        return self._agenda.next()

    def _load(self, work: Load) -> None:
        self._become(EngineState.LOADING)
        try:
            self._model = self._loaded(work.model)
        except Exception as error:  # noqa: BLE001 - the work ends here, and the listener is told
            self._tell(LoadFailed(error=ended_by(error)))
            return
        give_back_gpu_memory()  # the model before has left it
        loaded, _ = self._model
        config = loaded.network.config
        self._tell(
            ModelLoaded(
                name=loaded.name,
                is_demo=loaded.is_demo,
                device=str(loaded.network.device),
                canvas_length=config.canvas_length,
                context_tokens=loaded.context_tokens,
                sees_images=loaded.vision is not None,
                vocabulary=loaded.vocabulary,
            )
        )

    def _loaded(self, model: str | Path) -> tuple[Loaded, Denoiser]:
        self._agenda.check_open()

        def progress(done_bytes: int, total_bytes: int) -> None:
            self._tell(LoadProgressed(done_bytes=done_bytes, total_bytes=total_bytes))

        with collector_at_rest():
            prepare_torch()
            from engine.placement import load_at, place_of
            from engine.warm_up import warm_up

            place = place_of(model)
            if self._model is not None:
                if place.is_shared_with(self._model[0].network.device):
                    self._model = None
                give_back_gpu_memory()  # what is garbage when the load ends stays for ever
            loaded = load_at(place, model, progress=progress, cancelled=self._agenda.is_closed)
        denoiser = _denoiser(loaded)
        warm_up(loaded, denoiser, cancelled=self._agenda.is_closed)
        return loaded, denoiser

    def _answer(self, work: Turn) -> None:
        try:
            if work.cancelled.is_set():
                self._tell(_cancelled(work))
            else:
                self._become(EngineState.BUSY)
                self._generate(work)
        except Exception as error:  # noqa: BLE001 - the work ends here, and the listener is told
            told = ended_by(error)
            self._forget()
            self._tell(TurnFailed(turn_id=work.turn_id, error=told))
        finally:
            self._agenda.end(work)

    def _forget(self) -> None:
        """Empty the cache, as what a failure left in it is not known; a lost card's model goes."""
        if self._model is None:
            return
        (loaded, _), self._model = self._model, None
        give_back_gpu_memory()  # what the cache before had
        try:
            self._model = (loaded, _denoiser(loaded))
        except Exception as error:  # noqa: BLE001 - why the turn failed is told; this is for the log
            _log.warning("The model is let go, as its device holds no cache any more: %s", error)

    def _generate(self, work: Turn) -> None:
        if self._model is None:
            raise _no_model()
        for event in self._events(work, *self._model):
            self._tell(event)

    def _events(self, work: Turn, loaded: Loaded, denoiser: Denoiser) -> Iterator[TurnEvent]:
        from engine.generate import renoise, turn

        given = (loaded, denoiser, work.conversation, _plan(loaded, work.options))
        is_cancelled, going_on = work.cancelled.is_set, work.going_on
        if isinstance(going_on, Renoising):
            return renoise(*given, going_on, turn_id=work.turn_id, cancelled=is_cancelled)
        return turn(*given, turn_id=work.turn_id, cancelled=is_cancelled, beginning=going_on, helm=work.helm)

    def _become(self, state: EngineState) -> None:
        if state is not self._state:
            self._state = state
            self._tell(StateChanged(state=state))

    def _tell(self, event: Event) -> None:
        try:
            self._listener(event)
        except Exception:  # noqa: BLE001 - the listener's fault must not cost the turn; it is logged
            _log.exception("The listener failed on %s.", type(event).__name__)


def _denoiser(loaded: Loaded) -> Denoiser:
    from engine.denoise import Denoiser

    return Denoiser(loaded.network)


def _plan(model: Loaded, options: TurnOptions) -> TurnPlan:
    return planned(options, model.sampler, canvas_length=model.network.config.canvas_length)


def _no_model() -> ModelMissing:
    return ModelMissing(said("No model is loaded."), said("Load a model, then ask again."))


def _cancelled(work: Turn) -> TurnFinished:
    """The end of a turn that was cancelled before it began."""
    begun = work.going_on if isinstance(work.going_on, Beginning) else Beginning(text="")
    seed = work.options.seed or 0
    return Tally().finished(work.turn_id, FinishReason.CANCELLED, seed, begun.text, begun.thought)
