from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from typing import Any

from PySide6.QtWidgets import QApplication

from app.language import speak
from app.models.player import as_page as page_in_parts
from app.models.recording import Recording
from tests.app.fake_engine import VOCABULARY
from tests.app.recordings import alone, canvas_of, recording_of
from tests.app.steps import step_of

RECORDING = recording_of()
HOSTILE = "</script><script>alert(1)</script>"


class Page(HTMLParser):
    """What a browser would find: elements, and the text of its scripts."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.scripts: list[str] = []
        self._inside = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self._inside = tag == "script"
        self.links += [value or "" for name, value in attrs if name in ("src", "href", "action")]
        if self._inside:
            self.scripts.append("")

    def handle_endtag(self, tag: str) -> None:
        self._inside = False

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.scripts[-1] += data


def as_page(recording: Recording) -> str:
    return "".join(page_in_parts(recording))


def _told(page: Page) -> Any:
    return json.loads(page.scripts[0])


def test_the_page_needs_no_network_and_may_use_none() -> None:
    page = as_page(RECORDING)
    assert Page(page).links == []
    assert not re.search(r"https?://|@import|url\(|fetch\(|XMLHttp|WebSocket", page)
    assert "default-src 'none'" in page


def test_token_text_is_inert_whatever_it_says() -> None:
    first = len(VOCABULARY.tokens)
    hostile = type(VOCABULARY)(
        tokens=(*VOCABULARY.tokens, HOSTILE, "<!--", "\u2028", "&amp;<b>"),
        special_ids=VOCABULARY.special_ids,
        end_ids=VOCABULARY.end_ids,
        pad_id=VOCABULARY.pad_id,
    )
    canvas = canvas_of([step_of(range(first, first + 4), "xxxx")])
    recording = type(RECORDING)(alone(canvas).trace, hostile)
    page = Page(as_page(recording))
    assert len(page.scripts) == 2
    assert _told(page)["pieces"][str(first)] == HOSTILE
    assert "alert(1)" not in page.scripts[1]


def test_every_frame_has_its_sentence_states_and_ids() -> None:
    told = _told(Page(as_page(RECORDING)))
    frames = [frame for canvas in told["canvases"] for frame in canvas["frames"]]
    assert len(frames) == RECORDING.length
    assert frames[0]["caption"].startswith("Block 1 begins")
    assert frames[0]["draft"] == []
    assert set(frames[0]["states"]) == {"n"}
    assert set(frames[7]["states"]) == {"f"}
    assert all(len(frame["states"]) == len(frame["ids"]) == 64 for frame in frames)
    assert told["canvases"][0]["text"].startswith(" the drop is clear.")


def test_it_has_controls_a_pause_and_heeds_reduced_motion() -> None:
    page = as_page(RECORDING)
    assert {"button", "input", "select"} <= set(Page(page).tags)
    assert "prefers-reduced-motion" in page
    assert "masks are a way of drawing" in page.lower()


def test_its_words_are_those_of_the_language(qapp: QApplication) -> None:
    assert '<html lang="en">' in as_page(RECORDING)
    assert not re.findall(r"@\w+@", as_page(RECORDING))
    speak(qapp, "de")
    page = as_page(RECORDING)
    speak(qapp, "en")
    assert '<html lang="de">' in page
    assert 'aria-label="Schritt"' in page


def test_nothing_recorded_is_a_page_too() -> None:
    assert _told(Page(as_page(recording_of(until=1))))["canvases"] == []


def test_it_comes_in_parts_no_larger_than_a_frame() -> None:
    parts = list(page_in_parts(RECORDING))
    assert sum('"caption":' in part for part in parts) == RECORDING.length
    assert max(part.count('"caption":') for part in parts) == 1


def test_what_the_window_has_computed_of_the_recording_is_left_alone() -> None:
    recording = recording_of()
    as_page(recording)
    assert all("frames" not in vars(canvas) for canvas in recording.canvases)


def test_a_block_reads_as_its_text_whose_bytes_are_joined_and_whose_padding_is_hidden() -> None:
    told = _told(Page(as_page(RECORDING)))
    for canvas in told["canvases"]:
        frame = canvas["frames"][-1]
        pieces = [told["pieces"][str(token)] for token in frame["draft"]]
        shown = [frame["joined"].get(str(slot), piece) for slot, piece in enumerate(pieces)]
        read = zip(shown, frame["states"], strict=True)
        assert "".join(text for text, state in read if state != "t") == canvas["text"]
    assert any(frame["joined"] for canvas in told["canvases"] for frame in canvas["frames"])
    assert "t" in told["canvases"][-1]["frames"][-1]["states"]
