"""Triton's interpreter with the numbers of a GPU that it lacks.

By itself the interpreter holds bfloat16 as integers: sums and products are silently wrong, and a rounding
that carries into the exponent is lost. Here NumPy gets the type of `ml_dtypes`, whose operations round once,
to the nearest and ties to even; products of tiles add up in float32, also those of four-bit numbers with
scales, which the interpreter does not know.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import ml_dtypes
import numpy as np
import triton.language as tl
from triton.runtime import interpreter
from triton.runtime.interpreter import InterpreterBuilder, TensorHandle

BFLOAT16 = np.dtype(ml_dtypes.bfloat16)
E2M1 = np.arange(16, dtype=np.uint8).view(ml_dtypes.float4_e2m1fn).astype(np.float32)
BITS = np.dtype(np.uint16)
FMA = "fma.rn.bf16x2 $0, $1, $2, $3;"

_numpy_dtype = interpreter._get_np_dtype


@contextmanager
def as_a_gpu_computes() -> Iterator[None]:
    """Kernels that run inside compute with such numbers as on a GPU."""
    with patch.object(interpreter, "_get_np_dtype", _dtype):
        interpreter.interpreter_builder.__class__ = _Builder
        try:
            yield
        finally:
            interpreter.interpreter_builder.__class__ = InterpreterBuilder


class _Builder(InterpreterBuilder):
    """The interpreter's operations; what reads and writes memory knows no bfloat16, and gets its bits."""

    def create_masked_load(
        self, ptrs: TensorHandle, mask: TensorHandle, other: TensorHandle | None, *how: Any
    ) -> TensorHandle:
        kind = ptrs.get_element_ty()
        if kind != tl.bfloat16:
            return super().create_masked_load(ptrs, mask, other, *how)
        bits = np.zeros(ptrs.data.shape, BITS) if other is None else other.data.view(BITS)
        found = interpreter._interpreter.load(ptrs.data, mask.data, bits, BITS)
        return TensorHandle(found.view(BFLOAT16), kind)

    def create_masked_store(self, ptrs: TensorHandle, value: TensorHandle, *how: Any) -> Any:
        if _is_bfloat16(value.dtype):
            value = TensorHandle(value.data.view(BITS), tl.uint16)
        return super().create_masked_store(ptrs, value, *how)

    def cast_impl(self, src: TensorHandle, dst_type: Any) -> TensorHandle:
        if not _is_bfloat16(src.dtype) and not _is_bfloat16(dst_type):
            return super().cast_impl(src, dst_type)
        return TensorHandle(src.data.astype(_dtype(dst_type)), dst_type.scalar)

    def create_fp_to_fp(self, src: TensorHandle, dst_type: Any, rounding_mode: Any) -> TensorHandle:
        if not _is_bfloat16(src.dtype) and not _is_bfloat16(dst_type):
            return super().create_fp_to_fp(src, dst_type, rounding_mode)
        return self.cast_impl(src, dst_type)

    def create_dot(self, a: TensorHandle, b: TensorHandle, *how: Any) -> TensorHandle:
        return super().create_dot(_widened(a), _widened(b), *how)

    def create_dot_scaled(
        self,
        a: TensorHandle,
        a_scale: TensorHandle,
        _a_format: Any,
        b: TensorHandle,
        b_scale: TensorHandle,
        _b_format: Any,
        _fast_math: bool,
        _a_along: bool,
        _b_along: bool,
        added: TensorHandle,
    ) -> TensorHandle:
        """Of E2M1 numbers along the inner dimension, a scale for sixteen."""
        left, right = _scaled(a.data, a_scale.data), _scaled(b.data.T, b_scale.data).T
        return TensorHandle(left @ right + added.data, tl.float32)

    def get_bf16(self, value: float) -> TensorHandle:
        return TensorHandle(np.array([value], BFLOAT16), tl.bfloat16)

    def create_inline_asm(self, asm: str, _constraints: str, values: list[TensorHandle], *_how: Any) -> Any:
        if asm != FMA:
            raise NotImplementedError(asm)
        one, other, added = (value.data.astype(np.float64) for value in values)
        made = TensorHandle((one * other + added).astype(BFLOAT16), tl.bfloat16)
        return SimpleNamespace(get_result=lambda _index: made)


def _is_bfloat16(kind: Any) -> bool:
    return bool(kind.scalar == tl.bfloat16)


def _dtype(kind: Any) -> np.dtype[Any]:
    return BFLOAT16 if _is_bfloat16(kind) else _numpy_dtype(kind)


def _scaled(codes: np.ndarray[Any, Any], scales: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """The numbers `(rows, n)` of codes `(rows, n / 2)` and of E4M3 scales `(rows, n / 16)`, as bytes."""
    pairs = np.stack([codes & 15, codes >> 4], axis=-1).reshape(len(codes), -1)
    steps = np.ascontiguousarray(scales).view(ml_dtypes.float8_e4m3fn).astype(np.float32)
    numbers: np.ndarray[Any, Any] = E2M1[pairs] * steps.repeat(16, axis=1)
    return numbers


def _widened(handle: TensorHandle) -> TensorHandle:
    if not _is_bfloat16(handle.dtype):
        return handle
    return TensorHandle(handle.data.astype(np.float32), tl.float32)
