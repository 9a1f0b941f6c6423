"""A tiny random model that sees, pictures to show it, and transformers' way to encode them."""

from __future__ import annotations

import io
import json
import random
from pathlib import Path

import PIL.Image
import torch
from torch import Tensor
from transformers import DiffusionGemmaForBlockDiffusion, DynamicCache
from transformers.models.gemma4.image_processing_pil_gemma4 import Gemma4ImageProcessorPil

from engine.conversation import Image
from tests.engine.oracle import Shape, tiny_oracle
from tests.engine.tiny import save_model

SEEING = Shape(vocab_size=1539, canvas_length=16, max_positions=2048, sees=True)
PLACEHOLDER = "<|image|>"
PROCESSOR = Gemma4ImageProcessorPil(max_soft_tokens=70)  # the fewest that there are
_TOKENS = ("<|image>", PLACEHOLDER, "<image|>")
_CONTENT = "message['content']"
_PARTS = """
{%- macro shown(content) -%}
{%- if content is string -%}{{ content }}{%- else -%}
{%- for part in content -%}{{ '<|image|>' if part['type'] == 'image' else part['text'] }}{%- endfor -%}
{%- endif -%}
{%- endmacro -%}
"""


def save_seeing_model(directory: Path, *, seed: int = 0) -> DiffusionGemmaForBlockDiffusion:
    """Write a model with tokens, template and settings for images; returns the oracle of it."""
    oracle = tiny_oracle(SEEING, seed=seed)
    save_model(oracle, directory)
    PROCESSOR.save_pretrained(directory)
    tokenizer = json.loads((directory / "tokenizer.json").read_text("utf-8"))
    for token, token_id in zip(_TOKENS, SEEING.image_ids, strict=True):
        tokenizer["added_tokens"].append(tokenizer["added_tokens"][-1] | {"id": token_id, "content": token})
    (directory / "tokenizer.json").write_text(json.dumps(tokenizer), "utf-8")
    template = directory / "chat_template.jinja"
    template.write_text(_PARTS + template.read_text("utf-8").replace(_CONTENT, f"shown({_CONTENT})"), "utf-8")
    return oracle


def picture(width: int, height: int, *, seed: int = 0, form: str = "PNG") -> Image:
    """An image file of random pixels."""
    pixels = random.Random(seed).randbytes(3 * width * height)
    file = io.BytesIO()
    PIL.Image.frombytes("RGB", (width, height), pixels).save(file, form)
    return Image(file.getvalue())


def opened(image: Image) -> PIL.Image.Image:
    """The pixels of an image file."""
    return PIL.Image.open(io.BytesIO(image.content))


def oracle_see(model: DiffusionGemmaForBlockDiffusion, ids: Tensor, images: list[Image]) -> DynamicCache:
    """Encode `ids (n,)` with images where their soft tokens are, all at once."""
    encoder = model.model.encoder
    seen = PROCESSOR(images=[opened(image) for image in images], return_tensors="pt")
    cache = DynamicCache(config=model.config.get_text_config())
    with torch.no_grad():
        masks = encoder.create_masks_for_generate(
            config=model.config.get_text_config(),
            inputs_embeds=encoder.get_input_embeddings()(ids[None]),
            attention_mask=None,
            past_key_values=cache,
            position_ids=torch.arange(len(ids))[None],
            mm_token_type_ids=torch.eq(ids, model.config.image_token_id or 0).long()[None],
        )
        encoder(
            input_ids=ids[None],
            pixel_values=seen["pixel_values"],
            image_position_ids=seen["image_position_ids"],
            attention_mask=masks,
            past_key_values=cache,
        )
    return cache
