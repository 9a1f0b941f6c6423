"""Foreign exceptions become typed errors."""

from __future__ import annotations

import gc
import weakref

import pytest
import torch

from engine.errors import DeviceLost, EngineFault, ModelMissing, NotSetUp, OutOfMemory, PromptRejected
from engine.faults import collect_with, ended_by, engine_error, give_back_gpu_memory


def _cpu_allocation_failure() -> Exception:
    try:
        torch.empty(1 << 60)
    except RuntimeError as error:
        return error
    pytest.fail("a petabyte was allocated")


@pytest.mark.parametrize(
    "error",
    [
        MemoryError(),
        _cpu_allocation_failure(),
        torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB."),
        torch.OutOfMemoryError("CUDA error: out of memory"),
        torch.AcceleratorError("CUDA error: out of memory"),
        RuntimeError("CUDA driver error: out of memory"),
        RuntimeError("CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`"),
        RuntimeError("Triton Error [CUDA]: out of memory"),
        ImportError("libtorch_cpu.so: failed to map segment from shared object"),
        OSError("[WinError 1455] Die Auslagerungsdatei ist zu klein. Error loading cublas64_13.dll."),
    ],
)
def test_every_way_to_run_out_of_memory_is_one_error(error: Exception) -> None:
    converted = engine_error(error)
    assert isinstance(converted, OutOfMemory)
    assert converted.__cause__ is error
    assert converted.recoverable
    assert converted.title
    assert converted.hint


def test_an_unknown_exception_is_a_fault_that_names_it() -> None:
    error = ValueError("a shape")
    converted = engine_error(error)
    assert isinstance(converted, EngineFault)
    assert converted.title == "The engine failed: ValueError: a shape"
    assert converted.__cause__ is error


def test_the_engines_own_errors_pass_unchanged() -> None:
    error = PromptRejected("No.")
    assert engine_error(error) is error


@pytest.mark.parametrize(
    "error",
    [
        RuntimeError("CUDA error: unspecified launch failure"),
        RuntimeError("CUDA error: the launch timed out and was terminated"),
        RuntimeError("CUDA driver error: device not ready"),
        RuntimeError("Triton Error [CUDA]: an illegal memory access was encountered"),
        torch.AcceleratorError("an illegal memory access was encountered"),
    ],
)
def test_a_card_that_the_driver_has_lost_needs_another_start(error: Exception) -> None:
    converted = engine_error(error)
    assert isinstance(converted, DeviceLost)
    assert not converted.recoverable
    assert "start it again" in converted.hint


def test_a_file_that_went_away_is_named() -> None:
    error = FileNotFoundError(2, "No such file or directory", "/models/model.safetensors")
    converted = engine_error(error)
    assert isinstance(converted, ModelMissing)
    assert "/models/model.safetensors" in converted.title


def test_a_package_that_is_missing_is_named_and_one_of_ours_is_a_fault() -> None:
    converted = engine_error(ModuleNotFoundError("No module named 'torch'", name="torch"))
    assert isinstance(converted, NotSetUp)
    assert converted.title.startswith("torch ")
    for ours in (ModuleNotFoundError("No module", name="engine.gone"), ModuleNotFoundError("No module")):
        assert isinstance(engine_error(ours), EngineFault)


def _failed_work(made: list[weakref.ref[torch.Tensor]]) -> None:
    """Fails twice, as where memory runs out and does not suffice for another try either."""
    scratch = torch.zeros(4)
    made.append(weakref.ref(scratch))
    try:
        torch.empty(1 << 60)
    except RuntimeError as error:
        raise MemoryError from error


def test_what_ended_a_work_does_not_hold_what_the_work_had_made() -> None:
    made: list[weakref.ref[torch.Tensor]] = []
    with pytest.raises(MemoryError) as caught:
        _failed_work(made)
    assert isinstance(ended_by(caught.value), OutOfMemory)
    assert made[0]() is None


def test_what_a_failed_work_had_on_a_gpu_is_given_back_as_soon_as_nothing_holds_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made: list[weakref.ref[torch.Tensor]] = []
    held_then: list[torch.Tensor | None] = []
    monkeypatch.setattr(torch.cuda, "is_initialized", lambda: True)
    monkeypatch.setattr(torch.cuda, "empty_cache", lambda: held_then.append(made[0]()))
    with pytest.raises(MemoryError) as caught:
        _failed_work(made)
    ended_by(caught.value)
    assert held_then == [None]


def test_a_lost_card_gives_no_memory_back_and_that_is_no_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise torch.AcceleratorError("CUDA error: unspecified launch failure")

    monkeypatch.setattr(torch.cuda, "is_initialized", lambda: True)
    monkeypatch.setattr(torch.cuda, "empty_cache", fail)
    assert isinstance(ended_by(RuntimeError("CUDA error: unspecified launch failure")), DeviceLost)


def test_where_cuda_was_never_started_it_stays_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "empty_cache", lambda: pytest.fail("CUDA was called"))
    give_back_gpu_memory()


def test_a_defect_that_ended_a_work_is_logged_with_its_lines(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(ZeroDivisionError) as caught:
        divmod(1, 0)
    assert isinstance(ended_by(caught.value), EngineFault)
    assert "test_faults.py" in caplog.text
    caplog.clear()
    ended_by(PromptRejected("No."))
    assert not caplog.records


def test_garbage_is_collected_as_the_window_wants_it_before_memory_is_given_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    done: list[str] = []
    monkeypatch.setattr(torch.cuda, "is_initialized", lambda: True)
    monkeypatch.setattr(torch.cuda, "empty_cache", lambda: done.append("given back"))
    monkeypatch.setattr(gc, "collect", lambda: done.append("collected here"))
    collect_with(lambda: done.append("collected"))
    try:
        give_back_gpu_memory()
    finally:
        monkeypatch.undo()
        collect_with(gc.collect)
    assert done == ["collected", "given back"]
