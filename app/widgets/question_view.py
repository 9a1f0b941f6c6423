"""A message of the person: raised, at the right, with a button to write it anew."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.attachments import Attachment, Kind
from app.language import tr
from app.models.control import Control
from app.models.turn import Turn
from app.pictures import size_of
from app.plain import plain_tip
from app.theme import Theme
from app.widgets.attachment_dialog import AttachmentDialog
from app.widgets.buttons import IconButton
from app.widgets.chip import Chip, told_of
from app.widgets.condensing import Condensing
from app.widgets.flow_row import GAP_PX, FlowRow
from app.widgets.picture import Picture
from app.widgets.text_block import TextBlock
from app.widgets.versions import Versions

SIDE_PX = 12
LARGEST_PICTURE = QSize(280, 180)
SMALLEST_PICTURE = QSize(28, 28)
LONG = 10_000  # characters of a message that is shown a part at a time, as an answer is
FULL = 10_000  # px: as wide as can be
WIDEST = 0.86  # of the column, with the buttons beside it


class QuestionView(QWidget):
    """A prompt, as wide as it needs to be. Follows the control."""

    def __init__(self, theme: Theme, turn: Turn, control: Control, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._turn, self._control = turn, control
        self._text = _text(theme, turn.prompt)
        self._bubble = QFrame()
        self._bubble.setObjectName("bubble")
        inside = QVBoxLayout(self._bubble)
        inside.setContentsMargins(SIDE_PX, 6, SIDE_PX, 9)  # the line has its spare room above
        inside.addWidget(self._text)
        self.files = FlowRow()
        self.files.show_parts([self._file(theme, each) for each in turn.attachments])
        self.files.setVisible(bool(turn.attachments))
        inside.addWidget(self.files)
        self.versions = Versions(theme, "message")
        self.versions.chosen.connect(control.show)
        self.edit = IconButton(theme, "edit", tr("Edit the message and ask again"))
        self.edit.clicked.connect(lambda: control.edit(turn))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addStretch(1)
        for button in (self.versions, self.edit):
            row.addWidget(button, alignment=Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._bubble)
        self._text.setVisible(bool(turn.prompt.strip()))
        self._measure()
        theme.refaced.connect(self._measure)
        turn.changed.connect(self.follow)
        control.changed.connect(self.follow)
        control.chat.branched.connect(self.follow)
        self.follow()

    def look(self) -> None:
        """The page was scrolled; see `Formatted.look`."""
        if isinstance(self._text, Condensing):
            self._text.look()

    def sizeHint(self) -> QSize:
        """As wide as the text is without breaks."""
        return QSize(self._natural, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """As narrow as the page, also while the bubble has the width of another: no view widens the page."""
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the bubble its width."""
        self._share_width()
        super().resizeEvent(event)

    def _share_width(self) -> None:
        room = self.width() - self.versions.sizeHint().width() * self.versions.isVisibleTo(self)
        widest = min(int(self.width() * WIDEST), room - self.edit.sizeHint().width() - SIDE_PX)
        self._bubble.setFixedWidth(min(self._natural, widest))

    @Slot()
    def _measure(self) -> None:
        """Learn how wide the text is in the face of now."""
        text = self._text.natural_width() if isinstance(self._text, TextBlock) else FULL
        widest = max(text, self._files_width())
        self._natural = widest + 2 * SIDE_PX + 4  # the border, at its widest
        self._share_width()

    def _file(self, theme: Theme, attachment: Attachment) -> QWidget:
        """A picture where it is one, else a chip."""
        size = size_of(attachment.content) if attachment.kind is Kind.IMAGE else QSize()
        if size.isValid():
            small = size.scaled(LARGEST_PICTURE, Qt.AspectRatioMode.KeepAspectRatio).boundedTo(size)
            picture = Picture(theme, attachment.content, small.expandedTo(SMALLEST_PICTURE))
            picture.setToolTip(plain_tip(attachment.name))
            picture.setAccessibleName(
                tr("Attached: {name}, {told}", name=attachment.name, told=told_of(attachment))
            )
            picture.clicked.connect(lambda: self._open(attachment))
            return picture
        chip = Chip(theme, attachment.name, told_of(attachment))
        chip.opened.connect(lambda: self._open(attachment))
        return chip

    def _open(self, attachment: Attachment) -> None:
        AttachmentDialog(attachment, self.window()).open()

    def _files_width(self) -> int:
        """What the files take up side by side."""
        parts = self.files.parts
        return sum(part.sizeHint().width() for part in parts) + GAP_PX * max(len(parts) - 1, 0)

    @Slot()
    def follow(self) -> None:
        """Show which version is on show, and whether it can be edited now."""
        chat = self._control.chat
        if self._turn not in chat.turns:
            return  # another branch, or another conversation, is on show
        questions = chat.questions(self._turn)
        self.versions.show_versions(questions, questions.index(self._turn))
        self.edit.setEnabled(self._turn.ended and self._control.is_free)


def _text(theme: Theme, prompt: str) -> TextBlock | Condensing:
    """What shows a message."""
    if len(prompt) > LONG:
        long = Condensing(theme, tr("Your message"), plain=True)
        long.show_text(prompt, on_new_line=False)
        long.settle()
        return long
    text = TextBlock(theme, tr("Your message"))
    text.say(prompt)
    return text
