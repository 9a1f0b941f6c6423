"""What is in an attached file, exactly as the model gets it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from app.attachments import Attachment, Kind
from app.language import tr
from app.theme import fixed_font
from app.widgets.chip import told_of
from app.widgets.labels import Label

LONGEST_LINE = 2_000  # characters; a longer one is broken for the eye, as laying it out would take seconds


class AttachmentDialog(QDialog):
    """The text or the image of an attachment, to read."""

    def __init__(self, attachment: Attachment, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(attachment.name)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(680, 560)
        self.content = _image(attachment) if attachment.kind is Kind.IMAGE else _text(attachment)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
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


def _image(attachment: Attachment) -> QLabel:
    picture = QPixmap()
    picture.loadFromData(attachment.content)
    label = QLabel()
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    label.setAccessibleName(tr("Image {name}", name=attachment.name))
    if picture.isNull():
        label.setText(tr("This image cannot be shown here."))
    else:
        label.setPixmap(
            picture.scaled(
                632, 440, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            )
        )
    return label
