from __future__ import annotations

import json
import re
from dataclasses import replace
from html import escape, unescape

import pytest
from markdown_it import MarkdownIt

from app.attachments import Attachment, Kind
from app.history.errors import ImportRejected
from app.history.exchange import FileKind, branch, exported, imported
from app.history.records import Outcome, StoredConversation, StoredMessage
from engine import Preset, Role, TurnOptions, TurnStats

STATS = TurnStats(
    prompt_tokens=9, reused_tokens=0, new_tokens=5, canvases=1, steps=6, seconds=0.5,
    first_text_seconds=None, tokens_per_second=10.0, seed=7,
)  # fmt: skip


def _document(version: int, conversations: str) -> str:
    return f'{{"format": "dewpoint conversations", "version": {version}, "conversations": {conversations}}}'


def _talk() -> tuple[StoredConversation, list[StoredMessage]]:
    talk = StoredConversation(
        title="Dew & <drops>", is_named=True, folder="garden", system="Be brief.", options=TurnOptions(seed=3)
    )
    asked = StoredMessage(conversation=talk.id, role=Role.USER, text="What is dew?")
    answers = [
        StoredMessage(
            conversation=talk.id, parent=asked.id, role=Role.MODEL, text=text, thought="hm <hm>", stats=STATS,
            options=TurnOptions(preset=Preset.FAST), outcome=Outcome.BUDGET,
        )
        for text in ("Water.\n\n```python\nprint('露')\n```", "Drops.")
    ]  # fmt: skip
    return replace(talk, shown=answers[0].id), [asked, *answers]


def test_json_comes_back_as_it_was_with_every_branch() -> None:
    talk, said = _talk()
    assert imported(exported([(talk, said)], FileKind.JSON)) == [(talk, said)]


def test_json_is_for_people_and_other_programs_too() -> None:
    talk, said = _talk()
    document = json.loads(exported([(replace(talk, draft="secret"), said)], FileKind.JSON))
    assert document["format"] == "dewpoint conversations"
    assert document["conversations"][0]["messages"][1]["stats"]["seed"] == 7
    assert "draft" not in document["conversations"][0]
    assert "露" in exported([(talk, said)], FileKind.JSON)


def test_markdown_is_the_branch_on_show_word_for_word() -> None:
    talk, said = _talk()
    text = exported([(talk, said)], FileKind.MARKDOWN)
    assert text.startswith("# Dew & \\<drops>\n")
    assert "## You\n\nWhat is dew?\n\n## Dewpoint\n\nWater.\n\n```python\nprint('露')\n```" in text
    assert "Drops." not in text


@pytest.mark.parametrize(
    ("stopped", "end"),
    [
        ("Look:\n\n```python\nprint('dew')", "\n```"),
        ("~~~~\n```\nx = 1\n```", "\n~~~~"),
        ("```", "\n```"),
        ("```\nx = 1\n```", ""),
        ("- ```sh\n  ls\n  ```", ""),
        ("- ```sh\n  ls", ""),
        ("Type ``` for code", ""),
    ],
)
def test_code_in_which_an_answer_was_stopped_ends_with_it_in_markdown(stopped: str, end: str) -> None:
    talk = StoredConversation(title="Dew")
    answer = StoredMessage(conversation=talk.id, role=Role.MODEL, text=stopped)
    next_one = StoredMessage(conversation=talk.id, parent=answer.id, role=Role.USER, text="Go on.")
    text = exported([(talk, [answer, next_one])], FileKind.MARKDOWN)
    assert f"## Dewpoint\n\n{stopped}{end}\n\n## You\n\nGo on.\n" in text
    headings = re.findall(r"<h\d>(.*)</h\d>", MarkdownIt().render(text))
    assert headings == ["Dew", "Dewpoint", "You"]


@pytest.mark.parametrize(
    "asked",
    [
        "What is *x*?", "# x", "Is <b> bold?", "a\nb\n\nc", "- one\n- two", "    x = 1", "```\nx",
        "x & y &amp; z", "1. first", "a\n===", "$x$ and \\(y\\)",
        "[dew](https://dew.example)", r"a \* b", "a  \nb", "~~no~~",
    ],
)  # fmt: skip
def test_questions_look_in_files_as_they_were_written(asked: str) -> None:
    talk = StoredConversation(title=asked.splitlines()[0])
    question = StoredMessage(conversation=talk.id, role=Role.USER, text=asked)
    answer = StoredMessage(conversation=talk.id, parent=question.id, role=Role.MODEL, text="**Yes.**")
    text = exported([(talk, [question, answer])], FileKind.MARKDOWN)
    seen = MarkdownIt().render(text)
    head, _, rest = seen.partition("</h1>")
    assert unescape(head).split() == ["<h1>" + talk.title.split()[0], *talk.title.split()[1:]]
    shown = rest.split("<h2>You</h2>\n")[1].split("\n<h2>Dewpoint</h2>")[0]
    if shown.startswith("<pre>"):
        assert unescape(shown) == f"<pre><code>{asked}\n</code></pre>"
    else:
        assert shown.replace("<br />", "").replace("</p>\n<p>", "\n\n") == f"<p>{asked}</p>"
    assert "<strong>Yes.</strong>" in seen
    html = exported([(talk, [question, answer])], FileKind.HTML)
    assert f'<p class="asked">{escape(asked, quote=False)}</p>' in html


def test_a_question_without_marks_stays_as_it_is_but_for_the_ends_of_its_lines() -> None:
    talk = StoredConversation(title="Dew")
    question = StoredMessage(
        conversation=talk.id, role=Role.USER, text="Dear dew,\nsee https://dew.example.\n\nBye"
    )
    text = exported([(talk, [question])], FileKind.MARKDOWN)
    assert text.endswith("## You\n\nDear dew,  \nsee https://dew.example.\n\nBye\n")


def test_a_page_is_formatted_and_safe() -> None:
    talk, said = _talk()
    html = exported([(talk, said)], FileKind.HTML)
    assert "<h1>Dew &amp; &lt;drops&gt;</h1>" in html
    assert "<p>Water.</p>" in html
    assert "<summary>Thought</summary>" in html
    assert "hm &lt;hm&gt;" in html


@pytest.mark.parametrize(
    "text",
    [
        "", "[]", "{}", "nonsense", "[" * 100_000,
        _document(2, "[]"),
        '{"format": "dewpoint conversations", "version": 1}',
        _document(1, "[1]"),
        _document(1, '[{"messages": 1}]'),
        _document(1, '[{"id": "x", "messages": []}]'),
        _document(1, '[{"title": null, "messages": []}]'),
        _document(1, '[{"messages": [{"role": "cat"}]}]'),
        _document(1, r'[{"title": "\ud800", "messages": []}]'),
        _document(1, '[{"created_s": 1e300, "messages": []}]'),
        _document(1, '[{"created_s": -1e9, "messages": []}]'),
        _document(1, '[{"updated_s": NaN, "messages": []}]'),
        _document(1, f'[{{"created_s": {10**400}, "messages": []}}]'),
    ],
    ids=range(17),
)  # fmt: skip
def test_what_is_no_export_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(ImportRejected) as refused:
        imported(text)
    assert refused.value.title.endswith(".")
    assert refused.value.hint


def test_a_branch_ends_where_a_message_is_missing_or_points_in_a_circle() -> None:
    talk, said = _talk()
    orphan = replace(said[1], parent=4711)
    assert branch(replace(talk, shown=orphan.id), [orphan]) == [orphan]
    circle = replace(said[1], parent=said[1].id)
    assert branch(replace(talk, shown=circle.id), [circle]) == [circle]


def _with_files() -> tuple[StoredConversation, list[StoredMessage]]:
    talk, (asked, *answers) = _talk()
    files = (
        Attachment(name="notes <1>.txt", kind=Kind.TEXT, text="the drop\nis clear", note="read as cp1252"),
        Attachment(name="dew.png", kind=Kind.IMAGE, content=b"\x89PNG\0\xff"),
    )
    return talk, [replace(asked, attachments=files), *answers]


def test_files_go_along_in_json_and_are_named_elsewhere() -> None:
    talk, said = _with_files()
    drafting = replace(talk, attachments=said[0].attachments)
    assert imported(exported([(drafting, said)], FileKind.JSON)) == [(talk, said)]
    assert "Attached: notes \\<1>.txt, dew.png\n\nWhat is" in exported([(talk, said)], FileKind.MARKDOWN)
    assert "Attached: notes &lt;1&gt;.txt, dew.png" in exported([(talk, said)], FileKind.HTML)


@pytest.mark.parametrize("damage", ['"AAA"', "3", '[{"name": "a"}]', '"%%%"'])
def test_damaged_files_in_json_are_a_rejection(damage: str) -> None:
    document = json.loads(exported([_with_files()], FileKind.JSON))
    question = document["conversations"][0]["messages"][0]
    broken = json.loads(damage)
    if isinstance(broken, str):
        question["attachments"][1]["content"] = broken
    else:
        question["attachments"] = broken
    with pytest.raises(ImportRejected):
        imported(json.dumps(document))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_file_that_an_editor_has_saved_again_is_read(encoding: str) -> None:
    document = _document(1, '[{"title": "Tröpfchen", "messages": []}]')
    ((conversation, said),) = imported(document.encode(encoding))
    assert (conversation.title, said) == ("Tröpfchen", [])


def test_what_is_no_unicode_is_refused() -> None:
    with pytest.raises(ImportRejected):
        imported(_document(1, '[{"title": "Tröpfchen", "messages": []}]').encode("latin-1"))
