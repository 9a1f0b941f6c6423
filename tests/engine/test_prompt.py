"""Conversations to ids and back, with the demo model's own tokenizer and template."""

from __future__ import annotations

import contextlib
import functools
import itertools
import json
import shutil
import socket
import sys
import threading
import time
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from transformers import AutoTokenizer

from engine.conversation import Conversation, Image, Message, Role
from engine.errors import ModelDamaged, ModelForeign, ModelMissing, PromptRejected
from engine.hardware import DEMO_DIRECTORY
from engine.prompt import _SLICE, PromptCodec, checked
from tests.engine.brackets import refuses_in_words
from tests.quick import quickest

FILES = ("tokenizer.json", "tokenizer_config.json", "chat_template.jinja")
ENDS = frozenset({1, 106, 50})
STRUCTURE = ["<bos>", "<eos>", "<pad>", "<|turn>", "<turn|>", "<|channel>", "<channel|>", "<|think|>"]


def _codec(directory: Path) -> PromptCodec:
    return PromptCodec.from_directory(directory, end_ids=ENDS, pad_id=0)


@functools.cache
def _demo_codec() -> PromptCodec:
    return _codec(DEMO_DIRECTORY)


@pytest.fixture
def codec() -> PromptCodec:
    return _demo_codec()


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    for name in FILES:
        shutil.copy(DEMO_DIRECTORY / name, tmp_path)
    return tmp_path


def _ids(codec: PromptCodec, text: str) -> list[int]:
    """The ids of text with structure spelled out, as a model could write them."""
    return list(codec._tokenizer.encode(text, add_special_tokens=False))


def _structure(codec: PromptCodec, ids: list[int]) -> list[int]:
    return [token for token in ids if token in codec.vocabulary.special_ids]


@pytest.mark.parametrize("thinking", [False, True])
def test_ordinary_conversations_encode_as_the_chat_template_says(
    codec: PromptCodec, *, thinking: bool
) -> None:
    oracle = AutoTokenizer.from_pretrained(DEMO_DIRECTORY, local_files_only=True)
    told = Conversation.opened(system="Be kind.").asked("Who are\nyou?").answered("A model.", "hm")
    for conversation in (Conversation().asked("  7+5? "), told.asked("naïve 漢字 😀")):
        roles = {Role.SYSTEM: "system", Role.USER: "user", Role.MODEL: "assistant"}
        messages = [{"role": roles[m.role], "content": m.text} for m in conversation.messages]
        expected = oracle.apply_chat_template(
            messages, add_generation_prompt=True, enable_thinking=thinking, return_dict=False
        )
        assert codec.encode(conversation, thinking=thinking) == expected


def test_thoughts_of_the_past_are_not_encoded(codec: PromptCodec) -> None:
    bare, thoughtful = (Conversation().asked("a").answered("b", thought).asked("c") for thought in ("", "x"))
    assert codec.encode(bare, thinking=False) == codec.encode(thoughtful, thinking=False)


@settings(max_examples=200)
@given(
    parts=st.lists(
        st.one_of(st.sampled_from(STRUCTURE), st.text(max_size=6), st.sampled_from("<|>")), max_size=8
    )
)
@example(parts=["<|turn<|turn>>", "<turn|><turn|>", "<|turn|>"])
@example(parts=["<turn\ufdd0|>", "<tu\x1brn|>", "<|chan", "nel>"])
def test_structure_typed_by_a_person_is_text(parts: list[str]) -> None:
    codec, text = _demo_codec(), "".join(parts)
    plain = codec.encode(
        checked(Conversation.opened(system="s").asked("a").answered("b").asked("c")), thinking=False
    )
    try:
        asked = checked(
            Conversation.opened(system=f"s{text}").asked(f"a{text}").answered(f"b{text}").asked(f"c{text}")
        )
    except PromptRejected:
        return
    assert _structure(codec, codec.encode(asked, thinking=False)) == _structure(codec, plain)


def test_structure_typed_by_a_person_reaches_the_model_as_it_was_typed(codec: PromptCodec) -> None:
    ids = codec.encode(Conversation().asked("say <turn|> and <|channel>"), thinking=False)
    pieces = "".join(codec.vocabulary.piece(token).text for token in ids)
    assert "say <turn|> and <|channel>" in pieces


@pytest.mark.parametrize("text", ["", " ", "\n\t ", "\u200b", "\u202e\u2066", "\x1b\x07", "\xa0"])
def test_a_message_that_shows_nothing_is_rejected(text: str) -> None:
    with pytest.raises(PromptRejected, match="empty"):
        checked(Conversation().asked(text))


@pytest.mark.parametrize("text", ["a\0b", "a\ud800", "\udcff\udcfe", "\udfff"])
def test_a_message_that_is_not_text_is_rejected(text: str) -> None:
    with pytest.raises(PromptRejected, match="not text"):
        checked(Conversation().asked(text))


def test_a_conversation_without_a_question_is_rejected() -> None:
    for conversation in (
        Conversation(),
        Conversation.opened(system="x"),
        Conversation().asked("a").answered("b"),
    ):
        with pytest.raises(PromptRejected, match="nothing to answer"):
            checked(conversation)


def test_control_characters_are_dropped_and_line_ends_are_newlines() -> None:
    conversation = checked(Conversation().asked("a\r\nb\rc\x1b[1md\x9fe\tf\n"))
    assert conversation.messages == (Message(role=Role.USER, text="a\nb\nc[1mde\tf\n"),)


@pytest.mark.parametrize("text", ["שלום \u202eabc\u202c", "👩‍👩‍👧‍👦 🇪🇺", "ﬁ ﷽ Å", "<|turn>", "�"])
def test_bidi_emoji_and_odd_text_pass_unchanged_and_encode(codec: PromptCodec, text: str) -> None:
    conversation = checked(Conversation().asked(text))
    assert conversation.prompt == text
    ids = codec.encode(conversation, thinking=False)
    written = ids[ids.index(105) : ids.index(106)]
    assert codec.split(written)[1].removeprefix("user\n") == text


def test_thought_and_answer_are_split_by_token_id(codec: PromptCodec) -> None:
    ids = _ids(codec, "<|channel>thought\n3 and 4\nare 7<channel|>It is 7.<turn|>and more")
    assert codec.split(ids) == ("3 and 4\nare 7", "It is 7.")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("<|channel>thought\nstill going", ("still going", "")),
        ("<|channel>thought\n<channel|>Hi.", ("", "Hi.")),
        ("<|channel>thought", ("", "")),
        ("<|channel>thoughtful", ("thoughtful", "")),
        ("<|channel><channel|>", ("", "")),
        ("A<|channel>thought\none<channel|>B<|channel>thought\ntwo<channel|>C", ("one\ntwo", "ABC")),
        ("a<channel|>b", ("", "ab")),
        ("<pad>a<|turn>b<|think|> c<eos>d", ("", "ab c")),
        ("<turn|>a", ("", "")),
        ("", ("", "")),
    ],
)
def test_odd_structure_is_read_as_far_as_it_goes(
    codec: PromptCodec, written: str, expected: tuple[str, str]
) -> None:
    assert codec.split(_ids(codec, written)) == expected


def test_text_decodes_as_the_tokenizer_decodes_it(codec: PromptCodec) -> None:
    text = "Ünïcode 漢字 😀, tabs\tand  two blanks\nand lines."
    ids = _ids(codec, text)
    assert codec.split(ids)[1] == codec._tokenizer.decode(ids) == text


def test_control_characters_that_a_model_writes_are_not_shown(codec: PromptCodec) -> None:
    byte = {int(token[3:5], 16): i for i, token in enumerate(codec.vocabulary.tokens) if token[:3] == "<0x"}
    assert codec.split([*_ids(codec, "a"), byte[0x1B], byte[0x00], byte[0x0D], *_ids(codec, "b")])[1] == "ab"


@settings(max_examples=200)
@given(st.lists(st.integers(0, 1700), max_size=60), st.lists(st.integers(0, 1700), max_size=60))
def test_any_ids_are_read_and_what_is_final_stays(block: list[int], draft: list[int]) -> None:
    codec = _demo_codec()
    final = codec.split(block)[1].rstrip("\ufffd")
    thought, answer = codec.split([*block, *draft])
    assert answer.startswith(final)
    assert (thought + answer).encode().decode() == thought + answer


def test_pieces_cover_the_vocabulary(codec: PromptCodec) -> None:
    vocabulary = codec.vocabulary
    assert vocabulary.tokens[105:107] == ("<|turn>", "<turn|>")
    assert {0, 1, 2, 98, 100, 101, 105, 106} <= vocabulary.special_ids
    assert (vocabulary.end_ids, vocabulary.pad_id) == (ENDS, 0)
    assert all(vocabulary.tokens)


def test_loading_uses_no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a connection was tried")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    _codec(DEMO_DIRECTORY)


def test_encoding_a_long_prompt_leaves_the_interpreter_to_other_threads(codec: PromptCodec) -> None:
    conversation = Conversation().asked("twelve and three " * 60_000)
    codec.encode(conversation, thinking=False)

    def longest_share() -> float:
        encoder = threading.Thread(target=codec.encode, args=(conversation,), kwargs={"thinking": False})
        turns = [time.perf_counter()]
        encoder.start()
        while encoder.is_alive():
            time.sleep(0.001)
            turns.append(time.perf_counter())
        return max(after - before for before, after in itertools.pairwise(turns)) / (turns[-1] - turns[0])

    assert quickest(longest_share, within=0.5) < 0.5


@pytest.mark.skipif(sys.platform != "linux", reason="tells a thread's time from outside")
def test_cleaning_a_long_prompt_leaves_the_interpreter_to_other_threads() -> None:
    conversation = Conversation().asked("twélve and thr\N{EM DASH}e " * 200_000)

    def longest_share() -> float:
        cleaner = threading.Thread(target=checked, args=(conversation,))
        cleaner.start()
        clock = time.pthread_getcpuclockid(cleaner.ident or 0)
        turns = [0.0]
        while cleaner.is_alive():
            time.sleep(0.001)
            with contextlib.suppress(OSError):  # it has ended meanwhile
                turns.append(time.clock_gettime(clock))
        return max(after - before for before, after in itertools.pairwise(turns)) / turns[-1]

    assert quickest(longest_share, within=0.6) < 0.6


@pytest.mark.parametrize("inside", range(9))
def test_structure_is_text_wherever_in_a_long_message_it_stands(codec: PromptCodec, inside: int) -> None:
    ids = codec.encode(Conversation().asked("a" * (_SLICE - inside) + "<|turn>b"), thinking=False)
    bare = codec.encode(Conversation().asked("a"), thinking=False)
    assert _structure(codec, ids) == _structure(codec, bare)


def test_a_directory_without_a_tokenizer_is_a_missing_model(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="tokenizer"):
        _codec(tmp_path)


@pytest.mark.parametrize("damage", ["", "{", "{}", '{"version": "1.0", "model": {}}', "\x00\xff"])
def test_a_tokenizer_that_cannot_be_read_is_a_damaged_model(directory: Path, damage: str) -> None:
    (directory / "tokenizer.json").write_text(damage, "latin-1")
    with pytest.raises(ModelDamaged, match="cannot be read"):
        _codec(directory)


def test_a_truncated_tokenizer_is_a_damaged_model(directory: Path) -> None:
    content = (directory / "tokenizer.json").read_bytes()
    (directory / "tokenizer.json").write_bytes(content[: len(content) // 2])
    with pytest.raises(ModelDamaged):
        _codec(directory)


@pytest.mark.parametrize("greatest", [2**20, 2**32 - 1])
def test_an_id_that_no_vocabulary_reaches_is_told_before_memory_is_taken_for_it(
    directory: Path, greatest: int
) -> None:
    tokenizer = json.loads((directory / "tokenizer.json").read_text("utf-8"))
    tokenizer["model"]["vocab"]["far"] = greatest
    (directory / "tokenizer.json").write_text(json.dumps(tokenizer), "utf-8")
    with pytest.raises(ModelForeign, match=str(greatest)):
        _codec(directory)


def test_a_tokenizer_without_any_id_is_a_foreign_model(directory: Path) -> None:
    tokenizer = json.loads((directory / "tokenizer.json").read_text("utf-8"))
    tokenizer["model"] |= {"vocab": {}, "merges": []}
    (directory / "tokenizer.json").write_text(json.dumps(tokenizer | {"added_tokens": []}), "utf-8")
    (directory / "tokenizer_config.json").unlink()
    with pytest.raises(ModelForeign, match="channel"):
        _codec(directory)


@pytest.mark.parametrize("template", ["{{ raise_exception('no') }}", "{% if %}", "{{ 1 / 0 }}"])
def test_a_template_that_does_not_work_is_a_foreign_model(directory: Path, template: str) -> None:
    (directory / "chat_template.jinja").write_text(template)
    with pytest.raises(ModelForeign, match="chat template"):
        _codec(directory)


def test_no_template_is_a_foreign_model(directory: Path) -> None:
    (directory / "chat_template.jinja").unlink()
    with pytest.raises(ModelForeign, match="chat template"):
        _codec(directory)


def test_a_tokenizer_without_channels_is_a_foreign_model(directory: Path) -> None:
    content = (directory / "tokenizer.json").read_text("utf-8").replace("<|channel>", "<|chanel>")
    (directory / "tokenizer.json").write_text(content, "utf-8")
    assert json.loads(content)
    with pytest.raises(ModelForeign, match="channel"):
        _codec(directory)


def test_an_image_without_words_can_be_asked_and_stays() -> None:
    image = Image(b"pixels")
    conversation = checked(
        Conversation().asked("a\r\n", images=(image,)).answered("b").asked("", images=(image,))
    )
    assert conversation.images == (image, image)
    with pytest.raises(PromptRejected, match="empty"):
        checked(conversation.answered("c").asked(""))


@pytest.mark.parametrize(
    ("text", "thought"),
    [("The drop is clear.\n\nAnd", ""), ("The answer.", "the glass\nis cold"), ("", "still thinking")],
)
def test_an_answer_that_was_begun_is_read_back_as_it_was(codec: PromptCodec, text: str, thought: str) -> None:
    assert codec.split(codec.begun(text, thought)) == (thought, text)


def test_a_thought_that_was_begun_stays_open(codec: PromptCodec) -> None:
    more = codec.count(" of the drop")
    ids = [*codec.begun("", "thinking"), *codec.begun(" of the drop", "")]
    assert len(ids) > more
    assert codec.split(ids) == ("thinking of the drop", "")


def test_the_count_of_a_text_is_that_of_its_ids_and_structure_in_it_is_text(codec: PromptCodec) -> None:
    assert codec.count("") == 0
    assert codec.count("<|channel>") == len(codec.begun("<|channel>", "")) > 1


@pytest.mark.usefixtures("bracketed")
def test_rejections_are_told_in_the_words_that_are_spoken(directory: Path) -> None:
    for asked in (Conversation(), Conversation().asked(" "), Conversation().asked("\0")):
        assert refuses_in_words(checked, asked)
    (directory / "chat_template.jinja").unlink()
    assert refuses_in_words(_codec, directory)
    (directory / "tokenizer.json").write_text("{", "utf-8")
    assert refuses_in_words(_codec, directory)
    (directory / "tokenizer.json").unlink()
    assert refuses_in_words(_codec, directory)
