"""The option that lets experts round what they read."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from torch import Tensor

from engine.errors import InvalidOption
from engine.model.fp4 import require_fp4_products, use_fp4_activations
from engine.model.network import Network
from tests.engine.oracle import (
    Packing,
    Shape,
    decoded,
    random_ids,
    read_network,
    save_checkpoint,
    tiny_oracle,
)

SHAPE = Shape(layers="sf")
CUDA = torch.device("cuda")


def network_of(directory: Path, packing: Packing, *, keep_packed: bool = True) -> Network:
    save_checkpoint(tiny_oracle(SHAPE, seed=1), directory, packing)
    return read_network(directory, keep_packed=keep_packed)


def predicted(network: Network) -> Tensor:
    cache = network.new_cache(40)
    network.prefill(random_ids(SHAPE, 12, seed=2), cache)
    return decoded(network, random_ids(SHAPE, SHAPE.canvas_length, seed=3), cache, None).clone()


@pytest.mark.parametrize("keep_packed", [True, False])
def test_rounding_what_experts_read_changes_a_prediction_by_little(
    tmp_path: Path, *, keep_packed: bool
) -> None:
    network = network_of(tmp_path, "nvfp4", keep_packed=keep_packed)
    before = predicted(network)
    assert not network.rounds_to_fp4
    use_fp4_activations(network)
    assert network.rounds_to_fp4
    error = (predicted(network) - before).norm() / before.norm()
    assert 0.005 < error < 0.3


@pytest.fixture
def cards(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int]]:
    """The capability of the GPU; the last entry counts."""
    told = [(12, 0)]
    monkeypatch.setattr(torch.cuda, "get_device_capability", lambda _device: told[-1])
    return told


def test_a_gpu_without_products_of_four_bit_numbers_is_refused(cards: list[tuple[int, int]]) -> None:
    require_fp4_products(CUDA)
    for older in ((8, 9), (9, 0), (10, 0)):
        cards.append(older)
        require_fp4_products(torch.device("cpu"))
        with pytest.raises(InvalidOption, match="RTX 50"):
            require_fp4_products(CUDA)


@pytest.mark.usefixtures("cards")
@pytest.mark.parametrize("packing", ["compressed int4", "bf16"])
def test_on_a_gpu_other_experts_than_those_in_nvfp4_are_refused(packing: Packing, tmp_path: Path) -> None:
    network = network_of(tmp_path, packing)
    network.device = CUDA
    with pytest.raises(InvalidOption, match="experts in NVFP4"):
        use_fp4_activations(network)
    assert not network.rounds_to_fp4
