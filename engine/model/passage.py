"""What the encoder reads: token ids, and the soft tokens of images among them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from torch import Tensor


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ImageRun:
    """An image among the ids: a run of positions that see each other, whatever their order.

    Attributes:
        start: The first of them, counted from the first id.
        length: How many.
        identity: A number that no other image and no token has.
        features: Computes what stands there instead of the ids' embeddings, `(length, hidden)`.
    """

    start: int
    length: int
    identity: int
    features: Callable[[], Tensor]

    @property
    def stop(self) -> int:
        """The first position behind it."""
        return self.start + self.length


@dataclass(frozen=True, slots=True, eq=False)
class Passage:
    """Token ids with the images among them, in order.

    Attributes:
        ids: At an image's positions any id stands.
        images: Where images are.
    """

    ids: Sequence[int]
    images: tuple[ImageRun, ...] = ()

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def identities(self) -> list[int]:
        """What stands where: the id of a token, the identity of an image. Equal ones are encoded equally."""
        identities = list(self.ids)
        for run in self.images:
            identities[run.start : run.stop] = [run.identity] * run.length
        return identities

    def followed_by(self, ids: Sequence[int]) -> Passage:
        """This and tokens behind it."""
        return Passage([*self.ids, *ids], self.images)

    def part(self, start: int, stop: int) -> Passage:
        """The positions from `start` to before `stop`; an image is within or outside, never cut."""
        within = (run for run in self.images if start <= run.start < stop)
        return Passage(self.ids[start:stop], tuple(replace(run, start=run.start - start) for run in within))

    def chunks(self, most: int) -> Iterator[Passage]:
        """Its parts in order, none longer than `most` but for a single image that is."""
        start = 0
        while start < len(self):
            stop = self._uncut(start, min(start + most, len(self)))
            yield self.part(start, stop)
            start = stop

    def _uncut(self, start: int, stop: int) -> int:
        """`stop`, or where an image starts that it would cut, or ends, if nothing is before it."""
        for run in self.images:
            if run.start < stop < run.stop:
                return run.start if run.start > start else run.stop
        return stop
