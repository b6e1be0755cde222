"""One finding whole, beside the list: what happened, what it means, and what can be done about it."""

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QHBoxLayout

from clinic_desktop.domain.codes import FindingState
from clinic_desktop.services.billing.finding_values import FindingChoice, FindingRow
from clinic_desktop.ui.billing.finding_words import advice, kind_look, kind_word, meaning, resolution_word, tr
from clinic_desktop.ui.formats import isolated, left_to_right, money_text
from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.kit.chip import Chip
from clinic_desktop.ui.kit.empty_state import EmptyState
from clinic_desktop.ui.kit.pane import Pane
from clinic_desktop.ui.kit.panel import Panel
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.kit.text_lines import TextLines
from clinic_desktop.ui.outbox.words import moment_text
from clinic_desktop.ui.patients.person_texts import joined
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space
from clinic_desktop.viewmodels.billing.findings import FindingsState
from clinic_desktop.viewmodels.session import Session

_C = FindingChoice
KEYS = {
    _C.ACCEPT: "A",
    _C.GIVE_BACK: "G",
    _C.SEND_AGAIN: "S",
    _C.ANOTHER_WAY: "W",
    _C.ATTACH: "B",
    _C.LOOK: "L",
    _C.SEEN: "X",
}


class FindingPane(Pane):
    """The buttons are the page's to connect; those that do nothing now are not there."""

    def __init__(self, theme: Theme, session: Session, locale: QLocale) -> None:
        nothing = EmptyState(theme, "search", tr("Nothing is chosen"), tr("Choose one to see what it means."))
        super().__init__(tr("What was found"), nothing)
        self._theme, self._session, self._locale = theme, session, locale
        self._shown: FindingRow | None = None
        self.kind = PlainLabel(theme, role="section", wrap=True)
        self.state = Chip(theme, "")
        self.name = PlainLabel(theme, role="strong", wrap=True)
        self.meaning = PlainLabel(theme, role="body", wrap=True)
        self.advice = PlainLabel(theme, role="muted", wrap=True)
        self.facts = TextLines(theme)
        self.acts = {
            _C.ACCEPT: Button(theme, tr("Accept…"), icon="check", role="primary", key=KEYS[_C.ACCEPT]),
            _C.GIVE_BACK: Button(theme, tr("Give back…"), icon="undo-2", key=KEYS[_C.GIVE_BACK]),
            _C.SEND_AGAIN: Button(theme, tr("Send again"), icon="send", role="primary", key=KEYS[_C.SEND_AGAIN]),
            _C.ANOTHER_WAY: Button(theme, tr("Another way…"), icon="split", key=KEYS[_C.ANOTHER_WAY]),
            _C.ATTACH: Button(theme, tr("Attach to a visit…"), icon="paperclip", role="primary", key=KEYS[_C.ATTACH]),
            _C.LOOK: Button(theme, tr("Ask the gateway"), icon="refresh-cw", role="primary", key=KEYS[_C.LOOK]),
            _C.SEEN: Button(theme, tr("Seen…"), icon="eye", key=KEYS[_C.SEEN]),
        }
        self.visit = Button(theme, tr("Visit"), icon="receipt-text", key="↵")
        self._build()

    def show_state(self, state: FindingsState) -> None:
        """Shows the finding in view."""
        row = state.selected
        self.show_whole(row is not None)
        if row is None:
            return
        if row != self._shown:
            self._shown = row
            self._show_row(row)
        for choice, button in self.acts.items():
            button.setVisible(choice in row.choices)
            button.setEnabled(not state.busy)
        self.visit.setVisible(row.appointment_id is not None)

    def _show_row(self, row: FindingRow) -> None:
        icon, tone = kind_look(row.kind)
        self.kind.set_text(kind_word(row.kind))
        if row.state is FindingState.RESOLVED:
            self.state.show_fact(resolution_word(row.resolution), "circle-check", "ok")
        else:
            self.state.show_fact(tr("To look at"), icon, tone)
        self.name.set_text(isolated(row.patient_name))
        self.name.setVisible(bool(row.patient_name))
        self.meaning.set_text(meaning(row, self._locale))
        self.advice.set_text(advice(row, self._locale))
        self.advice.setVisible(bool(self.advice.whole_text()))
        self.facts.show_lines(self._facts_of(row))

    def _facts_of(self, row: FindingRow) -> list[tuple[str, str]]:
        now = self._session.now()
        facts: list[tuple[str, str]] = []
        if row.resolved_at is not None:
            who = isolated(row.resolved_by or tr("the program"))
            when = moment_text(row.resolved_at, now, self._locale)
            facts.append((joined(resolution_word(row.resolution), who, when), row.note))
        if row.starts_at is not None:
            at = moment_text(row.starts_at, now, self._locale)
            facts.append((tr("Visit {time}").format(time=at), row.receipt_number))
        if row.due is not None and row.due.minor:
            facts.append((tr("{amount} is due of it").format(amount=money_text(row.due, self._locale)), ""))
        if row.happened_at is not None:
            facts.append((tr("Happened {time}").format(time=moment_text(row.happened_at, now, self._locale)), ""))
        facts.append((tr("Found {time}").format(time=moment_text(row.found_at, now, self._locale)), ""))
        if row.gateway_id:
            facts.append((tr("Number at the gateway"), left_to_right(row.gateway_id, self._locale)))
        return facts

    def _build(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(Space.S)
        head.addWidget(self.kind, 1)
        head.addWidget(self.state)
        told = Panel(self._theme, role="inset")
        told.body.addWidget(self.meaning)
        told.body.addWidget(self.advice)
        self.body.addLayout(head)
        self.body.addWidget(self.name)
        self.body.addWidget(told)
        self.body.addLayout(self.facts)
        self.add_actions(*self.acts.values(), self.visit)
