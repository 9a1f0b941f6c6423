"""A link is opened only when the person has seen where it leads."""

from __future__ import annotations

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QMessageBox, QWidget

from app.language import tr

SCHEMES = {"http", "https", "mailto"}


def ask_to_open(parent: QWidget, url: QUrl) -> None:
    """Ask whether a link is to be opened in the browser; what is no web address is left alone."""
    if url.scheme() not in SCHEMES:
        return
    box = QMessageBox(parent)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setWindowTitle(tr("Open a link"))
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(tr("Open this address outside of Dewpoint?"))
    box.setInformativeText(url.toString())
    opening = box.addButton(tr("Open"), QMessageBox.ButtonRole.AcceptRole)
    box.addButton(tr("Cancel"), QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(QMessageBox.StandardButton.NoButton)
    opening.clicked.connect(lambda: QDesktopServices.openUrl(url))
    box.open()
