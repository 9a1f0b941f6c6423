"""How often what is painted becomes lighter and darker: the general flash of WCAG 2.2, criterion 2.3.1.

A change counts where the relative luminance of a pixel goes a tenth of the way from black to white against
the direction of the change before, the darker of the two below 0.8. A quarter of any 341 by 256 px, ten
degrees of a usual field of view, is a large area.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QImage, QPixmap

CHANGE = 0.1
DARK = 0.8
LARGE = 0.25

SCALE = 2  # every second pixel of every second row is looked at
FIELD_PX = (256 // SCALE, 341 // SCALE)

Plane = npt.NDArray[np.float32]


def luminances(image: QImage) -> Plane:
    """The relative luminance of every pixel, row by row."""
    plain = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(bytes(plain.constBits()), np.uint8).reshape(plain.height(), plain.bytesPerLine())
    linear = _LINEAR[rows[:, : 3 * plain.width()]].reshape(plain.height(), plain.width(), 3)
    return (linear @ np.array((0.2126, 0.7152, 0.0722), np.float32)).astype(np.float32)


def watched(
    grab: Callable[[], QPixmap], wait: Callable[[int], object], *, seconds: float, slower: float = 1
) -> FlashMeter:
    """Look at something for a while, up to a hundred times a second.

    Args:
        grab: Paints it.
        wait: Lets so many milliseconds go by.
        seconds: For how long.
        slower: How many times slower than in use it moves: moments are told as they would be then.
    """
    pictures: list[tuple[float, QImage]] = []
    end_s = time.monotonic() + seconds
    while time.monotonic() < end_s:
        picture = grab().toImage()
        pictures.append((time.monotonic(), picture.scaled(picture.size() / SCALE)))
        wait(10)
    meter = FlashMeter()
    for moment_s, picture in pictures:
        meter.see(moment_s / slower, luminances(picture))
    return meter


class FlashMeter:
    """Counts the changes of every pixel."""

    def __init__(self) -> None:
        self._changes: list[tuple[float, npt.NDArray[np.bool_]]] = []
        self._low: Plane | None = None
        self._high: Plane = np.zeros((0, 0), np.float32)
        self._direction: npt.NDArray[np.int8] = np.zeros((0, 0), np.int8)

    def see(self, moment_s: float, now: Plane) -> None:
        """Take in what is painted at a moment."""
        if self._low is None or self._low.shape != now.shape:
            self._low, self._high = now.copy(), now.copy()
            self._direction = np.zeros(now.shape, np.int8)
            return
        rises = (now - self._low >= CHANGE) & (self._low < DARK) & (self._direction <= 0)
        falls = (self._high - now >= CHANGE) & (now < DARK) & (self._direction >= 0)
        falls &= ~rises
        self._direction[rises], self._direction[falls] = 1, -1
        turned = rises | falls
        # Behind a change both extremes begin anew; else they are widened.
        self._low = np.where(turned, now, np.minimum(self._low, now))
        self._high = np.where(turned, now, np.maximum(self._high, now))
        if turned.any():
            self._changes.append((moment_s, turned))

    def most(self) -> int:
        """The most changes within a second of a large area."""
        worst = 0
        for first, (begin_s, _) in enumerate(self._changes):
            within = [mask for moment_s, mask in self._changes[first:] if moment_s < begin_s + 1]
            counts = np.sum(within, axis=0)
            while worst < counts.max() and _is_large(counts > worst):
                worst += 1
        return worst


def _is_large(mask: npt.NDArray[np.bool_]) -> bool:
    """Whether some field of view holds enough of a mask."""
    height, width = (min(part, size) for part, size in zip(FIELD_PX, mask.shape, strict=True))
    sums = np.pad(mask.astype(np.int32), ((1, 0), (1, 0))).cumsum(0).cumsum(1)
    held = sums[height:, width:] - sums[:-height, width:] - sums[height:, :-width] + sums[:-height, :-width]
    return bool(held.max() >= LARGE * FIELD_PX[0] * FIELD_PX[1])


def _linear() -> Plane:
    parts = np.arange(256, dtype=np.float32) / 255
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4).astype(np.float32)


_LINEAR = _linear()
