"""The settings dialog, built from the table of settings: what is changed holds at once."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Slot
from PySide6.QtGui import QResizeEvent, QWheelEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app.language import tr
from app.setting import Choice, Family, Line, Number, Setting, Switch, Value, Words
from app.settings import SETTINGS, Settings
from app.theme import Theme
from app.widgets.buttons import TARGET_PX, TextButton
from app.widgets.dialog import Dialog, scrolling
from app.widgets.family_choice import FamilyChoice
from app.widgets.labels import Label
from app.widgets.search_field import SearchField

WIDTH_PX, HEIGHT_PX = 560, 640
CONTROL_PX = 220
BESIDE_PX = 440  # of a row; below, the control stands under the words
GAP_PX, BELOW_PX = 16, 6  # between both, side by side and one under the other


class SettingsDialog(Dialog):
    """All settings under their headings, with a search and a reset for each and for all."""

    def __init__(self, theme: Theme, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(tr("Settings"), parent)
        self.resize(WIDTH_PX, HEIGHT_PX)
        self._settings = settings
        self.search = SearchField(theme, tr("Search settings"))
        self.search.textChanged.connect(self._filter)
        self.rows = [SettingRow(settings, setting) for setting in SETTINGS]
        self._headings: dict[str, Label] = {}
        self._nothing = Label("help", tr("Nothing found."), centred=True)
        self._nothing.hide()
        self._before: list[tuple[Setting, Value]] = []  # all were reset
        self._reset = TextButton("textButton", "", "")
        self._reset.clicked.connect(self._reset_all)
        settings.changed.connect(self._forget)
        self._forget()
        self._close = TextButton("textButton", tr("Close"), tr("Close the settings"))
        self._close.clicked.connect(self.close)
        self._lay_out()

    def _lay_out(self) -> None:
        page = QWidget()
        page.setObjectName("page")
        rows = QVBoxLayout(page)
        rows.setContentsMargins(24, 8, 24, 24)
        rows.setSpacing(16)
        for row in self.rows:
            if row.setting.group not in self._headings:
                self._headings[row.setting.group] = Label("heading", tr(row.setting.group))
                rows.addSpacing(8)
                rows.addWidget(self._headings[row.setting.group])
            rows.addWidget(row)
        rows.addWidget(self._nothing)
        rows.addStretch(1)
        foot = QHBoxLayout()
        foot.setContentsMargins(16, 8, 16, 12)
        foot.addWidget(self._reset)
        foot.addStretch(1)
        foot.addWidget(self._close)
        head = QHBoxLayout()
        head.setContentsMargins(24, 20, 24, 8)
        head.addWidget(self.search)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(scrolling(page), 1)
        column.addLayout(foot)

    @Slot(str)
    def _filter(self, words: str) -> None:
        """Show the settings that hold every word in their label, help or heading."""
        for row in self.rows:
            setting = row.setting
            said = f"{tr(setting.group)} {tr(setting.label)} {tr(setting.help)}".casefold()
            row.setVisible(all(word in said for word in words.casefold().split()))
        shown = {row.setting.group for row in self.rows if row.isVisibleTo(self)}
        for group, heading in self._headings.items():
            heading.setVisible(group in shown)
        self._nothing.setVisible(not shown)

    @Slot()
    def _reset_all(self) -> None:
        """Give every setting its default, or undo that."""
        settings, undone = self._settings, self._before
        changed = [(each, value) for each in SETTINGS if (value := settings.value(each)) != each.default]
        for setting, value in undone:
            settings.set(setting, value)
        if changed and not undone:
            for setting, _ in changed:
                settings.reset(setting)
            self._before = changed
            self._name_reset()

    @Slot()
    def _forget(self) -> None:
        """What was reset stays so once something else is set."""
        self._before = []
        self._name_reset()

    def _name_reset(self) -> None:
        if self._before:
            self._reset.say(tr("Undo"), tr("Give every setting back its value"))
        else:
            self._reset.say(tr("Reset all"), tr("Give every setting its default"))


class SettingRow(QWidget):
    """One setting: its label and help, the control for its kind, and a reset where it is not the default.

    Attributes:
        setting: What is set here.
        control: The widget that sets it.
    """

    def __init__(self, settings: Settings, setting: Setting, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setting = setting
        self._settings = settings
        self.control = self._make_control(setting)
        if isinstance(self.control, QSpinBox | QComboBox):
            self.control.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self.control.installEventFilter(self)
        name, help = tr(setting.label), tr(setting.help)
        self.control.setAccessibleName(name)
        self.control.setAccessibleDescription(help)
        label = Label("settingLabel", name)
        label.setBuddy(self.control)
        self.reset = TextButton("textButton", tr("Reset"), tr("Reset {setting}", setting=name))
        self.reset.clicked.connect(lambda: settings.reset(setting))
        top = QHBoxLayout()
        top.addWidget(label, 1)
        top.addWidget(self.reset)
        top.addStrut(TARGET_PX)  # as high with the reset as without
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addLayout(top)
        words.addWidget(Label("help", help, wrapped=True))
        self._is_wide = isinstance(setting, Words) and not isinstance(setting, Family)
        self._box = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.addLayout(words, 1)
        if self._is_wide:
            self._box.addWidget(self.control)
        else:
            self._box.addWidget(self.control, alignment=Qt.AlignmentFlag.AlignTop)
        settings.changed.connect(self._follow)
        self._follow()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Leave the wheel to the page, but over a control that has the keyboard."""
        if isinstance(event, QWheelEvent) and not self.control.hasFocus():
            event.ignore()
            return True
        return super().eventFilter(watched, event)

    def minimumSizeHint(self) -> QSize:
        """As narrow as its control."""
        return QSize(CONTROL_PX, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the control beside the words where there is room, below them where there is none."""
        super().resizeEvent(event)
        is_beside = not self._is_wide and event.size().width() >= BESIDE_PX
        self._box.setDirection(
            QBoxLayout.Direction.LeftToRight if is_beside else QBoxLayout.Direction.TopToBottom
        )
        self._box.setSpacing(GAP_PX if is_beside else BELOW_PX)

    def _make_control(self, setting: Setting) -> QWidget:
        match setting:
            case Switch():
                box = QCheckBox(tr("Off"))
                box.setFixedWidth(CONTROL_PX)
                box.toggled.connect(lambda on: self._settings.set(setting, on))
                return box
            case Number():
                number = QSpinBox()
                number.setRange(setting.least, setting.most)
                number.setSingleStep(setting.step)
                number.setGroupSeparatorShown(True)
                number.setKeyboardTracking(False)  # half a number may delete what the whole would keep
                number.lineEdit().setTextMargins(6, 0, 0, 0)
                number.setSuffix(tr(setting.unit))
                number.setSpecialValueText(tr(setting.least_words))
                number.setFixedWidth(CONTROL_PX)
                number.valueChanged.connect(lambda value: self._settings.set(setting, value))
                return number
            case Choice():
                choice = QComboBox()
                for value, words in setting.options.items():
                    choice.addItem(tr(words), value)
                choice.setFixedWidth(CONTROL_PX)
                choice.activated.connect(lambda: self._settings.set(setting, choice.currentData()))
                return choice
            case Family():
                families = FamilyChoice(fixed=setting.fixed)
                families.setFixedWidth(CONTROL_PX)
                families.chosen.connect(lambda family: self._settings.set(setting, family))
                return families
            case Line():
                line = QLineEdit()
                line.setObjectName("line")
                line.setMaxLength(setting.longest)
                line.editingFinished.connect(lambda: self._settings.set(setting, line.text().strip()))
                return line
            case Words():
                text = QPlainTextEdit()
                text.setObjectName("words")
                text.setTabChangesFocus(True)
                text.setFixedHeight(96)
                text.textChanged.connect(
                    lambda: self._settings.set(setting, text.toPlainText()[: setting.longest])
                )
                return text
            case _:
                raise TypeError(f"no control for {type(setting).__name__}")

    @Slot()
    def _follow(self) -> None:
        """Show the value that is set."""
        value = self._settings.value(self.setting)
        self.reset.setVisible(value != self.setting.default)
        match self.control:
            case QCheckBox() as box:
                box.setChecked(bool(value))
                box.setText(tr("On") if value else tr("Off"))
            case QSpinBox() as number if isinstance(value, int):
                number.setValue(value)
            case FamilyChoice() as families:
                families.show_family(str(value))
            case QComboBox() as choice:
                choice.setCurrentIndex(choice.findData(value))
            case QLineEdit() as line:
                line.setText(str(value))
            case QPlainTextEdit() as text if text.toPlainText() != value:
                text.setPlainText(str(value))
