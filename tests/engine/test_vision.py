"""Images in a conversation: their places among the ids, their soft tokens, and what cannot be seen."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import struct
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import PIL.Image
import pytest
import torch
from PIL import ImageDraw
from safetensors.torch import load_file, save_file
from torch import Tensor

from engine.conversation import Conversation, Image
from engine.denoise import Denoiser
from engine.errors import EngineError, ModelDamaged, ModelForeign, PromptRejected
from engine.events import TurnEvent, TurnFinished, TurnStarted
from engine.generate import turn
from engine.kernels.linear import FLOAT32
from engine.load import Loaded, load
from engine.model.kv_cache import KVCache
from engine.model.vision import VisionTower
from engine.options import TurnOptions, planned
from engine.vision import Vision
from engine.weights.checkpoint import read_json
from tests.engine.brackets import refuses_in_words
from tests.engine.oracle import decoded, oracle_decode
from tests.engine.seeing import PROCESSOR, SEEING, opened, oracle_see, picture, save_seeing_model

ROOT = Path(__file__).resolve().parents[2]
BEGIN, SOFT, END = SEEING.image_ids
WIDE, HIGH = picture(120, 40, seed=1), picture(50, 180, seed=2)


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("seeing")
    save_seeing_model(made)
    return made


@pytest.fixture(scope="module")
def model(directory: Path) -> Loaded:
    return loaded_from(directory)


def loaded_from(directory: Path) -> Loaded:
    return load(
        directory,
        device=torch.device("cpu"),
        precision=FLOAT32,
        progress=lambda _done, _total: None,
        cancelled=lambda: False,
    )


def eyes(directory: Path) -> Vision:
    config = read_json(directory / "config.json")
    return Vision(directory, config, device=torch.device("cpu"))


def answered(
    model: Loaded,
    conversation: Conversation,
    cache: KVCache,
    *,
    cancelled: Callable[[], bool] = lambda: False,
) -> Iterator[TurnEvent]:
    options = TurnOptions(max_new_tokens=16, seed=3)
    plan = planned(options, model.sampler, canvas_length=SEEING.canvas_length)
    return turn(model, Denoiser(model.network, cache), conversation, plan, turn_id=1, cancelled=cancelled)


def started(model: Loaded, conversation: Conversation, cache: KVCache) -> TurnStarted:
    (event,) = (each for each in answered(model, conversation, cache) if isinstance(each, TurnStarted))
    return event


@pytest.mark.parametrize("image", [WIDE, HIGH, picture(300, 20), picture(64, 64, form="JPEG"), picture(4, 9)])
def test_an_image_takes_as_many_places_as_it_has_soft_tokens(directory: Path, image: Image) -> None:
    vision = eyes(directory)
    passage = vision.passage([5, SOFT, 6], [image])
    (run,) = passage.images
    expected = PROCESSOR(images=[opened(image)], return_tensors="pt")["num_soft_tokens_per_image"].item()
    assert list(passage.ids) == [5, BEGIN, *[SOFT] * expected, END, 6]
    assert (run.start, run.length) == (2, expected)
    assert run.features().shape == (expected, SEEING.hidden_size)


def test_the_same_image_has_the_same_identity_and_another_another(directory: Path) -> None:
    passage = eyes(directory).passage([SOFT] * 3, [WIDE, HIGH, Image(WIDE.content)])
    first, second, third = (run.identity for run in passage.images)
    assert first == third != second
    assert max(first, second) < 0


def test_a_turn_encodes_text_and_images_as_transformers_does(directory: Path, model: Loaded) -> None:
    conversation = Conversation().asked("What is in <|image|> these?", images=(WIDE, HIGH))
    cache = model.network.new_cache(0)
    prompt_tokens = started(model, conversation, cache).prompt_tokens
    assert model.vision is not None
    ids = model.codec.encode(conversation, thinking=False)
    passage = model.vision.passage(ids, conversation.images)
    assert len(passage) == prompt_tokens
    assert cache.tokens[:prompt_tokens] == tuple(passage.identities)
    canvas = torch.arange(SEEING.canvas_length)
    oracle = save_seeing_model(directory)
    cache.truncate(prompt_tokens)
    theirs = oracle_see(oracle, torch.tensor(passage.ids), [WIDE, HIGH])
    difference = decoded(model.network, canvas, cache, None) - oracle_decode(oracle, canvas, theirs)
    assert difference.abs().max() < 1e-4


def test_an_image_of_an_earlier_turn_is_reused_and_not_looked_at_again(
    model: Loaded, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[Image] = []
    features = Vision.features

    def counted(vision: Vision, image: Image) -> Tensor:
        looks.append(image)
        return features(vision, image)

    monkeypatch.setattr(Vision, "features", counted)
    cache = model.network.new_cache(0)
    first = Conversation().asked("One", images=(WIDE,))
    before = started(model, first, cache)
    after = started(model, first.answered("yes").asked("Two", images=(HIGH,)), cache)
    assert looks == [WIDE, HIGH]
    assert after.reused_tokens >= before.prompt_tokens - 8  # all but what opened the model's turn


def test_another_image_in_the_same_place_is_not_taken_for_it(model: Loaded) -> None:
    cache = model.network.new_cache(0)
    other = picture(120, 40, seed=9)  # as many soft tokens
    started(model, Conversation().asked("Look", images=(WIDE,)), cache)
    assert started(model, Conversation().asked("Look", images=(other,)), cache).reused_tokens < 10


def test_only_images_are_enough_to_ask(model: Loaded) -> None:
    events = list(answered(model, Conversation().asked("", images=(WIDE,)), model.network.new_cache(0)))
    assert isinstance(events[-1], TurnFinished)


def test_an_image_gets_more_cores_than_a_step_and_gives_them_back(
    directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[int] = []
    call = VisionTower.__call__

    def counted(tower: VisionTower, patches: Tensor, positions: Tensor) -> Tensor:
        seen.append(torch.get_num_threads())
        return call(tower, patches, positions)

    monkeypatch.setattr(VisionTower, "__call__", counted)
    monkeypatch.setattr(os, "cpu_count", lambda: 4)
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        eyes(directory).features(WIDE)
        assert (seen, torch.get_num_threads()) == ([3], 1)
    finally:
        torch.set_num_threads(before)


def test_a_model_without_eyes_says_so(tiny_model: Path) -> None:
    blind = loaded_from(tiny_model)
    assert blind.vision is None
    with pytest.raises(PromptRejected, match="cannot see"):
        list(answered(blind, Conversation().asked("Look", images=(WIDE,)), blind.network.new_cache(0)))


def test_a_template_that_leaves_no_place_is_named(directory: Path) -> None:
    with pytest.raises(ModelForeign, match="no place for images"):
        eyes(directory).passage([5, 6], [WIDE])


def packed(pixels: PIL.Image.Image, form: str = "PNG", **how: Any) -> Image:
    """An image file of these pixels."""
    file = io.BytesIO()
    pixels.save(file, form, **how)
    return Image(file.getvalue())


def damaged_picture(keep: int) -> bytes:
    return picture(64, 64, form="JPEG").content[:keep]


def astray_picture() -> bytes:
    """A TIFF whose pixels lie, as it says, further on than a file can be long."""
    content = picture(64, 64, form="TIFF").content
    place = content.index(struct.pack("<HH", 273, 4))
    elsewhere = struct.pack("<HHII", 273, 16, 1, len(content))
    return content[:place] + elsewhere + content[place + len(elsewhere) :] + b"\xff" * 8


@pytest.mark.parametrize(
    "content", [b"", b"no image", damaged_picture(400), damaged_picture(60), astray_picture()]
)
def test_what_is_no_image_is_refused(directory: Path, content: bytes) -> None:
    with pytest.raises(PromptRejected, match="cannot be read"):
        eyes(directory).passage([SOFT], [Image(content)])


@pytest.mark.parametrize(("width", "height"), [(3, 90), (90, 1)])
def test_an_image_of_too_few_pixels_is_refused(directory: Path, width: int, height: int) -> None:
    with pytest.raises(PromptRejected, match="too small"):
        eyes(directory).passage([SOFT], [picture(width, height)])


@pytest.mark.parametrize("factor", [1.5, 3])
def test_an_image_of_too_many_pixels_is_refused(
    directory: Path, factor: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(PIL.Image, "MAX_IMAGE_PIXELS", int(120 * 40 / factor))
    with pytest.raises(PromptRejected, match="too large"):
        eyes(directory).passage([SOFT], [WIDE])


def test_a_photo_is_turned_as_its_camera_says(directory: Path) -> None:
    exif = PIL.Image.Exif()
    exif[0x0112] = 6  # a quarter turn clockwise
    upright = packed(opened(WIDE).transpose(PIL.Image.Transpose.ROTATE_270))
    vision = eyes(directory)
    turned, expected = map(vision.features, (packed(opened(WIDE), exif=exif), upright))
    assert torch.equal(turned, expected)
    assert not torch.equal(turned, vision.features(WIDE))


@pytest.mark.parametrize(
    "odd",
    [
        struct.pack("<HHI4s", 0x011A, 2, 3, b"ab"),  # a resolution in letters
        struct.pack("<HHIf", 0x011A, 11, 1, float("nan")),
        struct.pack("<HHIf", 0x0128, 11, 1, 1e30),  # its unit, which is a small number
        struct.pack("<HHIi", 0x0128, 9, 1, -1),
    ],
)
def test_a_photo_is_seen_upright_whatever_else_its_camera_noted(directory: Path, odd: bytes) -> None:
    turned = struct.pack("<HHIHH", 0x0112, 3, 1, 6, 0)  # a quarter turn clockwise
    exif = b"Exif\0\0II*\0" + struct.pack("<IH", 8, 2) + turned + odd + bytes(4)
    photo = packed(opened(WIDE), "JPEG", exif=exif)
    upright = packed(opened(photo).transpose(PIL.Image.Transpose.ROTATE_270))
    vision = eyes(directory)
    assert torch.equal(vision.features(photo), vision.features(upright))


def test_grey_in_16_bits_is_seen_in_its_shades(directory: Path) -> None:
    grey = opened(WIDE).convert("L")
    deep = PIL.Image.frombytes("I;16", grey.size, b"".join(bytes([7, each]) for each in grey.tobytes()))
    vision = eyes(directory)
    assert torch.equal(vision.features(packed(deep)), vision.features(packed(grey)))


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_what_is_clear_in_a_picture_is_seen_as_white(directory: Path, mode: str) -> None:
    ring = PIL.Image.new(mode, (48, 48))  # black, and clear
    ImageDraw.Draw(ring).ellipse((8, 8, 40, 40), fill=120 if mode == "P" else "grey")
    clear = 0 if mode == "P" else None
    on_white = opened(packed(ring, transparency=clear)).convert("RGBA")
    on_white = PIL.Image.alpha_composite(PIL.Image.new("RGBA", ring.size, "white"), on_white)
    assert on_white.getpixel((0, 0)) == (255, 255, 255, 255)
    vision = eyes(directory)
    seen = vision.features(packed(ring, transparency=clear))
    assert torch.equal(seen, vision.features(packed(on_white.convert("RGB"))))


def changed_directory(directory: Path, target: Path, change: Callable[[dict[str, Tensor]], object]) -> Path:
    shutil.copytree(directory, target)
    tensors = load_file(directory / "model.safetensors")
    change(tensors)
    save_file(tensors, target / "model.safetensors")
    return target


TOWER = "model.encoder.vision_tower."


@pytest.mark.parametrize(
    ("name", "changed", "error"),
    [
        (TOWER + "std_bias", None, ModelDamaged),
        ("model.encoder.embed_vision.embedding_projection.weight", None, ModelDamaged),
        (TOWER + "encoder.layers.1.mlp.up_proj.linear.weight", torch.zeros(32, 48), ModelDamaged),
        (TOWER + "std_scale", torch.zeros(32, dtype=torch.uint8), ModelForeign),
        (TOWER + "extra", torch.zeros(1), ModelForeign),
        (TOWER + "encoder.layers.2.input_layernorm.weight", torch.zeros(32), ModelForeign),
    ],
)
def test_a_tensor_of_the_tower_that_is_missing_misshapen_or_extra_is_named_when_the_model_is_loaded(
    name: str, changed: Tensor | None, error: type[EngineError], directory: Path, tmp_path: Path
) -> None:
    def change(tensors: dict[str, Tensor]) -> None:
        tensors.pop(name, None)
        if changed is not None:
            tensors[name] = changed

    broken = changed_directory(directory, tmp_path / "broken", change)
    with pytest.raises(error, match=re.escape(name)):
        loaded_from(broken)


def test_a_tensor_of_the_tower_that_is_not_finite_is_named_when_it_is_read(
    directory: Path, tmp_path: Path
) -> None:
    name = TOWER + "patch_embedder.input_proj.weight"
    broken = changed_directory(
        directory, tmp_path / "broken", lambda tensors: tensors[name].fill_(float("nan"))
    )
    with pytest.raises(ModelDamaged, match=re.escape(name)):
        eyes(broken).features(WIDE)


def test_a_model_that_sees_is_loaded_without_importing_its_tower(directory: Path) -> None:
    program = (
        "import sys, torch; from engine.kernels.linear import FLOAT32; from engine.load import load; "
        "seeing = load(sys.argv[1], device=torch.device('cpu'), precision=FLOAT32, "
        "progress=lambda *_: None, cancelled=lambda: False).vision is not None; "
        "print(seeing, 'engine.model.vision' in sys.modules)"
    )
    command = [sys.executable, "-c", program, str(directory)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "True False"


def test_without_settings_the_processor_is_that_of_the_public_model(directory: Path, tmp_path: Path) -> None:
    bare = changed_directory(directory, tmp_path / "bare", lambda _tensors: None)
    (bare / "preprocessor_config.json").unlink()
    (run,) = eyes(bare).passage([SOFT], [picture(48 * 5, 48 * 7)]).images
    assert 250 < run.length <= 280


def test_settings_for_images_that_cannot_be_used_are_named_when_the_model_is_loaded(
    directory: Path, tmp_path: Path
) -> None:
    odd = changed_directory(directory, tmp_path / "odd", lambda _tensors: None)
    (odd / "preprocessor_config.json").write_text('{"patch_size": "16"}', "utf-8")
    with pytest.raises(ModelForeign, match=r"preprocessor_config\.json has no usable patch_size: '16'"):
        loaded_from(odd)


def test_the_count_of_an_image_is_what_it_takes_up_among_the_ids(directory: Path) -> None:
    seeing = eyes(directory)
    for image in (WIDE, HIGH):
        assert seeing.count(image) == len(seeing.passage([SOFT], [image]).ids)
    with pytest.raises(PromptRejected):
        seeing.count(Image(b"no image"))


@pytest.mark.parametrize("key", ["boi_token_id", "image_token_id", "eoi_token_id"])
def test_a_configuration_without_ids_for_images_is_refused(directory: Path, key: str, tmp_path: Path) -> None:
    config: dict[str, Any] = json.loads((directory / "config.json").read_text("utf-8"))
    config[key] = None
    with pytest.raises(ModelForeign, match=key):
        Vision(tmp_path, config, device=torch.device("cpu"))


def test_a_conversation_without_images_loads_no_tower() -> None:
    program = (
        "import sys, engine.vision; print([m for m in ('PIL', 'transformers', 'engine.model.vision') "
        "if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


@pytest.mark.usefixtures("bracketed")
def test_refusals_are_told_in_the_words_that_are_spoken(
    directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seeing = eyes(directory)
    assert refuses_in_words(seeing.passage, [5], [WIDE])
    assert refuses_in_words(seeing.count, Image(b"no image"))
    assert refuses_in_words(seeing.count, picture(3, 90))
    monkeypatch.setattr(PIL.Image, "MAX_IMAGE_PIXELS", 100)
    assert refuses_in_words(seeing.count, WIDE)
