"""A file beside a text: its name, what it is and costs, and a button to take it away."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton, QWidget

from app.attachments import Attachment, Kind
from app.language import mark, tr
from app.models.caption import DOT
from app.plain import plain_label, plain_tip
from app.theme import Theme
from app.widgets.buttons import TARGET_PX, IconButton
from app.widgets.labels import Label
from app.widgets.picture import Picture

PICTURE = QSize(28, 28)
LONGEST_PX = 220  # of a name; what is cut is told as a tool tip
KINDS = {Kind.TEXT: mark("Text"), Kind.PDF: mark("PDF"), Kind.IMAGE: mark("Image")}


class Chip(QFrame):
    """One file. Its name is a button that opens it; Delete on it takes it away as well.

    Args:
        theme: Colours the icon.
        name: The file's name.
        told: What it is and costs.
        removable: Whether it can be taken away.
        picture: The bytes of an image, which is shown beside the name.

    Signals:
        opened: What is in it is to be shown.
        removed: It is to be taken away.
    """

    opened = Signal()
    removed = Signal()

    def __init__(
        self,
        theme: Theme,
        name: str,
        told: str,
        parent: QWidget | None = None,
        *,
        removable: bool = False,
        picture: bytes = b"",
    ) -> None:
        super().__init__(parent)
        self.setObjectName("chip")
        self.name = QToolButton()
        self.name.setObjectName("chipName")
        self.name.setMinimumHeight(TARGET_PX - 4)
        self.name.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        shown = self.name.fontMetrics().elidedText(name, Qt.TextElideMode.ElideMiddle, LONGEST_PX)
        self.name.setText(plain_label(shown))
        self.name.setToolTip(plain_tip(name))
        self.name.clicked.connect(self.opened)
        self.told = Label("caption", told)
        row = QHBoxLayout(self)
        row.setContentsMargins(3 if picture else 2, 0, 2 if removable else 8, 0)
        row.setSpacing(4)
        if picture:
            small = Picture(theme, picture, PICTURE)
            small.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the name beside it opens the same
            small.setAccessibleName(tr("Image {name}", name=name))
            small.clicked.connect(self.opened)
            row.addWidget(small)
        row.addWidget(self.name)
        row.addWidget(self.told)
        buttons: list[QToolButton] = [self.name]
        if removable:
            self.name.setAccessibleName(tr("{name}, {told}. Delete takes it away.", name=name, told=told))
            remove = IconButton(theme, "close", tr("Take “{name}” away", name=name))
            remove.clicked.connect(self.removed)
            row.addWidget(remove)
            buttons.append(remove)
            for button in buttons:
                button.installEventFilter(self)
        else:
            self.name.setAccessibleName(tr("Attached: {name}, {told}", name=name, told=told))
        self.buttons = buttons

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the file away with the keys that delete."""
        deleting = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() in deleting:
            self.removed.emit()
            return True
        return super().eventFilter(watched, event)


def told_of(attachment: Attachment, tokens: int | None = None, problem: str = "") -> str:
    """What a file is, what it costs, and how it was read, in one line."""
    cost = tr("%Ln tokens", "", tokens) if tokens is not None else ""
    return DOT.join(filter(None, (tr(KINDS[attachment.kind]), cost, attachment.note, problem)))
