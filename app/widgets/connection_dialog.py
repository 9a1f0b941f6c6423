"""How downloads reach the Hub: the address, the proxy, the speed, and a token for models that ask for one."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.language import mark, tr
from app.models.storage import Storage
from app.settings import ENDPOINT, PROXY, SPEED_LIMIT, Settings
from app.widgets.buttons import TARGET_PX, TextButton
from app.widgets.dialog import PageDialog
from app.widgets.labels import Label
from app.widgets.settings import BELOW_PX, SettingRow

WIDTH_PX, HEIGHT_PX = 560, 480
TOKEN_HELP = mark(
    "For models that want their licence to be accepted first. It goes to huggingface.co alone, never to a"
    " mirror, and is forgotten when Dewpoint is closed."
)


class ConnectionDialog(PageDialog):
    """Changes the settings at once, and the token when its field is left."""

    def __init__(self, settings: Settings, storage: Storage, parent: QWidget | None = None) -> None:
        super().__init__(tr("Connection"), parent)
        self.resize(WIDTH_PX, HEIGHT_PX)
        self._storage = storage
        self.rows = [SettingRow(settings, setting) for setting in (ENDPOINT, PROXY, SPEED_LIMIT)]
        self.token = QLineEdit(storage.token)
        self.token.setObjectName("line")
        self.token.setEchoMode(QLineEdit.EchoMode.Password)
        self.token.setAccessibleName(tr("Access token"))
        self.token.setAccessibleDescription(tr(TOKEN_HELP))
        self.token.editingFinished.connect(self._keep_token)
        close = TextButton("textButton", tr("Close"), tr("Close the connection settings"))
        close.clicked.connect(self.close)
        column = QVBoxLayout(self.page)
        column.setContentsMargins(24, 20, 24, 12)
        column.setSpacing(16)
        for row in self.rows:
            column.addWidget(row)
        column.addLayout(self._token_row())
        column.addStretch(1)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(close)
        column.addLayout(foot)

    def _token_row(self) -> QVBoxLayout:
        label = Label("settingLabel", tr("Access token"))
        label.setBuddy(self.token)
        label.setMinimumHeight(TARGET_PX)  # as in the rows above
        row = QVBoxLayout()
        row.setSpacing(0)
        row.addWidget(label)
        row.addWidget(Label("help", tr(TOKEN_HELP), wrapped=True))
        row.addSpacing(BELOW_PX)
        row.addWidget(self.token)
        return row

    @Slot()
    def _keep_token(self) -> None:
        self._storage.use_token(self.token.text())
