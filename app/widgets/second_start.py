"""What a start does where the conversations are open already: in another window, or on another computer."""

from __future__ import annotations

from PySide6.QtWidgets import QMessageBox

from app.instance import Instance
from app.language import tr
from app.paths import APP_NAME


def bring_forward(instance: Instance, model: str) -> int:
    """Have the open window come forward, or say that its process does not answer; the exit status.

    Args:
        instance: What the other process holds.
        model: What it is to load; empty for nothing.
    """
    if instance.ask(model):
        return 0
    title = tr("Dewpoint is running already, but does not answer.")
    hint = tr(
        "Wait a moment. If nothing happens, end process {process} and start Dewpoint again. Conversations are"
        " kept.",
        process=instance.holder,
    )
    QMessageBox.warning(None, APP_NAME, f"{title}\n\n{hint}")
    return 1


def takes_over(instance: Instance) -> bool:
    """Whether a person has these conversations here though another computer has not given them back.

    It has not where it lost its power, or the stick with them was pulled out.
    """
    while not instance.claim():
        if not _begins_here(instance.host):
            return False
        instance.free()
    return True


def _begins_here(host: str) -> bool:
    box = QMessageBox(QMessageBox.Icon.Warning, APP_NAME, "")
    box.setText(tr("These conversations are open on the computer {host}.", host=host))
    box.setInformativeText(
        tr(
            "Close Dewpoint there first: two at once would lose what is written. If it is no longer open"
            " there, as after a power cut, open them here."
        )
    )
    here = box.addButton(tr("Open here"), QMessageBox.ButtonRole.AcceptRole)
    box.setDefaultButton(box.addButton(tr("Cancel"), QMessageBox.ButtonRole.RejectRole))
    box.exec()
    return box.clickedButton() is here
