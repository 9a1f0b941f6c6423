"""Reading a checkpoint once, with progress, cancel and nothing left over."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file
from torch import Tensor

from engine.errors import EngineClosed, ModelDamaged, ModelForeign
from engine.kernels.linear import FLOAT32, MIXED, Precision
from engine.kernels.packed import decode_nvfp4, quantize_nvfp4
from engine.weights.checkpoint import SINGLE_FILE, Checkpoint
from engine.weights.reader import TensorReader

PACKED = quantize_nvfp4(torch.randn(4, 32, generator=torch.Generator().manual_seed(0)))
CONTENTS = {
    "plain": torch.arange(6.0).reshape(2, 3).bfloat16(),  # 12 bytes
    "expert.weight": PACKED.weight,  # 64 bytes
    "expert.weight_scale": PACKED.weight_scale,  # 8 bytes
    "expert.weight_scale_2": PACKED.weight_scale_2,  # 4 bytes
    "vision": torch.zeros(100),
}


class Watch:
    """Collects progress, and cancels after some of it."""

    def __init__(self, cancel_after: int = 1000) -> None:
        self.seen: list[tuple[int, int]] = []
        self._cancel_after = cancel_after

    def progress(self, done_bytes: int, total_bytes: int) -> None:
        self.seen.append((done_bytes, total_bytes))

    def cancelled(self) -> bool:
        return len(self.seen) >= self._cancel_after


@pytest.fixture
def checkpoint(tmp_path: Path) -> Iterator[Checkpoint]:
    save_file(CONTENTS, tmp_path / SINGLE_FILE)
    with Checkpoint(tmp_path) as opened:
        yield opened


def reader_of(
    checkpoint: Checkpoint,
    watch: Watch,
    ignored: Callable[[str], bool] = lambda name: name == "vision",
    precision: Precision = FLOAT32,
) -> TensorReader:
    return TensorReader(
        checkpoint,
        ignored=ignored,
        device=torch.device("cpu"),
        precision=precision,
        progress=watch.progress,
        cancelled=watch.cancelled,
    )


def test_plain_tensors_get_the_wanted_dtype(checkpoint: Checkpoint) -> None:
    tensor = reader_of(checkpoint, Watch()).plain("plain", 2, 3)
    assert tensor.dtype == torch.float32
    assert torch.equal(tensor, CONTENTS["plain"].float())


def test_matrices_get_the_dtype_of_products(checkpoint: Checkpoint) -> None:
    reader = reader_of(checkpoint, Watch(), precision=MIXED)
    assert reader.matrix("plain", 2, 3).dtype == torch.bfloat16
    assert reader.plain("plain", 2, 3).dtype == torch.float32


def test_packed_matrices_decode_to_what_was_packed(checkpoint: Checkpoint) -> None:
    packed = reader_of(checkpoint, Watch()).nvfp4("expert", 4, 32)
    assert torch.equal(decode_nvfp4(packed), decode_nvfp4(PACKED))


def test_progress_counts_up_to_the_bytes_that_are_not_ignored(checkpoint: Checkpoint) -> None:
    watch = Watch()
    reader = reader_of(checkpoint, watch)
    reader.plain("plain", 2, 3)
    reader.nvfp4("expert", 4, 32)
    reader.finish()
    assert watch.seen == [(12, 88), (76, 88), (84, 88), (88, 88)]


def test_a_tensor_left_over_is_foreign(checkpoint: Checkpoint) -> None:
    reader = reader_of(checkpoint, Watch(), ignored=lambda _name: False)
    reader.plain("plain", 2, 3)
    reader.nvfp4("expert", 4, 32)
    with pytest.raises(ModelForeign, match="vision"):
        reader.finish()


@pytest.mark.parametrize("done", [0, 1, 2])
def test_cancel_ends_reading_before_the_next_tensor(done: int, checkpoint: Checkpoint) -> None:
    watch = Watch(cancel_after=done)
    reader = reader_of(checkpoint, watch)

    def read_all() -> tuple[Tensor, object]:
        return reader.plain("plain", 2, 3), reader.nvfp4("expert", 4, 32)

    with pytest.raises(EngineClosed):
        read_all()
    assert len(watch.seen) == done


def test_a_packed_matrix_of_another_size_is_damaged(checkpoint: Checkpoint) -> None:
    with pytest.raises(ModelDamaged, match=r"expert\.weight"):
        reader_of(checkpoint, Watch()).nvfp4("expert", 4, 64)
