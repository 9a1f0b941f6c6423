"""A message of the person: raised, at the right, with a button to write it anew."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.attachments import Attachment, Kind
from app.language import tr
from app.models.control import Control
from app.models.sections import WHOLE
from app.models.turn import Turn
from app.pictures import size_of
from app.plain import plain_tip
from app.theme import Theme
from app.widgets.attachment_dialog import AttachmentDialog
from app.widgets.buttons import TARGET_PX, IconButton
from app.widgets.chip import Chip, told_of
from app.widgets.flow_row import GAP_PX, FlowRow
from app.widgets.formatted import Formatted
from app.widgets.picture import Picture
from app.widgets.tab_order import put_behind, within
from app.widgets.text_block import INSET, natural_width
from app.widgets.versions import Versions

SIDE_PX = 12
LARGEST_PICTURE = QSize(280, 180)
SMALLEST_PICTURE = QSize(28, 28)
FULL = 10_000  # px: as wide as can be
WIDEST = 0.86  # of the column, with the buttons beside it


class QuestionView(QWidget):
    """A prompt, as wide as it needs to be. Follows the control.

    The arrows between versions are made once there are several, and the button while the reader is near: a
    conversation may be long.

    Attributes:
        files: What is attached, each with a widget.
        versions: The arrows, where there are any.
        edit: The button, while there is one.
    """

    def __init__(self, theme: Theme, turn: Turn, control: Control, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._turn, self._control = theme, turn, control
        self._text = Formatted(theme, tr("Your message"), plain=True)
        self._text.say(turn.prompt.strip("\r\n"))
        self._text.resized.connect(self._grow)
        self._bubble = QFrame()
        self._bubble.setObjectName("bubble")
        self._inside = QVBoxLayout(self._bubble)
        self._inside.setContentsMargins(SIDE_PX, 6, SIDE_PX, 9)  # the line has its spare room above
        self._inside.addWidget(self._text)
        self.files: Sequence[QWidget] = [self._file(theme, each) for each in turn.attachments]
        if self.files:
            beside = FlowRow()
            beside.show_parts(self.files)
            in_line = QHBoxLayout()
            in_line.setContentsMargins(INSET, 0, INSET, 0)  # with the text
            in_line.addWidget(beside)
            self._inside.addLayout(in_line)
        self.versions: Versions | None = None
        self.edit: IconButton | None = None
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(4)
        self._row.addStretch(1)
        self._row.addWidget(self._bubble)
        self._text.setVisible(bool(turn.prompt.strip()))
        self._measure()
        theme.refaced.connect(self._measure)
        turn.changed.connect(self.follow)
        control.changed.connect(self._follow_control)
        control.chat.branched.connect(self.follow)
        self.follow()

    def look(self) -> None:
        """The page was scrolled; see `Formatted.look`."""
        self._text.look()

    def wake(self) -> None:
        """Be whole: the reader comes near."""
        self._text.is_far = False
        if self.edit is None:
            self.edit = IconButton(self._theme, "edit", tr("Edit the message and ask again"))
            self.edit.clicked.connect(lambda: self._control.edit(self._turn))
            place = self._row.indexOf(self._bubble)
            self._row.insertWidget(place, self.edit, alignment=Qt.AlignmentFlag.AlignVCenter)
            put_behind(self if self.versions is None else within(self.versions)[-1], [self.edit])
            self.follow()

    def rest(self) -> None:
        """Keep no button: the reader is far."""
        self._text.is_far = True
        if self.edit is not None:
            self.edit.hide()
            self.edit.deleteLater()
            self.edit = None

    def sizeHint(self) -> QSize:
        """As wide as the text is without breaks."""
        return QSize(self._natural(), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """As narrow as the page, also while the bubble has the width of another: no view widens the page."""
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the bubble its width."""
        self._share_width()
        super().resizeEvent(event)

    def _share_width(self) -> None:
        room = self.width() - TARGET_PX - SIDE_PX
        if self.versions is not None and self.versions.isVisibleTo(self):
            room -= self.versions.sizeHint().width()
        widest = min(int(self.width() * WIDEST), room)
        self._bubble.setFixedWidth(min(self._natural(), widest))
        self._inside.activate()
        self._text.fit()
        self._grow()

    @Slot()
    def _grow(self) -> None:
        """Take the height that the text has by now: Qt would tell the page of it late, layout by layout."""
        self._inside.activate()
        self._row.activate()

    @Slot()
    def _measure(self) -> None:
        """Learn how wide the text is in the face of now."""
        prompt = self._turn.prompt
        self._text_width = natural_width(prompt) if len(prompt) <= WHOLE else FULL
        if self.testAttribute(Qt.WidgetAttribute.WA_Resized):  # else nobody told it yet how wide it is
            self._share_width()

    def _natural(self) -> int:
        """As wide as the text is without breaks, or the files side by side: known once they are styled."""
        return max(self._text_width, self._files_width()) + 2 * SIDE_PX + 4  # the border, at its widest

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
        widths = [each.sizeHint().width() for each in self.files]
        return sum(widths) + GAP_PX * max(len(widths) - 1, 0) + 2 * INSET if widths else 0

    @Slot()
    def follow(self) -> None:
        """Show which version is on show, and what can be done with it."""
        chat = self._control.chat
        if self._turn not in chat.turns:
            return  # another branch, or another conversation, is on show
        questions = chat.questions(self._turn)
        if self.versions is None and len(questions) > 1:
            self.versions = Versions(self._theme, "message")
            self.versions.chosen.connect(self._control.show)
            stops = within(self.versions)
            self._row.insertWidget(1, self.versions, alignment=Qt.AlignmentFlag.AlignVCenter)
            put_behind(self, stops)
        if self.versions is not None:
            self.versions.show_versions(questions, questions.index(self._turn))
        self._follow_control()

    @Slot()
    def _follow_control(self) -> None:
        """Show whether it is edited now, or can be."""
        if self.edit is not None:
            self.edit.setEnabled(self._turn.ended and self._control.is_free)
        edited = self._control.editing
        is_edited = edited is not None and edited.question_id == self._turn.question_id
        if is_edited is not bool(self._bubble.property("edited")):
            self._bubble.setProperty("edited", is_edited)
            self._bubble.style().unpolish(self._bubble)
            self._bubble.style().polish(self._bubble)
