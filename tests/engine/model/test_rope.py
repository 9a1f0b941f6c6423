"""The table of rotations: how it grows, and that it equals transformers' rotary embedding."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import Tensor
from torch.utils._python_dispatch import TorchDispatchMode

from engine.model.config import NetworkConfig, RopeConfig
from engine.model.rope import RopeTable
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
