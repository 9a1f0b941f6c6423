"""Every value of the conversation's choices, and the person's own presets made of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QFont, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QCheckBox,
    QDoubleSpinBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSpinBox,
    QStyle,
    QVBoxLayout,
    QWidget,
)

from app.language import mark, tr
from app.models.choices import Choices
from app.settings import ROOM
from app.widgets.dialog import PageDialog
from app.widgets.flow_row import FlowRow
from app.widgets.labels import Label
from engine import EngineError, Preset, TurnOptions

F = TypeVar("F", QSpinBox, QDoubleSpinBox)
FEW_STEPS = 12
MARGIN_PX, GAP_PX = 24, 24  # at the sides, and between both columns
MODELS_OWN = mark("As the model says")
_HELP = mark(
    "These values hold for this conversation from its next answer on. Save them under a name to use them"
    " elsewhere."
)
_CAUTION = mark("With fewer than {steps} steps, answers can fall apart into loose words.")


class PresetsDialog(PageDialog):
    """The values, and beside them the presets, or below where there is no room. Follows the choices.

    Args:
        choices: What is changed, at once.
    """

    def __init__(self, choices: Choices, parent: QWidget | None = None) -> None:
        super().__init__(tr("Values and presets"), parent)
        self.resize(760, 500)
        self._choices, self._presets = choices, choices.presets
        self._showing = False
        self.steps = _whole(tr("Steps a block, at most"), 1, Preset.BEST.max_steps, 1)
        self.bound = _number(tr("Entropy bound"), tr(" nats"), most=10.0)
        self.first = _number(tr("First temperature"), "", most=4.0)
        self.last = _number(tr("Last temperature"), "", most=4.0)
        self.room = _whole(tr("Longest answer"), ROOM.least, ROOM.most, ROOM.step, tr(ROOM.unit))
        self.thinking = QCheckBox(tr("Think first"))
        self.note = Label("refusal", wrapped=True)
        self.list = QListWidget()
        self.list.setObjectName("presets")
        self.list.setAccessibleName(tr("Own presets"))
        self.name = QLineEdit()
        self.name.setObjectName("search")
        self.name.setPlaceholderText(tr("Name"))
        self.name.setAccessibleName(tr("Name of a new preset"))
        self.save = _button(tr("Save these values"))
        self.use, self.usual, self.delete = map(
            _button, (tr("Use"), tr("For new conversations"), tr("Delete"))
        )
        self._acts = FlowRow()
        self._fields = (self.steps, self.bound, self.first, self.last, self.room)
        self._labels = [Label("", each.accessibleName()) for each in self._fields]
        self._form, self._columns = QGridLayout(), QHBoxLayout()
        self._left, self._right = QVBoxLayout(), QVBoxLayout()
        self._lay_out()
        self._connect()
        self._follow()
        self._show_presets()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give everything its place at another width."""
        super().resizeEvent(event)
        self._place(event.size().width())

    def _least(self, width: int) -> QSize:
        """Without a scroll bar, as everything stands at that width."""
        self._place(width)
        return super()._least(width)

    def _place(self, width: int) -> None:
        """Put the presets beside the values, and labels beside their fields, where a width in px has room."""
        label, field = (
            max(each.sizeHint().width() for each in column) for column in (self._labels, self._fields)
        )
        form = label + self._form.horizontalSpacing() + field
        room = width - 2 * MARGIN_PX - self.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent)
        beside = form + GAP_PX + self._right.minimumSize().width() <= room
        self._columns.setDirection(
            QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        )
        self._place_fields(beside=form <= room)

    def _place_fields(self, *, beside: bool) -> None:
        across, down = (1, 0) if beside else (0, 1)
        for row, (label, field) in enumerate(zip(self._labels, self._fields, strict=True)):
            self._form.addWidget(label, 2 * row, 0)
            self._form.addWidget(field, 2 * row + down, across)
        self._form.addWidget(self.thinking, 2 * len(self._fields), across)

    def _lay_out(self) -> None:
        left, right, naming = self._left, self._right, QHBoxLayout()
        self._form.setHorizontalSpacing(8)
        self._form.setVerticalSpacing(8)
        self._place_fields(beside=True)  # first of all, and so they are for the keyboard
        for part in (left, right, naming):
            part.setSpacing(8)
        left.addLayout(self._form)
        left.addWidget(self.note)
        left.addStretch(1)
        naming.addWidget(self.name, 1)
        naming.addWidget(self.save)
        self._acts.show_parts((self.use, self.usual, self.delete))
        right.addWidget(Label("help", tr("Own presets. A double click, or F2, renames one."), wrapped=True))
        right.addWidget(self.list, 1)
        right.addWidget(self._acts)
        right.addLayout(naming)
        self._columns.setSpacing(GAP_PX)
        self._columns.addLayout(left)
        self._columns.addLayout(right, 1)
        close = _button(tr("Close"))
        close.clicked.connect(self.reject)
        column = QVBoxLayout(self.page)
        column.setContentsMargins(MARGIN_PX, 20, MARGIN_PX, 20)
        column.setSpacing(12)
        column.addWidget(Label("help", tr(_HELP), wrapped=True))
        column.addLayout(self._columns, 1)
        column.addWidget(close, alignment=Qt.AlignmentFlag.AlignRight)

    def _connect(self) -> None:
        for field in self._fields:
            field.valueChanged.connect(self._take)
        self.thinking.toggled.connect(self._take)
        self.name.returnPressed.connect(self._save)
        self.save.clicked.connect(self._save)
        self.use.clicked.connect(self._use)
        self.usual.clicked.connect(self._make_usual)
        self.delete.clicked.connect(self._delete)
        self.list.itemChanged.connect(self._rename)
        self.list.currentItemChanged.connect(self._show_buttons)
        self._choices.changed.connect(self._follow)
        self._presets.changed.connect(self._show_presets)

    @Slot()
    def _take(self) -> None:
        """Let the conversation have the values that are shown."""
        if self._showing:
            return
        options = self._choices.options()
        steps = self.steps.value()
        try:
            chosen = replace(
                options,
                steps=None if steps == options.preset.max_steps else steps,
                entropy_bound=_own(self.bound),
                t_max=_own(self.first),
                t_min=_own(self.last),
                max_new_tokens=self.room.value(),
                thinking=self.thinking.isChecked(),
            )
        except EngineError as error:
            self._say(f"{error.title} {error.hint}")
        else:
            self._choices.use(chosen)
            self._caution(steps)

    @Slot()
    def _follow(self) -> None:
        """Show the values in force."""
        options: TurnOptions = self._choices.options()
        self._showing = True
        self.steps.setValue(options.max_steps)
        own = (options.entropy_bound, options.t_max, options.t_min)
        for field, value in zip((self.bound, self.first, self.last), own, strict=True):
            field.setValue(field.minimum() if value is None else value)
        self.room.setValue(options.max_new_tokens)
        self.thinking.setChecked(options.thinking)
        self._showing = False
        self._caution(options.max_steps)

    @Slot()
    def _show_presets(self) -> None:
        chosen = self._current()
        self.list.blockSignals(True)
        self.list.clear()
        usual = self._presets.usual
        for each in self._presets.own:
            item = QListWidgetItem(each.name, self.list)
            item.setData(Qt.ItemDataRole.UserRole, each.name)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
            font = item.font()
            font.setWeight(QFont.Weight.DemiBold if each == usual else QFont.Weight.Normal)
            item.setFont(font)
            item.setToolTip(tr("New conversations begin with it") if each == usual else "")
            if each.name == chosen:
                self.list.setCurrentItem(item)
        self.list.blockSignals(False)
        self._show_buttons()

    @Slot()
    def _show_buttons(self) -> None:
        name, usual = self._current(), self._presets.usual
        for button in (self.use, self.usual, self.delete):
            button.setEnabled(bool(name))
        is_usual = usual is not None and usual.name == name
        self.usual.setText(tr("No longer for new ones") if is_usual else tr("For new conversations"))
        self.usual.setAccessibleName(self.usual.text())
        self._acts.place()

    def _current(self) -> str:
        item = self.list.currentItem()
        return str(item.data(Qt.ItemDataRole.UserRole)) if item is not None else ""

    @Slot()
    def _save(self) -> None:
        problem = self._presets.problem_of(self.name.text())
        self._say(problem)
        if not problem:
            self._presets.save(self.name.text(), self._choices.options())
            self.name.clear()

    @Slot()
    def _use(self) -> None:
        if (own := self._presets.named(self._current())) is not None:
            self._choices.use(own.options)

    @Slot()
    def _make_usual(self) -> None:
        name, usual = self._current(), self._presets.usual
        self._presets.use_for_new("" if usual is not None and usual.name == name else name)

    @Slot()
    def _delete(self) -> None:
        self._presets.delete(self._current())

    @Slot(QListWidgetItem)
    def _rename(self, item: QListWidgetItem) -> None:
        name = str(item.data(Qt.ItemDataRole.UserRole))
        problem = self._presets.problem_of(item.text(), instead=name)
        if problem:
            self._show_presets()
        else:
            self._presets.rename(name, item.text())
        self._say(problem)

    def _caution(self, steps: int) -> None:
        """Say what so few steps a block may lead to; nothing where they are enough."""
        self._say(tr(_CAUTION, steps=FEW_STEPS) if steps < FEW_STEPS else "")

    def _say(self, words: str) -> None:
        self.note.setText(words)
        self.note.setVisible(bool(words))


def _own(field: QDoubleSpinBox) -> float | None:
    """The number, or None where the model's own is meant."""
    return None if field.value() == field.minimum() else round(field.value(), 2)


def _number(name: str, unit: str, *, most: float) -> QDoubleSpinBox:
    """A field whose lowest place stands for the model's own value."""
    field = QDoubleSpinBox()
    field.setAccessibleName(name)
    field.setRange(0.0, most)
    field.setSingleStep(0.05)
    field.setSuffix(unit)
    field.setSpecialValueText(tr(MODELS_OWN))
    return _plain(field)


def _whole(name: str, least: int, most: int, step: int, unit: str = "") -> QSpinBox:
    field = QSpinBox()
    field.setAccessibleName(name)
    field.setRange(least, most)
    field.setSingleStep(step)
    field.setGroupSeparatorShown(True)
    field.setSuffix(unit)
    return _plain(field)


def _plain(field: F) -> F:
    """The field as wide as the others, whose text begins where that of the others does.

    What is typed counts once it is whole: values in force are shown anew, also in the field being typed in.
    """
    field.setKeyboardTracking(False)
    field.lineEdit().setTextMargins(6, 0, 0, 0)
    field.setMinimumWidth(180)
    return field


def _button(words: str) -> QPushButton:
    button = QPushButton(words)
    button.setAccessibleName(words)
    button.setAutoDefault(False)
    return button
