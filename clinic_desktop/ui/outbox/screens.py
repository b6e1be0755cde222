"""The pages about messages by their names."""

from PySide6.QtWidgets import QWidget

from clinic_desktop.ui.admin.page import Around
from clinic_desktop.ui.outbox.messages import MessagesScreen
from clinic_desktop.ui.parts import Builder, Parts
from clinic_desktop.ui.shell.screen import Screen
from clinic_desktop.viewmodels.outbox.messages import MessagesViewModel


def _messages(parts: Parts, parent: QWidget) -> Screen:
    model = MessagesViewModel(parts.session, parts.tasks.database, parts.services.messages)
    return MessagesScreen(Around(parts.theme, parts.session, parts.hub, parts.shell, parts.locale), model, parent)


SCREENS: dict[str, Builder] = {"messages": _messages}
