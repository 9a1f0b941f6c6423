"""Foreign exceptions become the engine's own, in the one place where they enter."""

from __future__ import annotations

import gc
import logging
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import suppress

from engine.errors import DeviceLost, EngineError, EngineFault, ModelMissing, NotSetUp, OutOfMemory
from engine.words import said

STARTER = r"packaging\Dewpoint.cmd" if sys.platform == "win32" else "python3 packaging/launch.py"
"""Sets Dewpoint up and starts it."""

# As torch, cuBLAS, Triton, Windows or Linux names or says it: 1455 is a paging file that is too small, and a
# segment is one of a library.
_MEMORY_ERRORS = (
    "OutOfMemoryError",
    "out of memory",
    "ALLOC_FAILED",
    "can't allocate memory",
    "not enough memory",
    "failed to map segment",
    "WinError 1455",
)
_DEVICE_ERRORS = ("CUDA error", "AcceleratorError", "CUDA driver", "Triton Error [CUDA]")
_log = logging.getLogger(__name__)
_collect: Callable[[], object] = gc.collect


def engine_error(error: Exception) -> EngineError:
    """The engine's own error for any exception; `__cause__` holds the original."""
    if isinstance(error, EngineError):
        return error
    converted: EngineError
    if is_out_of_memory(error):
        converted = OutOfMemory(
            said("There is not enough memory for this."),
            said("Close other programs, begin a new conversation, or choose a smaller “Longest answer”."),
        )
    elif is_device_lost(error):
        converted = DeviceLost(
            said("The graphics driver has lost the card, or was restarted."),
            said("Close Dewpoint and start it again. Your conversations are kept."),
        )
    elif isinstance(error, FileNotFoundError):
        converted = ModelMissing(
            said("A file of the model is gone: {file}.", file=error.filename),
            said("Put the model's folder back, or choose another model."),
        )
    elif isinstance(error, ModuleNotFoundError) and not _is_ours(error):
        converted = NotSetUp(
            said("{name} is not installed for this Python.", name=error.name),
            said(
                "Run {starter}, which sets Dewpoint up, or take the Python that it put into .venv.",
                starter=STARTER,
            ),
        )
    else:
        converted = EngineFault(
            said("The engine failed: {kind}: {error}", kind=type(error).__name__, error=error),
            said(
                "This is a defect of Dewpoint. Try again; “Report a problem…” in the menu gathers what helps"
                " to find it."
            ),
        )
    converted.__cause__ = error
    return converted


def ended_by(error: Exception) -> EngineError:
    """The engine's own error for one that ended a load or a turn, to be kept for as long as anybody likes.

    A defect of ours is logged, as what is told of it names no line. The frames that it went through are
    emptied: they hold the tensors of the work, which may be all of a GPU's memory. That is given back.
    """
    converted = engine_error(error)
    if isinstance(converted, EngineFault):
        _log.error("The engine failed.", exc_info=error)
    for each in _chain(error):
        traceback.clear_frames(each.__traceback__)
    give_back_gpu_memory()
    return converted


def collect_with(collect: Callable[[], object]) -> None:
    """Have garbage collected this way from now on; in its own thread the engine would meet a window's."""
    global _collect
    _collect = collect


def give_back_gpu_memory() -> None:
    """Let other programs have what torch keeps of a GPU's memory and nobody holds; nothing without CUDA."""
    torch = sys.modules.get("torch")
    if torch is not None and torch.cuda.is_initialized():
        _collect()
        with suppress(RuntimeError):  # a lost card takes nothing back
            torch.cuda.empty_cache()


def is_device_lost(error: Exception) -> bool:
    """Whether the card failed rather than the program: such an error stays until the process ends."""
    told = f"{type(error).__name__}: {error}"
    return any(sign in told for sign in _DEVICE_ERRORS) and not is_out_of_memory(error)


def is_out_of_memory(error: Exception) -> bool:
    """Whether memory was what the system, the GPU or torch lacked."""
    # Known by name: this module loads no torch, and on the CPU torch raises a plain RuntimeError.
    told = f"{type(error).__name__}: {error}"
    return isinstance(error, MemoryError) or any(sign in told for sign in _MEMORY_ERRORS)


def _is_ours(missing: ModuleNotFoundError) -> bool:
    return (missing.name or "engine").partition(".")[0] in ("app", "engine")


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """An exception and those that it came of."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
