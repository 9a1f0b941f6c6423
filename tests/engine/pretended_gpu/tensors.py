"""Tensors that say they are on a GPU, and the rules that PyTorch has for them there.

What a GPU refuses is refused, in an error: tensors of both places in one operation, whole numbers multiplied
as matrices. So is a sum in any order, which gives other numbers every time. What only makes the host wait is
refused where nothing may wait.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import torch
from torch import Tensor
from torch.overrides import TorchFunctionMode
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_flatten, tree_map_only

from tests.engine.pretended_gpu.stage import NotAllowed, Stage

CPU, META, CUDA = torch.device("cpu"), torch.device("meta"), torch.device("cuda", 0)
_CROSS = {"to", "_to_copy", "copy_", "cpu", "cuda", "lift_fresh"}
_TAKE_INDICES_OF_THE_HOST = {"index", "index_put", "index_put_", "__getitem__", "__setitem__"}
_READ_BACK = {
    *("item", "_local_scalar_dense", "is_nonzero", "equal", "allclose", "bincount", "repeat_interleave"),
    *("nonzero", "nonzero_numpy", "masked_select", "_unique2", "unique_dim", "unique_consecutive"),
}
_ADD_IN_ANY_ORDER = {"index_add", "index_add_", "scatter_add", "scatter_add_", "scatter_reduce"}
_MULTIPLY_MATRICES = {"mm", "bmm", "addmm", "matmul", "linear", "baddbmm"}


class OnGpu(Tensor):
    """Says that it is on a GPU.

    Attributes:
        held: Its numbers, on the processor; on the meta device where they are too many to be computed.
    """

    held: Tensor

    @staticmethod
    def __new__(cls, held: Tensor) -> OnGpu:
        made: OnGpu = Tensor._make_wrapper_subclass(
            cls,
            held.size(),
            strides=held.stride(),
            storage_offset=held.storage_offset(),
            dtype=held.dtype,
            device=CUDA,
        )
        made.held = held
        return made

    @classmethod
    def __torch_dispatch__(cls, func: object, *_given: object) -> Any:
        raise AssertionError(f"{func} outside of the rules")


class Calls(TorchFunctionMode):
    """Calls of PyTorch, of which some look for the GPU before they are dispatched."""

    def __init__(self, rules: Rules) -> None:
        super().__init__()
        self._rules = rules

    def __torch_function__(
        self, func: Callable[..., Any], types: Any, args: Any = (), kwargs: Any = None
    ) -> Any:
        args, kwargs = tree_map_only(torch.device, _numbered, (args, kwargs or {}))
        if kwargs.get("device") == "cuda":
            kwargs["device"] = CUDA
        if func is torch.tensor:
            device = kwargs.pop("device", None) or CPU
            return func(*args, **kwargs).to(device)
        if func is Tensor.tolist and isinstance(args[0], OnGpu):
            return args[0].cpu().tolist()
        try:
            return func(*args, **kwargs)
        except RuntimeError as error:
            if not _misses_the_gpu(error):
                raise
            return self._rules.run(func, args, kwargs)


class Rules(TorchDispatchMode):  # type: ignore[no-untyped-call]  # nor this
    """Runs every operation by the rules of a GPU.

    Args:
        stage: Does it.
        most_numbers: Tensors with more of them have shapes only.
    """

    def __init__(self, stage: Stage, most_numbers: int) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # torch gives it none
        self._stage = stage
        self._most_numbers = most_numbers

    def __torch_dispatch__(
        self, func: Callable[..., Any], types: Any, args: Any = (), kwargs: Any = None
    ) -> Any:
        return self.run(func, args, kwargs or {})

    def run(self, func: Callable[..., Any], args: Any, kwargs: dict[str, Any]) -> Any:
        """What an operation returns."""
        flat, _ = tree_flatten((args, kwargs))
        tensors = [each for each in flat if isinstance(each, Tensor)]
        targets = [each for each in flat if isinstance(each, torch.device)]
        name = _name(func)
        if name == "copy_":
            return self._copy(*args, **kwargs)
        was_on_gpu = any(isinstance(each, OnGpu) for each in tensors)
        goes_to_gpu = targets[0].type == "cuda" if targets else was_on_gpu
        if not was_on_gpu and not goes_to_gpu:
            return func(*args, **kwargs)
        is_pinned = kwargs.pop("pin_memory", False)
        if was_on_gpu:
            self._check(name, tensors)
        if tensors and was_on_gpu != goes_to_gpu:
            return self._moved(func, args, kwargs, to_gpu=goes_to_gpu, is_pinned=is_pinned)
        return self._done(func, args, kwargs, tensors)

    def _done(self, func: Callable[..., Any], args: Any, kwargs: Any, tensors: list[Tensor]) -> Any:
        """What an operation returns that begins and ends on the GPU."""
        on = self._backing(func, args, kwargs, tensors)
        backed = {id(each): held(each).to(on) for each in tensors}
        known = {id(backed[id(each)]): each for each in tensors}
        args, kwargs = tree_map_only(Tensor, lambda each: backed[id(each)], (args, kwargs))
        args, kwargs = _made_on(on, args, kwargs)
        made: list[Any] = []

        def deed() -> Iterable[Tensor]:
            made[:] = [func(*args, **kwargs)]
            return [each for each in tree_flatten(made)[0] if isinstance(each, Tensor)]

        results = self._stage.do(deed, backed.values())
        self._stage.launches += _computes(func, results, backed.values())

        def told(each: Tensor) -> Tensor:
            return known[id(each)] if id(each) in known else OnGpu(each)

        return tree_map_only(Tensor, told, made[0])

    def _backing(
        self, func: Callable[..., Any], args: Any, kwargs: Any, tensors: list[Tensor]
    ) -> torch.device:
        """Where the numbers of a result are held."""
        if tensors or not self._most_numbers:
            return META if any(held(each).is_meta for each in tensors) else CPU
        args, kwargs = _made_on(META, args, kwargs)
        return META if func(*args, **kwargs).numel() > self._most_numbers else CPU

    def _check(self, name: str, tensors: list[Tensor]) -> None:
        of_host = any(not isinstance(each, OnGpu) and each.dim() for each in tensors)
        if of_host and name not in _CROSS | _TAKE_INDICES_OF_THE_HOST:
            raise NotAllowed(f"{name} of tensors on different devices")
        if name in _ADD_IN_ANY_ORDER:
            raise NotAllowed(f"{name} adds in any order on a GPU")
        if name in _MULTIPLY_MATRICES and not all(each.is_floating_point() for each in tensors):
            raise NotAllowed(f"{name} is not implemented for whole numbers on a GPU")
        if name in _READ_BACK:
            self._stage.wait(name)
        if name in _TAKE_INDICES_OF_THE_HOST and any(
            each.dtype == torch.bool or not isinstance(each, OnGpu) for each in tensors[1:]
        ):
            self._stage.wait(f"{name} by a mask, or by what the host has,")

    def _copy(self, to: Tensor, source: Tensor, non_blocking: bool = False) -> Tensor:
        there, here = isinstance(to, OnGpu), isinstance(source, OnGpu)
        if there and here:
            self._done(Tensor.copy_, (to, source), {}, [to, source])
            return to
        if not there and not here:
            return Tensor.copy_(to, source)
        if here and non_blocking and getattr(to, "is_pretended_pinned", False):
            self._stage.copy_later(to, held(source))
            return to
        self._stage.wait("a copy between GPU and host")
        if not held(source).is_meta and not held(to).is_meta:
            held(to).copy_(held(source))
        return to

    def _moved(
        self, func: Callable[..., Any], args: Any, kwargs: Any, *, to_gpu: bool, is_pinned: bool
    ) -> Any:
        """What an operation returns that crosses between GPU and host."""
        if _name(func) in _CROSS:
            self._stage.wait("a copy between GPU and host")
        args, kwargs = tree_map_only(OnGpu, held, (args, kwargs))
        args, kwargs = tree_map_only(torch.device, lambda _any: CPU, (args, kwargs))
        made = func(*args, **kwargs).clone()
        if to_gpu:
            return OnGpu(made)
        made.is_pretended_pinned = is_pinned
        return made


def _misses_the_gpu(error: RuntimeError) -> bool:
    """Whether a build of PyTorch without CUDA failed to find a GPU, or one with CUDA, without a driver."""
    return isinstance(error, torch.AcceleratorError) or "not linked with support for cuda" in str(error)


def _name(func: Any) -> str:
    name: str = func.overloadpacket.__name__ if hasattr(func, "overloadpacket") else func.__name__
    return name


def _computes(func: Any, results: Iterable[Tensor], given: Iterable[Tensor]) -> bool:
    """Whether a GPU has to do something: not where memory is only taken, or seen in another way."""
    if _name(func).startswith(("empty", "new_empty")):
        return False
    if func in (Tensor.__setitem__, Tensor.copy_) or (hasattr(func, "_schema") and func._schema.is_mutable):
        return True
    known = {each.untyped_storage()._cdata for each in given}
    return any(each.untyped_storage()._cdata not in known for each in results)


def _made_on(device: torch.device, args: Any, kwargs: Any) -> Any:
    """Arguments for another device; nothing is drawn on the meta device."""
    args, kwargs = tree_map_only(torch.device, lambda _other: device, (args, kwargs))
    return args, kwargs | {"generator": None} if device == META and "generator" in kwargs else kwargs


def _numbered(device: torch.device) -> torch.device:
    return CUDA if device.type == "cuda" else device


def held(tensor: Tensor) -> Tensor:
    """What has its numbers."""
    return tensor.held if isinstance(tensor, OnGpu) else tensor
