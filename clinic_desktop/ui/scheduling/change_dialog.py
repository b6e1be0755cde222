"""Asks what is to become of the visits that a change of hours hits, before it is saved."""

from PySide6.QtCore import QLocale, Signal
from PySide6.QtWidgets import QWidget

from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.kit.dialog import Dialog
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.kit.shortcuts import ACT_KEYS, on_keys
from clinic_desktop.ui.scheduling.hit_choices import HitChoices
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.viewmodels.scheduling.change import ChangeState, ChangeViewModel
from clinic_desktop.viewmodels.session import Session


class ChangeDialog(Dialog):
    """``wanted`` asks to save; whoever opened the dialog closes it once that is done."""

    wanted = Signal()

    def __init__(
        self,
        theme: Theme,
        model: ChangeViewModel,
        session: Session,
        locale: QLocale,
        parent: QWidget | None,
        title: str,
        act: str,
    ) -> None:
        super().__init__(theme, title, parent, width=720)
        self.body.addWidget(PlainLabel(theme, title, role="section", wrap=True, parent=self))
        # One line each: a line that wraps does not tell the dialog how high it has to be.
        keys = self.tr("K keeps, M moves to the next free time, O to another doctor, X cancels, Enter shows more.")
        more = self.tr("With Shift the key holds for all. Nothing is saved yet.")
        for hint in (keys, more):
            self.body.addWidget(PlainLabel(theme, hint, role="muted", parent=self))
        self.choices = HitChoices(theme, model, session, locale, self)
        self.body.addWidget(self.choices, 1)
        self.add_button(Button(theme, self.tr("Keep editing"))).clicked.connect(self.reject)
        self.act = self.add_button(Button(theme, act, role="primary", key="Ctrl+Enter"))
        self.act.clicked.connect(self.wanted)
        on_keys(self, dict.fromkeys(ACT_KEYS, self.wanted.emit))
        model.state_changed.connect(self._show_busy)
        self.choices.table.setFocus()

    def _show_busy(self, state: ChangeState) -> None:
        self.act.set_busy(self.tr("Saving…") if state.busy else None)
