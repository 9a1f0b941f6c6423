"""Programs that are written out: what they compute, and what they must not do."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
import torch
from torch import Tensor

from tests.ptx.assembly import NotUnderstood
from tests.ptx.machine import run
from tests.ptx.memory import Fault, GlobalMemory

THREADS = 64
HEAD = """
.version 8.7
.target sm_90a
.extern .shared .align 16 .b8 global_smem[];
.visible .entry written(
	.param .u64 .ptr .global .align 1 written_param_0,
	.param .u64 .ptr .global .align 1 written_param_1,
	.param .u32 written_param_2
)
.reqntid 64
{
	.reg .pred %p<9>;
	.reg .b16 %rs<9>;
	.reg .b32 %r<29>;
	.reg .b64 %rd<9>;
	mov.u32 %r1, %tid.x;
	mov.u32 %r2, %ctaid.x;
	ld.param.b64 %rd1, [written_param_0];
	ld.param.b64 %rd2, [written_param_1];
	ld.param.b32 %r3, [written_param_2];
	mad.lo.s32 %r4, %r2, 64, %r1;  // the number of this thread
	mad.wide.s32 %rd3, %r4, 4, %rd1;
	mad.wide.s32 %rd4, %r4, 4, %rd2;
"""
LOAD = "ld.global.b32 { %r5 }, [ %rd3 + 0 ];\n"
STORE = "st.global.b32 [ %rd4 + 0 ], { %r6 };\n"
PLACE = "shl.b32 %r7, %r1, 2;\n"  # of this thread in shared memory
OTHER = "xor.b32 %r8, %r7, 128;\n"  # of a thread of the other warp
COPY = "cp.async.ca.shared.global [ %r7 + 0 ], [ %rd3 + 0 ], 0x4;\ncp.async.commit_group;\n"
READ = "ld.shared.b32 %r6, [%r7];\n"
READ_OTHER = "ld.shared.b32 %r6, [%r8];\n"
WRITE = "st.shared.b32 [%r7], %r1;\n"
BARRIER = "bar.sync 0;\n"


def ran(body: str, given: Tensor, number: int = 0, *, programs: int = 1, shared_bytes: int = 0) -> Tensor:
    """What threads leave, int32 `(programs * 64)`, where they were given as many."""
    left = torch.full((programs * THREADS,), -1, dtype=torch.int32)
    tensors = (given, left)
    memory = GlobalMemory({each.data_ptr(): each.nbytes for each in tensors})
    text = f"{HEAD}{body}\nret;\n}}"
    run(text, (programs,), [*(each.data_ptr() for each in tensors), number], memory, shared_bytes)
    return left


def words(programs: int = 1) -> Tensor:
    generator = torch.Generator().manual_seed(1)
    return torch.randint(-(2**31), 2**31 - 1, (programs * THREADS,), generator=generator, dtype=torch.int32)


def test_every_thread_of_every_program_has_its_place() -> None:
    given = words(5)
    assert torch.equal(ran(f"{LOAD} add.s32 %r6, %r5, %r3; {STORE}", given, 7, programs=5), given + 7)


def test_threads_that_branch_take_their_own_way_and_meet_again() -> None:
    body = f"""
    mov.b32 %r6, 0;
    mov.b32 %r9, 0;
    $again:
    add.s32 %r6, %r6, %r1;
    add.s32 %r9, %r9, 1;
    setp.lt.s32 %p1, %r9, %r1;
    @%p1 bra $again;
    setp.lt.s32 %p2, %r1, 32;
    @!%p2 bra $late;
    neg.s32 %r6, %r6;
    bra.uni $end;
    $late:
    add.s32 %r6, %r6, 1;
    $end:
    {STORE}"""
    thread = torch.arange(THREADS, dtype=torch.int32)
    turns = thread * thread.clamp(min=1)
    assert torch.equal(ran(body, words()), torch.where(thread < 32, -turns, turns + 1))


def test_a_thread_may_end_before_the_others_but_not_before_a_barrier_that_they_wait_at() -> None:
    ends = "setp.gt.s32 %p1, %r1, 9;\n@%p1 ret;\n"
    left = ran(f"mov.b32 %r6, 3; {ends} {STORE}", words())
    assert left.tolist() == [3] * 10 + [-1] * 54
    ran(f"mov.b32 %r6, 3; {ends} {BARRIER} {STORE}", words())  # who has ended is not waited for
    split = f"setp.gt.s32 %p1, %r1, 9;\n@%p1 bra $past;\n{BARRIER}$past:\nmov.b32 %r6, 3;{STORE}"
    with pytest.raises(Fault, match="a barrier that not all threads"):
        ran(split, words())


def test_a_word_goes_through_shared_memory_behind_a_barrier() -> None:
    left = ran(f"{PLACE}{OTHER}{WRITE}{BARRIER}{READ_OTHER}{STORE}", words(), shared_bytes=256)
    assert torch.equal(left, torch.arange(THREADS, dtype=torch.int32) ^ 32)


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        (f"{PLACE}{OTHER}{WRITE}{READ_OTHER}", "reads what another one wrote without a barrier"),
        (
            f"{PLACE}{OTHER}{WRITE}{BARRIER}{READ_OTHER} st.shared.b32 [%r7], 5;",
            "writes what another one reads",
        ),
        (f"{PLACE}{OTHER}{WRITE} st.shared.b32 [%r8], 5;", "two warps write"),
        ("mov.b32 %r7, 0; st.shared.b32 [%r7], %r1;", "two threads write different numbers"),
        (f"{PLACE}{READ}", "that nobody wrote"),
        (f"{PLACE}{COPY}{READ}", "read while a copy to it is under way"),
        (f"{PLACE}{COPY}{WRITE}", "written while a copy to it is under way"),
        (f"{PLACE}{OTHER}{COPY} cp.async.wait_group 0;{READ_OTHER}", "without a barrier"),
        (f"{PLACE}{OTHER}{COPY}{COPY.replace('%r7', '%r8')}", "written while a copy"),
        ("mov.b32 %r7, 256; ld.shared.b32 %r6, [%r7];", "4 bytes at 256 of 256 of shared memory"),
        ("mov.b32 %r7, 2; ld.shared.b32 %r6, [%r7];", "no multiple"),
        ("ld.global.b32 { %r6 }, [ %rd3 + 4 ];", "4 bytes at 256 of a tensor of 256 bytes"),
        ("ld.global.b32 { %r6 }, [ %rd3 + -4 ];", "of a tensor|in no tensor"),
        ("ld.global.v2.b32 { %r6, %r7 }, [ %rd1 + 4 ];", "no multiple"),
        ("st.global.b32 [ %rd2 + 0 ], { %r1 };", "two threads write different numbers"),
        ("setp.gt.s32 %p1, %r1, 9; @%p1 shfl.sync.bfly.b32 %r6, %r1, 1, 31, -1;", "a whole warp"),
    ],
)
def test_what_no_card_forgives_is_a_fault(body: str, complaint: str) -> None:
    with pytest.raises(Fault, match=complaint):
        ran(body, words(), shared_bytes=256)


def test_programs_must_not_meet_in_memory_but_where_they_write_the_same() -> None:
    ran("st.global.b32 [ %rd2 + 0 ], { 5 };", words(3), programs=3)
    with pytest.raises(Fault, match="different numbers to the same place"):
        ran("setp.eq.s32 %p1, %r1, 0; @%p1 st.global.b32 [ %rd2 + 0 ], { %r2 };", words(2), programs=2)
    reads = """
    mad.wide.s32 %rd5, %r1, 4, %rd2;
    st.global.b32 [ %rd4 + 0 ], { 5 };
    ld.global.b32 { %r6 }, [ %rd5 + 0 ];
    """
    with pytest.raises(Fault, match="reads what another one writes"):
        ran(reads, words(2), programs=2)


def test_copies_arrive_with_the_group_that_is_waited_for() -> None:
    second = COPY.replace("%r7 + 0", "%r7 + 256")
    body = f"{PLACE}{COPY}{second} cp.async.wait_group 1;\n{READ}{STORE}"
    given = words()
    assert torch.equal(ran(body, given, shared_bytes=512), given)
    with pytest.raises(Fault, match="under way"):
        ran(body.replace("[%r7];", "[%r7+256];"), given, shared_bytes=512)


def floats(bits: Tensor) -> list[float]:
    numbers: list[float] = bits.view(torch.float32).tolist()
    return numbers


def test_a_product_and_a_sum_are_rounded_once() -> None:
    generator = torch.Generator().manual_seed(2)
    one, other, added = torch.randn(3, THREADS, generator=generator)
    added = -(one * other) + 1e-9 * added  # which rounding twice would lose
    programs = torch.stack([one, other, added]).view(torch.int32)
    exact = [
        Fraction(a) * Fraction(b) + Fraction(c)
        for a, b, c in zip(one.tolist(), other.tolist(), added.tolist(), strict=True)
    ]
    body = """
    mad.wide.s32 %rd5, %r1, 4, %rd1;
    ld.global.b32 { %r10 }, [ %rd5 + 0 ];
    ld.global.b32 { %r11 }, [ %rd5 + 256 ];
    ld.global.b32 { %r12 }, [ %rd5 + 512 ];
    fma.rn.f32 %r6, %r10, %r11, %r12;
    """
    left = ran(body + STORE, programs.flatten())
    assert floats(left) == [float(np.float32(float(each))) for each in exact]


def test_bfloat16_is_rounded_as_torch_rounds_it() -> None:
    given = words()
    given[:8] = given[:8] & -0x10000 | 0x8000  # midway
    left = ran(f"{LOAD} cvt.rn.bf16x2.f32 %r6, %r5, %r5; {STORE}", given)
    expected = given.view(torch.float32).bfloat16()
    halves = left.view(torch.bfloat16).view(-1, 2)
    known = ~expected.isnan()
    assert torch.equal(halves[known, 0], expected[known])
    assert torch.equal(halves[known, 1], expected[known])
    assert halves[~known].isnan().all()


def test_two_bfloat16_of_a_word_are_multiplied_and_added_at_once() -> None:
    generator = torch.Generator().manual_seed(3)
    pairs = torch.randn(2 * THREADS, generator=generator).bfloat16()
    body = f"{LOAD} mov.b32 %r10, 0xBF803F80; fma.rn.bf16x2 %r6, %r5, %r5, %r10; {STORE}"
    left = ran(body, pairs.view(torch.int32)).view(torch.bfloat16)
    ones = torch.tensor([1.0, -1.0]).repeat(THREADS)
    assert torch.equal(left, (pairs.double() * pairs.double() + ones.double()).bfloat16())


@pytest.mark.parametrize(
    ("instruction", "expected"),
    [
        ("prmt.b32 %r6, %r5, %r3, 0x3715", lambda word, more: bytes_of(word, more, (5, 1, 7, 3))),
        ("bfe.s32 %r6, %r5, 5, 7", lambda word, _more: (word << 20) >> 25),
        ("bfe.u32 %r6, %r5, 5, 7", lambda word, _more: (word >> 5) & 127),
        ("shr.u32 %r6, %r5, 9", lambda word, _more: (word >> 9) & (2**23 - 1)),
        ("shl.b32 %r6, %r5, 40", lambda word, _more: word * 0),
        ("shf.l.wrap.b32 %r6, %r5, %r5, 35", lambda word, _more: word << 3 | word >> 29 & 7),
        ("shf.r.wrap.b32 %r6, %r5, %r3, 3", lambda word, more: more << 29 | word >> 3 & (2**29 - 1)),
        ("shf.l.clamp.b32 %r6, %r5, %r3, 35", lambda word, _more: word),
        ("popc.b32 %r6, %r5", lambda word, _more: sum(word >> bit & 1 for bit in range(32))),
        ("div.s32 %r6, %r5, %r3", lambda word, more: torch.div(word, more, rounding_mode="trunc")),
        ("max.s32 %r6, %r5, %r3", lambda word, more: word.clamp(min=more)),
        ("cvt.s32.s8 %r6, %r5", lambda word, _more: word.to(torch.int8).to(torch.int32)),
        ("mul.lo.s32 %r6, %r5, %r3", lambda word, more: (word.long() * more).to(torch.int32)),
        ("shfl.sync.bfly.b32 %r6, %r5, 3, 31, -1", lambda word, _more: word[torch.arange(64) ^ 3]),
        (
            "redux.sync.min.s32 %r6, %r5, -1",
            lambda word, _more: word.view(2, 32).amin(1).repeat_interleave(32),
        ),
    ],
    ids=lambda given: given.split()[0] if isinstance(given, str) else "",
)
def test_whole_numbers_are_computed_as_torch_computes_them(instruction: str, expected: object) -> None:
    assert callable(expected)
    given = words()
    assert torch.equal(ran(f"{LOAD}{instruction};{STORE}", given, 1234567), expected(given, 1234567))


def bytes_of(word: Tensor, more: int, which: tuple[int, ...]) -> Tensor:
    """Some of the bytes of two words, the lowest first."""
    other = torch.full_like(word, more)
    every = torch.stack([word, other], 1).view(torch.uint8)
    return every[:, list(which)].contiguous().view(torch.int32).flatten()


def test_what_is_not_known_is_said_and_not_skipped() -> None:
    with pytest.raises(NotUnderstood, match=r"lop3\.b32 .* is not known"):
        ran("lop3.b32 %r6, %r1, %r2, %r3, 0x96;", words())
