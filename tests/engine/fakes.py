"""A network that denoises to a script, and a codec of letters: the loop without the model."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import cast

import torch
from torch import Tensor

from engine.conversation import Conversation
from engine.denoise import Denoiser
from engine.kernels.pair import Pair, in_turn
from engine.load import Loaded
from engine.model.attention import CanvasSpan
from engine.model.config import LayerKind, NetworkConfig
from engine.model.kv_cache import KVCache
from engine.model.network import Network
from engine.model.passage import ImageRun
from engine.options import SamplerSettings
from engine.prompt import PromptCodec
from engine.vocabulary import Vocabulary

CANVAS = 6
PAD, END = 0, 1
SOFTCAP = 60.0
LETTERS = {index + 2: letter for index, letter in enumerate("abcdefghijklmnopqrstuvwxyz ")}
IDS = {letter: index for index, letter in LETTERS.items()} | {".": PAD, "#": END}
VOCAB = len(IDS)

SETTINGS = SamplerSettings(
    t_min=0.4,
    t_max=0.8,
    entropy_bound=0.1,
    stability_threshold=1,
    confidence_threshold=0.005,
    end_ids=(END,),
    pad_id=PAD,
)


def ids_of(text: str) -> tuple[int, ...]:
    """Letters to ids; `#` is the end token, `.` is padding."""
    return tuple(IDS[letter] for letter in text)


@dataclass
class FakeNetwork:
    """Predicts the drafts of a script, one a step: `"abc?de"` is sure of every letter but the `?`.

    Attributes:
        script: The drafts still to come.
        before_step: Called before each step.
        prefilled: What each prefill was given.
        before_prefill: Called before each prefill, with how many ids it gets.
        is_accompanied: Whether a turn has called a companion and not sent it away.
        prefixes: What the cache held at each step.
        softs: What each step was conditioned on.
    """

    script: list[str]
    context: int = 100
    before_step: Callable[[], None] = lambda: None
    before_prefill: Callable[[int], None] = lambda _count: None
    prefilled: list[tuple[int, ...]] = field(default_factory=list)
    is_accompanied: bool = False
    prefixes: list[tuple[int, ...]] = field(default_factory=list)
    softs: list[Tensor | None] = field(default_factory=list)
    device: torch.device = field(default_factory=lambda: torch.device("cpu"))
    dtype: torch.dtype = torch.float32
    output_dtype: torch.dtype = torch.float32
    waits_for_nothing: bool = False
    pair: Pair = in_turn

    @property
    def config(self) -> NetworkConfig:
        return NetworkConfig(
            vocab_size=VOCAB,
            hidden_size=4,
            intermediate_size=4,
            experts=1,
            experts_per_token=1,
            expert_size=4,
            canvas_length=CANVAS,
            max_position_embeddings=self.context,
            norm_eps=1e-6,
            softcap=SOFTCAP,
            layers=(),
        )

    def new_cache(self, capacity: int) -> KVCache:
        on_host = torch.device("cpu")  # also where a GPU is played
        return KVCache(self.config, capacity, device=on_host, dtype=self.dtype)

    @contextmanager
    def accompanied(self) -> Iterator[None]:
        self.is_accompanied = True
        try:
            yield
        finally:
            self.is_accompanied = False

    def prefill(self, ids: Tensor, cache: KVCache, images: tuple[ImageRun, ...] = ()) -> None:
        self.before_prefill(len(ids))
        self.prefilled.append(tuple(ids.tolist()))
        cache.extend(ids.tolist())

    def canvas_spans(self, cache: KVCache) -> dict[LayerKind, CanvasSpan]:
        return {}

    def decode(
        self,
        canvas: Tensor,
        cache: KVCache,
        spans: Mapping[LayerKind, CanvasSpan],
        soft: Tensor | None,
        out: Tensor,
    ) -> Tensor:
        self.before_step()
        self.prefixes.append(cache.tokens)
        self.softs.append(soft)
        logits = torch.zeros(CANVAS, VOCAB)
        for slot, letter in enumerate(self.script.pop(0)):
            logits[slot, IDS["e" if letter == "?" else letter]] = 1.0 if letter == "?" else 30.0
        return out.copy_(SOFTCAP * torch.atanh(logits / SOFTCAP))

    def soft_embedding(self, probabilities: Tensor, ids: Tensor | None = None) -> Tensor:
        if ids is not None:
            probabilities = torch.zeros(CANVAS, VOCAB).scatter(1, ids, probabilities)
        return probabilities[:, :4].clone()


class FakeCodec:
    """Letters; a thought is what stands before the first blank."""

    def encode(self, conversation: Conversation, *, thinking: bool) -> list[int]:
        return [IDS[letter] for message in conversation.messages for letter in message.text]

    def begun(self, text: str, thought: str) -> list[int]:
        return [IDS[letter] for letter in (f"{thought} {text}" if thought else text)]

    def count(self, text: str) -> int:
        return len(text)

    def split(self, ids: Sequence[int]) -> tuple[str, str]:
        text = "".join(LETTERS.get(token, "#" if token == END else "") for token in ids).split("#")[0]
        thought, blank, answer = text.partition(" ")
        return (thought, answer) if blank else ("", text)


def fake_denoiser(network: FakeNetwork, cache: KVCache | None = None) -> Denoiser:
    """What denoises with a scripted network."""
    return Denoiser(cast("Network", network), cache)


def fake_model(network: FakeNetwork) -> Loaded:
    """A loaded model around a scripted network."""
    vocabulary = Vocabulary(
        tokens=tuple(".#abcdefghijklmnopqrstuvwxyz "),
        special_ids=frozenset({PAD, END}),
        end_ids=frozenset({END}),
        pad_id=PAD,
    )
    return Loaded(
        name="Fake",
        is_demo=False,
        network=cast("Network", network),
        sampler=SETTINGS,
        codec=cast("PromptCodec", FakeCodec()),
        vocabulary=vocabulary,
        context_tokens=network.context,
        vision=None,
    )
