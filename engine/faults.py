"""Foreign exceptions become the engine's own, in the one place where they enter."""

from __future__ import annotations

from engine.errors import DeviceLost, EngineError, EngineFault, ModelMissing, OutOfMemory
from engine.words import said

_MEMORY_ERRORS = (
    "OutOfMemoryError",
    "can't allocate memory",
    "not enough memory",
)  # as torch names or says it
_DEVICE_ERRORS = ("CUDA error", "AcceleratorError", "CUDA driver")


def engine_error(error: Exception) -> EngineError:
    """The engine's own error for any exception; `__cause__` holds the original."""
    if isinstance(error, EngineError):
        return error
    converted: EngineError
    if is_out_of_memory(error):
        converted = OutOfMemory(
            said("There is not enough memory for this."),
            said("Close other programs, or ask a shorter conversation with a smaller room for the answer."),
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
    else:
        converted = EngineFault(
            said("The engine failed: {kind}: {error}", kind=type(error).__name__, error=error),
            said("This is a defect of Dewpoint. Try again, and please report it."),
        )
    converted.__cause__ = error
    return converted


def is_device_lost(error: Exception) -> bool:
    """Whether the card failed rather than the program: such an error stays until the process ends."""
    told = f"{type(error).__name__}: {error}"
    return any(sign in told for sign in _DEVICE_ERRORS) and not is_out_of_memory(error)


def is_out_of_memory(error: Exception) -> bool:
    """Whether memory was what the system, the GPU or torch lacked."""
    # Known by name: this module loads no torch, and on the CPU torch raises a plain RuntimeError.
    told = f"{type(error).__name__}: {error}"
    return isinstance(error, MemoryError) or any(sign in told for sign in _MEMORY_ERRORS)
