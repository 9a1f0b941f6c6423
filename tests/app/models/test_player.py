from __future__ import annotations

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest
from PySide6.QtQml import QJSEngine
from PySide6.QtWidgets import QApplication

from app.language import speak
from app.models.caption import note_of_masks
from app.models.looks import stand_in
from app.models.player import as_page as page_in_parts
from app.models.recording import Recording
from tests.app.fake_engine import END, PAD, STORY, VOCABULARY, speller
from tests.app.recordings import alone, canvas_of, recording_of
from tests.app.steps import step_of

RECORDING = recording_of()
DROP, GLASS, AIR = speller()("drop glass air")[:3]
BROWSER = """
const made = {};
function element() {
  return {
    dataset: { nothing: "nothing" },
    replaceChildren(...parts) { this.parts = parts; },
    setAttribute(name, value) { this[name] = value; },
    scrollIntoView() {},
  };
}
const document = {
  getElementById: id => made[id] ?? (made[id] = element()),
  createElement: element,
};
made.recording = { textContent: DATA };
function matchMedia() { return { matches: false }; }
let pressed, waiting;
function addEventListener(_name, then) { pressed = then; }
function setTimeout(then) { waiting = then; return 1; }
function clearTimeout() {}
function press(key, type) {
  const tagName = { button: "BUTTON", checkbox: "INPUT", range: "INPUT" }[type];
  pressed({ key, target: { type, tagName }, preventDefault() {} });
}
function found() {
  const now = made.text.parts.find(block => block.className.startsWith("now"));
  const slots = now.parts.filter(part => part.dataset);
  return [false, true].map(ticked => {
    made.sees.checked = ticked;
    made.sees.onchange();
    return slots.map(part => [part.className, part.dataset.now ?? part.textContent]);
  });
}
function laid() {
  return made.text.parts.map(block => block.parts.map(part => part.textContent ?? part).join(""));
}
"""
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


def as_page(recording: Recording, *, true_noise: bool = True) -> str:
    return "".join(page_in_parts(recording, true_noise=true_noise))


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


def test_what_the_model_sees_has_its_own_signs_for_every_slot_until_the_block_is_made() -> None:
    steps = [
        step_of((DROP, GLASS, DROP, END, PAD), "-xx--", ids=(GLASS, GLASS, DROP, GLASS, PAD)),
        step_of((DROP, DROP, DROP, END, PAD), "-----", ids=(GLASS,) * 4 + (PAD,), step=1),
    ]
    told = _told(Page(as_page(alone(canvas_of(steps)))))
    frames = told["canvases"][0]["frames"]
    assert [frame["seen"] for frame in frames] == [["n"] * 5, [*"naato"], [*"nrrto"], []]
    assert frames[1]["states"] == [*"eaatt"]  # its draft never changes
    assert frames[2]["states"] == [*"emrtt"]  # of what is random again, a draft that moves is masked


def test_the_page_draws_the_noise_or_the_drafts_as_its_box_is_ticked() -> None:
    steps = [step_of((DROP, GLASS, END, PAD), "-x--", ids=(GLASS, GLASS, AIR, PAD))]
    page = as_page(alone(canvas_of(steps)))
    drafts, noise = _ran(page, "go(1)", "found()")
    assert drafts == [["e", "drop"], ["a", "glass"], ["t outside", "·"], ["t outside", "·"]]
    assert noise == [["n", "glass"], ["a", "glass"], ["t outside", "air"], ["o outside", ""]]
    drafts, noise = _ran(page, "go(2)", "found()")
    assert noise == drafts == [["f", "drop"], ["f", "glass"], ["t outside", ""], ["t outside", ""]]


def test_random_tokens_are_syllables_where_the_window_draws_them_so_and_what_is_kept_is_itself() -> None:
    steps = [step_of((DROP, GLASS), "-x", ids=(AIR, GLASS))]
    recording = alone(canvas_of(steps))
    page = as_page(recording, true_noise=False)
    assert _ran(page, "go(1)", "found()")[1] == [["n", stand_in(AIR).text], ["a", "glass"]]
    for true_noise in (True, False):
        said = note_of_masks(true_noise=true_noise)
        assert f'<p id="note">{said} Keys' in as_page(recording, true_noise=true_noise)


def test_the_text_is_laid_out_once_for_all_steps_and_both_stories() -> None:
    told = _ran(
        as_page(RECORDING),
        "const layouts = []; for (const ticked of [false, true]) { made.sees.checked = ticked;"
        " for (let each = 0; each < frames.length; each++) { go(each); layouts.push(laid()); } }",
        "layouts",
    )
    assert len(told) == 2 * RECORDING.length
    assert all(laid == told[0] for laid in told)
    assert "".join(told[0]).lstrip() == STORY * 3


def test_blocks_that_are_still_to_come_have_their_room_and_are_not_seen() -> None:
    page = as_page(RECORDING)
    blocks = "made.text.parts.map(block => block.className)"
    assert _ran(page, "", blocks) == ["now", "later", "later"]
    assert _ran(page, f"go({RECORDING.starts[1]})", blocks) == ["done", "now", "later"]
    assert ".later, .left:not(.now) { visibility: hidden; }" in page


def test_nothing_that_changes_its_height_stands_above_the_controls() -> None:
    page = as_page(RECORDING)
    places = [page.index(f'id="{name}"') for name in ("note", "bar", "text", "caption", "slot")]
    assert places == sorted(places)


def test_a_canvas_that_was_left_has_no_room_in_the_text_and_the_last_one_has() -> None:
    made = canvas_of([step_of((DROP, GLASS), "xx")]).trace
    left = replace(made, rule=None, block=())
    page = as_page(Recording(replace(RECORDING.trace, canvases=(left, made, left)), VOCABULARY))
    assert [canvas["left"] for canvas in _told(Page(page))["canvases"]] == [True, False, False]
    told = _ran(page, "", "made.text.parts.map(block => block.className)")
    assert told == ["now left", "later", "later open"]


def test_words_that_run_from_right_to_left_leave_the_line_of_a_slot_in_its_order() -> None:
    steps = [step_of((DROP,), "x", top=[[(DROP, 0.5), (GLASS, 0.25)]])]
    told = _ran(as_page(alone(canvas_of(steps))), "go(1); choose(0)", "made.slot.textContent")
    assert told.endswith("“\u2068 drop\u2069” 50.0 %, “\u2068 glass\u2069” 25.0 %")


def _ran(page: str, acts: str, told: str) -> Any:
    """Run the page's own script, do something, and look at what a person finds then."""
    data, script = Page(page).scripts
    engine = QJSEngine()
    engine.evaluate(
        f"{BROWSER.replace('DATA', json.dumps(data))}{script}; {acts}; var told = JSON.stringify({told})"
    )
    return json.loads(engine.globalObject().property("told").toString())


@pytest.mark.parametrize(("holder", "plays"), [("range", True), ("checkbox", False), ("button", False)])
def test_space_plays_unless_what_has_the_keyboard_needs_it(holder: str, plays: bool) -> None:
    page = as_page(RECORDING)
    assert _ran(page, f"press(' ', '{holder}')", "timer !== 0") is plays
    assert _ran(page, "press(' ', undefined)", "timer !== 0") is True


def test_left_and_right_choose_a_slot_and_the_slider_keeps_its_arrows() -> None:
    page = as_page(RECORDING)
    right = "press('ArrowRight', undefined);"
    assert _ran(page, "", "slot") == -1
    assert _ran(page, right * 2, "[slot, made.text.parts[0].parts[4].className]") == [1, "n on"]
    assert _ran(page, right * 99, "slot") == 63
    assert _ran(page, f"{right * 3} press('ArrowLeft', undefined)", "slot") == 1
    assert _ran(page, "press('ArrowRight', 'range')", "slot") == -1


def test_while_it_plays_only_the_ends_of_blocks_are_told_aloud() -> None:
    page = as_page(RECORDING)
    told = _ran(
        page,
        "const heard = [made.caption['aria-live']]; toggle();"
        " while (at < frames.length - 1) { waiting(); heard.push(made.caption['aria-live']); }",
        "heard",
    )
    ends = [start - 1 for start in (*RECORDING.starts[1:], RECORDING.length)]
    assert [moment for moment, how in enumerate(told) if how == "polite"] == [0, *ends]
    assert set(told) == {"polite", "off"}
    assert _ran(page, "toggle(); waiting(); find('on').onclick()", "made.caption['aria-live']") == "polite"


def test_without_a_script_the_page_says_that_it_needs_one() -> None:
    page = as_page(RECORDING)
    assert "<noscript><p>This page needs JavaScript to replay the answer.</p></noscript>" in page
    assert 'role="status" data-nothing="Nothing was recorded."></p>' in page


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
    page = as_page(recording_of(until=1))
    assert _told(Page(page))["canvases"] == []
    assert _ran(page, "press('ArrowRight', undefined)", "made.caption.textContent") == "nothing"


def test_it_comes_in_parts_no_larger_than_a_frame() -> None:
    parts = list(page_in_parts(RECORDING))
    assert sum('"caption":' in part for part in parts) == RECORDING.length
    assert max(part.count('"caption":') for part in parts) == 1


def test_what_the_window_has_computed_of_the_recording_is_left_alone() -> None:
    recording = recording_of()
    as_page(recording)
    assert all("frames" not in vars(canvas) for canvas in recording.canvases)


def test_a_block_reads_as_its_text_whose_bytes_are_joined_and_whose_padding_is_hidden() -> None:
    page = as_page(RECORDING)
    read = []
    for moment in (*(start - 1 for start in RECORDING.starts[1:]), RECORDING.length - 1):
        drawn, _ = _ran(page, f"go({moment})", "found()")
        read.append(drawn)
    assert any(state == "t outside" and not text for state, text in read[-1])
    assert {state for drawn in read for state, _ in drawn} == {"f", "f break", "t outside"}
    frames = [canvas["frames"][-1] for canvas in _told(Page(page))["canvases"]]
    assert any(frame["joined"] for frame in frames)
