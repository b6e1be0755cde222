"""The messages of a visit or of a patient, in short: what, how far, when; one leads to the whole."""

from functools import partial

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from clinic_desktop.services.messages.values import MessageRow
from clinic_desktop.ui.kit.buttons import IconButton
from clinic_desktop.ui.kit.layouts import empty
from clinic_desktop.ui.kit.panel import Panel
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.kit.small_icon import SmallIcon
from clinic_desktop.ui.outbox.words import kind_word, message_look, message_state_word, tr, when_text
from clinic_desktop.ui.parts import Parts
from clinic_desktop.ui.patients.person_texts import joined
from clinic_desktop.ui.shell.screen import Shell
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space
from clinic_desktop.viewmodels.outbox.told import ToldState, ToldViewModel
from clinic_desktop.viewmodels.session import Session

_TOKENS = {"ok": "ok", "info": "info", "warn": "warn", "danger": "danger", "neutral": "text3"}
_ROLES = {"danger": "problem", "warn": "warning"}


def make_told_list(parts: Parts, framed: bool = False) -> "ToldList":
    """The messages of a visit or of a patient: bare for a dock, ``framed`` beside the panels of a card."""
    model = ToldViewModel(parts.session, parts.tasks.database, parts.services)
    return ToldList(parts.theme, model, parts.session, parts.shell, parts.locale, framed)


class ToldList(QWidget):
    """Under a title of its own; not there at all while there is nothing to show."""

    def __init__(
        self, theme: Theme, model: ToldViewModel, session: Session, shell: Shell, locale: QLocale, framed: bool = False
    ) -> None:
        super().__init__()
        self._theme, self._session, self._shell, self._locale = theme, session, shell, locale
        self.model = model
        model.setParent(self)
        self.rows = QVBoxLayout()
        self.rows.setSpacing(Space.XS)
        self._more = PlainLabel(theme, tr("Older ones are on the page of messages."), role="caption", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.S)
        if framed:
            panel = Panel(theme, tr("Messages"))
            column.addWidget(panel)
            column = panel.body
        else:
            column.addWidget(PlainLabel(theme, tr("Messages"), role="field-label"))
        column.addLayout(self.rows)
        column.addWidget(self._more)
        model.state_changed.connect(self.show_state)
        self.show_state(model.state)

    def show_state(self, state: ToldState) -> None:
        """Shows the messages."""
        empty(self.rows)
        for row in state.rows:
            self.rows.addWidget(self._made(row))
        self._more.setVisible(state.more)
        self.setVisible(bool(state.rows))

    def _made(self, row: MessageRow) -> QWidget:
        icon, tone = message_look(row)
        box = QWidget(self)
        line = QHBoxLayout(box)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(Space.S)
        line.addWidget(SmallIcon(self._theme, icon, _TOKENS[tone], parent=box))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(PlainLabel(self._theme, kind_word(row.kind), parent=box))
        state = joined(message_state_word(row), when_text(row, self._session.now(), self._locale))
        words.addWidget(PlainLabel(self._theme, state, role=_ROLES.get(tone, "caption"), parent=box))
        line.addLayout(words, 1)
        name = tr("Read the message: {kind}").format(kind=kind_word(row.kind))
        read = IconButton(self._theme, "chevron-right", name, parent=box)
        read.clicked.connect(partial(self._shell.open, "messages", message_id=row.id))
        line.addWidget(read)
        return box
