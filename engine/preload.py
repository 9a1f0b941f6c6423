"""Bring torch into a process that has a window, without stopping the window.

Three things would stop it. `import torch` maps several hundred megabytes of libraries inside one C
call that keeps the interpreter lock: 160 to 315 ms. The hundred thousand objects that torch and
transformers bring make every full garbage collection last 70 to 250 ms, and importing triggers some.
And worker threads that spin while they wait for each other take the window's core.

On Windows something must come even before the window: see `load_runtime`.
"""

from __future__ import annotations

import ctypes
import functools
import gc
import importlib.util
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_LIBRARIES = ("c10", "torch_cpu", "torch", "torch_python")  # each needs those before it
_WINDOWS_SEARCH = 0x1100  # the library's own folder, then the system's
_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3  # glibc's names in malloc.h have an M before them


@functools.cache
def prepare_torch() -> None:
    """Import torch, its libraries ahead, and keep its work on the calling thread.

    The demo's matrices are too small to share: a step took 25 ms with two threads a matrix and 15 with one
    (`OMP_NUM_THREADS=2 python -m engine bench`). Works once in a process. OMP_WAIT_POLICY and
    OMP_NUM_THREADS count where they are set; threads that are asked for sleep while they wait, since
    spinning ones make a turn fifty times slower on a busy machine.
    """
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # read when the libraries are loaded
    keep_freed_memory()
    preload_torch()
    import torch

    if "OMP_NUM_THREADS" not in os.environ:
        torch.set_num_threads(1)


@contextmanager
def collector_at_rest() -> Iterator[None]:
    """Collect no garbage inside, and never look again at what was made inside.

    For imports and loads: nearly all they make lives as long as the process.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if was_enabled:
            gc.enable()


def keep_freed_memory() -> None:
    """Let glibc keep what a step frees for the next one; elsewhere nothing happens.

    By default it gives tensors as large as a canvas of logits back to the system and asks for them again:
    about 900 page faults a step, a tenth of its time.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None) if sys.platform == "linux" else None
    if mallopt is not None:
        mallopt(_MMAP_THRESHOLD, 32 * 2**20)  # the most that it takes
        mallopt(_TRIM_THRESHOLD, 2**28)


def load_runtime() -> None:
    """On Windows, load the C++ runtime that torch needs; to be called before Qt is imported.

    A process has one `msvcp140.dll`, the first that anybody loads. Qt brings an older one than torch needs,
    and c10.dll then fails with error 1114 (pytorch/pytorch#166628).
    """
    if sys.platform == "win32" and (folder := _torch_folder()) is not None:
        os.add_dll_directory(sys.prefix)  # where pip puts the runtime
        _load(folder, _LIBRARIES[0])


def preload_torch() -> None:
    """Map torch's libraries into this process; a library that will not load is left to the import.

    Called through ctypes, the loader of the operating system runs with the interpreter lock released,
    and the import that follows finds the libraries in place.
    """
    folder = _torch_folder()
    if "torch" not in sys.modules and folder is not None:
        for name in _LIBRARIES:
            _load(folder, name)


def _torch_folder() -> Path | None:
    """Where torch's libraries lie, if it is installed."""
    spec = importlib.util.find_spec("torch")
    return None if spec is None or spec.origin is None else Path(spec.origin).parent / "lib"


def _load(folder: Path, name: str) -> None:
    if sys.platform == "win32":
        path = folder / f"{name}.dll"
        loader = ctypes.WinDLL("kernel32").LoadLibraryExW
        arguments: tuple[object, ...] = (ctypes.c_wchar_p(str(path)), None, _WINDOWS_SEARCH)
    else:
        path = folder / f"lib{name}.{'dylib' if sys.platform == 'darwin' else 'so'}"
        loader = ctypes.CDLL(None).dlopen
        arguments = (ctypes.c_char_p(os.fsencode(path)), ctypes.c_int(os.RTLD_LAZY))
    loader.restype = ctypes.c_void_p
    if path.exists():
        loader(*arguments)
