from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QAbstractSpinBox, QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.models.choices import Choices
from app.settings import Settings
from app.widgets.presets_dialog import MODELS_OWN, PresetsDialog
from engine import Preset, TurnOptions

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # of a platform without a window manager


@pytest.fixture
def choices(qapp: QApplication, tmp_path: Path) -> Iterator[Choices]:
    settings = Settings(tmp_path)
    yield Choices(settings)
    settings.flush()


@pytest.fixture
def dialog(choices: Choices, qtbot: QtBot) -> PresetsDialog:
    made = PresetsDialog(choices)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)  # the bot deletes it
    qtbot.addWidget(made)
    made.show()
    return made


def test_it_begins_with_what_is_in_force(choices: Choices, dialog: PresetsDialog) -> None:
    assert dialog.steps.value() == 48
    assert dialog.bound.text() == dialog.first.text() == dialog.last.text() == MODELS_OWN
    choices.use(TurnOptions(preset=Preset.FAST, t_max=0.9, max_new_tokens=512, thinking=True))
    assert (dialog.steps.value(), dialog.first.value(), dialog.room.value()) == (16, 0.9, 512)
    assert dialog.thinking.isChecked()


def test_what_is_changed_holds_at_once(choices: Choices, dialog: PresetsDialog) -> None:
    dialog.steps.setValue(40)
    dialog.bound.setValue(0.25)
    dialog.first.setValue(0.9)
    dialog.last.setValue(0.2)
    dialog.room.setValue(2048)
    dialog.thinking.click()
    assert choices.options() == TurnOptions(
        steps=40, entropy_bound=0.25, t_max=0.9, t_min=0.2, max_new_tokens=2048, thinking=True
    )
    dialog.bound.setValue(0.0)
    assert choices.options().entropy_bound is None
    dialog.steps.setValue(48)
    assert choices.options().steps is None


def test_what_is_typed_is_not_rewritten_and_closing_keeps_it(choices: Choices, dialog: PresetsDialog) -> None:
    dialog.bound.setFocus()
    dialog.bound.selectAll()
    QTest.keyClicks(dialog.bound, "0.25")
    QTest.keyClick(dialog.bound, Qt.Key.Key_Tab)
    dialog.room.setFocus()
    dialog.room.selectAll()
    QTest.keyClicks(dialog.room, "16384")
    assert dialog.room.lineEdit().text().startswith("16384")
    QTest.keyClick(dialog.room, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert (choices.options().entropy_bound, choices.options().max_new_tokens) == (0.25, 16384)


def test_few_steps_and_crossed_temperatures_are_told_of(choices: Choices, dialog: PresetsDialog) -> None:
    dialog.steps.setValue(8)
    assert "fewer than 12 steps" in dialog.note.text()
    dialog.steps.setValue(20)
    assert not dialog.note.isVisible()
    dialog.first.setValue(0.4)
    dialog.last.setValue(0.6)
    assert "above the first" in dialog.note.text()
    assert choices.options().t_min is None


def test_presets_are_saved_renamed_used_and_deleted_by_keyboard(
    choices: Choices, dialog: PresetsDialog
) -> None:
    dialog.steps.setValue(40)
    dialog.name.setFocus()
    QTest.keyClicks(dialog.name, "Careful")
    QTest.keyClick(dialog.name, Qt.Key.Key_Return)
    assert dialog.isVisible()
    assert choices.name == "Careful"
    choices.choose_preset(Preset.FAST)
    dialog.list.setCurrentRow(0)
    dialog.use.click()
    assert choices.options().steps == 40
    dialog.list.item(0).setText("Slow")
    assert [each.name for each in choices.presets.own] == ["Slow"]
    dialog.list.setCurrentRow(0)
    dialog.usual.click()
    assert choices.presets.usual is not None
    assert dialog.usual.text() == "No longer for new ones"
    dialog.usual.click()
    assert choices.presets.usual is None
    dialog.delete.click()
    assert choices.presets.own == ()
    assert not dialog.use.isEnabled()


def test_a_name_that_cannot_be_is_refused_with_a_sentence(choices: Choices, dialog: PresetsDialog) -> None:
    dialog.name.setText("Best")
    dialog.save.click()
    assert dialog.note.text() == "“Best” is built in. Choose another name."
    choices.presets.save("a", TurnOptions(steps=20))
    choices.presets.save("b", TurnOptions(steps=30))
    dialog.list.item(1).setText("a")
    assert [each.name for each in choices.presets.own] == ["a", "b"]
    assert dialog.list.item(1).text() == "b"


def test_every_control_has_a_name(dialog: PresetsDialog) -> None:
    fields: list[QWidget] = [*dialog.findChildren(QAbstractSpinBox), dialog.list, dialog.name]
    assert all(each.accessibleName() for each in fields)
    assert all(each.text() for each in dialog.findChildren(QAbstractButton) if each.isVisible())
