"""A link is opened only when the person has seen where it leads."""

from __future__ import annotations

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QMessageBox, QWidget

from app.language import tr
from app.plain import plain_tip

SCHEMES = {"http", "https", "mailto"}
LONGEST, END, ROW = 300, 60, 60  # characters of an address that are shown, of them at its end, and on a line


def ask_to_open(parent: QWidget, url: QUrl) -> None:
    """Ask whether a link is to be opened in the browser; what is no web address is told and not opened."""
    box = QMessageBox(parent)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setWindowTitle(tr("Open a link"))
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setInformativeText(plain_tip(told(url)))  # it has a format of its own
    if url.scheme() in SCHEMES:
        box.setText(tr("Open this address outside of Dewpoint?"))
        opening = box.addButton(tr("Open"), QMessageBox.ButtonRole.AcceptRole)
        box.addButton(tr("Cancel"), QMessageBox.ButtonRole.RejectRole)
        opening.clicked.connect(lambda: QDesktopServices.openUrl(url))
    else:
        box.setText(tr("Dewpoint opens web and mail addresses only. This link leads to:"))
        box.addButton(tr("Close"), QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(QMessageBox.StandardButton.NoButton)
    box.open()


def told(url: QUrl) -> str:
    """An address in letters that look like no others, as it goes over the line; a long one is cut."""
    address = url.toString(QUrl.ComponentFormattingOption.FullyEncoded)
    if len(address) > LONGEST:
        address = f"{address[: LONGEST - END]}…{address[-END:]}"
    return "\u200b".join(
        address[start : start + ROW] for start in range(0, len(address), ROW)
    )  # may break there
