"""A conversation on the command line: prompts in, answers or events out."""

from __future__ import annotations

import errno
import queue
import signal
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from types import FrameType
from typing import TextIO

from engine.conversation import Conversation, Image
from engine.errors import (
    EngineError,
    FolderUnusable,
    InvalidOption,
    ModelDamaged,
    ModelForeign,
    ModelMissing,
    PromptRejected,
)
from engine.events import (
    Event,
    LoadFailed,
    ModelLoaded,
    TextChanged,
    TurnFailed,
    TurnFinished,
)
from engine.json_lines import json_line
from engine.options import TurnOptions
from engine.service import Engine

Printer = Callable[[Event], None]

DONE, FAILED, BAD_INPUT, INTERRUPTED = 0, 1, 2, 130
_LARGEST_IMAGE_BYTES = 32_000_000  # as in the window
_LISTEN_S = 0.1  # Windows tells a thread that waits of no interrupt
_BAD_INPUT_ERRORS = (
    InvalidOption,
    PromptRejected,
    ModelMissing,
    ModelDamaged,
    ModelForeign,
    FolderUnusable,
)


class AnswerPrinter:
    """Prints answers, each as its blocks become final, without drafts.

    Args:
        out: Where answers go.
        errors: Where failures go.
    """

    def __init__(self, out: TextIO, errors: TextIO) -> None:
        self._out = out
        self._errors = errors
        self._printed = 0

    def __call__(self, event: Event) -> None:
        """Print what of the event is new and final."""
        match event:
            case TextChanged():
                self._print(event.text[: event.committed])
            case TurnFinished():
                self._print(f"{event.text}\n")
                self._printed = 0
            case TurnFailed() | LoadFailed():
                print_error(event.error, self._errors)
                self._printed = 0
            case _:
                pass

    def _print(self, text: str) -> None:
        self._out.write(text[self._printed :])
        self._out.flush()
        self._printed = max(self._printed, len(text))


class JsonPrinter:
    """Prints every event as a line of JSON, and failures for people as well.

    Args:
        out: Where the lines go.
        errors: Where failures go in words.
    """

    def __init__(self, out: TextIO, errors: TextIO) -> None:
        self._out = out
        self._errors = errors

    def __call__(self, event: Event) -> None:
        """Print the event."""
        self._out.write(f"{json_line(event)}\n")
        self._out.flush()
        match event:
            case TurnFailed() | LoadFailed():
                print_error(event.error, self._errors)
            case _:
                pass


def print_error(error: EngineError, errors: TextIO) -> None:
    """Say what happened and what to do; where that cannot be written, the exit status alone tells it."""
    with suppress(OSError):
        errors.write("\n".join(filter(None, (error.title, error.hint))) + "\n")
        errors.flush()


def exit_status(error: EngineError) -> int:
    """The exit status of the command line for a failure."""
    return BAD_INPUT if isinstance(error, _BAD_INPUT_ERRORS) else FAILED


def has_no_reader(error: Exception) -> bool:
    """Whether output failed as nobody reads it any more, which Windows calls an invalid argument."""
    is_invalid = isinstance(error, OSError) and error.errno == errno.EINVAL  # python/cpython#79935
    return isinstance(error, BrokenPipeError) or (sys.platform == "win32" and is_invalid)


def is_unwritable(error: Exception) -> bool:
    """Whether output failed: nobody reads it, or its disk is full. The engine's own files fail otherwise."""
    return has_no_reader(error) or (isinstance(error, OSError) and error.errno == errno.ENOSPC)


def prompts_of(arguments: Iterable[str], stdin: TextIO) -> Iterator[str]:
    """The prompts of the command line; `-` stands for the lines of `stdin` that are not blank."""
    for argument in arguments:
        if argument == "-":
            yield from (line.rstrip("\n") for line in stdin if line.strip())
        else:
            yield argument


def images_of(paths: Iterable[Path]) -> tuple[Image, ...]:
    """The images in these files.

    Raises:
        PromptRejected: One cannot be read, or is as large as no image is.
    """
    return tuple(map(_image, paths))


def _image(path: Path) -> Image:
    try:
        with path.open("rb") as file:
            content = file.read(_LARGEST_IMAGE_BYTES + 1)
    except OSError as error:
        raise PromptRejected(
            f"The image {path} cannot be read: {error.strerror}.", "Name a file that holds an image."
        ) from error
    if len(content) > _LARGEST_IMAGE_BYTES:
        raise PromptRejected(f"The image {path} is larger than 32 MB.", "Make it smaller.")
    return Image(content)


def chat(
    prompts: Iterable[str],
    *,
    images: tuple[Image, ...] = (),
    model: str | Path,
    system: str,
    options: TurnOptions,
    printer: Printer,
) -> int:
    """Ask the prompts as one conversation, the first with the images; for the main thread.

    A prompt that fails leaves the conversation as it was, and the next one is asked. The first
    interrupt ends the running turn with the text it has, and no further prompt is asked.

    Returns:
        The exit status: 0, or that of the worst failure, or 130 after an interrupt.
    """
    talk = _Talk(printer, options)
    previous = signal.signal(signal.SIGINT, talk.interrupt)
    try:
        status = talk.load(model)
        conversation = Conversation.opened(system=system)
        for prompt in prompts if status == DONE else ():
            conversation, turn_status = talk.ask(conversation, prompt, images)
            status, images = max(status, turn_status), ()
    except KeyboardInterrupt:
        return INTERRUPTED
    else:
        return status
    finally:
        signal.signal(signal.SIGINT, previous)
        talk.close()


class _Talk:
    """An engine whose events are printed on the thread that asks."""

    def __init__(self, printer: Printer, options: TurnOptions) -> None:
        self._printer = printer
        self._options = options
        self._events = queue.SimpleQueue[Event]()
        self._engine = Engine(self._events.put)
        self._asked = 0
        self._running: int | None = None
        self._interrupted = False

    def load(self, model: str | Path) -> int:
        """Load a model; returns an exit status."""
        self._engine.load(model)
        while True:
            event = self._next()
            match event:
                case ModelLoaded():
                    return DONE
                case LoadFailed():
                    return exit_status(event.error)
                case _:
                    pass

    def ask(
        self, conversation: Conversation, prompt: str, images: tuple[Image, ...]
    ) -> tuple[Conversation, int]:
        """Ask one prompt; returns the conversation with its answer, if there is one, and an exit status.

        Raises:
            KeyboardInterrupt: The turn was interrupted; its end is printed.
        """
        asked = conversation.asked(prompt, images)
        self._asked += 1
        try:
            self._running = self._engine.submit(asked, self._options)
        except EngineError as error:
            self._printer(TurnFailed(turn_id=self._asked, error=error))
            return conversation, exit_status(error)
        while True:
            event = self._next()
            match event:
                case TurnFinished():
                    self._ended()
                    return asked.answered(event.text, event.thought), DONE
                case TurnFailed():
                    self._ended()
                    return conversation, exit_status(event.error)
                case _:
                    pass

    def interrupt(self, _signal: int, _frame: FrameType | None) -> None:
        """Cancel the running turn; with none, or the second time, raise KeyboardInterrupt."""
        if self._running is None or self._interrupted:
            raise KeyboardInterrupt
        self._interrupted = True
        self._engine.cancel(self._running)

    def close(self) -> None:
        """End the engine."""
        self._engine.close()

    def _next(self) -> Event:
        while True:
            with suppress(queue.Empty):
                event = self._events.get(timeout=_LISTEN_S)
                self._printer(event)
                return event

    def _ended(self) -> None:
        self._running = None
        if self._interrupted:
            raise KeyboardInterrupt
