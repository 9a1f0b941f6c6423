"""Cutting what the encoder reads, without cutting an image."""

from __future__ import annotations

import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

from engine.model.passage import ImageRun, Passage


def run(start: int, length: int, identity: int = -7) -> ImageRun:
    return ImageRun(start=start, length=length, identity=identity, features=lambda: torch.zeros(length, 1))


@st.composite
def passages(draw: st.DrawFn) -> Passage:
    ids: list[int] = []
    runs: list[ImageRun] = []
    for text, length in draw(st.lists(st.tuples(st.integers(0, 9), st.integers(1, 9)), max_size=4)):
        ids += [5] * text
        runs.append(run(len(ids), length, identity=-1 - len(runs)))
        ids += [9] * length
    return Passage([*ids, *[5] * draw(st.integers(0, 9))], tuple(runs))


@given(passages(), st.integers(1, 12))
def test_chunks_are_the_whole_in_order_and_cut_no_image(whole: Passage, most: int) -> None:
    chunks = list(whole.chunks(most))
    assert [token for chunk in chunks for token in chunk.ids] == list(whole.ids)
    assert [each for chunk in chunks for each in chunk.identities] == whole.identities
    assert sum(len(chunk.images) for chunk in chunks) == len(whole.images)
    for chunk in chunks:
        assert 0 < len(chunk) <= max([most, *(image.length for image in chunk.images)])
        assert all(0 <= image.start < image.stop <= len(chunk) for image in chunk.images)


def test_an_image_longer_than_a_chunk_is_a_chunk_of_its_own() -> None:
    whole = Passage([1, 2, 9, 9, 9, 9, 9, 3], (run(2, 5),))
    assert [list(chunk.ids) for chunk in whole.chunks(3)] == [[1, 2], [9] * 5, [3]]


def test_a_part_behind_an_image_has_none() -> None:
    whole = Passage([1, 9, 9, 2, 9, 3], (run(1, 2), run(4, 1, identity=-8)))
    part = whole.part(3, 6)
    assert (list(part.ids), part.identities) == ([2, 9, 3], [2, -8, 3])
    assert [image.start for image in part.images] == [1]


def test_features_are_not_computed_before_they_are_asked_for() -> None:
    def never() -> Tensor:
        raise AssertionError

    image = ImageRun(start=0, length=2, identity=-1, features=never)
    assert [len(chunk) for chunk in Passage([9, 9, 1], (image,)).chunks(2)] == [2, 1]


@given(passages(), st.lists(st.integers(0, 4)))
def test_tokens_behind_a_passage_leave_its_images_where_they_are(before: Passage, ids: list[int]) -> None:
    whole = before.followed_by(ids)
    assert whole.identities == [*before.identities, *ids]
    assert whole.images == before.images
