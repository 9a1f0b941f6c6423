"""The zoom of a window: by keys, by the wheel and by the settings, at once."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSizeF, Qt, Slot
from PySide6.QtGui import QAction, QKeySequence, QWheelEvent
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from app.language import tr
from app.setting import Setting
from app.settings import ZOOM, Settings
from app.zoom import scale, stepped

NOTCH = 120  # of a wheel, as Qt counts


class Zooming(QObject):
    """Keeps a window as large on the screen while everything in it grows or shrinks. Follows the settings.

    Args:
        window: The window; it is made anew by the system, with all that is in it.
        settings: They hold the zoom.
    """

    def __init__(self, window: QWidget, settings: Settings) -> None:
        super().__init__(window)
        self._window, self._settings = window, settings
        self._shown = settings.number(ZOOM)
        self._turned = 0
        self._wanted = QSizeF(window.size())
        settings.changed.connect(self._follow)
        window.installEventFilter(self)
        keys = QKeySequence.StandardKey
        for bound, name, steps in (
            ((keys.ZoomIn, "Ctrl+="), tr("Larger"), 1),  # plus without Shift, where it lies above equals
            ((keys.ZoomOut,), tr("Smaller"), -1),
            (("Ctrl+0",), tr("As large as at first"), 0),
        ):
            made = QAction(name, window)
            made.setShortcuts([QKeySequence(key) for key in bound])
            made.triggered.connect(lambda _checked, steps=steps: self.step(steps))
            window.addAction(made)

    def step(self, steps: int) -> None:
        """Zoom so many steps in, or out where negative; 0 is as at first."""
        self._settings.set(ZOOM, stepped(self._settings.number(ZOOM), steps))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Zoom with the wheel while Ctrl is held."""
        if not isinstance(event, QWheelEvent) or not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            return super().eventFilter(watched, event)
        self._turned += event.angleDelta().y()
        steps = int(self._turned / NOTCH)
        if steps:
            self._turned -= steps * NOTCH
            self.step(steps)
        return True

    @Slot(object)
    def _follow(self, setting: Setting) -> None:
        percent = self._settings.number(ZOOM)
        if setting is ZOOM and percent != self._shown and scale(percent):
            self._make_anew(self._shown / percent)
            self._shown = percent

    def _make_anew(self, ratio: float) -> None:
        """Have the system make the window again, which is when Qt looks at the scale."""
        app, window = QApplication.instance(), self._window
        focused, handle = window.focusWidget(), window.windowHandle()
        if not isinstance(app, QApplication) or handle is None:
            return
        size, state, quits = self._size() * ratio, window.windowState(), app.quitOnLastWindowClosed()
        over = [each for each in window.findChildren(QDialog) if each.isVisible()]
        app.setQuitOnLastWindowClosed(False)
        for each in (*over, window):
            each.hide()
        handle.destroy()
        window.resize(size.toSize())
        self._wanted = size
        window.setWindowState(state)
        window.show()
        for dialog in over:
            if (above := dialog.windowHandle()) is not None:
                above.destroy()
            dialog.show()
        app.setQuitOnLastWindowClosed(quits)
        if focused is not None:
            focused.setFocus()

    def _size(self) -> QSizeF:
        """How large the window is, or was to be where nobody resized it since it could not be so small."""
        now, wanted = self._window.size(), self._wanted
        given = wanted.toSize().expandedTo(self._window.minimumSize())
        return QSizeF(
            wanted.width() if now.width() == given.width() else now.width(),
            wanted.height() if now.height() == given.height() else now.height(),
        )
