"""Rotary positions by hand, and against transformers' rotary embedding."""

from __future__ import annotations

import math
import weakref
from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import Tensor
from torch.utils._python_dispatch import TorchDispatchMode

from engine.model.config import NetworkConfig, RopeConfig
from engine.model.rope import RopeTable, rotate
from tests.engine.oracle import Shape, tiny_oracle

CPU = torch.device("cpu")


class Held(TorchDispatchMode):  # type: ignore[no-untyped-call]  # torch gives it none
    """Counts the bytes of tensors that are held at once.

    Attributes:
        most: The most so far.
    """

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # nor this
        self.most = 0
        self._made: list[weakref.ref[Tensor]] = []

    def __torch_dispatch__(
        self, func: Callable[..., Any], types: object, args: Any = (), kwargs: Any = None
    ) -> Any:
        made = func(*args, **kwargs or {})
        if isinstance(made, Tensor):
            self._made.append(weakref.ref(made))
        storages = [each.untyped_storage() for ref in self._made if (each := ref()) is not None]
        held = {storage.data_ptr(): storage.nbytes() for storage in storages}
        self.most = max(self.most, sum(held.values()))
        return made


def table(head_dim: int, rotated_pairs: int, theta: float = 100.0) -> RopeTable:
    rope = RopeConfig(theta=theta, head_dim=head_dim, rotated_pairs=rotated_pairs)
    return RopeTable(rope, device=CPU, dtype=torch.float32)


def test_dimension_d_turns_with_dimension_d_plus_half_by_its_own_frequency() -> None:
    heads = torch.tensor([1.0, 2.0, 0.0, 0.0]).expand(1, 1, 4)  # one position, one head
    turned = rotate(heads, table(head_dim=4, rotated_pairs=2).rotation(3, 1))
    slow = 3 * 100 ** (-2 / 4)
    expected = [math.cos(3), 2 * math.cos(slow), math.sin(3), 2 * math.sin(slow)]
    assert turned.flatten().tolist() == pytest.approx(expected, rel=1e-5)


def test_pairs_beyond_the_rotated_ones_stay() -> None:
    heads = torch.randn(2, 3, 8, generator=torch.Generator().manual_seed(0))
    turned = rotate(heads, table(head_dim=8, rotated_pairs=1).rotation(5, 2)).transpose(0, 1)
    still = [1, 2, 3, 5, 6, 7]
    assert torch.equal(turned[..., still], heads[..., still])
    assert not torch.allclose(turned[..., 0], heads[..., 0])


def test_position_zero_turns_nothing() -> None:
    heads = torch.randn(1, 2, 8, generator=torch.Generator().manual_seed(1))
    assert torch.equal(rotate(heads, table(8, 4).rotation(0, 1)).transpose(0, 1), heads)


def test_a_table_that_grew_says_the_same() -> None:
    grown = table(16, 8)
    early = [part.clone() for part in grown.rotation(0, 5)]
    late = grown.rotation(90, 40)
    assert all(map(torch.equal, grown.rotation(0, 5), early))
    assert all(map(torch.equal, late, table(16, 8).rotation(90, 40)))
    assert len(late.cosine) == 40


def test_a_table_grows_to_what_is_asked_for_and_takes_no_more_meanwhile() -> None:
    rope = RopeConfig(theta=100.0, head_dim=64, rotated_pairs=32)
    with Held() as held:
        grown = RopeTable(rope, device=CPU, dtype=torch.bfloat16)
        for count in (30_000, 30_001, 40_000):
            grown.reserve(count)
    table_bytes = 2 * 40_000 * 64
    assert table_bytes <= held.most <= 1.5 * table_bytes
    few = RopeTable(rope, device=CPU, dtype=torch.bfloat16).rotation(29_990, 10)
    assert all(map(torch.equal, grown.rotation(29_990, 10), few))


def test_rotations_at_given_positions_are_those_of_the_positions() -> None:
    rope = table(16, 8)
    rope.reserve(20)
    asked = rope.rotation_at(torch.tensor([17, 3]))
    assert all(map(torch.equal, asked, (part[[17, 3]] for part in table(16, 8).rotation(0, 20))))


@pytest.mark.parametrize("layer", [0, 1], ids=["sliding", "full"])
def test_rotations_equal_those_of_transformers(layer: int) -> None:
    shape = Shape(layers="sf")
    model = tiny_oracle(shape, seed=0)
    config = NetworkConfig.from_json(model.config.to_dict()).layers[layer]
    rope = config.rope
    cosine, sine = model.model.decoder.rotary_emb(torch.zeros(1), torch.arange(7, 407)[None], config.kind)
    ours = RopeTable(rope, device=CPU, dtype=torch.float32).rotation(7, 400)
    half = rope.head_dim // 2
    assert torch.allclose(ours.cosine, cosine[0, :, :half], atol=1e-6)
    assert torch.allclose(ours.sine, sine[0, :, :half], atol=1e-6)
