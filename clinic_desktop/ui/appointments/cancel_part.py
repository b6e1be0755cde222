"""Cancelling a visit: what is paid back by the policy is shown before anything happens, and a reason is asked for."""

from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from clinic_desktop.domain.codes import PaymentMethod
from clinic_desktop.domain.errors import Invalid, Refused
from clinic_desktop.domain.money import Money
from clinic_desktop.services.appointments.values import BackBy
from clinic_desktop.ui.formats import isolated, money_text, percent_text, time_text
from clinic_desktop.ui.gateway_words import gateway_text
from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.kit.choice import Choice
from clinic_desktop.ui.kit.fields import TextField
from clinic_desktop.ui.kit.panel import Panel
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.kit.segmented import Segmented
from clinic_desktop.ui.messages import problem, sentence
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.ui.theme.tokens import Space
from clinic_desktop.viewmodels.appointments.appointment import Refunding, VisitDockState, VisitViewModel


class CancelPart(QWidget):
    """The question, with the safe answer first. The words of the act say the amount that leaves."""

    def __init__(self, theme: Theme, model: VisitViewModel, locale: QLocale) -> None:
        super().__init__()
        self._model, self._locale = model, locale
        self._panel = Panel(theme)
        self._why = PlainLabel(theme, role="muted", wrap=True)
        whose = (Choice(False, self.tr("Patient's wish")), Choice(True, self.tr("The clinic's")))
        self.whose = Segmented(theme, whose, self.tr("Whose wish"))
        self.refund = Segmented(theme, (Choice(Refunding.POLICY, ""),), self.tr("Paid back"))
        self._shown: tuple[Choice, ...] = ()
        self._refused: Refused | None = None
        self.reason = TextField(theme, self.tr("Reason"), max_length=300)
        self._refusal = PlainLabel(theme, role="problem", wrap=True)
        self.keep = Button(theme, self.tr("Keep it"))
        self.act = Button(theme, "", role="danger")
        row = QHBoxLayout()
        row.setSpacing(Space.S)
        row.addStretch()
        row.addWidget(self.keep)
        row.addWidget(self.act)
        for widget in (self.whose, self._why, self.refund, self.reason, self._refusal):
            self._panel.body.addWidget(widget)
        self._panel.body.addLayout(row)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._panel)
        self.whose.chosen.connect(model.set_by_clinic)
        self.refund.chosen.connect(model.set_refunding)
        self.reason.edited.connect(model.set_reason)
        self.keep.clicked.connect(model.close_part)
        self.act.clicked.connect(model.cancel)

    def ask(self) -> None:
        """Puts the keys where the answer is typed."""
        self.reason.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_state(self, state: VisitDockState) -> None:
        """Shows the state."""
        detail = state.detail
        if detail is None:
            return
        time = time_text(detail.card.period.start.astimezone(detail.zone), self._locale)
        question = self.tr("Turn {name}, {time} down?") if state.rejecting else self.tr("Cancel {name}, {time}?")
        self._panel.set_title(question.format(name=isolated(detail.card.patient_name), time=time))
        paid = state.preview is not None and bool(state.preview.paid) and not state.rejecting
        self.whose.setVisible(not state.rejecting)
        self.whose.set_value(state.by_clinic)
        self._why.set_text(self._policy_text(state))
        self._show_refunds(state, paid)
        if self.reason.text() != state.reason.strip():
            self.reason.set_text(state.reason)
        self._show_refusal(state)
        self.act.set_text(self._act_text(state, paid))
        self.act.set_busy(self.tr("Cancelling…") if state.busy else None)
        if state.refusal is not self._refused:
            self._refused = state.refusal
            if state.refusal is not None and self.isVisible():
                self.ask()

    def _policy_text(self, state: VisitDockState) -> str:
        several = state.several
        if several is not None:
            count = self.tr("%Ln visits would be cancelled.", "", len(several.members))
            if several.refund is None or not several.refund.minor:
                return count
            text = self.tr("{count} By the policy {amount} goes back in all.")
            return text.format(count=count, amount=money_text(several.refund, self._locale))
        preview = state.preview
        if preview is None or state.rejecting:
            return self.tr("Nothing was paid.")
        percent = percent_text(preview.percent, self._locale)
        if preview.paid is None:
            return self.tr("By the policy {percent} of what was paid goes back now.").format(percent=percent)
        if not preview.paid:
            return self.tr("Nothing was paid.")
        text = self.tr("{paid} paid. By the policy {percent} goes back now.")
        policy = text.format(paid=money_text(preview.paid, self._locale), percent=percent)
        more = [self._back_text(part) for part in preview.back] if state.refunding is Refunding.POLICY else []
        by_hand = state.refunding is not Refunding.POLICY and preview.approval_above is not None
        if by_hand and preview.approval_above is not None and (state.refund_minor or 0) > preview.approval_above.minor:
            more.append(self.tr("A second person has to approve so much."))
        return " ".join((policy, *more))

    def _back_text(self, part: BackBy) -> str:
        """By which way a part goes back, and when."""
        if part.gateway is not None:
            text = self.tr("{amount} goes back by {gateway}, which takes some days.")
            return text.format(amount=money_text(part.amount, self._locale), gateway=gateway_text(part.gateway))
        texts = {
            PaymentMethod.CASH: self.tr("{amount} is to be handed back in cash."),
            PaymentMethod.CARD: self.tr("{amount} is to be given back at the card terminal."),
        }
        text = texts.get(part.method, self.tr("{amount} is to be sent back by the desk."))
        return text.format(amount=money_text(part.amount, self._locale))

    def _show_refunds(self, state: VisitDockState, paid: bool) -> None:
        preview = state.preview
        self.refund.setVisible(paid and state.several is None and preview is not None and preview.may_set_any)
        if preview is None or preview.refund is None:
            return
        policy = self.tr("Refund {amount}").format(amount=money_text(preview.refund, self._locale))
        choices = (
            Choice(Refunding.POLICY, policy),
            Choice(Refunding.ALL, self.tr("Refund all")),
            Choice(Refunding.NONE, self.tr("No refund")),
        )
        if choices != self._shown:
            self._shown = choices
            self.refund.set_choices(choices)
        self.refund.set_value(state.refunding)

    def _show_refusal(self, state: VisitDockState) -> None:
        refusal = state.refusal
        reason = refusal.problems.get("reason") if isinstance(refusal, Invalid) else None
        self.reason.set_problem(problem(reason) if reason else None)
        self.reason.set_note(self.tr("Needed: it stands in the history of the visit"))
        zone = state.detail.zone if state.detail else None
        other = refusal if refusal is not None and reason is None else None
        self._refusal.set_text(sentence(other, zone, self._locale) if other else "")
        self._refusal.setVisible(other is not None)

    def _act_text(self, state: VisitDockState, paid: bool) -> str:
        if state.several is not None:
            return self.tr("Cancel %Ln visits", "", len(state.several.members))
        if state.rejecting:
            return self.tr("Turn down")
        if not paid or not state.refund_minor or state.preview is None or state.preview.paid is None:
            return self.tr("Cancel the visit")
        amount = Money(state.refund_minor, state.preview.paid.currency)
        return self.tr("Cancel and refund {amount}").format(amount=money_text(amount, self._locale))
