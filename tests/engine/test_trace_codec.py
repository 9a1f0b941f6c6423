"""Traces packed, read and refused; the turns are of a scripted network."""

from __future__ import annotations

import hashlib
import json
import struct
import subprocess
import sys
import tracemalloc
import zlib
from contextlib import nullcontext
from dataclasses import asdict, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import trace_codec as traces
from engine.errors import TraceRefused
from engine.events import FinishReason, StepTaken, StopRule, Top
from engine.steering import MOST_FORBIDDEN, Deed
from engine.trace import About, CanvasTrace, Trace
from engine.trace_codec import decode_trace, encode_trace
from tests.engine.brackets import refuses_in_words
from tests.engine.fakes import VOCAB
from tests.engine.told_turn import told
from tests.engine.traces import recorded

ABOUT = About(model="Fake", vocabulary="abc", vocabulary_size=VOCAB)
HEAD = traces._HEAD.size


EVENTS = told()
TRACE = recorded(ABOUT, EVENTS)
PACKED = encode_trace(TRACE)


def _resealed(body: bytes, version: int = traces.VERSION, unpacked: int | None = None) -> bytes:
    """A packed trace with this body and a head that vouches for it."""
    packed = zlib.compress(body)
    length = len(body) if unpacked is None else unpacked
    head = traces._HEAD.pack(traces.MAGIC, version, len(packed), length, hashlib.sha256(packed).digest())
    return head + packed


def _body(trace: Trace = TRACE) -> bytes:
    return zlib.decompress(encode_trace(trace)[HEAD:])


def test_reading_gives_back_all_but_the_digits_that_half_precision_lacks() -> None:
    read = decode_trace(PACKED, vocabulary="abc")
    assert read.about == TRACE.about
    for ours, theirs in zip(TRACE.canvases, read.canvases, strict=True):
        assert (ours.canvas, ours.noise, ours.rule, ours.block) == (
            theirs.canvas,
            theirs.noise,
            theirs.rule,
            theirs.block,
        )
        for step, kept in zip(ours.steps, theirs.steps, strict=True):
            assert kept.entropy_nats == pytest.approx(step.entropy_nats, rel=1e-3, abs=1e-6)
            assert kept.end_probability == pytest.approx(step.end_probability, rel=1e-3, abs=1e-6)
            exact = ("step", "max_steps", "ids", "sampled", "draft", "accepted", "top")
            assert [getattr(kept, name) for name in exact] == [getattr(step, name) for name in exact]
            rounded = ("temperature", "spent_nats", "bound_nats", "seconds")
            assert [getattr(kept, name) for name in rounded] == pytest.approx(
                [getattr(step, name) for name in rounded], rel=1e-6
            )


def test_what_was_steered_is_read_again() -> None:
    read = decode_trace(PACKED)
    assert read.steerings == TRACE.steerings != ()


def test_a_trace_of_the_first_version_is_still_read() -> None:
    bare = replace(TRACE, canvases=tuple(replace(canvas, steerings=()) for canvas in TRACE.canvases[:1]))
    body = _body(bare)[: -traces._COUNT.size]  # in it nothing tells how much was steered
    assert decode_trace(_resealed(body, version=1)) == decode_trace(encode_trace(bare))
    with pytest.raises(TraceRefused, match="damaged"):
        decode_trace(_resealed(body))


def test_a_trace_from_before_a_field_of_what_it_is_about_is_still_read() -> None:
    about = asdict(ABOUT)
    for later in ("later_seeds", "asked_s", "app_version", "preset"):
        del about[later]
    written = json.dumps(about).encode()
    assert decode_trace(_resealed(struct.pack("<II", len(written), 0) + written)).about == ABOUT


def test_the_seeds_of_later_goes_the_time_the_version_and_the_preset_are_read_again() -> None:
    about = replace(ABOUT, later_seeds=(4, 9), asked_s=1.5e9, app_version="0.1.0", preset="mine")
    assert decode_trace(encode_trace(Trace(about=about))).about == about
    assert about.seeds == (0, 4, 9)


@pytest.mark.parametrize("asked_s", [-1.0, 1e300, float("nan")])
def test_a_trace_asked_at_no_time_that_there_is_is_refused(asked_s: float) -> None:
    with pytest.raises(TraceRefused, match="damaged"):
        decode_trace(encode_trace(Trace(about=replace(ABOUT, asked_s=asked_s))))


@pytest.mark.parametrize("name", ["app_version", "preset"])
def test_a_trace_that_names_what_made_it_by_no_text_is_refused(name: str) -> None:
    written = json.dumps(asdict(ABOUT) | {name: ["0.1.0"]}).encode()
    with pytest.raises(TraceRefused, match="damaged"):
        decode_trace(_resealed(struct.pack("<II", len(written), 0) + written))


@pytest.mark.parametrize("change", [{"slot": 6}, {"step": 99}, {"token": VOCAB}])
def test_a_steering_of_what_is_not_there_is_refused(change: dict[str, int]) -> None:
    canvas = TRACE.canvases[0]
    absurd = replace(canvas, steerings=(replace(canvas.steerings[0], **change),))  # type: ignore[arg-type]  # numbers all
    with pytest.raises(TraceRefused, match="damaged"):
        decode_trace(encode_trace(replace(TRACE, canvases=(absurd,))))


def test_more_forbidden_in_a_slot_than_can_be_is_refused() -> None:
    canvas = TRACE.canvases[0]
    one = replace(canvas.steerings[0], deed=Deed.FORBID, slot=0)
    for count, is_read in ((MOST_FORBIDDEN, True), (MOST_FORBIDDEN + 1, False)):
        steerings = tuple(replace(one, token=token) for token in range(count))
        about = replace(ABOUT, vocabulary_size=max(VOCAB, count))
        packed = encode_trace(Trace(about=about, canvases=(replace(canvas, steerings=steerings),)))
        with nullcontext() if is_read else pytest.raises(TraceRefused, match="damaged"):
            decode_trace(packed)


def test_canvases_of_several_sizes_are_refused() -> None:
    canvases = (CanvasTrace(canvas=0, noise=(1, 2)), CanvasTrace(canvas=1, noise=(1, 2, 0)))
    with pytest.raises(TraceRefused, match="damaged"):
        decode_trace(encode_trace(Trace(about=ABOUT, canvases=canvases)))


@pytest.mark.parametrize("seconds", [-0.5, 1e6, float("nan")])
def test_a_step_of_no_time_that_there_is_is_refused(seconds: float) -> None:
    canvas = TRACE.canvases[0]
    steps = (replace(canvas.steps[0], seconds=seconds), *canvas.steps[1:])
    with pytest.raises(TraceRefused, match="damaged"):
        decode_trace(encode_trace(Trace(about=ABOUT, canvases=(replace(canvas, steps=steps),))))


@pytest.mark.parametrize("probability", [float("nan"), float("inf")])
def test_a_likely_token_without_a_probability_is_refused(probability: float) -> None:
    canvas = TRACE.canvases[0]
    top = canvas.steps[0].top
    absurd = replace(top, probabilities=top.probabilities[:-2] + struct.pack("<e", probability))
    steps = (replace(canvas.steps[0], top=absurd), *canvas.steps[1:])
    with pytest.raises(TraceRefused, match="damaged"):
        decode_trace(encode_trace(Trace(about=ABOUT, canvases=(replace(canvas, steps=steps),))))


@pytest.mark.parametrize("seconds", [float("nan"), float("-inf")])
def test_an_answer_that_took_no_time_that_there_is_is_refused(seconds: float) -> None:
    with pytest.raises(TraceRefused, match="damaged"):
        decode_trace(encode_trace(Trace(about=replace(ABOUT, seconds=seconds))))


def test_what_was_read_packs_to_the_same_bytes() -> None:
    assert encode_trace(decode_trace(PACKED)) == PACKED


def test_a_turn_that_was_stopped_or_failed_is_a_trace_that_is_not_complete() -> None:
    until = next(index for index, event in enumerate(EVENTS) if isinstance(event, StepTaken)) + 1
    trace = recorded(ABOUT, EVENTS[:until])
    read = decode_trace(encode_trace(trace))
    assert (read.canvases[0].rule, read.canvases[0].block, len(read.canvases[0].steps)) == (None, (), 1)
    assert not read.about.complete
    assert not replace(ABOUT, reason=FinishReason.CANCELLED).complete


def test_a_trace_of_nothing_and_a_canvas_without_steps_are_read() -> None:
    for trace in (Trace(about=ABOUT), Trace(about=ABOUT, canvases=(CanvasTrace(canvas=0, noise=(1, 2)),))):
        assert decode_trace(encode_trace(trace)) == trace


def test_a_trace_cut_at_any_byte_is_refused_with_a_sentence() -> None:
    for length in range(len(PACKED)):
        with pytest.raises(TraceRefused) as refusal:
            decode_trace(PACKED[:length])
        assert refusal.value.title.endswith(".")
        assert refusal.value.hint.endswith(".")


@given(st.integers(0, len(PACKED) - 1), st.integers(1, 255))
@settings(max_examples=300)
def test_a_trace_with_any_byte_changed_is_refused(place: int, change: int) -> None:
    damaged = bytearray(PACKED)
    damaged[place] ^= change
    with pytest.raises(TraceRefused):
        decode_trace(bytes(damaged))


@given(st.binary(max_size=200))
def test_any_other_file_is_refused(junk: bytes) -> None:
    with pytest.raises(TraceRefused, match="not a recording"):
        decode_trace(junk)


def test_a_trace_with_something_behind_it_is_refused() -> None:
    with pytest.raises(TraceRefused, match="damaged"):
        decode_trace(PACKED + b"\0")


def test_a_later_version_is_named() -> None:
    with pytest.raises(TraceRefused, match=r"later version of Dewpoint \(format 3, this reads 2\)"):
        decode_trace(_resealed(_body(), version=3))


def test_another_vocabulary_is_refused_and_named_by_its_model() -> None:
    with pytest.raises(TraceRefused, match="another vocabulary, that of Fake"):
        decode_trace(PACKED, vocabulary="xyz")


def test_ids_beyond_the_vocabulary_are_refused() -> None:
    for about in (replace(ABOUT, vocabulary_size=3), replace(ABOUT, vocabulary_size=-1)):
        with pytest.raises(TraceRefused, match="damaged"):
            decode_trace(encode_trace(replace(TRACE, about=about)))


def test_absurd_sizes_are_refused_without_taking_their_memory() -> None:
    about = json.dumps(asdict(ABOUT)).encode()
    huge = [
        _resealed(b"\0" * 5_000_000, unpacked=10),  # unpacks to far more than it says
        _resealed(b"\0" * 10, unpacked=traces.LARGEST_BYTES + 1),
        _resealed(struct.pack("<II", 2**32 - 1, 1)),
        _resealed(struct.pack("<II", len(about), 2**32 - 1) + about),
        _resealed(struct.pack("<II", len(about), 1) + about + traces._CANVAS.pack(0, 2**32 - 1, 1, 8, 0)),
        _resealed(struct.pack("<II", len(about), 1) + about + traces._CANVAS.pack(0, 0, 2**32 - 1, 8, 0)),
        _resealed(struct.pack("<II", len(about), 1) + about + traces._CANVAS.pack(0, 1, 0, 8, 200)),
    ]
    tracemalloc.start()
    for packed in huge:
        with pytest.raises(TraceRefused):
            decode_trace(packed)
    peak_bytes = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak_bytes < 8_000_000


@given(st.data())
@settings(max_examples=200)
def test_whatever_a_body_says_it_is_read_or_refused(draw: st.DataObject) -> None:
    body = bytearray(_body())
    for _ in range(draw.draw(st.integers(1, 4))):
        place = draw.draw(st.integers(0, len(body) - 1))
        body[place] = draw.draw(st.integers(0, 255))
    try:
        trace = decode_trace(_resealed(bytes(body)))
    except TraceRefused:
        return
    assert max((token for canvas in trace.canvases for token in canvas.noise), default=0) < VOCAB


@pytest.mark.parametrize("field", ["model", "vocabulary", "vocabulary_size", "seed", "reason", "seconds"])
def test_a_field_of_another_type_or_missing_is_refused(field: str) -> None:
    fields = asdict(ABOUT)
    for about in ({**fields, field: [1]}, {name: fields[name] for name in fields if name != field}, [fields]):
        written = json.dumps(about).encode()
        with pytest.raises(TraceRefused):
            decode_trace(_resealed(struct.pack("<II", len(written), 0) + written))


@pytest.mark.parametrize("seeds", [3, "4", [None], [True]])
def test_seeds_that_are_no_numbers_are_refused(seeds: object) -> None:
    written = json.dumps(asdict(ABOUT) | {"later_seeds": seeds}).encode()
    with pytest.raises(TraceRefused, match="damaged"):
        decode_trace(_resealed(struct.pack("<II", len(written), 0) + written))


def test_fields_in_each_other_without_end_are_refused() -> None:
    about = b"[" * 100_000
    with pytest.raises(TraceRefused, match="damaged"):
        decode_trace(_resealed(struct.pack("<II", len(about), 0) + about))


def test_a_step_takes_about_60_bytes_a_slot() -> None:
    steps = [index for index, event in enumerate(EVENTS) if isinstance(event, StepTaken)]
    one, two = (_body(recorded(ABOUT, EVENTS[: index + 1])) for index in steps[:2])
    assert len(two) - len(one) == 24 + 6 * 60 + 1


def test_a_trace_of_2048_tokens_is_read_whole() -> None:
    slots, size = 256, 262_144
    ids = tuple(slot * 997 % size for slot in range(slots))
    flat = tuple(token for token in ids for _ in range(8))
    step = StepTaken(
        turn_id=0,
        canvas=0,
        step=0,
        max_steps=48,
        temperature=0.8,
        ids=ids,
        sampled=ids,
        draft=ids,
        entropy_nats=(0.5,) * slots,
        accepted=(True, False) * (slots // 2),
        end_probability=(0.25,) * slots,
        top=Top(
            count=8, ids=struct.pack("<2048I", *flat), probabilities=struct.pack("<2048e", *[0.1] * 2048)
        ),
        spent_nats=0.0,
        bound_nats=0.1,
        seconds=0.02,
    )
    canvas = CanvasTrace(canvas=0, noise=ids, steps=(step,) * 20, rule=StopRule.STABLE, block=ids)
    packed = encode_trace(Trace(about=replace(ABOUT, vocabulary_size=size), canvases=(canvas,) * 8))
    read = decode_trace(packed).canvases
    assert [canvas.block for canvas in read] == [ids] * 8
    assert {len(canvas.steps) for canvas in read} == {20}


def test_replay_loads_no_torch() -> None:
    program = "import sys, engine.trace_codec; print('torch' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "False"


@pytest.mark.usefixtures("bracketed")
def test_refusals_are_told_in_the_words_that_are_spoken() -> None:
    for packed in (b"", PACKED[:-1], _resealed(_body(), version=traces.VERSION + 1)):
        assert refuses_in_words(decode_trace, packed)
    assert refuses_in_words(decode_trace, PACKED, vocabulary="xyz")


@pytest.mark.parametrize("slots", [0, traces.MOST_SLOTS + 1])
def test_a_canvas_without_slots_or_with_far_too_many_is_refused(slots: int) -> None:
    strange = CanvasTrace(canvas=0, noise=(1,) * slots)
    with pytest.raises(TraceRefused):
        decode_trace(encode_trace(Trace(about=ABOUT, canvases=(strange,))))
