"""Import torch without stopping the window.

`import torch` maps several hundred megabytes of libraries inside one C call that keeps the lock, so a
window in the same process stands still for 160 to 315 ms. Called through ctypes, the loader of the
operating system runs with the lock released, and the import that follows finds the libraries in place.
"""

from __future__ import annotations

import ctypes
import functools
import importlib.util
import os
import sys
from pathlib import Path

_LIBRARIES = ("c10", "torch_cpu", "torch", "torch_python")  # each needs those before it


@functools.cache
def prepare_torch() -> None:
    """Import torch, its libraries ahead, and leave a core to the window where there are more than two.

    Works once in a process. Where OMP_NUM_THREADS is set, it says how many threads there are instead.
    """
    preload_torch()
    import torch

    if "OMP_NUM_THREADS" not in os.environ:
        cores = torch.get_num_threads()
        torch.set_num_threads(cores - 1 if cores > 2 else cores)


def preload_torch() -> None:
    """Map torch's libraries into this process; a library that will not load is left to the import.

    Thread: any; meant for the engine thread, right before `import torch`.
    """
    if "torch" in sys.modules:
        return
    spec = importlib.util.find_spec("torch")
    if spec is None or spec.origin is None:
        return
    folder = Path(spec.origin).parent / "lib"
    for name in _LIBRARIES:
        _load(folder, name)


def _load(folder: Path, name: str) -> None:
    if sys.platform == "win32":
        path = folder / f"{name}.dll"
        loader = ctypes.WinDLL("kernel32").LoadLibraryW
        arguments: tuple[object, ...] = (ctypes.c_wchar_p(str(path)),)
    else:
        path = folder / f"lib{name}.{'dylib' if sys.platform == 'darwin' else 'so'}"
        loader = ctypes.CDLL(None).dlopen
        arguments = (ctypes.c_char_p(os.fsencode(path)), ctypes.c_int(os.RTLD_LAZY))
    loader.restype = ctypes.c_void_p
    if path.exists():
        loader(*arguments)
