"""A film as a file, animated WebP or GIF: its frames are drawn and packed one by one, on any thread."""

from __future__ import annotations

from typing import BinaryIO

from PIL import GifImagePlugin, Image, ImageChops

from app.models.saving import Tell
from app.widgets.film import Film

QUALITY = 75


def write_webp(film: Film, file: BinaryIO, tell: Tell) -> None:
    """Write an animated WebP.

    Its packed frames stay in memory to the end: the file begins with the length of all that follows, and the
    library puts it together at once. It is some hundredth of what they take unpacked.
    """
    stays_ms = [film.stays_ms(moment) for moment in range(film.length)]
    reel = _Reel(film, tell)
    reel.save(file, "WEBP", save_all=True, duration=stays_ms, loop=0, quality=QUALITY)


def write_gif(film: Film, file: BinaryIO, tell: Tell) -> None:
    """Write an animated GIF: of each frame the part that changed, in colours of its own."""
    former: Image.Image | None = None
    for moment in range(film.length):
        frame = _frame(film, moment)
        whole = (0, 0, *frame.size)
        changed = whole if former is None else ImageChops.difference(former, frame).getbbox()
        # Where nothing changes, a dot that stays as it is makes the frame last.
        left, top, right, bottom = changed or (0, 0, 1, 1)
        part = frame.crop((left, top, right, bottom))
        # The quick way to 256 colours: a slightly truer one takes six times as long, holding up all threads.
        part = part.quantize(method=Image.Quantize.FASTOCTREE)
        if former is None:
            file.writelines(GifImagePlugin.getheader(part, info={"loop": 0})[0])
        shown = {"duration": film.stays_ms(moment), "include_color_table": former is not None}
        file.writelines(GifImagePlugin.getdata(part, (left, top), **shown))
        former = frame
        tell((moment + 1) / film.length)
    file.write(b";")


class _Reel(Image.Image):
    """The frames as Pillow goes through those of any animated picture; each is drawn when it comes to it."""

    def __init__(self, film: Film, tell: Tell) -> None:
        super().__init__()
        self._film, self._further = film, tell
        self._frame = 0
        first = _frame(film, 0)
        self.im, self._mode, self._size = first.im, first.mode, first.size
        self.n_frames = film.length

    def tell(self) -> int:
        """Which frame it shows."""
        return self._frame

    def seek(self, frame: int) -> None:
        """Show a later frame. That Pillow goes back to the first at the end is of no use here."""
        if frame > self._frame:
            self._further(frame / self.n_frames)
            self._frame = frame
            self.paste(_frame(self._film, frame))


def _frame(film: Film, moment: int) -> Image.Image:
    """A frame as Pillow takes it."""
    picture = film.picture(moment)
    size = (picture.width(), picture.height())
    rows = bytes(picture.constBits())
    return Image.frombytes("RGB", size, rows, "raw", "BGRX", picture.bytesPerLine())


WRITERS = {".webp": write_webp, ".gif": write_gif}  # by the suffix of the file
