"""The part of the page that compares a gateway's records with ours, and says what came of it."""

from datetime import date

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from clinic_desktop.ui.billing.finding_words import compared_text, plural, tr
from clinic_desktop.ui.gateway_words import gateway_text
from clinic_desktop.ui.kit.banner import Banner
from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.kit.choice import Choice
from clinic_desktop.ui.kit.fields import DateField
from clinic_desktop.ui.kit.panel import Panel
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.kit.segmented import Segmented
from clinic_desktop.ui.messages import words as refusal_words
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Size, Space
from clinic_desktop.viewmodels.billing.findings import FindingsState
from clinic_desktop.viewmodels.session import Session


class ComparePart(Panel):
    """The signals say what a person chose; days are dates or None."""

    gateway_chosen = Signal(object)
    first_chosen = Signal(object)
    last_chosen = Signal(object)
    wanted = Signal()

    def __init__(self, theme: Theme, session: Session, locale: QLocale) -> None:
        super().__init__(theme)
        self._session, self._locale = session, locale
        self.setAccessibleName(tr("Compare with a gateway"))
        self.gateway = Segmented(theme, (), tr("Gateway"))
        self.first = DateField(theme, "", tr("From"), today=session.today, locale=locale)
        self.last = DateField(theme, "", tr("To"), today=session.today, locale=locale)
        self.act = Button(theme, tr("Compare"), icon="refresh-cw", role="primary", key="C")
        self.none = PlainLabel(theme, role="muted", wrap=True)
        self.result = Banner(theme, "ok", "", icon="circle-check")
        self.sums = PlainLabel(theme, role="caption", wrap=True)
        self._shown: tuple[object, ...] = ()
        row = QHBoxLayout()
        row.setSpacing(Space.S)
        row.setContentsMargins(0, 0, 0, 0)
        top = Qt.AlignmentFlag.AlignTop
        heading = PlainLabel(theme, tr("Compare with"), role="strong")
        heading.setMinimumHeight(theme.px(Size.CONTROL))
        row.addWidget(heading, 0, top)
        row.addWidget(self.gateway, 0, top)
        for field in (self.first, self.last):
            field.setFixedWidth(theme.px(200))
            row.addWidget(field, 0, top)
        row.addWidget(self.act, 0, top)
        row.addStretch(1)
        self._row = QWidget()
        self._row.setLayout(row)
        said = QVBoxLayout()
        said.setSpacing(Space.XS)
        said.addWidget(self.result)
        said.addWidget(self.sums)
        self.body.addWidget(self._row)
        self.body.addWidget(self.none)
        self.body.addLayout(said)
        self.gateway.chosen.connect(self.gateway_chosen)
        self.first.chosen.connect(lambda typed: self.first_chosen.emit(typed.day if typed else None))
        self.last.chosen.connect(lambda typed: self.last_chosen.emit(typed.day if typed else None))
        self.act.clicked.connect(self.wanted)

    def show_state(self, state: FindingsState) -> None:
        """Shows what is chosen and what came of the last comparison."""
        self.setVisible(state.may_compare)
        self._row.setVisible(bool(state.gateways))
        self.none.setVisible(not state.gateways)
        self.none.set_text(tr("This computer has no keys for a gateway, so there is nothing to compare with."))
        if state.gateways != self._shown:
            self._shown = state.gateways
            self.gateway.set_choices(tuple(Choice(name, gateway_text(name)) for name in state.gateways))
        self.gateway.set_value(state.gateway)
        self._show_day(self.first, state.first_day)
        self._show_day(self.last, state.last_day)
        self.act.set_busy(tr("Comparing…") if state.comparing else None)
        self._show_result(state)

    def _show_day(self, field: DateField, day: date | None) -> None:
        if field.day() != day and not field.edit.hasFocus():
            field.set_date(day)

    def _show_result(self, state: FindingsState) -> None:
        report = state.report
        self.result.setVisible(report is not None or state.trouble is not None)
        self.sums.setVisible(report is not None and bool(report.currencies))
        if state.trouble is not None:
            self.result.show_tone("danger", "triangle-alert")
            text = refusal_words(state.trouble, self._session.centre.zone, self._locale)
            self.result.show_words(tr("Not compared"), text)
            return
        if report is None:
            return
        differing = sum(sums.differing for sums in report.currencies)
        compared = sum(sums.compared for sums in report.currencies)
        self.sums.set_text(" ".join(compared_text(sums, self._locale) for sums in report.currencies))
        if not compared:
            self.result.show_tone("info", "info")
            self.result.show_words(tr("Neither side has anything in those days"))
        elif not differing:
            self.result.show_tone("ok", "circle-check")
            self.result.show_words(plural("Both sides agree: %Ln payments and refunds", compared))
        else:
            self.result.show_tone("warn", "triangle-alert")
            new = tr("All of them were known before.")
            if report.new:
                new = plural("%Ln of them were not known before.", report.new)
            self.result.show_words(plural("%Ln differences", differing), new)
