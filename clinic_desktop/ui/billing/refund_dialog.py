"""Asks how much of a payment goes back, which way and why, before any money leaves; and says who has to approve."""

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QWidget

from clinic_desktop.domain.codes import PaymentMethod
from clinic_desktop.domain.money import Money
from clinic_desktop.services.billing.values import RefundTerms
from clinic_desktop.ui.billing.refund_words import tr, way_word
from clinic_desktop.ui.billing.words import METHOD_ICONS, method_word
from clinic_desktop.ui.formats import isolated, money_text
from clinic_desktop.ui.gateway_words import gateway_problem, gateway_text
from clinic_desktop.ui.kit.banner import Banner
from clinic_desktop.ui.kit.buttons import Button
from clinic_desktop.ui.kit.check import CheckBox
from clinic_desktop.ui.kit.choice import Choice
from clinic_desktop.ui.kit.dialog import Dialog
from clinic_desktop.ui.kit.fields import AmountField, TextField
from clinic_desktop.ui.kit.plain_label import PlainLabel
from clinic_desktop.ui.kit.segmented import Segmented
from clinic_desktop.ui.messages import problem
from clinic_desktop.ui.theme.theme import Theme
from clinic_desktop.viewmodels.billing.refund_wish import RefundWishState, RefundWishViewModel


class RefundDialog(Dialog):
    """Closes by itself once the money is given, or asked for. The amount is whole; a person lowers it for a part."""

    def __init__(
        self,
        theme: Theme,
        view_model: RefundWishViewModel,
        name: str,
        method: PaymentMethod,
        left: Money,
        locale: QLocale,
        parent: QWidget | None,
    ) -> None:
        super().__init__(theme, "", parent)
        self._model, self._method, self._left, self._locale = view_model, method, left, locale
        self._ways: tuple[PaymentMethod, ...] = ()
        view_model.setParent(self)
        question = tr("Give money back to {name}?").format(name=isolated(name))
        self.setWindowTitle(question)
        self.setAccessibleName(question)
        self.body.addWidget(PlainLabel(theme, question, role="section", wrap=True))
        self.paid = PlainLabel(theme, role="muted", wrap=True)
        self.amount = AmountField(theme, tr("Amount"), left.currency, locale)
        self.amount.set_money(left)
        self.way = Segmented(theme, (), tr("Which way"))
        self.reason = TextField(theme, tr("Reason"), max_length=200)
        self.due_again = CheckBox(theme, tr("It was taken by mistake: the visit still has to be paid"))
        self.later = CheckBox(theme, tr("The cash is handed over later"))
        self.handing = PlainLabel(theme, role="muted", wrap=True)
        self.approval = Banner(theme, "warn", "", icon="user-check")
        self.trouble = PlainLabel(theme, role="problem", wrap=True)
        for widget in (
            self.paid, self.amount, self.way, self.reason, self.due_again, self.later, self.handing, self.approval,
            self.trouble,
        ):  # fmt: skip
            self.body.addWidget(widget)
        self.keep = self.add_button(Button(theme, tr("Keep it")))
        self.keep.clicked.connect(self.reject)
        self.act = self.add_button(Button(theme, "", role="danger"))
        self.act.clicked.connect(self._give)
        self.amount.amount_edited.connect(lambda _: self._show_amount())
        self.way.chosen.connect(lambda _: self._show_amount())
        self.later.clicked.connect(self._show_amount)
        view_model.state_changed.connect(self.show_state)
        view_model.given.connect(lambda _: self.accept())
        self.show_state(view_model.state)
        self.reason.setFocus()

    def show_state(self, state: RefundWishState) -> None:
        """Shows the state; may be called at any time."""
        terms = state.terms
        if terms is not None:
            self._show_terms(terms)
        self.paid.set_text(self._paid_text(state))
        problems, fields = dict(state.problems or {}), {"amount": self.amount, "reason": self.reason}
        for name, field in fields.items():
            if name in problems:
                field.set_problem(problem(problems.pop(name)))
        # What no field is to blame for, such as a till that is not open, is said above the buttons.
        self.trouble.set_text(" ".join(problem(code) for code in problems.values()))
        self.trouble.setVisible(bool(problems))
        # Before the terms are there nobody knows whether it has to be approved.
        self.act.setEnabled(terms is not None)
        self.act.set_busy(tr("One moment…") if state.busy else None)
        self.keep.setEnabled(not state.busy)
        self.hold(state.busy)
        self._show_amount()

    def _show_terms(self, terms: RefundTerms) -> None:
        typed = self.amount.money()
        if terms.left != self._left and (typed is None or typed == self._left or terms.left < typed):
            self.amount.set_money(terms.left)
        self._left = terms.left
        self.amount.setEnabled(not terms.whole_only)
        if terms.ways != self._ways:
            self._ways = terms.ways
            self.way.set_choices(tuple(Choice(way, method_word(way), icon=METHOD_ICONS[way]) for way in terms.ways))
            self.way.set_value(terms.ways[0])
        self.way.setVisible(len(terms.ways) > 1)

    def _paid_text(self, state: RefundWishState) -> str:
        text = tr("{method}: {amount} of the payment is left.").format(
            amount=money_text(self._left, self._locale), method=method_word(self._method)
        )
        terms = state.terms
        if terms is None:
            return text
        more = ""
        if terms.waiting:
            more = tr("{amount} waits for approval.").format(amount=money_text(terms.waiting, self._locale))
        elif state.looking and terms.gateway is not None:
            more = tr("{gateway} is being asked what went back there…").format(gateway=gateway_text(terms.gateway))
        elif state.unheard is not None:
            more = gateway_problem(state.unheard.gateway, state.unheard.reason, state.unheard.detail)
        elif state.found and terms.gateway is not None:
            more = tr("Somebody gave money back at {gateway} itself.").format(gateway=gateway_text(terms.gateway))
        return tr("{first} {second}").format(first=text, second=more) if more else text

    def _chosen_way(self) -> PaymentMethod:
        value = self.way.value() if self._ways else None
        return value if isinstance(value, PaymentMethod) else self._method

    def _show_amount(self) -> None:
        money, way = self.amount.money(), self._chosen_way()
        waits = money is not None and self._model.needs_approval(money.minor)
        pattern = tr("Ask for {amount}") if waits else tr("Give back {amount}")
        bare = tr("Ask for it") if waits else tr("Give back")
        self.act.set_text(bare if money is None else pattern.format(amount=money_text(money, self._locale)))
        self.later.setVisible(way is PaymentMethod.CASH and not waits)
        self.handing.set_text(self._handing_text(way, waits))
        self.approval.setVisible(waits)
        terms = self._model.state.terms
        if waits and terms is not None:
            limit = money_text(terms.alone, self._locale)
            names = isolated(" / ".join(terms.approvers))
            title = tr("A second person has to approve this")
            detail = tr("From you alone up to {limit} can go back.").format(limit=limit)
            if terms.approvers:
                title = tr("{names} can approve this").format(names=names)
            self.approval.show_words(title, detail)

    def _handing_text(self, way: PaymentMethod, waits: bool) -> str:
        if waits:
            return tr("Nothing moves until then; what you ask for is kept aside.")
        if way is PaymentMethod.CASH:
            later = self.later.isChecked()
            return tr("It stays owed until the cash is handed over.") if later else tr("Hand the cash over now.")
        if way is PaymentMethod.CARD:
            return tr("Refund it at the terminal that took it, then confirm it with the number on its slip.")
        if way is PaymentMethod.LINK:
            terms = self._model.state.terms
            by = way_word(way, terms.gateway if terms is not None else None)
            return tr("{way}, to the card or account that paid. It takes some days to arrive.").format(way=by)
        return tr("It stays owed until somebody confirms it with the bank's reference.")

    def _give(self) -> None:
        money = self.amount.money()
        if money is None or money.minor <= 0:
            self.amount.set_problem(problem("not_an_amount" if money is None else "not_positive"))
            self.amount.edit.setFocus()
        elif self._left < money:
            self.amount.set_problem(problem("more_than_paid"))
            self.amount.edit.setFocus()
        elif not self.reason.text():
            self.reason.set_problem(problem("required"))
            self.reason.edit.setFocus()
        else:
            way = self._chosen_way()
            later = self.later.isVisible() and self.later.isChecked()
            self._model.give(money.minor, self.reason.text(), way, self.due_again.isChecked(), later)
