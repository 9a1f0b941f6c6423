"""The formulas of sizes against the tensors that transformers makes, and against the public files."""

from __future__ import annotations

import json
from math import prod
from pathlib import Path

import pytest
from safetensors import safe_open

from engine.model.config import NetworkConfig, VisionConfig
from engine.model.published import DIFFUSIONGEMMA_26B
from engine.model.sizes import NetworkSizes, vision_numbers
from tests.engine.oracle import Shape, save_checkpoint, tiny_oracle

# Which names belong to which part; what is left is vectors.
PARTS = {
    "experts": ".experts.",
    "attention": "self_attn.{}_proj",
    "dense": ".mlp.",
    "self_conditioning": "self_conditioning.{}_proj",
    "embedding": "embed_tokens",
    "routers": "router.proj",
}


def stored_shapes(directory: Path) -> dict[str, list[int]]:
    with safe_open(directory / "model.safetensors", framework="pt") as file:
        return {name: file.get_slice(name).get_shape() for name in file.keys()}  # noqa: SIM118 - not a mapping


def part_of(name: str) -> str:
    if "vision" in name:
        return "vision"
    for part, pattern in PARTS.items():
        before, _, after = pattern.partition("{}")
        if before in name and after in name:
            return part
    return "vectors"


@pytest.mark.parametrize("shape", [Shape(), Shape(layers="sfsf", experts=3, head_dim=32, full_kv_heads=2)])
def test_every_part_has_as_many_numbers_as_the_tensors_of_a_model(shape: Shape, tmp_path: Path) -> None:
    save_checkpoint(tiny_oracle(shape, seed=0), tmp_path)
    counted: dict[str, int] = {}
    for name, dimensions in stored_shapes(tmp_path).items():
        counted[part_of(name)] = counted.get(part_of(name), 0) + prod(dimensions)
    config = json.loads((tmp_path / "config.json").read_text("utf-8"))
    network = NetworkConfig.from_json(config)
    sizes = NetworkSizes.of(network)
    expected = {part: getattr(sizes, part).numbers for part in PARTS}
    vision = vision_numbers(VisionConfig.from_json(config), network.hidden_size)
    assert counted == expected | {"vectors": sizes.vectors, "vision": vision}


def test_packed_matrices_and_rows_are_counted_as_they_are_stored(tmp_path: Path) -> None:
    save_checkpoint(tiny_oracle(Shape(), seed=0), tmp_path, "nvfp4")
    shapes = stored_shapes(tmp_path)
    packed = [shape for name, shape in shapes.items() if ".experts." in name and name.endswith(".weight")]
    attention = [
        shape for name, shape in shapes.items() if part_of(name) == "attention" and "vision" not in name
    ]
    sizes = NetworkSizes.of(
        NetworkConfig.from_json(json.loads((tmp_path / "config.json").read_text("utf-8")))
    )
    assert sizes.experts.count == len(packed)
    assert sizes.experts.rows == sum(shape[0] for shape in packed)
    assert sizes.experts.numbers == sum(2 * prod(shape) for shape in packed)
    assert (sizes.attention.count, sizes.attention.rows) == (len(attention), sum(s[0] for s in attention))


def test_the_public_files_have_the_size_that_the_formulas_give() -> None:
    network = NetworkConfig.from_json(DIFFUSIONGEMMA_26B)
    sizes = NetworkSizes.of(network)
    rest = [sizes.attention, sizes.dense, sizes.self_conditioning, sizes.embedding, sizes.routers]
    vision = vision_numbers(VisionConfig.from_json(DIFFUSIONGEMMA_26B), network.hidden_size)
    plain = sum(part.numbers for part in rest) + sizes.vectors + vision
    assert 2 * (plain + sizes.experts.numbers) == 51_647_562_456  # google's
    # NVIDIA's: 4 bits a number, a byte for 16 of them, and two float32 numbers a matrix.
    packed = sizes.experts.numbers // 2 + sizes.experts.numbers // 16 + 8 * sizes.experts.count
    assert 2 * plain + packed == 18_818_050_776
