"""Asks to which doctors a week is copied, and shows which hours it replaces and whom that hits."""

from datetime import time

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QWidget

from clinic_desktop.domain.codes import RuleKind
from clinic_desktop.ui.formats import isolated, time_range
from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.kit.choice import Choice
from clinic_desktop.ui.kit.dialog import Dialog
from clinic_desktop.ui.kit.fields import MultiChoiceField
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.scheduling.hit_choices import HitChoices
from clinic_desktop.ui.scheduling.words import fault_words, tr
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.viewmodels.scheduling.change import ChangeState
from clinic_desktop.viewmodels.scheduling.copying import CopyState, CopyWeekViewModel, Replaced
from clinic_desktop.viewmodels.session import Session


class CopyWeekDialog(Dialog):
    """Closes by itself once the week is copied."""

    def __init__(
        self, theme: Theme, model: CopyWeekViewModel, session: Session, locale: QLocale, parent: QWidget, name: str
    ) -> None:
        title = tr("Copy the week of {doctor}").format(doctor=isolated(name))
        super().__init__(theme, title, parent, width=700)
        self._model, self._locale = model, locale
        model.setParent(self)
        self.body.addWidget(PlainLabel(theme, title, role="section", wrap=True, parent=self))
        self.doctors = MultiChoiceField(theme, self.tr("To these doctors"), (), self.tr("Choose doctors"), self)
        self.doctors.chosen.connect(lambda _: model.choose(tuple(int(str(one)) for one in self.doctors.values())))
        self.body.addWidget(self.doctors)
        self.replaced = PlainLabel(theme, role="muted", wrap=True, parent=self)
        self.body.addWidget(self.replaced)
        self.choices = HitChoices(theme, model.change_of_hours, session, locale, self)
        self.body.addWidget(self.choices, 1)
        self.add_button(Button(theme, self.tr("Keep their hours"))).clicked.connect(self.reject)
        self.confirm = self.add_button(Button(theme, self.tr("Copy the week"), role="primary"), default=True)
        self.confirm.clicked.connect(model.save)
        model.state_changed.connect(self.show_state)
        model.change_of_hours.state_changed.connect(self._show_change)
        model.copied.connect(self.accept)
        self.show_state(model.state)
        self.doctors.setFocus()

    def show_state(self, state: CopyState) -> None:
        """Shows the state; may be called at any time."""
        self.doctors.set_choices([Choice(number, name) for number, name in state.doctors])
        self.doctors.set_values(state.chosen)
        lines = [self._line(one) for one in state.replaced]
        nobody = self.tr("Nobody else works at this centre.") if state.loaded and not state.doctors else ""
        self.replaced.set_text("\n".join(lines) or nobody)
        self.replaced.setVisible(bool(lines or nobody))
        self.choices.setVisible(bool(state.replaced))
        self.confirm.set_disabled_reason(None if state.replaced else self.tr("Choose the doctors first."))

    def _show_change(self, state: ChangeState) -> None:
        code = dict(state.problems).get("targets")
        self.doctors.set_problem(fault_words(code) if code else None)
        self.confirm.set_busy(self.tr("Saving…") if state.busy else None)

    def _line(self, one: Replaced) -> str:
        work = [rule for rule in one.rules if rule.kind is RuleKind.WORK]
        if not work:
            return self.tr("{doctor} has no hours here yet.").format(doctor=isolated(one.name))
        parts = [
            self.tr("{day} {times}").format(
                day=self._locale.standaloneDayName(rule.weekday + 1, QLocale.FormatType.ShortFormat),
                times=time_range(_clock(rule.start_minute), _clock(rule.end_minute), self._locale),
            )
            for rule in work
        ]
        replaces = self.tr("{doctor}: replaces {hours}")
        return replaces.format(doctor=isolated(one.name), hours=self._locale.createSeparatedList(parts))


def _clock(minute: int) -> time:
    return time(minute // 60 % 24, minute % 60)
