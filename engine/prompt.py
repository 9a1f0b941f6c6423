"""A conversation becomes token ids; token ids become thought and answer.

Both ways go through the checkpoint's own tokenizer and chat template. What a person types is text
and stays text: a structural token spelled out in a message is broken into ordinary tokens.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from engine.conversation import Conversation, Message, Role
from engine.errors import ModelDamaged, ModelForeign, ModelMissing, PromptRejected
from engine.vocabulary import Piece, PieceKind, Vocabulary
from engine.words import Sentence, said

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast

CHANNEL_OPEN = "<|channel>"
CHANNEL_CLOSE = "<channel|>"
THOUGHT_HEADER = "thought"
_TEMPLATE_ROLES = {Role.SYSTEM: "system", Role.USER: "user", Role.MODEL: "assistant"}
_SEAM = "\ufdd0"  # a code point that Unicode keeps out of all text
_NOT_TEXT = re.compile("[\0\ud800-\udfff]")
_MOST_IDS = 1 << 20  # four times as many as the public model has; each id takes memory
_SLICE = 1 << 15  # characters cleaned at once: one call on a long text would keep the interpreter lock
_NOT_SHOWN = dict.fromkeys((*range(9), *range(11, 32), *range(127, 160), ord(_SEAM)))  # all but tab, newline


def checked(conversation: Conversation) -> Conversation:
    """The conversation as it may be asked: line ends are newlines, other control characters are gone.

    Raises:
        PromptRejected: The last message is not the person's, shows nothing, or is not text (a NUL, or
            half a surrogate pair, as undecodable bytes leave them).
    """
    if not conversation.messages or conversation.messages[-1].role is not Role.USER:
        raise PromptRejected(said("There is nothing to answer."), said("Write a message first."))
    messages = tuple(
        Message(role=m.role, text=_clean(m.text), thought=m.thought, images=m.images)
        for m in conversation.messages
    )
    last = messages[-1]
    if not last.images and not any(each.isprintable() and each != " " for each in last.text):
        raise PromptRejected(said("The message is empty."), said("Write something first."))
    return Conversation(messages=messages)


def _clean(text: str) -> str:
    if _NOT_TEXT.search(text):
        raise PromptRejected(
            said("The message is not text."), said("It holds bytes that are no characters; remove them.")
        )
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join([part.translate(_NOT_SHOWN) for part in _slices(text)])


def _slices(text: str) -> Iterator[str]:
    return (text[start : start + _SLICE] for start in range(0, len(text), _SLICE))


class PromptCodec:
    """Encodes conversations and reads what the model writes.

    Args:
        tokenizer: The checkpoint's tokenizer with its chat template.
        vocabulary: The pieces of its ids.

    Attributes:
        vocabulary: The pieces of its ids.

    Raises:
        ModelForeign: The tokenizer lacks the channel tokens or a chat template that works.
    """

    def __init__(self, tokenizer: PreTrainedTokenizerFast, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self._tokenizer = tokenizer
        self._open_id = _id_of(vocabulary, CHANNEL_OPEN)
        self._close_id = _id_of(vocabulary, CHANNEL_CLOSE)
        self._bytes = _bytes_of(vocabulary)
        structure = {*vocabulary.special_ids, self._open_id, self._close_id}
        spelled = "|".join(re.escape(vocabulary.tokens[token]) for token in structure)
        self._structure = re.compile(f"(?=({spelled}))")
        self._longest = max(len(vocabulary.tokens[token]) for token in structure)
        self._try_template()

    @classmethod
    def from_directory(cls, directory: Path, *, end_ids: frozenset[int], pad_id: int) -> PromptCodec:
        """Read `tokenizer.json`, `tokenizer_config.json` and the chat template; uses no network.

        Raises:
            ModelMissing: There is no tokenizer.
            ModelDamaged: A file cannot be read.
            ModelForeign: The tokenizer is of another kind, or its ids are those of no vocabulary.
        """
        if not (directory / "tokenizer.json").is_file():
            raise ModelMissing(
                said("There is no tokenizer in {folder}.", folder=directory),
                said("Choose the folder of a complete model."),
            )
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")  # a batch of one needs no pool of threads
        # Imported here: it takes half a second, and values and errors are needed without it.
        from transformers import PreTrainedTokenizerFast

        try:
            tokenizer = PreTrainedTokenizerFast.from_pretrained(str(directory), local_files_only=True)
        except Exception as error:  # the tokenizers library raises a bare Exception
            raise ModelDamaged(
                said("The tokenizer in {folder} cannot be read.", folder=directory),
                said("Verify the model and repair it: only what is damaged is fetched again."),
            ) from error
        return cls(tokenizer, _vocabulary(tokenizer, end_ids, pad_id))

    def encode(self, conversation: Conversation, *, thinking: bool) -> list[int]:
        """Token ids of a checked conversation, with the model's turn opened for the answer.

        Where an image belongs, the chat template leaves its placeholder.

        Args:
            conversation: As `checked` returns it. Thoughts are not encoded.
            thinking: Whether the model is asked to think first.
        """
        messages = [
            {"role": _TEMPLATE_ROLES[m.role], "content": self._content(m)} for m in conversation.messages
        ]
        rendered = self._tokenizer.apply_chat_template(
            messages,  # type: ignore[arg-type]  # its annotation knows no parts; templates do
            tokenize=False,
            add_generation_prompt=True,
            enable_thinking=thinking,
        )
        return self._encoded(str(rendered))

    def begun(self, text: str, thought: str) -> list[int]:
        """Token ids of an answer that was not finished, as the model would have written it.

        A thought without a text behind it is left open.
        """
        if not thought:
            return self._ids(text)
        opened = [self._open_id, *self._ids(f"{THOUGHT_HEADER}\n{thought}")]
        return [*opened, self._close_id, *self._ids(text)] if text else opened

    def count(self, text: str) -> int:
        """How many tokens a text is. Any thread."""
        return len(self._ids(text))

    def split(self, ids: Sequence[int]) -> tuple[str, str]:
        """The thought and the answer that the model wrote, up to the first end token.

        A thought runs from a channel token to its closing one, or to the end where it is not closed.
        Any ids are fine: bytes that are no character become U+FFFD, structure becomes nothing.
        """
        answer: list[bytes] = []
        thoughts: list[list[bytes]] = []
        written = answer
        for token in ids:
            if token in self.vocabulary.end_ids:
                break
            if token == self._open_id:
                written = []
                thoughts.append(written)
            elif token == self._close_id:
                written = answer
            elif token < len(self._bytes):
                written.append(self._bytes[token])
        return "\n".join(filter(None, map(_thought, thoughts))), _text(answer)

    def _ids(self, text: str) -> list[int]:
        return self._encoded(self._neutral(text))

    def _encoded(self, neutral: str) -> list[int]:
        # Text on two sides of a seam is encoded apart, so no structural token can span it. As a batch:
        # the call for one text keeps the interpreter lock, for most of a second per megabyte.
        parts = self._tokenizer.backend_tokenizer.encode_batch_fast(
            neutral.split(_SEAM), add_special_tokens=False
        )
        return [token for part in parts for token in part.ids]

    def _content(self, message: Message) -> str | list[dict[str, str]]:
        """What a message holds, as chat templates take it: a text, or parts where there are images."""
        text = self._neutral(message.text)
        if not message.images:
            return text
        return [*({"type": "image"} for _ in message.images), {"type": "text", "text": text}]

    def _neutral(self, text: str) -> str:
        """The text with a seam after the first character of every structural token spelled in it."""
        starts = [
            found.start() + 1
            for first in range(0, len(text), _SLICE)
            for found in self._structure.finditer(text, first, first + _SLICE + self._longest)
            if found.start() < first + _SLICE
        ]
        pieces = [text[start:end] for start, end in zip([0, *starts], [*starts, len(text)], strict=True)]
        return _SEAM.join(pieces)

    def _try_template(self) -> None:
        try:
            self.encode(Conversation().asked("?"), thinking=True)
        except Exception as error:  # a template raises what it likes
            raise ModelForeign(said("The model's chat template does not work."), _another_model()) from error


def _vocabulary(tokenizer: PreTrainedTokenizerFast, end_ids: frozenset[int], pad_id: int) -> Vocabulary:
    ids = tokenizer.get_vocab()
    greatest = max(ids.values(), default=-1)
    if greatest >= _MOST_IDS:
        raise ModelForeign(
            said("The model's tokenizer has the id {id}, which no vocabulary reaches.", id=greatest),
            _another_model(),
        )
    tokens = [""] * (greatest + 1)
    for token, token_id in ids.items():
        tokens[token_id] = token
    special = (token_id for token_id, token in tokenizer.added_tokens_decoder.items() if token.special)
    return Vocabulary(tokens=tuple(tokens), special_ids=frozenset(special), end_ids=end_ids, pad_id=pad_id)


def _id_of(vocabulary: Vocabulary, token: str) -> int:
    try:
        return vocabulary.tokens.index(token)
    except ValueError:
        raise ModelForeign(
            said("The model's tokenizer has no {token}.", token=token), _another_model()
        ) from None


def _another_model() -> Sentence:
    return said("Choose the folder of a DiffusionGemma chat model.")


def _bytes_of(vocabulary: Vocabulary) -> tuple[bytes, ...]:
    """What each id adds to a text, in UTF-8."""

    def written(piece: Piece) -> bytes:
        match piece.kind:
            case PieceKind.TEXT:
                return piece.text.encode()
            case PieceKind.BYTE:
                return bytes.fromhex(piece.text)
            case PieceKind.SPECIAL:
                return b""

    return tuple(written(vocabulary.piece(token)) for token in range(len(vocabulary.tokens)))


def _text(written: list[bytes]) -> str:
    return b"".join(written).decode(errors="replace").translate(_NOT_SHOWN).strip()


def _thought(written: list[bytes]) -> str:
    text = _text(written)
    return "" if text == THOUGHT_HEADER else text.removeprefix(f"{THOUGHT_HEADER}\n").strip()
