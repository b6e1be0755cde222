"""One refund whole, beside the list: where it stands and what comes next, its history, and what can be done."""

from datetime import datetime

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QHBoxLayout

from clinic_desktop.domain.codes import PaymentMethod, RefundCause, RefundState
from clinic_desktop.services.billing.refund_listing import RefundGroup, RefundRow
from clinic_desktop.ui.billing.refund_words import (
    TAKEN_BACK,
    group_look,
    standing_word,
    tr,
    trouble_text,
    way_word,
    why_text,
)
from clinic_desktop.ui.billing.words import method_word
from clinic_desktop.ui.formats import isolated, left_to_right, money_text, phone_text
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
from clinic_desktop.viewmodels.billing.refunds import RefundActs, RefundsState
from clinic_desktop.viewmodels.session import Session


class RefundPane(Pane):
    """The buttons are the page's to connect; those that do nothing now are not there."""

    def __init__(self, theme: Theme, session: Session, locale: QLocale) -> None:
        nothing = EmptyState(theme, "undo-2", tr("No refund is chosen"), tr("Choose one to see where its money is."))
        super().__init__(tr("The refund"), nothing)
        self._theme, self._session, self._locale = theme, session, locale
        self._shown: RefundRow | None = None
        self.amount = PlainLabel(theme, role="title")
        self.state = Chip(theme, "")
        self.name = PlainLabel(theme, role="strong", wrap=True)
        self.phone = PlainLabel(theme, role="caption")
        self.next = PlainLabel(theme, role="body", wrap=True)
        self.trouble = PlainLabel(theme, role="problem", wrap=True)
        self.facts = TextLines(theme)
        self.history = TextLines(theme)
        self.approve = Button(theme, tr("Approve"), icon="check", role="primary", key="A")
        self.turn_down = Button(theme, tr("Reject…"), icon="x", key="X")
        self.handed = Button(theme, tr("Given back…"), icon="hand", role="primary", key="H")
        self.again = Button(theme, tr("Send again"), icon="send", role="primary", key="S")
        self.other = Button(theme, tr("Another way…"), icon="split", key="W")
        self.back = Button(theme, tr("Take back…"), icon="undo-2", key="Del")
        self.visit = Button(theme, tr("Visit"), icon="receipt-text", key="↵")
        self.paper = Button(theme, tr("Credit note"), icon="printer", key="Ctrl+P")
        self._build()

    def show_state(self, state: RefundsState) -> None:
        """Shows the refund in view."""
        row = state.selected
        self.show_whole(row is not None)
        if row is None:
            return
        if row != self._shown:
            self._shown = row
            self._show_row(row)
        self.next.set_text(self._next_text(row, state.acts))
        self.next.setVisible(bool(self.next.whole_text()))
        self._told.setVisible(bool(self.next.whole_text() or self.trouble.whole_text()))
        self._show_acts(row, state.acts, state.busy)

    def _show_row(self, row: RefundRow) -> None:
        icon, tone = group_look(row.group)
        self.amount.set_text(money_text(row.amount, self._locale))
        self.state.show_fact(standing_word(row), icon, tone)
        self.name.set_text(isolated(row.patient_name))
        country = self._session.centre.country
        phone = phone_text(row.patient_phone, country, self._locale) if row.patient_phone else ""
        self.phone.set_text(left_to_right(phone, self._locale) if phone else "")
        self.phone.setVisible(bool(phone))
        self.trouble.set_text(trouble_text(row))
        self.trouble.setVisible(bool(self.trouble.whole_text()))
        self.trouble.set_role("warning" if row.group is RefundGroup.AT_GATEWAY else "problem")
        self.facts.show_lines((fact,) for fact in self._facts_of(row))
        self.history.show_lines((joined(text, when), detail) for when, text, detail in self._steps(row))

    def _facts_of(self, row: RefundRow) -> list[str]:
        paid = joined(method_word(row.paid_by), row.receipt_number)
        if row.card_last4:
            card = tr("card ending in {digits}").format(digits=row.card_last4)
            paid = joined(paid, card, isolated(row.terminal) if row.terminal else "")
        facts = [
            way_word(row.method, row.gateway),
            tr("Paid: {how}").format(how=paid),
            tr("Why: {reason}").format(reason=isolated(why_text(row))),
        ]
        if row.location_id != self._session.centre.id:
            centre = self._session.centre_at(row.location_id).name
            facts.append(tr("At {centre}").format(centre=isolated(centre)))
        if row.due_again:
            facts.append(tr("The visit still has to be paid"))
        if row.credit_note_number:
            facts.append(tr("Credit note {number}").format(number=row.credit_note_number))
        if row.reference:
            facts.append(tr("Reference {number}").format(number=isolated(row.reference)))
        return facts

    def _steps(self, row: RefundRow) -> list[tuple[str, str, str]]:
        """What has happened, the latest first: when, what, and in whose words."""
        steps = []
        by = isolated(row.made_by)
        if row.state is RefundState.FAILED:
            steps.append(("", tr("Failed; it is owed by another refund"), ""))
        if row.done_at is not None:
            given = tr("Given back by {name}").format(name=isolated(row.done_by)) if row.done_by else tr("Given back")
            steps.append((self._when(row.done_at), given, ""))
        if row.sent_at is not None:
            steps.append((self._when(row.sent_at), tr("Sent to the gateway"), ""))
        if row.state is RefundState.REJECTED and row.decided_at is not None:
            ended = tr("Taken back by {name}") if row.problem == TAKEN_BACK else tr("Not approved by {name}")
            who = isolated(row.decided_by or tr("the program"))
            steps.append((self._when(row.decided_at), ended.format(name=who), row.decision_reason))
        elif row.decided_at is not None and row.decided_by and row.decided_by != row.made_by:
            approved = tr("Approved by {name}").format(name=isolated(row.decided_by))
            steps.append((self._when(row.decided_at), approved, row.decision_reason))
        elif row.decision_reason:
            steps.append(("", tr("Goes another way"), row.decision_reason))
        asked = tr("Asked for by {name}").format(name=by)
        if row.cause is RefundCause.ELSEWHERE:
            asked = tr("Found at the gateway")
        elif row.replaces:
            asked = tr("Owed again after a failure")
        elif not row.made_by:
            asked = tr("Decided by the program")
        steps.append((self._when(row.created_at), asked, ""))
        return steps

    def _next_text(self, row: RefundRow, acts: RefundActs) -> str:
        """What has to be done now, and by whom."""
        if row.group is RefundGroup.TO_APPROVE:
            if acts.approve:
                return tr("Nothing has moved yet. Once you approve it, it is owed to the patient.")
            if acts.own_request:
                return tr("You asked for it, so somebody else has to approve it.")
            return tr("It waits for somebody who may approve refunds.")
        if row.group is RefundGroup.AT_GATEWAY:
            if row.state is RefundState.OWED:
                return tr("It is sent in a moment. Until then it can be taken back.")
            return tr("It was sent. The program asks until it has arrived, which takes some days.")
        if row.group is not RefundGroup.OWED:
            return ""
        texts = {
            PaymentMethod.CASH: tr("Hand the cash over, then say so."),
            PaymentMethod.CARD: tr("Refund it at its terminal, then confirm it with the number on its slip."),
            PaymentMethod.LINK: tr("It did not arrive. Send it again, or hand it back another way."),
        }
        return texts.get(row.method, tr("Send the money, then confirm it with the bank's reference."))

    def _show_acts(self, row: RefundRow, acts: RefundActs, busy: bool) -> None:
        shown = {
            self.approve: acts.approve,
            self.turn_down: acts.reject,
            self.handed: acts.hand_back,
            self.again: acts.send_again,
            self.other: acts.another_way,
            self.back: acts.take_back,
            self.visit: True,
            self.paper: bool(row.credit_note_number),
        }
        for button, there in shown.items():
            button.setVisible(there)
            button.setEnabled(not busy)

    def _when(self, at: datetime) -> str:
        return moment_text(at, self._session.now(), self._locale)

    def _build(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(Space.S)
        head.addWidget(self.amount, 1)
        head.addWidget(self.state)
        self._told = Panel(self._theme, role="inset")
        self._told.body.addWidget(self.next)
        self._told.body.addWidget(self.trouble)
        self.body.addLayout(head)
        for widget in (self.name, self.phone, self._told):
            self.body.addWidget(widget)
        self.body.addLayout(self.facts)
        self.body.addSpacing(Space.S)
        self.body.addWidget(PlainLabel(self._theme, tr("History"), role="field-label"))
        self.body.addLayout(self.history)
        self.add_actions(
            self.approve, self.turn_down, self.handed, self.again, self.other, self.back, self.visit, self.paper,
        )  # fmt: skip
