"""Whole packed matrices with every code, decoded by a kernel in the interpreter or on a GPU."""

from __future__ import annotations

from engine.kernels.gpu.proof import decoded, every_int4, every_nvfp4

__all__ = ["decoded", "every_int4", "every_nvfp4"]
