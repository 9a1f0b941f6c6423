from __future__ import annotations

from dataclasses import replace

from app.models.canvas import Frame, Layer, SlotState
from app.models.recording import CanvasRecording, Recording
from engine import CanvasCommitted, CanvasStarted, Deed, Steering, StepTaken, StopRule, Trace, TurnOptions
from tests.app.fake_engine import END, STORY, VOCABULARY, Reply, turn_events
from tests.app.recordings import ABOUT, alone, canvas_of, recording_of
from tests.app.steps import step_of

A, B, C = 300, 301, 302
CANVAS = canvas_of(
    [
        step_of((A, B, C), "x--", step=0, seconds=0.5),
        step_of((A, C, C), "xx-", step=1, seconds=0.25),
        step_of((A, C, B), "-xx", step=2, seconds=0.125),
    ]
)


def test_frames_in_replay_are_those_that_were_live() -> None:
    live: list[Frame] = []
    for event in turn_events(Reply(text=STORY * 3), 1, TurnOptions(seed=3)):
        match event:
            case CanvasStarted():
                live.append(Frame.begun(event.ids))
            case StepTaken():
                live.append(live[-1].stepped(event, VOCABULARY))
            case CanvasCommitted():
                live.append(live[-1].committed(event.ids, VOCABULARY))
            case _:
                pass
    recording = recording_of()
    assert [frame for canvas in recording.canvases for frame in canvas.frames] == live
    assert recording.length == len(live)


def test_settle_and_first_accept_are_two_numbers() -> None:
    assert CANVAS.settled == (0, 1, 2)
    assert CANVAS.first_accepted == (0, 1, 2)
    late = canvas_of([step_of((A,), "-"), step_of((A,), "x", step=1), step_of((B,), "-", step=2)])
    assert (late.settled, late.first_accepted) == ((2,), (1,))


def test_a_slot_that_never_was_accepted_has_no_first_time() -> None:
    assert canvas_of([step_of((A,), "-")]).first_accepted == (None,)


def test_giving_up_is_told_at_the_step_where_it_flips() -> None:
    assert [CANVAS.unaccepted(number) for number in range(3)] == [(), (), (0,)]


def test_changed_counts_other_drafts_than_a_step_before() -> None:
    assert [CANVAS.changed(number) for number in range(3)] == [3, 1, 1]


def test_settled_is_known_in_replay_of_a_committed_canvas_alone() -> None:
    believes = [CANVAS.states(frame, Layer.BELIEVES) for frame in range(5)]
    d, s = SlotState.DRAFT, SlotState.SETTLED
    assert believes[1:4] == [(s, d, d), (s, s, SlotState.STABLE), (s, s, s)]
    assert believes[0] == (SlotState.NOISE,) * 3
    assert believes[4] == (SlotState.FROZEN,) * 3
    stopped = canvas_of(CANVAS.steps, rule=None)
    assert SlotState.SETTLED not in {
        state for frame in range(4) for state in stopped.states(frame, Layer.BELIEVES)
    }


def test_what_the_model_sees_is_never_called_settled() -> None:
    assert CANVAS.states(3, Layer.SEES) == (SlotState.RENOISED, SlotState.ACCEPTED, SlotState.ACCEPTED)


def test_a_tail_that_retreats_is_tail_only_while_it_lasts() -> None:
    canvas = canvas_of([step_of((A, END, B), "xx-"), step_of((A, B, END), "xxx", step=1)])
    assert canvas.states(1, Layer.BLENDED)[1:] == (SlotState.TAIL, SlotState.TAIL)
    assert canvas.states(2, Layer.BLENDED)[1] is SlotState.ACCEPTED


def test_moments_count_over_all_canvases() -> None:
    recording = recording_of()
    lengths = [canvas.length for canvas in recording.canvases]
    assert lengths == [8] * len(recording.canvases)
    assert recording.starts[:2] == (0, 8)
    assert recording.place(0) == (0, 0)
    assert recording.place(7) == (0, 7)
    assert recording.place(8) == (1, 0)


def test_a_frame_was_seen_until_the_next_step_was_done() -> None:
    assert [alone(CANVAS).seconds(moment) for moment in range(5)] == [0.5, 0.25, 0.125, 0.0, 0.0]


def test_the_step_of_a_frame_is_the_one_that_made_it() -> None:
    assert CANVAS.step_of(0) is None
    assert [CANVAS.step_of(frame) for frame in range(1, 5)] == [*CANVAS.steps, CANVAS.steps[-1]]


def test_what_it_ended_with_is_the_block_or_the_last_draft_or_noise() -> None:
    steps = [step_of((A, END, B), "xxx")]
    assert canvas_of(steps, block=(A, END, 0)).final() == (A, END, 0)
    assert canvas_of(steps, rule=None).final() == (A, END, B)
    assert recording_of(until=2).canvases[0].final() == recording_of().canvases[0].trace.noise


def test_a_stopped_turn_has_frames_up_to_its_last_step() -> None:
    recording = recording_of(until=4)  # started, canvas, step, text
    assert [canvas.trace.rule for canvas in recording.canvases] == [None]
    assert recording.length == 2
    assert canvas_of(CANVAS.steps, rule=StopRule.CANCELLED).length == 5


def test_a_recording_shows_what_is_pinned_when_it_was_as_it_was_live() -> None:
    steerings = (
        Steering(canvas=0, step=0, slot=2, token=9, deed=Deed.PIN),
        Steering(canvas=0, step=2, slot=2, token=9, deed=Deed.RELEASE),
        Steering(canvas=0, step=2, slot=0, token=9, deed=Deed.PIN),
    )
    canvas = CanvasRecording(replace(CANVAS.trace, steerings=steerings), CANVAS.vocabulary)
    pinned = [tuple(frame.grip.pinned) for frame in canvas.frames]
    assert pinned == [(2,), (2,), (0,), (0,), (0,)]
    frame = Frame.begun(canvas.trace.noise).steered(steerings[0])
    for number, step in enumerate(canvas.steps, start=1):
        frame = frame.stepped(step, canvas.vocabulary)
        frame = frame.steered(*(each for each in steerings if each.step == number))
        assert frame == canvas.frames[number]


def test_what_is_known_of_a_recording_is_not_worked_out_again_as_it_grows_and_is_the_same() -> None:
    events = list(turn_events(Reply(text=STORY * 3, steps=4), 1, TurnOptions(seed=3), canvas_length=64))
    trace, grown = Trace(about=ABOUT), None
    for event in events:
        trace = trace.followed(event)
        before, grown = grown, Recording(trace, VOCABULARY, grown)
        whole = Recording(trace, VOCABULARY)
        for one, other in zip(grown.canvases, whole.canvases, strict=True):
            assert one.frames == other.frames
            numbers = range(len(one.steps))
            assert [one.unaccepted(n) for n in numbers] == [other.unaccepted(n) for n in numbers]
        if before is not None:
            kept = [one is two for one, two in zip(before.canvases, grown.canvases, strict=False)]
            assert all(kept[:-1])
    assert grown is not None
    assert len(grown.canvases) > 2


def test_a_pin_that_comes_while_it_grows_is_in_the_frame_that_it_steers() -> None:
    canvas = CANVAS.trace
    short = CanvasRecording(replace(canvas, steps=canvas.steps[:1], rule=None, block=()), CANVAS.vocabulary)
    assert not short.frames[-1].grip
    pin = Steering(canvas=0, step=1, slot=0, token=A, deed=Deed.PIN)
    longer = replace(canvas, steps=canvas.steps[:2], rule=None, block=(), steerings=(pin,))
    grown = CanvasRecording(longer, CANVAS.vocabulary, short)
    assert [bool(frame.grip) for frame in grown.frames] == [False, True, True]
