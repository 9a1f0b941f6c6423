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
from engine.kernels.nvfp4 import decode_nvfp4, quantize_nvfp4
from engine.kernels.packed import decode
from engine.weights.checkpoint import SINGLE_FILE, Checkpoint
from engine.weights.quantization import Packing, Quantization
from engine.weights.reader import TensorReader
from tests.engine import compressed

PACKED = quantize_nvfp4(torch.randn(4, 32, generator=torch.Generator().manual_seed(0)))
MODELOPT = Quantization(Packing.MODELOPT_NVFP4, 16)
NVFP4 = Quantization(Packing.COMPRESSED_NVFP4, 16)
INT4 = Quantization(Packing.COMPRESSED_INT4, 32)
CONTENTS = {
    "plain": torch.arange(6.0).reshape(2, 3).bfloat16(),  # 12 bytes
    "expert.weight": PACKED.weight,  # 64 bytes
    "expert.weight_scale": PACKED.weight_scale,  # 8 bytes
    "expert.weight_scale_2": PACKED.weight_scale_2,  # 4 bytes
    "linear.weight": torch.arange(4.0).reshape(2, 2).bfloat16(),
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
    ignored: Callable[[str], bool] = lambda name: name in ("vision", "linear.weight"),
    precision: Precision = FLOAT32,
    quantization: Quantization = MODELOPT,
) -> TensorReader:
    return TensorReader(
        checkpoint,
        quantization=quantization,
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
    matrix = reader_of(checkpoint, Watch(), precision=MIXED).matrix("linear", 2, 2)
    assert matrix.dtype == torch.bfloat16
    assert torch.equal(matrix, CONTENTS["linear.weight"])


def test_packed_matrices_decode_to_what_was_packed(checkpoint: Checkpoint) -> None:
    packed = reader_of(checkpoint, Watch()).packed("expert", 4, 32)
    assert torch.equal(decode(packed), decode_nvfp4(PACKED))


def test_tensors_outlive_the_file(tmp_path: Path) -> None:
    path = tmp_path / SINGLE_FILE
    save_file(CONTENTS, path)
    with Checkpoint(tmp_path) as opened:
        reader = reader_of(opened, Watch(), precision=MIXED)
        matrix, packed = reader.matrix("linear", 2, 2), reader.packed("expert", 4, 32)
    with path.open("r+b") as file:
        file.write(bytes(path.stat().st_size))  # in place: what still reads the file would see zeros
    assert torch.equal(matrix, CONTENTS["linear.weight"])
    assert torch.equal(decode(packed), decode_nvfp4(PACKED))


def test_progress_counts_up_to_the_bytes_that_are_not_ignored(checkpoint: Checkpoint) -> None:
    watch = Watch()
    reader = reader_of(checkpoint, watch)
    reader.plain("plain", 2, 3)
    reader.packed("expert", 4, 32)
    reader.finish()
    assert watch.seen == [(12, 88), (76, 88), (84, 88), (88, 88)]


def test_a_tensor_left_over_is_foreign(checkpoint: Checkpoint) -> None:
    reader = reader_of(checkpoint, Watch(), ignored=lambda _name: False)
    reader.plain("plain", 2, 3)
    reader.packed("expert", 4, 32)
    reader.matrix("linear", 2, 2)
    with pytest.raises(ModelForeign, match="vision"):
        reader.finish()


@pytest.mark.parametrize("done", [0, 1, 2])
def test_cancel_ends_reading_before_the_next_tensor(done: int, checkpoint: Checkpoint) -> None:
    watch = Watch(cancel_after=done)
    reader = reader_of(checkpoint, watch)

    def read_all() -> tuple[Tensor, object]:
        return reader.plain("plain", 2, 3), reader.packed("expert", 4, 32)

    with pytest.raises(EngineClosed):
        read_all()
    assert len(watch.seen) == done


def test_a_packed_matrix_of_another_size_is_damaged(checkpoint: Checkpoint) -> None:
    with pytest.raises(ModelDamaged, match=r"expert\.weight"):
        reader_of(checkpoint, Watch()).packed("expert", 4, 64)


def rewritten(directory: Path, tensors: dict[str, Tensor], quantization: Quantization) -> Tensor:
    """The matrix `x` of a checkpoint that holds these tensors alone."""
    save_file({f"x.{end}": tensor for end, tensor in tensors.items()}, directory / SINGLE_FILE)
    with Checkpoint(directory) as opened:
        return reader_of(opened, Watch(), quantization=quantization).matrix("x", 8, 64)


@pytest.mark.parametrize(("name", "quantization"), [("compressed nvfp4", NVFP4), ("compressed int4", INT4)])
def test_matrices_of_compressed_tensors_hold_what_its_library_says(
    name: compressed.Format, quantization: Quantization, tmp_path: Path
) -> None:
    matrix = torch.randn(8, 64, generator=torch.Generator().manual_seed(3))
    stored, decoded = compressed.packed(matrix, name)
    torch.testing.assert_close(rewritten(tmp_path, stored, quantization), decoded, rtol=1e-6, atol=0)


def test_a_global_scale_of_zero_is_damaged(tmp_path: Path) -> None:
    stored, _ = compressed.packed(torch.ones(8, 64), "compressed nvfp4")
    stored["weight_global_scale"] = torch.zeros(1)
    with pytest.raises(ModelDamaged, match=r"x\.weight_global_scale"):
        rewritten(tmp_path, stored, NVFP4)


def test_a_matrix_that_says_another_shape_is_damaged(tmp_path: Path) -> None:
    stored, _ = compressed.packed(torch.ones(8, 64), "compressed int4")
    stored["weight_shape"] = torch.tensor([8, 63])
    with pytest.raises(ModelDamaged, match=r"x\.weight_shape says \[8, 63\]"):
        rewritten(tmp_path, stored, INT4)


def test_a_packed_matrix_without_a_format_is_foreign(tmp_path: Path) -> None:
    stored, _ = compressed.packed(torch.ones(8, 64), "compressed int4")
    with pytest.raises(ModelForeign, match="names no format"):
        rewritten(tmp_path, stored, Quantization(Packing.NONE, 0))
