"""A conversation's images become soft tokens among its token ids."""

from __future__ import annotations

import functools
import io
import os
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from engine.conversation import Image
from engine.errors import ModelForeign, PromptRejected
from engine.image_settings import most_soft_tokens, unusable
from engine.model.config import VisionConfig
from engine.model.passage import ImageRun, Passage
from engine.model.sizes import vision_shapes
from engine.weights.checkpoint import Checkpoint
from engine.words import Sentence, said

if TYPE_CHECKING:
    import PIL.Image
    from transformers.models.gemma4.image_processing_pil_gemma4 import Gemma4ImageProcessorPil

    from engine.model.vision import VisionTower

VISION_PREFIXES = ("model.encoder.vision_tower.", "model.encoder.embed_vision.")
_FEWEST_PIXELS = 4  # along a side; with fewer, transformers cannot tell sides from colours


class Vision:
    """The eyes of a model. Lives on the engine thread; the tower is read when the first image is seen.

    Args:
        directory: The model's.
        config: Its parsed `config.json`.
        device: Where the tower is kept and works: in bfloat16 on a GPU, in float32 on a processor.

    Raises:
        ModelForeign: The configuration names another kind of tower, no tokens for images, or images that are
            prepared in another way.
        ModelDamaged: A file with settings for images cannot be read.
    """

    def __init__(self, directory: Path, config: Mapping[str, object], *, device: torch.device) -> None:
        self._sizes = VisionConfig.from_json(config)
        self._most_tokens = most_soft_tokens(directory, self._sizes)
        self._directory = directory
        self._config = config
        self._device = device
        self._lengths: dict[str, int] = {}
        self._dtype = torch.float32 if device.type == "cpu" else torch.bfloat16
        self._begin, self._soft, self._end = (_token_id(config, key) for key in ("boi", "image", "eoi"))

    def passage(self, ids: Sequence[int], images: Sequence[Image]) -> Passage:
        """Put images in the places that the chat template has left for them, one placeholder id each.

        An image becomes a begin token, its soft tokens and an end token. The tower does not work yet.

        Raises:
            PromptRejected: An image cannot be read.
            ModelForeign: The template leaves another number of places.
        """
        if ids.count(self._soft) != len(images):
            raise ModelForeign(
                said("The model's chat template has no place for images."),
                said("Remove the images from the conversation."),
            )
        left = iter(images)
        expanded: list[int] = []
        runs: list[ImageRun] = []
        for token in ids:
            if token != self._soft:
                expanded.append(token)
                continue
            image = next(left)
            run = ImageRun(
                start=len(expanded) + 1,
                length=self._length(image),
                identity=-1 - int(image.digest, 16),  # below every token id
                features=functools.partial(self.features, image),
            )
            expanded += [self._begin, *[self._soft] * run.length, self._end]
            runs.append(run)
        return Passage(expanded, tuple(runs))

    def count(self, image: Image) -> int:
        """How many tokens an image becomes, with the two around it. Any thread.

        Raises:
            PromptRejected: It cannot be read.
        """
        return self._length(image) + 2

    def features(self, image: Image) -> Tensor:
        """The soft tokens of an image, `(n, hidden)`.

        Raises:
            PromptRejected: It cannot be read.
            ModelDamaged: A tensor of the tower is missing, misshapen or not finite.
        """
        seen = self._processor(images=[_opened(image)], return_tensors="pt")
        with _nearly_every_core():
            return self._tower(seen["pixel_values"][0], seen["image_position_ids"][0])

    def _length(self, image: Image) -> int:
        """Its soft tokens; an image of an earlier turn is not opened again."""
        if image.digest not in self._lengths:
            self._lengths[image.digest] = self._soft_tokens(image)
        return self._lengths[image.digest]

    def _soft_tokens(self, image: Image) -> int:
        from transformers.models.gemma4.image_processing_pil_gemma4 import get_aspect_ratio_preserving_size

        patch_size, pooling = self._sizes.patch_size, self._sizes.pooling
        width, height = _opened(image).size
        if min(width, height) < _FEWEST_PIXELS:
            raise _unseen(said("The image is too small to be seen."))
        side = patch_size * pooling
        most = self._most_tokens * pooling**2
        try:
            rows, columns = get_aspect_ratio_preserving_size(height, width, patch_size, most, pooling)
        except ValueError as error:
            raise _unseen(said("The image is too narrow to be seen.")) from error
        return (rows // side) * (columns // side)

    @functools.cached_property
    def _processor(self) -> Gemma4ImageProcessorPil:
        # Imported when an image comes: it takes seconds, and most conversations have none.
        from transformers.models.gemma4.image_processing_pil_gemma4 import Gemma4ImageProcessorPil

        return Gemma4ImageProcessorPil(
            patch_size=self._sizes.patch_size,
            pooling_kernel_size=self._sizes.pooling,
            max_soft_tokens=self._most_tokens,
        )

    @functools.cached_property
    def _tower(self) -> VisionTower:
        from engine.model.vision import VisionTower

        with Checkpoint(self._directory) as checkpoint:

            def read(name: str, shape: tuple[int, ...]) -> Tensor:
                return checkpoint.floats(name, *shape).to(self._device, self._dtype, copy=True)

            return VisionTower(self._config, read)


def check_tower(checkpoint: Checkpoint, sizes: VisionConfig, hidden_size: int) -> None:
    """Check that a model's files hold its vision tower and nothing else of that name; reads no numbers.

    Raises:
        ModelDamaged: A tensor of the tower is missing or misshapen.
        ModelForeign: A tensor is not stored as plain numbers, or the tower does not use it.
    """
    expected = vision_shapes(sizes, hidden_size)
    for name, shape in expected.items():
        checkpoint.check_floats(name, *shape)
    extra = {name for name in checkpoint.names if name.startswith(VISION_PREFIXES)} - expected.keys()
    if extra:
        raise ModelForeign(
            said("The model has a tensor that its vision tower does not use: {tensor}.", tensor=min(extra)),
            said("Choose the folder of a DiffusionGemma model."),
        )


@contextmanager
def _nearly_every_core() -> Iterator[None]:
    """Inside, torch shares a product between all cores but one; an image on the processor takes seconds."""
    before = torch.get_num_threads()
    torch.set_num_threads(max(before, (os.cpu_count() or 1) - 1))
    try:
        yield
    finally:
        torch.set_num_threads(before)


def _token_id(config: Mapping[str, object], key: str) -> int:
    value = config.get(f"{key}_token_id")
    if not isinstance(value, int):
        raise unusable("config.json", f"{key}_token_id", value)
    return value


def _opened(image: Image) -> PIL.Image.Image:
    """The image as a person sees it: turned as its camera says, in colours, on white.

    Raises:
        PromptRejected: It is no image, is cut off, or is so large that it may be meant to do harm.
    """
    import PIL.Image
    import PIL.ImageOps

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", PIL.Image.DecompressionBombWarning)
            opened = PIL.Image.open(io.BytesIO(image.content))
        opened.load()
        with suppress(Exception):  # what cameras note beside a picture may be anything, and is no part of it
            PIL.ImageOps.exif_transpose(opened, in_place=True)
        return _in_colours(opened)
    except (PIL.Image.DecompressionBombWarning, PIL.Image.DecompressionBombError) as error:
        raise PromptRejected(
            said("The image is too large."), said("Make it smaller than 89 million pixels.")
        ) from error
    except MemoryError:
        raise
    except Exception as error:  # the library raises whatever a file makes it stumble over
        raise _unseen(said("The image cannot be read.")) from error


def _in_colours(picture: PIL.Image.Image) -> PIL.Image.Image:
    """Its colours in 8 bits each, on white where the picture is clear."""
    import PIL.Image

    if picture.mode.startswith("I"):  # grey in 16 bits; as it is, all but the darkest would be white
        return picture.convert("I").point(lambda grey: grey / 256).convert("RGB")
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    seen, white = picture.convert("RGBA"), PIL.Image.new("RGB", picture.size, "white")
    white.paste(seen, mask=seen)
    return white


def _unseen(title: Sentence) -> PromptRejected:
    return PromptRejected(title, said("Choose another image."))
