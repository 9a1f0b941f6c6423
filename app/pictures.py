"""Pictures read and packed behind the scene: a large one takes a while, and the window must not wait."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from queue import Empty, SimpleQueue

from PySide6.QtCore import QBuffer, QIODevice, QObject, QRect, QSize, Qt, QThreadPool, QTimer, Signal, Slot
from PySide6.QtGui import QImage, QImageIOHandler, QImageReader

_LOOK_MS = 15


class PictureReading(QObject):
    """One picture on its way. Lives in the GUI thread; the bytes are read in a thread of Qt's pool.

    Args:
        content: A file's bytes.
        size: Into which it is fitted, in device pixels.
        covers: Whether it fills the size, and is cut on two sides; else it lies inside.

    Signals:
        read: The picture, upright; null where it cannot be read.
    """

    read = Signal(QImage)

    def __init__(self, content: bytes, size: QSize, parent: QObject, *, covers: bool = False) -> None:
        super().__init__(parent)
        self._made = SimpleQueue[QImage]()  # not a signal: whoever waits may be gone when it is made
        self._timer = QTimer(self, interval=_LOOK_MS)
        self._timer.timeout.connect(self._look)
        self._timer.start()
        QThreadPool.globalInstance().start(partial(_read_into, self._made, content, size, covers))

    @Slot()
    def _look(self) -> None:
        try:
            picture = self._made.get_nowait()
        except Empty:
            return
        self._timer.stop()
        self.read.emit(picture)


def fitted(content: bytes, size: QSize, *, covers: bool = False) -> QImage:
    """A picture fitted into a size, never made larger; null where it cannot be read. Any thread."""
    mode = Qt.AspectRatioMode.KeepAspectRatioByExpanding if covers else Qt.AspectRatioMode.KeepAspectRatio
    with _opened(content) as reader:
        stored = reader.size()  # not valid where the file's head does not tell
        scaled = stored.scaled(size.transposed() if _is_turned(reader) else size, mode)
        if scaled.width() < stored.width():
            reader.setScaledSize(scaled)
        picture = reader.read()
    if picture.width() > scaled.width() and not stored.isValid():
        picture = picture.scaled(size, mode, Qt.TransformationMode.SmoothTransformation)
    if not covers or picture.isNull():
        return picture
    middle = QRect(0, 0, min(size.width(), picture.width()), min(size.height(), picture.height()))
    middle.moveCenter(picture.rect().center())
    return picture.copy(middle)


def size_of(content: bytes) -> QSize:
    """The size of a picture as it is shown, from the head of the file; not valid where that does not tell."""
    with _opened(content) as reader:
        return reader.size().transposed() if _is_turned(reader) else reader.size()


def as_png(picture: QImage) -> bytes:
    """A picture as the bytes of a file. Any thread."""
    file = QBuffer()
    file.open(QIODevice.OpenModeFlag.WriteOnly)
    picture.save(file, "PNG")  # type: ignore[call-overload]  # the stubs know no name without bytes
    return bytes(file.data().data())


@contextmanager
def _opened(content: bytes) -> Iterator[QImageReader]:
    """A reader that lets its file go: of two locals 3.14 ends the last one first, older Pythons the first."""
    file = QBuffer()
    file.setData(content)
    reader = QImageReader(file)
    reader.setAutoTransform(True)
    yield reader
    reader.setDevice(None)  # type: ignore[arg-type]  # the stubs let it have another one only


def _is_turned(reader: QImageReader) -> bool:
    return bool(reader.transformation() & QImageIOHandler.Transformation.TransformationRotate90)


def _read_into(made: SimpleQueue[QImage], content: bytes, size: QSize, covers: bool) -> None:
    made.put(fitted(content, size, covers=covers))
