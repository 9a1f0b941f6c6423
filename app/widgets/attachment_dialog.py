"""What is in an attached file, exactly as the model gets it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QDialogButtonBox, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from app.attachments import Attachment, Kind
from app.language import tr
from app.pictures import PictureReading
from app.theme import fixed_font
from app.widgets.chip import told_of
from app.widgets.dialog import PageDialog
from app.widgets.labels import Label

LARGEST = QSize(632, 440)  # of an image
LONGEST_LINE = 2_000  # characters; a longer one is broken for the eye, as laying it out would take seconds


class AttachmentDialog(PageDialog):
    """The text or the image of an attachment, to read."""

    def __init__(self, attachment: Attachment, parent: QWidget | None = None) -> None:
        super().__init__(attachment.name, parent)
        self.resize(680, 560)
        self.content = _Picture(attachment) if attachment.kind is Kind.IMAGE else _text(attachment)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self.page)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(Label("help", told_of(attachment), wrapped=True))
        column.addWidget(self.content, 1)
        column.addWidget(buttons)


def broken(text: str) -> str:
    """The text with very long lines broken."""
    lines = text.split("\n")
    if max(map(len, lines)) <= LONGEST_LINE:
        return text
    starts = ((line, start) for line in lines for start in range(0, max(len(line), 1), LONGEST_LINE))
    return "\n".join(line[start : start + LONGEST_LINE] for line, start in starts)


def _text(attachment: Attachment) -> QPlainTextEdit:
    field = QPlainTextEdit(broken(attachment.text))
    field.setObjectName("words")
    field.setAccessibleName(tr("Text of {name}", name=attachment.name))
    field.setReadOnly(True)
    field.setTabChangesFocus(True)
    field.setFont(fixed_font())
    return field


class _Picture(QLabel):
    """An image, once it is read."""

    def __init__(self, attachment: Attachment) -> None:
        super().__init__(tr("Reading"))
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setAccessibleName(tr("Image {name}", name=attachment.name))
        ratio = self.devicePixelRatioF()
        reading = PictureReading(attachment.content, LARGEST * ratio, self)
        reading.read.connect(self._show)

    @Slot(QImage)
    def _show(self, image: QImage) -> None:
        if image.isNull():
            self.setText(tr("This image cannot be shown here."))
            return
        image.setDevicePixelRatio(self.devicePixelRatioF())
        self.setPixmap(QPixmap(image))
