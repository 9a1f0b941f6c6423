"""DiffusionGemma: an encoder pass that fills the KV cache, a decoder pass that denoises a canvas.

Both passes run the same layers. The encoder pass is causal and its output is what it leaves in the
cache. The decoder pass sees the whole canvas and returns logits.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

import torch
from torch import Tensor
from torch.nn import functional as F

from engine.kernels.branches import Stream
from engine.kernels.heads import E4M3
from engine.kernels.int8 import Int8Matrix
from engine.kernels.linear import Matrix, Precision, mixed, mixed_at, product, rows_at
from engine.kernels.norm import rms_norm
from engine.kernels.packed_experts import PackedExperts
from engine.kernels.pair import Pair, TwoStreams, in_turn, side_by_side
from engine.model.attention import CanvasSpan, Span, causal_sight
from engine.model.config import PREFILL_CHUNK, LayerKind, NetworkConfig
from engine.model.kv_cache import KVCache
from engine.model.layer import GatedUnit, Layer
from engine.model.passage import ImageRun, Passage
from engine.model.rope import RopeTable


class Network:
    """The network with its weights. Used by one thread.

    Args:
        config: Sizes.
        embedding: `(vocab, hidden)`; also the output head.
        layers: In order.
        self_conditioning: What the prediction of the step before passes through.
        self_conditioning_norm: Norm weight in front of it.
        final_norm: Norm weight in front of the output head.
        prefill_chunk: Positions the encoder computes at once; bounds its memory.
        cache_in_8_bits: Whether its caches keep numbers in 8 bits.

    Attributes:
        config: Sizes.
        device: Where the weights are.
        dtype: Of the residual stream.
        layers: Their weights, in order.
        pair: Computes two things at once: on a GPU always, on a processor while it is `accompanied`.
        embedding: `(vocab, hidden)`; also the output head.
    """

    def __init__(
        self,
        config: NetworkConfig,
        *,
        embedding: Matrix,
        layers: Sequence[Layer],
        self_conditioning: GatedUnit,
        self_conditioning_norm: Tensor,
        final_norm: Tensor,
        prefill_chunk: int = PREFILL_CHUNK,
        cache_in_8_bits: bool = False,
    ) -> None:
        self.config = config
        self.device = final_norm.device
        self.dtype = final_norm.dtype
        self.embedding = embedding
        self.layers = tuple(layers)
        self._self_conditioning = self_conditioning
        self._self_conditioning_norm = self_conditioning_norm
        self._following = (*(layer.norms.attention_input for layer in self.layers[1:]), final_norm)
        self._prefill_chunk = prefill_chunk
        self._cache_dtype = E4M3 if cache_in_8_bits else self.dtype
        self.pair: Pair = TwoStreams(self.device) if self.device.type == "cuda" else in_turn
        # The factor is rounded to the stream's dtype: 53.0 for a hidden size of 2816 in bfloat16.
        self._embedding_scale = torch.tensor(config.hidden_size**0.5, dtype=self.dtype, device=self.device)
        self._canvas_places = torch.arange(config.canvas_length, device=self.device)
        self._windows = {layer.kind: layer.window for layer in config.layers}
        self._rope = {
            layer.kind: RopeTable(layer.rope, device=self.device, dtype=self.dtype) for layer in config.layers
        }

    def new_cache(self, capacity: int) -> KVCache:
        """An empty KV cache for `capacity` prefix tokens."""
        return KVCache(self.config, capacity, device=self.device, dtype=self._cache_dtype)

    @property
    def precision(self) -> Precision:
        """What it computes in."""
        products = self.layers[0].dense.down
        return Precision(self.dtype, self.dtype if isinstance(products, Int8Matrix) else products.dtype)

    @property
    def waits_for_nothing(self) -> bool:
        """Whether `decode` runs on a GPU without a word to the host, as it does with packed experts."""
        packed = all(isinstance(layer.experts.weights, PackedExperts) for layer in self.layers)
        return self.device.type == "cuda" and packed

    @property
    def rounds_to_fp4(self) -> bool:
        """Whether its experts round what they read; see `engine.model.fp4`."""
        return all(layer.experts.fp4_activations for layer in self.layers)

    @contextmanager
    def accompanied(self) -> Iterator[None]:
        """Inside, a layer's two branches are computed side by side on a processor with a core for each."""
        alone = self.pair
        with side_by_side(self.device, alone) as self.pair:
            try:
                yield
            finally:
                self.pair = alone

    @torch.inference_mode()
    def prefill(self, ids: Tensor, cache: KVCache, images: tuple[ImageRun, ...] = ()) -> None:
        """Encode `ids`, int64 `(n,)`, behind the cached prefix, and take them into it.

        `images` tells where images stand instead of tokens; no chunk cuts one.

        Raises:
            ValueError: The cache has no room for them.
        """
        if cache.length + len(ids) > cache.capacity:
            raise ValueError(f"{len(ids)} ids do not fit behind {cache.length} of {cache.capacity}")
        self._know_positions(cache)
        for chunk in Passage(ids.tolist(), images).chunks(self._prefill_chunk):
            rows = _padded(torch.tensor(chunk.ids, device=self.device), cache.positions - cache.length)
            cache.make_room(len(rows))
            self._encode(rows, cache, chunk.images)
            cache.extend(chunk.identities)

    @property
    def output_dtype(self) -> torch.dtype:
        """Of what `decode` returns."""
        return self.dtype if isinstance(self.embedding, Int8Matrix) else self.embedding.dtype

    @torch.inference_mode()
    def decode(
        self,
        canvas: Tensor,
        cache: KVCache,
        spans: Mapping[LayerKind, CanvasSpan],
        soft: Tensor | None,
        out: Tensor | None = None,
    ) -> Tensor:
        """Predict every slot of a canvas that continues the cached prefix.

        Writes the canvas's keys and values into the slots behind the prefix; the prefix stays as it is. Reads
        nothing back from the device.

        Args:
            canvas: Token ids, int64 `(C,)`.
            cache: The encoded prefix.
            spans: Where the canvas is; see `canvas_spans`.
            soft: Self-conditioning: `soft_embedding` of the step before, `(C, hidden)`; None on the first.
            out: Where the logits go; None for new memory.

        Returns:
            Logits before the softcap, `(C, vocab)`, of `output_dtype`.
        """
        eps = self.config.norm_eps
        x = self._embed(canvas)
        if soft is not None:
            x += self._self_conditioning(rms_norm(soft, eps, self._self_conditioning_norm))
        stream = self._entering(rms_norm(x, eps))
        for layer, slots, following in zip(self.layers, cache.layers, self._following, strict=True):
            span, scalar = spans[layer.attention.layer.kind], layer.decoder_scalar
            stream = layer(stream, span, slots, scalar=scalar, following=following, pair=self.pair)
        return self.head(stream.normed, out)

    @torch.inference_mode()
    def head(self, normed: Tensor, out: Tensor | None = None) -> Tensor:
        """Logits before the softcap, `(n, vocab)`, of normed rows `(n, hidden)`."""
        return product(normed, self.embedding, out)

    @torch.inference_mode()
    def soft_embedding(self, probabilities: Tensor, ids: Tensor | None = None) -> Tensor:
        """The self-conditioning signal of a prediction: its mean embedding, `(C, hidden)`.

        Args:
            probabilities: Of the logits over the temperature, `(C, vocab)`, or of some ids, `(C, k)`.
            ids: Those, int64 `(C, k)`; None for the whole vocabulary.
        """
        if ids is None:
            expected = mixed(probabilities, self.embedding, self.dtype)
        else:
            expected = mixed_at(ids, probabilities, self.embedding)
        return expected.to(self.dtype).mul_(self._embedding_scale)

    def _encode(self, ids: Tensor, cache: KVCache, images: tuple[ImageRun, ...]) -> None:
        """Write the keys and values of `ids` in every layer; the last layer computes nothing else."""
        x = self._embed(ids)
        for run in images:
            x[run.start : run.stop] = run.features().to(x)
        spans = self._spans(cache, x, images)
        stream = self._entering(x)
        *layers, last = zip(self.layers, cache.layers, self._following, strict=True)
        for layer, slots, following in layers:
            span, scalar = spans[layer.attention.layer.kind], layer.encoder_scalar
            stream = layer(stream, span, slots, scalar=scalar, following=following, pair=self.pair)
        layer, slots, _ = last
        layer.attention.write(stream.normed, spans[layer.attention.layer.kind], slots)

    def _entering(self, x: Tensor) -> Stream:
        """A stream in front of the first layer."""
        return Stream(x, rms_norm(x, self.config.norm_eps, self.layers[0].norms.attention_input))

    def _embed(self, ids: Tensor) -> Tensor:
        return rows_at(ids, self.embedding).to(self.dtype) * self._embedding_scale

    def _spans(self, cache: KVCache, x: Tensor, images: tuple[ImageRun, ...]) -> dict[LayerKind, Span]:
        """The positions behind the prefix, one for each row of `x`, as each kind of layer sees them."""
        start = cache.length
        runs = [(start + run.start, start + run.stop) for run in images]
        return {
            kind: Span(
                start=start,
                filled=cache.device_filled[kind],
                rotation=self._rope[kind].rotation(start, len(x)),
                sight=causal_sight(start, len(x), window, x, runs),
            )
            for kind, window in self._windows.items()
        }

    def _know_positions(self, cache: KVCache) -> None:
        """Know how all the positions that a cache has room for turn: the tables grow as it does."""
        for rope in self._rope.values():
            rope.reserve(cache.positions)

    def canvas_spans(self, cache: KVCache) -> dict[LayerKind, CanvasSpan]:
        """The positions behind the prefix, as each kind of layer sees them."""
        positions = self._canvas_places + cache.device_length
        self._know_positions(cache)
        return {
            kind: CanvasSpan(cache.device_filled[kind], rope.rotation_at(positions))
            for kind, rope in self._rope.items()
        }


def _padded(ids: Tensor, most: int) -> Tensor:
    """`ids` and zeros up to a power of two, but no more than `most` rows.

    Nothing that is read sees the rows behind: the pass is causal, and the next one overwrites their slots.
    Every new number of rows costs products in bfloat16 milliseconds of preparation, and prompts come in all
    lengths.
    """
    rows = min(most, 1 << (len(ids) - 1).bit_length())
    return F.pad(ids, (0, rows - len(ids)))
