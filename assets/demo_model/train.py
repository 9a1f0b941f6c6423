"""Trains the demo model with transformers' own network, and writes its checkpoint.

    python assets/demo_model/train.py --tokenizer out/model --out out/demo

x0-prediction on uniform corruption: a canvas of noise and text goes in, the text is the target, with
the model's own first guess as self-conditioning in half of the steps. The learning rate rises, stays,
and falls to zero; while it falls the experts are rounded to NVFP4 in the forward pass, so that the
model that is stored is the model that was trained. A killed run goes on from its last save.

    python assets/demo_model/train.py --out out/demo --steps 7350 --fall 2000 --finish

goes on with a run that has ended, from four tenths of the rate. In most of the rows that have a guess and
one right answer the canvas is then what the sampler makes of the guess, so that the model learns to mend
its own mistakes.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import torch
from torch import Tensor, nn
from transformers import DiffusionGemmaForBlockDiffusion, DynamicCache, PreTrainedTokenizerFast

from batches import Batch, corrupted, drafted, stream
from engine.kernels.linear import MIXED, processor_precision
from engine.kernels.nvfp4 import decode_nvfp4, nvfp4_scale_2, quantize_nvfp4
from engine.reference import reference_model
from recipe import model_config

HERE = Path(__file__).resolve().parent
# Shares of the samples: while the rate stays, while it falls.
FULL_CANVAS_SHARES, TABLE_SHARES = (0.12, 0.15), (0.3, 0.08)  # short answers on a full canvas; tables of sums
MUON_RATE, ADAM_RATE = 3e-3, 2e-3
WARMUP_STEPS = 100
NOTE_STEPS, SAVE_STEPS = 50, 250
STATE = "state.pt"

Chain = list[torch.optim.Optimizer]


def built() -> DiffusionGemmaForBlockDiffusion:
    """The untrained model. Attention's scale is 1, so the head norms start below 1: neither hard nor soft."""
    model = DiffusionGemmaForBlockDiffusion(model_config())
    for layer in model.model.decoder.layers:
        start = layer.self_attn.head_dim**-0.25
        nn.init.constant_(layer.self_attn.q_norm.weight, 1.8 * start)
        nn.init.constant_(layer.self_attn.k_norm.weight, start)
    return trainable(model)


def trainable(model: DiffusionGemmaForBlockDiffusion) -> DiffusionGemmaForBlockDiffusion:
    """The same model with gradients for all that the checkpoint holds, which is all but the vision tower."""
    model.train().requires_grad_(True)
    model.model.encoder.vision_tower.requires_grad_(False)
    model.model.encoder.embed_vision.requires_grad_(False)
    for scalar in scalars(model):
        scalar.requires_grad_(True)
    return model


def scalars(model: DiffusionGemmaForBlockDiffusion) -> list[Tensor]:
    """The layer scalars of both passes; buffers in transformers, trained here."""
    layers = [*model.model.decoder.layers, *model.model.encoder.language_model.layers]
    return [layer.layer_scalar for layer in layers]


def optimizers(model: DiffusionGemmaForBlockDiffusion) -> Chain:
    """Muon for the matrices inside the layers, AdamW for the rest."""
    named = [(n, p) for n, p in model.named_parameters() if p.requires_grad]
    matrices = [p for n, p in named if p.ndim == 2 and "layers" in n and "router" not in n]
    known = {id(p) for p in matrices}
    rest = [p for _, p in named if id(p) not in known] + scalars(model)
    return [
        torch.optim.Muon(matrices, lr=MUON_RATE, weight_decay=0.02, adjust_lr_fn="match_rms_adamw"),
        torch.optim.AdamW(rest, lr=ADAM_RATE, betas=(0.9, 0.98), weight_decay=0.01, fused=True),
    ]


def rate(step: int, steps: int, fall: int) -> float:
    """The share of the full learning rate at a step: a ramp, a plain, and `fall` steps down to zero."""
    return min(1.0, (step + 1) / WARMUP_STEPS, (steps - step) / fall)


@contextmanager
def rounded_experts(model: DiffusionGemmaForBlockDiffusion) -> Iterator[None]:
    """Inside, the experts hold the values that NVFP4 keeps of them; gradients go to the unrounded ones."""
    kept = []
    with torch.no_grad():
        for layer in model.model.decoder.layers:
            for weight in (layer.experts.gate_up_proj, layer.experts.down_proj):
                kept.append((weight, weight.clone()))
                scale = torch.stack([nvfp4_scale_2(expert) for expert in weight])
                weight.copy_(decode_nvfp4(quantize_nvfp4(weight, scale)))
    try:
        yield
    finally:
        with torch.no_grad():
            for weight, value in kept:
                weight.copy_(value)


def loss_of(
    model: DiffusionGemmaForBlockDiffusion, batch: Batch, rng: random.Random, *, finishing: bool
) -> Tensor:
    """Weighted cross-entropy of the text given a corrupted canvas, or a draft at times while finishing."""
    noisy = corrupted(batch)
    everything = torch.cat([batch.context_mask, torch.ones_like(batch.target)], dim=1)
    cache = DynamicCache(config=model.config.get_text_config(decoder=True))
    model.model.encoder(input_ids=batch.context, attention_mask=batch.context_mask, past_key_values=cache)
    guess = None
    if rng.random() < 0.5:
        with torch.no_grad():
            guess = model(
                decoder_input_ids=noisy, past_key_values=cache, decoder_attention_mask=everything
            ).logits
            guess = guess / rng.uniform(0.4, 0.8)  # the sampler's temperatures
            noisy = drafted(batch, noisy, guess) if finishing else noisy
    logits = model(
        decoder_input_ids=noisy,
        past_key_values=cache,
        decoder_attention_mask=everything,
        self_conditioning_logits=guess,
    ).logits
    losses = nn.functional.cross_entropy(logits.flatten(0, 1), batch.target.flatten(), reduction="none")
    return (losses * batch.weight.flatten()).sum() / batch.weight.sum()


def resumed(out: Path, model: DiffusionGemmaForBlockDiffusion, chain: Chain) -> tuple[int, float]:
    """Take up what `out` holds of a run: how many steps it has had, and how many seconds they took."""
    if not (out / STATE).exists():
        return 0, 0.0
    state = torch.load(out / STATE, map_location=model.device, weights_only=True)
    model.load_state_dict(state["model"])
    for optimizer, values in zip(chain, state["optimizers"], strict=True):
        optimizer.load_state_dict(values)
    return state["step"], state["seconds"]


def save(out: Path, model: DiffusionGemmaForBlockDiffusion, chain: Chain, step: int, seconds: float) -> None:
    """Write the state of a run, never half of it."""
    state = {
        "model": model.state_dict(),
        "optimizers": [optimizer.state_dict() for optimizer in chain],
        "step": step,
        "seconds": seconds,
    }
    part = (out / STATE).with_suffix(".part")
    torch.save(state, part)
    part.replace(out / STATE)


def note(out: Path, step: int, losses: list[float], seconds: float) -> None:
    """Add a point to the curve: the mean of the latest losses."""
    line = json.dumps({"step": step, "loss": round(sum(losses) / len(losses), 4), "seconds": round(seconds)})
    print(line, flush=True)
    with (out / "curve.jsonl").open("a") as curve:
        curve.write(line + "\n")


def train(
    model: DiffusionGemmaForBlockDiffusion,
    out: Path,
    *,
    tokenizer: PreTrainedTokenizerFast,
    steps: int,
    fall: int,
    batch_size: int,
    seed: int,
    stop_at: int,
    bf16: bool,
    finishing: bool = False,
) -> None:
    """Train up to step `stop_at` of a run of `steps`, on the model's device, saving to `out` on the way."""
    out.mkdir(parents=True, exist_ok=True)
    chain = optimizers(model)
    first, seconds = resumed(out, model, chain)
    torch.manual_seed(seed + first)
    rng = random.Random(seed * 1_000_003 + first)
    staying, falling = (
        stream(tokenizer, rng, batch_size, full_share=full, table_share=tables, finishing=finishing)
        for full, tables in zip(FULL_CANVAS_SHARES, TABLE_SHARES, strict=True)
    )
    began, losses = time.monotonic() - seconds, []
    for step in range(first, stop_at):
        falls = step >= steps - fall
        with rounded_experts(model) if falls else nullcontext():
            batch = next(falling if falls else staying).to(model.device)
            with torch.autocast(model.device.type, torch.bfloat16, enabled=bf16):
                loss = loss_of(model, batch, rng, finishing=finishing)
            torch.autograd.backward(loss)
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        for optimizer, full in zip(chain, (MUON_RATE, ADAM_RATE), strict=True):
            optimizer.param_groups[0]["lr"] = full * rate(step, steps, fall)
            optimizer.step()
            optimizer.zero_grad()
        losses.append(loss.item())
        if (step + 1) % NOTE_STEPS == 0:
            note(out, step + 1, losses, time.monotonic() - began)
            losses.clear()
        if (step + 1) % SAVE_STEPS == 0 or step + 1 == stop_at:
            save(out, model, chain, step + 1, time.monotonic() - began)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tokenizer", type=Path, default=HERE, help="its directory; the shipped one")
    parser.add_argument("--out", type=Path, required=True, help="where the run keeps its state")
    parser.add_argument("--steps", type=int, default=6600, help="length of the whole run")
    parser.add_argument(
        "--fall", type=int, default=4600, help="steps over which the learning rate falls to zero"
    )
    parser.add_argument("--batch", type=int, default=32, help="canvases a step")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--start", type=Path, help="begin with the weights of this checkpoint")
    parser.add_argument("--device", default="cpu", help="where to train, as torch names it")
    parser.add_argument("--finish", action="store_true", help="train on drafts too, and more on lists")
    parser.add_argument("--stop-at", type=int, help="stop early at this step; run again to go on")
    given = parser.parse_args()
    torch.manual_seed(given.seed)
    model = built() if given.start is None else trainable(reference_model(given.start))
    nn.Module.to(model, torch.device(given.device))  # transformers' own wrapper of it has no types
    train(
        model,
        given.out,
        tokenizer=PreTrainedTokenizerFast.from_pretrained(given.tokenizer),
        steps=given.steps,
        fall=given.fall,
        batch_size=given.batch,
        seed=given.seed,
        stop_at=given.stop_at or given.steps,
        bf16=given.device != "cpu" or processor_precision() is MIXED,
        finishing=given.finish,
    )


if __name__ == "__main__":
    main()
