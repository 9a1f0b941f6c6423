"""The settings dialog, built from the table of settings: what is changed holds at once."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app.language import tr
from app.setting import Choice, Family, Line, Number, Setting, Switch, Words
from app.settings import SETTINGS, Settings
from app.widgets.buttons import TextButton
from app.widgets.family_choice import FamilyChoice
from app.widgets.labels import Label

WIDTH_PX, HEIGHT_PX = 560, 640
CONTROL_PX = 220


class SettingsDialog(QDialog):
    """All settings under their headings, with a search and a reset for each and for all."""

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Settings"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(WIDTH_PX, HEIGHT_PX)
        self._settings = settings
        self.search = QLineEdit()
        self.search.setObjectName("search")
        self.search.setPlaceholderText(tr("Search settings"))
        self.search.setAccessibleName(tr("Search settings"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._filter)
        self.rows = [SettingRow(settings, setting) for setting in SETTINGS]
        self._headings: dict[str, Label] = {}
        self._nothing = Label("help", tr("Nothing found."), centred=True)
        self._nothing.hide()
        self._reset = TextButton("textButton", tr("Reset all"), tr("Give every setting its default"))
        self._reset.clicked.connect(self._reset_all)
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
                self._headings[row.setting.group].setIndent(0)
                rows.addSpacing(8)
                rows.addWidget(self._headings[row.setting.group])
            rows.addWidget(row)
        rows.addWidget(self._nothing)
        rows.addStretch(1)
        area = QScrollArea()
        area.setWidget(page)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
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
        column.addWidget(area, 1)
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
        for setting in SETTINGS:
            self._settings.reset(setting)


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
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(label)
        words.addWidget(Label("help", help, wrapped=True))
        line = QHBoxLayout()
        line.setSpacing(16)
        line.addLayout(words, 1)
        line.addWidget(self.reset, alignment=Qt.AlignmentFlag.AlignTop)
        below = isinstance(setting, Words) and not isinstance(setting, Family)
        if not below:
            line.addWidget(self.control, alignment=Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(line)
        if below:
            column.addWidget(self.control)
        settings.changed.connect(self._follow)
        self._follow()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Leave the wheel to the page, but over a control that has the keyboard."""
        if isinstance(event, QWheelEvent) and not self.control.hasFocus():
            event.ignore()
            return True
        return super().eventFilter(watched, event)

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
